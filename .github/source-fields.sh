#!/bin/sh
# source-fields.sh: of a filled-in form (BODY), the DOI or PMID and the kind, as lines for
# $GITHUB_OUTPUT. What has not exactly the form of one is left out; nothing of the text is run.
set -eu
export LC_ALL=C

# field HEADING: the first line that is not empty below a heading of the form.
field() {
  printf '%s\n' "${BODY:-}" | tr -d '\r' | awk -v heading="### $1" '
    $0 == heading { inside = 1; next }
    /^### / { inside = 0 }
    inside && NF { sub(/^ +/, ""); sub(/ +$/, ""); print; exit }'
}

# shaped PATTERN: the line that is read, if the whole of it has this form.
shaped() {
  grep -Ex "$1" || true
}

source=$(field "DOI or PMID" | sed -E 's#^(https?://(dx\.)?doi\.org/|doi: ?|PMID:? ?)##' |
  shaped '10\.[0-9]{4,9}/[A-Za-z0-9._;()/:-]{1,150}|[0-9]{1,8}')
kind=$(field "What is it?" | shaped '[a-z]+([ -][a-z]+){0,3}')
printf 'source=%s\nkind=%s\n' "$source" "$kind"
