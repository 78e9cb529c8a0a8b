#!/bin/sh
# source-propose.sh: propose the change of data/references.yml that another job has made (PATCH, in
# base64) as a pull request, or say on the issue (NUMBER) why there is none (SAID).
set -eu
file=data/references.yml
branch="source-$NUMBER"
if [ -z "${PATCH:-}" ]; then
  {
    echo "No record could be made of it by itself; an editor will look. The program said:"
    echo
    printf '%s\n' "${SAID:-nothing}" | head -c 2000 | sed 's/^/    /'
  } >said.md
  gh issue comment "$NUMBER" --body-file said.md
  exit 0
fi
if gh api "repos/$GH_REPO/git/ref/heads/$branch" >/dev/null 2>&1; then
  echo "the branch $branch is there already; what stands on it is left alone"
  exit 0
fi
before=$(git rev-parse "HEAD:$file")
printf '%s' "$PATCH" | base64 -d | git apply --include="$file"
base64 -w0 "$file" >content
gh api "repos/$GH_REPO/git/refs" -f "ref=refs/heads/$branch" -f "sha=$(git rev-parse HEAD)" >/dev/null
gh api --method PUT "repos/$GH_REPO/contents/$file" -f "branch=$branch" -f "sha=$before" \
  -f "message=data: add the source of issue $NUMBER" -F "content=@content" >/dev/null
cat >body.md <<END
The record of the source that issue #$NUMBER suggests, as public registries give it.

- Open the source, and compare the record with it.
- Who paid was not looked for: add \`funding\` if the source says so.
- Nothing uses it yet, so the check is red. Add its id under \`sources\` of the claim that it speaks for
  or against, in this branch.
END
gh pr create --base "$BASE" --head "$branch" --title "data: add the source of issue $NUMBER" \
  --body-file body.md
