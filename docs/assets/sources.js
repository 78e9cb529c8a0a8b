/* Sources and other groups' warnings fold on the screen, long tables on a phone; paper has them all. A
   citation opens a card beside it; so do the signs in the article.
   Without script the lists are open, and each citation and sign is a link into them. */
{
  const folds = document.querySelectorAll(".fold, .safety details");
  const phone = matchMedia("(max-width: 47.9em)");
  const target = (hash) => document.getElementById(decodeURIComponent(hash.slice(1)));
  const reveal = (hash) => {
    const fold = target(hash)?.closest(".fold, .safety details");
    if (fold) fold.open = true;
  };
  const foldAll = () => {
    for (const fold of folds) fold.open = fold.matches(".table-fold") && !phone.matches;
    reveal(location.hash);
  };
  addEventListener("hashchange", () => reveal(location.hash));
  addEventListener("beforeprint", () => folds.forEach((fold) => (fold.open = true)));
  for (const moment of ["afterprint", "pageshow"]) addEventListener(moment, foldAll);
  foldAll();

  const LINKS = ".cites a, a.sign";
  const card = document.createElement("div");
  card.className = "card no-print";
  card.popover = "auto";
  card.tabIndex = -1;
  card.setAttribute("role", "dialog");
  document.querySelector("article")?.append(card);
  let opener;

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  /* Each source leads back to where it is used; without script the browser's own Back does. */
  for (const link of document.querySelectorAll(".cites a")) {
    const entry = target(link.hash);
    if (!entry) continue;
    const back =
      entry.querySelector(".back") || element("span", { className: "back no-print" }, " Used at");
    const use = back.childElementCount + 1;
    link.id = `s${link.textContent}.${use}`;
    const way = element("a", { href: `#${link.id}` }, use);
    way.setAttribute("aria-label", `Use ${use} of source ${link.textContent}`);
    back.append(" ", way);
    entry.append(back);
  }

  const copied = (part) => {
    const copy = part.cloneNode(true);
    for (const one of copy.querySelectorAll(".back, .explain")) one.remove();
    for (const one of copy.querySelectorAll("[id]")) one.removeAttribute("id");
    return [...copy.childNodes];
  };
  const place = (link) => {
    const box = link.getBoundingClientRect();
    const room = document.documentElement.clientWidth - card.offsetWidth - 8;
    const above = box.top - card.offsetHeight - 6;
    const below = box.bottom + 6;
    const top = below + card.offsetHeight > innerHeight && above > 60 ? above : below;
    card.style.left = `${scrollX + Math.max(8, Math.min(box.left - 24, room))}px`;
    card.style.top = `${scrollY + top}px`;
  };
  const open = (link, entry) => {
    const name = link.getAttribute("aria-label")?.split(":")[0] ?? `Source ${link.textContent}`;
    const cells = entry.matches("tr") ? [...entry.cells].slice(1) : [entry];
    const close = element("button", { type: "button", className: "card-close" }, "Close");
    close.addEventListener("click", () => card.hidePopover());
    card.setAttribute("aria-label", name);
    card.replaceChildren(
      element("p", { className: "card-head" }, element("strong", {}, name), close),
      ...cells.map((cell) => element("p", {}, ...copied(cell))),
      ...(entry.matches("li")
        ? [element("p", {}, element("a", { href: link.hash }, "In the list of sources"))]
        : []),
    );
    opener = link;
    card.showPopover({ source: link });
    place(link);
    card.focus({ preventScroll: true }); /* the keyboard and the screen reader go on in it */
  };
  card.addEventListener("toggle", (event) => {
    const lost = document.activeElement === document.body || card.contains(document.activeElement);
    if (event.newState === "closed" && lost) opener?.focus({ preventScroll: true });
  });

  document.addEventListener("click", (event) => {
    const control = event.target.closest("a, button, summary, input, label");
    const link = control?.matches(LINKS)
      ? control
      : !control && event.target.closest(".said")?.querySelector(".sign");
    if (
      link &&
      !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || String(getSelection()))
    ) {
      const entry = target(link.hash);
      if (entry?.matches("li, tr")) {
        event.preventDefault();
        open(link, entry);
      }
    } else if (control?.matches('a[href^="#"]')) {
      if (card.contains(control)) card.hidePopover();
      reveal(control.hash);
    }
  });

  /* Tables that can be sorted, and the filter of claims. */
  if (document.querySelector("[data-sortable]")) {
    const script = document.createElement("script");
    script.src = new URL("tables.js", document.currentScript.src);
    document.head.append(script);
  }
}
