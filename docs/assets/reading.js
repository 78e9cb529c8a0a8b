/* What the reader chooses: colors, keys, length, units, and the search, which is fetched only then;
   and what makes a long page easier to walk through. The choices are kept on this device alone, and
   set before the page is drawn (see overrides/partials/head.html). Without script, length and units
   work, and colors follow the device. */
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

/* The panels of the search and of colors and keys: without script they would be of no use. */
document.querySelector(".md-header").insertAdjacentHTML(
  "afterend",
  `
<div class="search" id="search" popover role="search">
<form class="search-form">
<label for="search-input">Search the handbook</label>
<input type="search" id="search-input" autofocus autocapitalize="off" autocomplete="off" spellcheck="false" aria-describedby="search-status">
<button type="button" class="plain-button" popovertarget="search" popovertargetaction="hide">Close</button>
</form>
<p class="search-status" id="search-status" role="status">Type to start searching</p>
<ol class="search-results" id="search-results"></ol>
</div>
<div class="settings" id="settings" popover>
<fieldset data-choice="colors">
<legend>Colors</legend>
<label><input type="radio" name="colors" value="" checked> Follow my device</label>
<label><input type="radio" name="colors" value="light"> Light</label>
<label><input type="radio" name="colors" value="dark"> Dark</label>
</fieldset>
<fieldset data-choice="keys">
<legend>Keys: <kbd>/</kbd> search, <kbd>n</kbd> next page, <kbd>p</kbd> previous page</legend>
<label><input type="radio" name="keys" value="" checked> On</label>
<label><input type="radio" name="keys" value="off"> Off</label>
</fieldset>
<p><button type="button" class="plain-button" popovertarget="settings" popovertargetaction="hide">Close</button></p>
</div>
`,
);

/* From here on the boxes rule, no longer the class that was there before them. */
for (const group of document.querySelectorAll("[data-choice]")) {
  const name = group.dataset.choice;
  const box = [...group.querySelectorAll("input")].find((input) => input.value === chosen[name]);
  if (box) box.checked = true;
  if (box) root.classList.remove(`${name}-${chosen[name]}`);
  group.addEventListener("change", (event) => keep(name, event.target.value));
}

document.getElementById("show-everything")?.addEventListener("click", () => {
  keep("length", "");
  root.classList.remove("length-short");
  const detail = document.querySelector('[data-choice="length"] [value=""]');
  if (detail) detail.checked = true;
  /* The button is gone: the keyboard goes on from the switch where it is open, or from the page's beginning. */
  const next = detail?.checkVisibility() ? detail : document.querySelector("h1");
  if (next !== detail) next.tabIndex = -1;
  next.focus();
});

/* Colors: dark.css applies, or not, or as the device says. */
const settings = document.getElementById("settings");
const sheet = document.getElementById("dark");
settings.querySelector('[data-choice="colors"]').addEventListener("change", (event) => {
  sheet.media =
    { light: "not all", dark: "screen" }[event.target.value] ||
    "screen and (prefers-color-scheme: dark)";
});

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
  if (words) field.value = words;
  if (!panel.matches(":popover-open")) panel.showPopover();
  fetchSearch();
};
panel.addEventListener("toggle", (event) => event.newState === "open" && fetchSearch());
/* In a search field the Escape key only empties the field; here it closes the search, too. */
field.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  panel.hidePopover();
  field.blur(); /* where nothing had the focus before, the field would keep it for a moment, unseen */
});
/* A field on the first page; what is typed there goes on in the panel. */
const place = document.querySelector(".search-here");
if (place) {
  place.innerHTML =
    '<form class="home-search"><label for="home-input">Or search the handbook</label> <input type="search" id="home-input" autocomplete="off"> <button>Search</button></form>';
  place.firstChild.addEventListener("submit", (event) => {
    event.preventDefault();
    openSearch(document.getElementById("home-input").value);
  });
}
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
  const words = path
    .replace(/\.\w+$/, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  if (words) instead.textContent = `Search for “${words}”`;
  instead.addEventListener("click", () => openSearch(words));
}

