/* Paper: the print button, large print by address, and what changed since a printed copy.
   Without script the browser's own menu prints, the box makes large print in all of them, and the
   code on paper leads to the page's list of dated changes. */
const large = document.getElementById("large-print");
if (large && location.hash === "#large-print") large.checked = true;

const button = document.getElementById("print");
if (button) {
  button.addEventListener("click", () => print());
  if (location.hash === "#print") addEventListener("load", () => print());
}

const copy = new URLSearchParams(location.search).get("copy");
const changes = document.getElementById("changes");
if (copy && changes) {
  const number = (version) => version.split(".").map(Number);
  const newer = (a, b) => a[0] - b[0] || a[1] - b[1] || (a[2] || 0) - (b[2] || 0);
  const later = [...changes.querySelectorAll("li")].filter((item) => newer(number(item.dataset.version), number(copy)) > 0);
  const said = changes.querySelector(".copy-age");
  if (!/^\d+(\.\d+){1,2}$/.test(copy) || newer(number(copy), number(changes.dataset.version)) > 0)
    said.textContent = "We do not know the version of your copy. Please print the page again.";
  else if (later.length === 0)
    said.textContent = `You have a copy of version ${copy}. Nothing on this page has changed since.`;
  else {
    said.textContent = `You have a copy of version ${copy}. This page has changed since: see the marked lines below. Please print it again.`;
    for (const item of later) item.classList.add("later");
  }
}

/* Warnings that open in place are open on paper, in browsers whose style sheets cannot open them. */
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll(".safety details:not([open])")];
  for (const fold of opened) fold.open = true;
});
addEventListener("afterprint", () => {
  for (const fold of opened) fold.open = false;
});
