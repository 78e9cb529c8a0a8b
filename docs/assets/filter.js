/* Claims by verdict and certainty. The choice stands in the address, so that it can be shared. */
const form = document.getElementById("claim-filter");
if (form) {
  const claims = [...document.querySelectorAll("tr[data-verdict]")];
  const count = document.getElementById("claim-count");
  const asked = new URLSearchParams(location.search);
  const show = () => {
    const { verdict, certainty } = form.elements;
    for (const claim of claims)
      claim.hidden =
        (verdict.value && claim.dataset.verdict !== verdict.value) ||
        (certainty.value && claim.dataset.certainty !== certainty.value);
    const shown = claims.filter((claim) => !claim.hidden).length;
    count.textContent = shown ? `${shown} of ${claims.length} statements shown.` : "No statement has both.";
    for (const table of document.querySelectorAll(".glance"))
      table.parentElement.hidden = [...table.tBodies[0].rows].every((row) => row.hidden);
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
  };
  for (const field of form.querySelectorAll("select"))
    if ([...field.options].some((option) => option.value === asked.get(field.name)))
      field.value = asked.get(field.name);
  form.addEventListener("change", show);
  form.addEventListener("reset", () => setTimeout(show));
  form.hidden = false;
  show();
}
