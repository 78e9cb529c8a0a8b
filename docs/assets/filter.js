/* Claims by verdict and certainty. The choice stands in the address, so that it can be shared. */
const form = document.getElementById("claim-filter");
if (form) {
  const claims = [...document.querySelectorAll(".claim")];
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
    for (const heading of document.querySelectorAll("article h2")) {
      const own = [];
      for (let next = heading.nextElementSibling; next && next.tagName !== "H2"; next = next.nextElementSibling) own.push(next);
      const listed = own.filter((part) => part.matches(".claim"));
      for (const part of [heading, ...own])
        if (listed.length && !part.matches(".claim")) part.hidden = listed.every((claim) => claim.hidden);
    }
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
