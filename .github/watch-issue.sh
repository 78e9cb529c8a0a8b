#!/bin/sh
# watch-issue.sh EXIT_CODE REPORT: keep one open issue while the watch has something to tell.
# The exit codes are those of `python -m macros watch`: 0 nothing new, 2 something; else it failed.
set -eu
title="What became of our sources"
most=60000 # characters; GitHub takes 65,536
number=$(gh issue list --state open --app github-actions --limit 100 --json number,title \
  --jq "map(select(.title == \"$title\"))[0].number // empty")
case "$1" in
  0)
    if [ -n "$number" ]; then
      gh issue close "$number" --comment "All of it is dealt with."
    fi
    ;;
  2)
    awk -v most="$most" '{ size += length($0) + 1 } size < most' "$2" >issue.md
    if [ "$(wc -l <issue.md)" -lt "$(wc -l <"$2")" ]; then
      echo >>issue.md
      echo "**This is too long for an issue. The summary of the last run of \`watch\` has the rest.**" \
        >>issue.md
    fi
    if [ -n "$number" ]; then
      gh issue edit "$number" --body-file issue.md
    else
      gh issue create --title "$title" --body-file issue.md
    fi
    ;;
  *)
    echo "the watch could not look: exit code $1" >&2
    exit 1
    ;;
esac
