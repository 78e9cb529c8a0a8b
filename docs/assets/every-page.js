/* What the reader chooses (colors, keys, length, units), the way into the search, and what helps
   on a long page. Choices are kept on this device alone and set before the page is drawn (see
   overrides/partials/head.html). Without script, length and units work, and colors follow the device.

   `handbook` is the only global name of the site's scripts: what they share are its properties. They
   are no ES modules, because the offline copy is opened from a folder, and there browsers block
   modules ("blocked by CORS policy", Chromium 156).
   Gives: handbook.root, the URL of the first page; handbook.load(path); handbook.element(name,
   properties, ...children); handbook.showBeside(box, anchor). */
const handbook = {
  root: new URL("..", document.currentScript.src),

  /* Load the script at a path below the root. */
  load(path) {
    return new Promise((resolve, reject) => {
      const src = new URL(path, handbook.root);
      const onerror = () => reject(new Error(`${src} cannot be loaded`));
      document.head.append(handbook.element("script", { src, onload: resolve, onerror }));
    });
  },

  /* Create an element; a property that elements do not have is set as an attribute. */
  element(name, properties = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties))
      if (key in element) element[key] = value;
      else element.setAttribute(key, value);
    element.append(...children);
    return element;
  },

  /* Place an open popover below its anchor, or above where only that has room; it scrolls with the text. */
  showBeside(box, anchor) {
    const HEADER = 60;
    const GAP = 6;
    const MARGIN = 8;
    const { left, top, bottom } = anchor.getBoundingClientRect();
    const right = document.documentElement.clientWidth - box.offsetWidth - MARGIN;
    const above = top - GAP - box.offsetHeight;
    const below = bottom + GAP;
    const fits = below + box.offsetHeight <= innerHeight || above <= HEADER;
    Object.assign(box.style, {
      position: "absolute",
      inset: "auto",
      margin: 0,
      left: `${scrollX + Math.max(MARGIN, Math.min(left - 24, right))}px`,
      top: `${scrollY + (fits ? below : above)}px`,
    });
  },
};
{
  const { element } = handbook;
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);

  /* --- What the reader chooses --- */

  /* The device may keep nothing, or what another program wrote: then each page is as it comes. */
  const readChoices = () => {
    try {
      const stored = JSON.parse(localStorage.getItem("handbook"));
      return typeof stored === "object" ? { ...stored } : {};
    } catch {
      return {};
    }
  };
  const choices = readChoices();
  const choose = (name, value) => {
    choices[name] = value;
    try {
      localStorage.setItem("handbook", JSON.stringify(choices));
    } catch {
      /* The choice holds for this page. */
    }
  };

  /* The panels of the search and of colors and keys: without script they would be of no use. */
  const PANELS = `
<div class="search" id="search" popover role="search">
<form class="search-form">
<label for="search-input">Search the handbook</label>
<input type="search" id="search-input" autocapitalize="off" autocomplete="off" spellcheck="false" aria-describedby="search-status">
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
`;
  document.querySelector(".md-header").insertAdjacentHTML("afterend", PANELS);

  /* The inputs show what was chosen, and replace the class that applied it before they were there. */
  const setUpChoices = () => {
    for (const group of document.querySelectorAll("[data-choice]")) {
      const name = group.dataset.choice;
      const inputs = [...group.querySelectorAll("input")];
      const chosen = inputs.find((input) => input.value === choices[name]);
      if (chosen) chosen.checked = true;
      if (chosen) root.classList.remove(`${name}-${choices[name]}`);
      group.addEventListener("change", (event) => choose(name, event.target.value));
    }
  };

  /* dark.css applies, or not, or as the device says. */
  const setUpColors = () => {
    const MEDIA = { light: "not all", dark: "screen" };
    document.querySelector('[data-choice="colors"]').addEventListener("change", (event) => {
      byId("dark").media = MEDIA[event.target.value] || "screen and (prefers-color-scheme: dark)";
    });
  };

  /* "Show everything" goes away when it is pressed: the keyboard goes on from the switch where that
     can be seen, or from the beginning of the page. */
  const setUpShowEverything = () => {
    byId("show-everything")?.addEventListener("click", () => {
      choose("length", "");
      root.classList.remove("length-short");
      const detail = document.querySelector('[data-choice="length"] [value=""]');
      if (detail) detail.checked = true;
      const next = detail?.checkVisibility() ? detail : document.querySelector("h1");
      if (next !== detail) next.tabIndex = -1;
      next.focus();
    });
  };

  /* --- The way into the search --- */

  const panel = byId("search");
  const field = byId("search-input");
  field.autofocus = true; /* for the panel alone: of a page with it Chromium says that it had no effect */
  let searchScript;
  const fetchSearch = () => (searchScript ??= handbook.load("assets/search-panel.js"));
  const openSearch = (query) => {
    if (query) field.value = query;
    if (!panel.matches(":popover-open")) panel.showPopover();
    fetchSearch();
  };

  const setUpSearch = () => {
    panel.addEventListener("toggle", (event) => event.newState === "open" && fetchSearch());
    /* In a search field the Escape key only empties the field; here it closes the search, too. */
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      panel.hidePopover();
      field.blur(); /* else an unseen field keeps the focus for a moment */
    });
    const query = new URLSearchParams(location.search).get("q");
    if (query) openSearch(query);
  };

  /* A field on the first page; what is typed there goes on in the panel. */
  const setUpHomeSearch = () => {
    const place = document.querySelector(".search-here");
    if (!place) return;
    place.innerHTML =
      '<form class="home-search"><label for="home-input">Or search the handbook</label> <input type="search" id="home-input" autocomplete="off"> <button>Search</button></form>';
    place.firstChild.addEventListener("submit", (event) => {
      event.preventDefault();
      openSearch(byId("home-input").value);
    });
  };

  /* The page for lost addresses searches for the words of the address. */
  const setUpLostAddress = () => {
    const button = byId("search-instead");
    if (!button) return;
    let path = location.pathname.slice(handbook.root.pathname.length);
    try {
      path = decodeURIComponent(path);
    } catch {
      path = path.replace(/%../g, " "); /* in another encoding, as in caf%E9 */
    }
    const query = path
      .replace(/\.\w+$/, "")
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
    if (query) button.textContent = `Search for “${query}”`;
    button.addEventListener("click", () => openSearch(query));
  };

  /* --- The way through a page --- */

  /* Keys, as on other handbooks; they can be turned off (WCAG 2.1.4). */
  const setUpKeys = () => {
    const follow = (rel) => document.querySelector(`.foot-ways [rel="${rel}"]`)?.click();
    const search = () => openSearch();
    const next = () => follow("next");
    const previous = () => follow("prev");
    const actions = { "/": search, s: search, f: search, n: next, p: previous };
    addEventListener("keydown", (event) => {
      const busy =
        event.target.closest?.("input, select, textarea") ||
        document.querySelector(":popover-open");
      if (choices.keys === "off" || busy) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (!Object.hasOwn(actions, event.key)) return;
      event.preventDefault();
      actions[event.key]();
    });
  };

  /* The menu opens where the reader is, and closes when a part of this page is chosen. */
  const setUpMenu = () => {
    const menu = byId("menu");
    menu.addEventListener("toggle", (event) => {
      const current = menu.querySelector("[aria-current]");
      if (event.newState === "open" && current)
        menu.scrollTop = current.offsetTop - menu.clientHeight / 4;
    });
    menu.addEventListener("click", (event) => {
      const isPart = event.target.closest('a[href^="#"]');
      if (isPart && menu.matches(":popover-open")) menu.hidePopover();
    });
  };

  const headings = [...document.querySelectorAll("article :is(h2, h3)[id]")];

  /* Every heading can be linked to. For a mouse only: the contents have the same links for all others. */
  const setUpHeadingLinks = () => {
    const look = { className: "headerlink", tabIndex: -1, "aria-hidden": "true" };
    for (const heading of headings) {
      const title = "Link to this heading";
      heading.append(element("a", { ...look, href: `#${heading.id}`, title }, "¶"));
    }
  };

  /* The contents name the part that is being read: the last one whose heading has passed the header.
     No IntersectionObserver: it says nothing of a heading that a jump leaves far behind. */
  const setUpContents = () => {
    const links = [...document.querySelectorAll(".toc a")];
    const contents = new Map(links.map((link) => [link.hash.slice(1), link]));
    const listed = headings.filter((heading) => contents.has(heading.id));
    const update = () => {
      const current = listed.findLast((heading) => heading.getBoundingClientRect().top < 120);
      for (const [id, link] of contents)
        if (id === current?.id) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
    };
    addEventListener("scroll", update, { passive: true });
    update();
  };

  /* The search leads to a word, which browsers put in the middle of the screen. The heading above it comes
     to the top, unless the word would then leave the screen. */
  const setUpLanding = () => {
    const [{ type } = {}] = performance.getEntriesByType("navigation");
    if (type !== "navigate" || !location.hash) return;
    const showHeading = () => {
      const heading = byId(location.hash.slice(1));
      const top = heading?.matches("h2, h3") ? heading.getBoundingClientRect().top : Infinity;
      if (Math.abs(top) < innerHeight / 2) heading.scrollIntoView();
    };
    addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(showHeading)));
  };

  /* The link to the top comes along when a reader far down turns back. */
  const setUpToTop = () => {
    const link = document.querySelector(".to-top");
    let last = scrollY;
    const update = () => {
      if (Math.abs(scrollY - last) < 8) return;
      link.classList.toggle("floats", scrollY < last && scrollY > 2 * innerHeight);
      last = scrollY;
    };
    addEventListener("scroll", update, { passive: true });
  };

  /* An explanation opens beside its word. */
  const setUpExplanations = () => {
    for (const box of document.querySelectorAll(".word")) {
      const word = document.querySelector(`.explain[popovertarget="${box.id}"]`);
      box.addEventListener("toggle", (event) => {
        if (event.newState === "open" && word) handbook.showBeside(box, word);
      });
    }
  };

  /* Each link for editors names its entry: by itself it would say the same beside every one. */
  const setUpEditorLinks = () => {
    for (const links of document.querySelectorAll(".mend")) {
      const entry = new URL(links.lastElementChild.href).searchParams.get("entry");
      for (const link of links.children)
        link.setAttribute("aria-label", `${link.textContent}: ${entry.replaceAll("-", " ")}`);
    }
  };

  /* A button copies what "Link to this claim" leads to, and says so. */
  const setUpCopyButtons = () => {
    const message = element("p", { className: "toast", role: "status" });
    document.body.append(message);
    if (!navigator.clipboard) return;
    for (const link of document.querySelectorAll('.tools a[aria-label^="Link to this claim"]')) {
      const button = element("button", { type: "button", className: "copy-link" }, "Copy link");
      const claim = link.getAttribute("aria-label").split(": ")[1];
      button.setAttribute("aria-label", `Copy link: ${claim}`);
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(link.href);
        message.textContent = "Copied";
        setTimeout(() => (message.textContent = ""), 3000);
      });
      link.after(" ", button);
    }
  };

  /* --- Paper: the print buttons, large print by address, and what changed since a printed copy ---
     Without script the browser's own menu prints, the box makes large print in all of them, and the
     code on paper leads to the page's list of dated changes. */

  const setUpPrinting = () => {
    const large = byId("large-print");
    if (large && location.hash === "#large-print") large.checked = true;
    for (const button of document.querySelectorAll("#print, button.print"))
      button.addEventListener("click", () => print());
    if (location.hash === "#print" && byId("print")) addEventListener("load", () => print());
  };

  const compareVersions = (one, other) => {
    const [a, b] = [one, other].map((version) => version.split(".").map(Number));
    return a[0] - b[0] || a[1] - b[1] || (a[2] || 0) - (b[2] || 0);
  };
  const setUpCopyAge = () => {
    const copy = new URLSearchParams(location.search).get("copy");
    const changes = byId("changes");
    if (!copy || !changes) return;
    const isVersion = /^\d+(\.\d+){1,2}$/.test(copy);
    const isKnown = isVersion && compareVersions(copy, changes.dataset.version) <= 0;
    const later = [...changes.querySelectorAll("li")].filter(
      (item) => isKnown && compareVersions(item.dataset.version, copy) > 0,
    );
    for (const item of later) item.classList.add("later");
    changes.querySelector(".copy-age").textContent = !isKnown
      ? "We do not know the version of your copy. Please print the page again."
      : later.length
        ? `You have a copy of version ${copy}. This page has changed since: see the marked lines below. Please print it again, and throw your copy away.`
        : `You have a copy of version ${copy}. Nothing on this page has changed since.`;
  };

  setUpChoices();
  setUpColors();
  setUpShowEverything();
  setUpSearch();
  setUpHomeSearch();
  setUpLostAddress();
  setUpKeys();
  setUpMenu();
  setUpHeadingLinks();
  setUpContents();
  setUpLanding();
  setUpToTop();
  setUpExplanations();
  setUpEditorLinks();
  setUpCopyButtons();
  setUpPrinting();
  setUpCopyAge();
}
