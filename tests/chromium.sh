#!/bin/sh
# The browser tests use the system's Chromium, without a window where Debian has that: it opens a page
# in a third of the time. Find it; install it on Debian as root; else say how.
find_one() {
  for name in "$@"; do
    command -v "$name" >/dev/null 2>&1 && return 0
  done
  return 1
}
find_one "${CHROMIUM:-chromium-headless-shell}" chromium-headless-shell && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the browser tests"
  apt-get update -qq && for package in chromium-headless-shell chromium; do
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
      "$package" fonts-liberation >/dev/null 2>&1 && exit 0
  done
fi
find_one chromium chromium-browser google-chrome google-chrome-stable && exit 0
echo "The browser tests need Chromium. Install it (Debian: sudo apt-get install chromium; macOS:" >&2
echo "brew install chromium), or set CHROMIUM to its path, and run the tests again." >&2
exit 1