/* What follows keeps its names to itself: scripts share the names of their first level. */
{
  /* Keys, as on other handbooks; they can be turned off (WCAG 2.1.4). */
  const follow = (way) => document.querySelector(`.foot-ways [rel="${way}"]`)?.click();
  const keys = {
    "/": openSearch,
    s: openSearch,
    f: openSearch,
    n: () => follow("next"),
    p: () => follow("prev"),
  };
  addEventListener("keydown", (event) => {
    const busy =
      event.target.closest?.("input, select, textarea") || document.querySelector(":popover-open");
    if (chosen.keys === "off" || busy || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  /* The menu opens where the reader is, and closes when a part of this page is chosen. */
  const menu = document.getElementById("menu");
  menu.addEventListener("toggle", (event) => {
    const here = menu.querySelector("[aria-current]");
    if (event.newState === "open" && here) menu.scrollTop = here.offsetTop - menu.clientHeight / 4;
  });
  menu.addEventListener(
    "click",
    (event) =>
      event.target.closest('a[href^="#"]') && menu.matches(":popover-open") && menu.hidePopover(),
  );

  /* Every part can be linked to. For a mouse only: the contents have the same links for all others. */
  const parts = [...document.querySelectorAll("article :is(h2, h3)[id]")];
  for (const part of parts) {
    const link = Object.assign(document.createElement("a"), {
      className: "headerlink",
      href: `#${part.id}`,
      textContent: "¶",
      tabIndex: -1,
      title: "Link to this heading",
    });
    link.setAttribute("aria-hidden", "true");
    part.append(link);
  }

  /* The contents name the part that is being read: the last one whose heading has passed the header. */
  const contents = new Map(
    [...document.querySelectorAll(".toc a")].map((link) => [link.hash.slice(1), link]),
  );
  const listed = parts.filter((part) => contents.has(part.id));
  const mark = () => {
    const now = listed.findLast((part) => part.getBoundingClientRect().top < 120);
    for (const [id, link] of contents)
      if (id === now?.id) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
  };
  /* No IntersectionObserver: it says nothing of a heading that a jump leaves far behind. */
  addEventListener("scroll", mark, { passive: true });
  mark();

  /* The way back to the top comes along when a reader far down turns back. */
  const up = document.querySelector(".to-top");
  let last = scrollY;
  addEventListener(
    "scroll",
    () => {
      if (Math.abs(scrollY - last) < 8) return;
      up.classList.toggle("floats", scrollY < last && scrollY > 2 * innerHeight);
      last = scrollY;
    },
    { passive: true },
  );

  /* An explanation opens beside its word. */
  for (const box of document.querySelectorAll(".word")) {
    const word = document.querySelector(`.explain[popovertarget="${box.id}"]`);
    box.addEventListener("toggle", (event) => {
      if (event.newState !== "open" || !word) return;
      const { left, top, bottom } = word.getBoundingClientRect();
      const below = bottom + 6 + box.offsetHeight < innerHeight;
      Object.assign(box.style, {
        position: "absolute",
        inset: "auto",
        margin: 0,
        left: `${Math.max(8, Math.min(left - 40, root.clientWidth - box.offsetWidth - 8)) + scrollX}px`,
        top: `${(below ? bottom + 6 : Math.max(8, top - 6 - box.offsetHeight)) + scrollY}px`,
      });
    });
  }

  /* Each link for editors names its entry: by itself it would say the same beside every one. */
  for (const box of document.querySelectorAll(".mend")) {
    const entry = new URL(box.lastElementChild.href).searchParams.get("entry");
    for (const link of box.children)
      link.setAttribute("aria-label", `${link.textContent}: ${entry.replaceAll("-", " ")}`);
  }

  /* A button copies what "Link to this claim" leads to, and says so. */
  const said = Object.assign(document.createElement("p"), { className: "toast" });
  said.setAttribute("role", "status");
  document.body.append(said);
  const links = navigator.clipboard
    ? document.querySelectorAll('.tools a[aria-label^="Link to this claim"]')
    : [];
  for (const link of links) {
    const copy = Object.assign(document.createElement("button"), {
      type: "button",
      className: "copy-link",
      textContent: "Copy link",
    });
    copy.setAttribute("aria-label", `Copy link: ${link.getAttribute("aria-label").split(": ")[1]}`);
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(link.href);
      said.textContent = "Copied";
      setTimeout(() => (said.textContent = ""), 3000);
    });
    link.after(" ", copy);
  }
}

/* Paper: the print buttons, large print by address, and what changed since a printed copy.
   Without script the browser's own menu prints, the box makes large print in all of them, and the
   code on paper leads to the page's list of dated changes. */
{
  const large = document.getElementById("large-print");
  if (large && location.hash === "#large-print") large.checked = true;

  for (const button of document.querySelectorAll("#print, button.print"))
    button.addEventListener("click", () => print());
  if (location.hash === "#print" && document.getElementById("print"))
    addEventListener("load", () => print());

  const copy = new URLSearchParams(location.search).get("copy");
  const changes = document.getElementById("changes");
  if (copy && changes) {
    const number = (version) => version.split(".").map(Number);
    const newer = (a, b) => a[0] - b[0] || a[1] - b[1] || (a[2] || 0) - (b[2] || 0);
    const later = [...changes.querySelectorAll("li")].filter(
      (item) => newer(number(item.dataset.version), number(copy)) > 0,
    );
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
}
