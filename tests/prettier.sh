#!/bin/sh
# Check the format of scripts and style sheets; --write formats them instead.
# Needs Prettier in npx's cache, and skips without it: the project itself needs no Node.
set -eu
PRETTIER=prettier@3.10.1
cd "$(dirname "$0")/.."
if ! npx --no -- "$PRETTIER" --version >/dev/null 2>&1; then
  echo "skipped: the format of docs/assets; fetch Prettier with: npx --yes $PRETTIER --version"
  exit 0
fi
exec npx --no -- "$PRETTIER" "${1:---check}" --log-level warn "docs/assets/*.js" "docs/assets/**/*.css"
