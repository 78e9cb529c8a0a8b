#!/bin/sh
# The tests of every night also use Firefox and WebKit, the engine of Safari, which needs a screen.
# Find them; install them on Debian and Ubuntu as root; else say how.
find_one() {
  for name in "$@"; do
    command -v "$name" >/dev/null 2>&1 && return 0
  done
  return 1
}
packages=""
find_one "${FIREFOX:-firefox-esr}" firefox-esr firefox || packages="firefox-esr"
find_one "${WEBKIT_DRIVER:-WebKitWebDriver}" WebKitWebDriver || packages="$packages webkit2gtk-driver"
find_one "${XVFB:-Xvfb}" Xvfb || packages="$packages xvfb"
[ -z "$packages" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing for the browser tests: $packages"
  # shellcheck disable=SC2086 # several packages
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    $packages fonts-liberation >/dev/null 2>&1 && exit 0
fi
echo "Some browser tests need Firefox, WebKitWebDriver and Xvfb. Install them (Debian: sudo apt-get" >&2
echo "install firefox-esr webkit2gtk-driver xvfb), or set FIREFOX, WEBKIT_DRIVER and XVFB to their" >&2
echo "paths, and run the tests again." >&2
exit 1
