/* What the reader chooses: colors, length, units, and the search, which is fetched only then.
   The choices are kept on this device alone, and set before the page is drawn (see
   overrides/partials/javascripts/base.html). Without script, length and units work, and colors
   follow the device. */
const site = new URL("..", document.currentScript.src);
const root = document.documentElement;

let chosen = {};
try {
  const kept = JSON.parse(localStorage.getItem("handbook"));
  if (typeof kept === "object") chosen = { ...kept };
} catch {
  /* the device keeps nothing, or another's words: each page comes as it is */
}
const keep = (name, value) => {
  chosen[name] = value;
  try {
    localStorage.setItem("handbook", JSON.stringify(chosen));
  } catch {
    /* as above */
  }
};

/* Length and units: from here on the boxes rule, no longer the class that was there before them. */
for (const group of document.querySelectorAll("[data-choice]")) {
  const name = group.dataset.choice;
  const box = [...group.querySelectorAll("input")].find((input) => input.value === chosen[name]);
  if (box) box.checked = true;
  if (box) root.classList.remove(`${name}-${chosen[name]}`);
  group.addEventListener("change", (event) => keep(name, event.target.value));
}

/* The short version folds the sources; a link to one of them opens them, and paper has them all.
   Without script the style sheet does both. */
const folds = document.querySelectorAll(".source-fold");
const boxes = document.querySelector('[data-choice="length"]');
const isShort = () => root.classList.contains("length-short") || Boolean(boxes?.querySelector('[value="short"]').checked);
const reveal = (hash) => {
  const fold = document.getElementById(decodeURIComponent(hash.slice(1)))?.closest(".source-fold");
  if (fold) fold.open = true;
};
const foldAll = () => {
  for (const list of folds) list.open = !isShort();
  reveal(location.hash);
};
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (link) reveal(link.hash);
});
boxes?.addEventListener("change", foldAll);
document.getElementById("show-everything")?.addEventListener("click", () => {
  keep("length", "");
  root.classList.remove("length-short");
  const detail = boxes?.querySelector('[value=""]');
  if (detail) detail.checked = true;
  foldAll();
  /* The button is gone: the keyboard goes on from the switch where it is open, or from the page's beginning. */
  const next = detail?.checkVisibility() ? detail : document.querySelector("h1");
  if (next !== detail) next.tabIndex = -1;
  next.focus();
});
addEventListener("hashchange", () => reveal(location.hash));
addEventListener("beforeprint", () => folds.forEach((list) => (list.open = true)));
for (const moment of ["afterprint", "pageshow"]) addEventListener(moment, foldAll);
foldAll();

/* Colors: dark.css applies, or not, or as the device says. */
const sheet = document.getElementById("dark");
const colors = document.getElementById("colors");
const device = matchMedia("(prefers-color-scheme: dark)");
const dark = () => (sheet.media.includes("prefers") ? device.matches : sheet.media === "screen");
const say = () => colors.setAttribute("aria-pressed", dark());
colors.addEventListener("click", () => {
  const value = dark() ? "light" : "dark";
  sheet.media = value === "dark" ? "screen" : "not all";
  keep("colors", value);
  say();
});
device.addEventListener("change", say);
say();

/* The search. */
const panel = document.getElementById("search");
const field = document.getElementById("search-input");
let fetched = false;
const fetchSearch = () => {
  if (fetched) return;
  fetched = true;
  const script = document.createElement("script");
  script.src = new URL("assets/search.js", site);
  document.head.append(script);
};
const openSearch = (words) => {
  if (!field.checkVisibility()) panel.showPopover();
  field.focus();
  if (words) field.value = words;
  fetchSearch();
};
field.addEventListener("focus", fetchSearch);
panel.addEventListener("toggle", (event) => event.newState === "open" && field.focus());
/* In a search field the Escape key only empties the field; here it closes the search, too. */
field.addEventListener("keydown", (event) => event.key === "Escape" && panel.matches(":popover-open") && panel.hidePopover());
addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, select, textarea");
  if (event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  openSearch();
});
const asked = new URLSearchParams(location.search).get("q");
if (asked) openSearch(asked);
const instead = document.getElementById("search-instead");
if (instead) {
  let path = location.pathname.slice(site.pathname.length);
  try {
    path = decodeURIComponent(path);
  } catch {
    path = path.replace(/%../g, " "); /* in another encoding, as in caf%E9 */
  }
  const words = path.replace(/\.\w+$/, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  if (words) instead.textContent = `Search for “${words}”`;
  instead.addEventListener("click", () => openSearch(words));
}
