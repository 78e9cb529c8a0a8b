#!/bin/sh
# The PDFs need Pango. Find it; install it on Debian or Ubuntu as root; else the site has no PDFs.
"$1" -c 'import weasyprint' 2>/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Pango for the PDFs"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 >/dev/null
fi
exit 0 # python -m macros site says what is missing
