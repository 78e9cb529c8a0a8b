/* The search: what assets/find.js finds in search/index.js (see macros/extras.py). A page found is one
   result, with the parts of it that fit best. Works from a folder without a server, too. */
const found = document.getElementById("search-results");
const status = document.getElementById("search-status");

const load = (path) =>
  new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(path, site);
    script.onload = resolve;
    script.onerror = () => reject(new Error(path));
    document.head.append(script);
  });

/* A Zensical site has the same pieces under another name, and needs a server. */
const plain = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;
const zensical = async () => {
  const { items } = await (await fetch(new URL("search.json", site))).json();
  self.handbookIndex = items.map((item) => ({
    location: item.location,
    title: item.title,
    text: plain(item.text),
    words: (item.tags || []).join(" · "),
  }));
};

const address = (location, text = "") => {
  const [path, id = ""] = location.split("#");
  const [page, query] = path.split("?");
  const file = self.location.protocol === "file:" ? `${page}index.html` : page;
  return new URL(file + (query ? `?${query}` : "") + (id || text ? `#${id}${text}` : ""), site)
    .href;
};

/* The words of a text as they are written, each with the terms that the index has for it. Two that
   stand together may be one term: "MK 7". */
const pieces = (text) => {
  const parts = [...text.matchAll(/\S+/g)].map(([word], i, all) => ({
    word,
    at: all[i].index,
    terms: words(word).map(variant),
  }));
  parts.forEach((part, i) => {
    const next = parts[i + 1];
    const both = next ? words(`${part.word} ${next.word}`).map(variant) : [];
    const joined = both.filter((term) => !part.terms.includes(term) && !next.terms.includes(term));
    part.terms.push(...joined);
    if (next) next.terms.push(...joined);
  });
  return parts;
};

const fitsIn = (hit) => (part) => part.terms.some((term) => hit.terms.includes(term));

/* The words that an excerpt shows: those around the first one that was found. */
const around = (hit) => {
  const parts = pieces(hit.text);
  const at = parts.find(fitsIn(hit))?.at || 0;
  const from = at < 60 ? 0 : hit.text.indexOf(" ", at - 50) + 1;
  return [
    from,
    parts.filter((part) => part.at >= from && part.at + part.word.length <= from + 150),
  ];
};

/* What makes a browser mark the found words on the page they lead to: each with the words before it,
   so that it is this place and no earlier one; a row is found by its address alone (a text fragment, wicg.github.io/scroll-to-text-fragment). */
const fragment = (hit) => {
  if (hit.row) return "";
  const [, shown] = around(hit);
  const fits = fitsIn(hit);
  const encode = (text) => encodeURIComponent(text).replace(/-/g, "%2D");
  const directives = shown.flatMap((part, i) => {
    const [, lead, word] = part.word.match(/^([^\p{L}\p{N}]*)(.*?)[^\p{L}\p{N}]*$/su);
    if (!fits(part) || !word) return [];
    const before = [...shown.slice(Math.max(0, i - 3), i).map((other) => other.word), lead]
      .join(" ")
      .trim();
    return [`text=${before ? `${encode(before)}-,` : ""}${encode(word)}`];
  });
  return directives.length ? `:~:${directives.slice(0, 4).join("&")}` : "";
};

/* The excerpt, with each found word marked. */
const excerpt = (hit) => {
  const line = document.createElement("p");
  const [from, shown] = around(hit);
  const fits = fitsIn(hit);
  if (from) line.append("… ");
  for (const part of shown) {
    if (fits(part))
      line.append(Object.assign(document.createElement("mark"), { textContent: part.word }));
    else line.append(part.word);
    line.append(" ");
  }
  if (from + 150 < hit.text.length) line.append("…");
  return line;
};

const link = (location, name, text) =>
  Object.assign(document.createElement("a"), { href: address(location, text), textContent: name });

const warning = ({ at, title, line }) => {
  const text = Object.assign(document.createElement("p"), {
    className: "search-warning",
    textContent: line,
  });
  return [link(at, title), text];
};

const answer = ({ at, title, answer, kind, more }) => {
  const className = kind === "warning" ? "search-answer search-warning" : "search-answer";
  const items = [
    link(at, title),
    Object.assign(document.createElement("p"), { className, textContent: answer }),
  ];
  return more ? [...items, parts([link(more.at, more.name)])] : items;
};

const parts = (links) => {
  const line = Object.assign(document.createElement("p"), { className: "search-parts" });
  for (const one of links) line.append(one, " ");
  return line;
};

const row = (titles) => (result) => {
  const item = document.createElement("li");
  if (result.line) {
    item.append(...warning(result));
    return item;
  }
  if (result.answer) {
    item.append(...answer(result));
    return item;
  }
  const { page, hits } = result;
  const tells = (hit) => hit.exact || pieces(hit.text).some(fitsIn(hit));
  const telling = hits.find(tells) || hits[0];
  const part = (hit) => hit.location.includes("#");
  const title = titles.get(page)?.title;
  item.append(
    link(telling.location, part(telling) ? `${title}: ${telling.title}` : title, fragment(telling)),
    excerpt(telling),
  );
  const others = hits.filter((hit) => part(hit) && hit !== telling).slice(0, 2);
  if (others.length)
    item.append(parts(others.map((hit) => link(hit.location, hit.title, fragment(hit)))));
  return item;
};

const ready = Promise.all([
  load("assets/minisearch.min.js"),
  load("assets/find.js"),
  load("search/index.js").catch(zensical),
]).then(() =>
  library(
    self.handbookIndex,
    self.handbookMedicines,
    self.handbookQuestions,
    self.handbookUrgent,
    self.handbookAlike,
  ),
);

const NOTHING =
  "Nothing found. This handbook may not cover it, or it may have another word for it. Try one or two words, or look in the menu. If you are worried about your health, ask your doctor or pharmacist.";

const show = async () => {
  const query = field.value.trim();
  if (!query) {
    found.replaceChildren();
    status.textContent = "Type to start searching";
    return;
  }
  try {
    const shelf = await ready;
    if (query !== field.value.trim()) return;
    const results = find(shelf, query);
    found.replaceChildren(...results.map(row(shelf.pages)));
    const count = results.length === 1 ? "1 result" : `${results.length} results, the best first`;
    status.textContent = results.length ? count : NOTHING;
  } catch (error) {
    status.textContent = "The search could not be loaded. The menu lists every page.";
    throw error;
  }
};
field.addEventListener("input", show);
field.form.addEventListener("submit", (event) => {
  event.preventDefault();
  found.querySelector("a")?.click();
});
/* The arrow keys walk from the field through the results and back. */
panel.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const stops = [field, ...found.querySelectorAll("a")];
  const next = stops[stops.indexOf(document.activeElement) + step];
  if (!step || !next) return;
  event.preventDefault();
  next.focus();
});
/* A part of this very page: the panel makes way for it. */
found.addEventListener("click", (event) => event.target.closest("a") && panel.hidePopover());
show();
