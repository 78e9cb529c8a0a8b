/* Sources and other groups' warnings fold on the screen, long tables on a phone; paper has them all.
   A citation opens a card beside it; so do the signs in the article, whose key is a page of its own.
   Without script a citation is a link into the open list, and a sign, from a folder too, one to the key.
   Needs: handbook.element, handbook.showBeside, handbook.load (every-page.js). */
{
  const { element } = handbook;
  const targetOf = (hash) => document.getElementById(decodeURIComponent(hash.slice(1)));

  /* --- What folds --- */

  const FOLDS = ".fold:not(.maker *), .safety details";
  const reveal = (hash) => {
    const fold = targetOf(hash)?.closest(FOLDS);
    if (fold) fold.open = true;
  };
  const setUpFolds = () => {
    const folds = document.querySelectorAll(FOLDS);
    const phone = matchMedia("(max-width: 47.9em)");
    const foldAll = () => {
      for (const fold of folds) fold.open = fold.matches(".table-fold") && !phone.matches;
      reveal(location.hash);
    };
    addEventListener("hashchange", () => reveal(location.hash));
    addEventListener("beforeprint", () => folds.forEach((fold) => (fold.open = true)));
    for (const event of ["afterprint", "pageshow"]) addEventListener(event, foldAll);
    foldAll();
  };

  /* Each source leads back to where it is used; without script the browser's own Back does. */
  const setUpBackLinks = () => {
    for (const link of document.querySelectorAll(".cites a")) {
      const entry = targetOf(link.hash);
      if (!entry) continue;
      const back =
        entry.querySelector(".back") || element("span", { className: "back no-print" }, " Used at");
      const use = back.childElementCount + 1;
      link.id = `s${link.textContent}.${use}`;
      const name = `Use ${use} of source ${link.textContent}`;
      back.append(" ", element("a", { href: `#${link.id}`, "aria-label": name }, use));
      entry.append(back);
    }
  };

  /* What print.css prints of an address. */
  const shortenAddresses = () => {
    for (const link of document.querySelectorAll(".work-link"))
      link.dataset.printed = link.href.replace(/^https?:\/\/(www\.)?/, "");
  };

  /* --- The card --- */

  const card = element("div", {
    className: "card no-print",
    popover: "auto",
    tabIndex: -1,
    role: "dialog",
  });
  let opener;

  /* The nodes of an element, without what has no use in a card, and without ids. */
  const copyContent = (part) => {
    const copy = part.cloneNode(true);
    for (const one of copy.querySelectorAll(".back, .explain")) one.remove();
    for (const one of copy.querySelectorAll("[id]")) one.removeAttribute("id");
    return [...copy.childNodes];
  };
  const fillCard = (link, entry) => {
    const name = link.getAttribute("aria-label")?.split(":")[0] ?? `Source ${link.textContent}`;
    const cells = entry.matches("tr") ? [...entry.cells].slice(1) : [entry];
    const close = element("button", { type: "button", className: "card-close" }, "Close");
    close.addEventListener("click", () => card.hidePopover());
    card.setAttribute("aria-label", name);
    card.replaceChildren(
      element("p", { className: "card-head" }, element("strong", {}, name), close),
      ...cells.map((cell) => element("p", {}, ...copyContent(cell))),
    );
    if (entry.matches("li"))
      card.append(element("p", {}, element("a", { href: link.hash }, "In the list of sources")));
  };
  const openCard = (link, entry) => {
    fillCard(link, entry);
    opener = link;
    card.showPopover({ source: link });
    handbook.showBeside(card, link);
    card.focus({ preventScroll: true }); /* the keyboard and the screen reader go on in it */
  };

  /* What a link to another page means: a copy of its element there. Each page is fetched once. */
  const pages = new Map();
  const fetchPage = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address} cannot be loaded`);
    const html = (await answer.text()).replace(/<style[^]*?<\/style>/g, ""); /* of another policy */
    return new DOMParser().parseFromString(html, "text/html");
  };
  const fetchEntry = async (link) => {
    const [address] = link.href.split("#");
    if (!pages.has(address)) pages.set(address, fetchPage(address));
    const entry = (await pages.get(address)).getElementById(link.hash.slice(1));
    for (const one of entry.querySelectorAll("a"))
      one.href = new URL(one.getAttribute("href"), address);
    return entry;
  };
  /* Who taps a sentence did not mean to leave the page. */
  const openFetched = async (link, isMeant) => {
    try {
      openCard(link, await fetchEntry(link));
    } catch {
      pages.clear();
      if (isMeant) location.assign(link.href);
    }
  };

  /* The citation or sign that a click means, if the browser is to do nothing of its own. */
  const cardLink = (event, control) => {
    const isModified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (isModified || String(getSelection())) return null;
    if (control) return control.matches(".cites a, a.sign") ? control : null;
    return event.target.closest(".said")?.querySelector(".sign");
  };
  const setUpCard = () => {
    document.querySelector("article")?.append(card);
    card.addEventListener("toggle", (event) => {
      const active = document.activeElement;
      const isLost = active === document.body || card.contains(active);
      if (event.newState === "closed" && isLost) opener?.focus({ preventScroll: true });
    });
    document.addEventListener("click", (event) => {
      const control = event.target.closest("a, button, summary, input, label");
      const link = cardLink(event, control);
      const isElsewhere = link && link.pathname !== location.pathname;
      const entry = link && !isElsewhere ? targetOf(link.hash) : null;
      if (entry?.matches("li, tr")) {
        event.preventDefault();
        openCard(link, entry);
      } else if (isElsewhere) {
        event.preventDefault();
        openFetched(link, link === control);
      } else if (!link && control?.matches('a[href^="#"]')) {
        if (card.contains(control)) card.hidePopover();
        reveal(control.hash);
      }
    });
  };

  setUpFolds();
  setUpBackLinks();
  shortenAddresses();
  setUpCard();
  if (document.querySelector("[data-sortable], [data-filterable], .choosable"))
    handbook.load("assets/tables.js");
  if (document.querySelector(".maker")) handbook.load("assets/handout-maker.js");
}
