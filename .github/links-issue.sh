#!/bin/sh
# links-issue.sh EXIT_CODE REPORT: keep one open issue while links are dead.
# The exit codes are lychee's: 0 all links lead somewhere, 2 some do not; else it could not look.
set -eu
. "$(dirname "$0")/keep-issue.sh"
if [ "$1" = 2 ]; then
  {
    echo "Search the repository for each address. A DOI stands after \`/api/handles/\`; 404 means"
    echo "that nobody has registered it. If a page opens in your browser all the same, name it in"
    echo "\`.github/links.yml\`, with the reason. This list is made anew every week."
    echo
    cat "$2"
  } >issue.md
fi
keep_issue "Links that lead nowhere" "$1" "All outside links lead somewhere again." \
  "lychee could not look at the links"
