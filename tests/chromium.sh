#!/bin/sh
# The browser tests use the system's Chromium. Find it; install it on Debian as root; else say how.
for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the browser tests"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    chromium fonts-liberation >/dev/null && exit 0
fi
echo "The browser tests need Chromium. Install it (Debian: sudo apt-get install chromium; macOS:" >&2
echo "brew install chromium), or set CHROMIUM to its path, and run the tests again." >&2
exit 1
