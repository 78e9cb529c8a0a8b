#!/bin/sh
# links-issue.sh EXIT_CODE REPORT: keep one open issue while links are dead.
# The exit codes are lychee's: 0 all links lead somewhere, 2 some do not; else it could not look.
set -eu
title="Links that lead nowhere"
number=$(gh issue list --state open --app github-actions --limit 100 --json number,title \
  --jq "map(select(.title == \"$title\"))[0].number // empty")
case "$1" in
  0)
    if [ -n "$number" ]; then
      gh issue close "$number" --comment "All outside links lead somewhere again."
    fi
    ;;
  2)
    {
      echo "Search the repository for each address. A DOI stands after \`/api/handles/\`; 404 means"
      echo "that nobody has registered it. If a page opens in your browser all the same, name it in"
      echo "\`.github/links.yml\`, with the reason. This list is made anew every week."
      echo
      cat "$2"
    } >issue.md
    if [ -n "$number" ]; then
      gh issue edit "$number" --body-file issue.md
    else
      gh issue create --title "$title" --body-file issue.md
    fi
    ;;
  *)
    echo "lychee could not look at the links: exit code $1" >&2
    exit 1
    ;;
esac
