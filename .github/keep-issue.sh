# Sourced by scripts that keep one open issue while there is something to tell.
# keep_issue TITLE EXIT_CODE DONE FAILED: with 0 close the issue and say DONE; with 2 write issue.md
# into it, or open it; with any other code fail and say FAILED.
keep_issue() {
  number=$(gh issue list --state open --app github-actions --limit 100 --json number,title \
    --jq "map(select(.title == \"$1\"))[0].number // empty")
  case "$2" in
    0) if [ -n "$number" ]; then gh issue close "$number" --comment "$3"; fi ;;
    2)
      if [ -n "$number" ]; then
        gh issue edit "$number" --body-file issue.md
      else
        gh issue create --title "$1" --body-file issue.md
      fi
      ;;
    *)
      echo "$4: exit code $2" >&2
      return 1
      ;;
  esac
}
