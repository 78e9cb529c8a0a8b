#!/bin/sh
# watch-issue.sh EXIT_CODE REPORT: keep one open issue while the watch has something to tell.
# The exit codes are those of `python -m macros watch`: 0 nothing new, 2 something; else it failed.
set -eu
. "$(dirname "$0")/keep-issue.sh"
most=60000 # characters; GitHub takes 65,536
if [ "$1" = 2 ]; then
  awk -v most="$most" '{ size += length($0) + 1 } size < most' "$2" >issue.md
  if [ "$(wc -l <issue.md)" -lt "$(wc -l <"$2")" ]; then
    echo >>issue.md
    echo "**This is too long for an issue. The summary of the last run of \`watch\` has the rest.**" \
      >>issue.md
  fi
fi
keep_issue "What became of our sources" "$1" "All of it is dealt with." "the watch could not look"
