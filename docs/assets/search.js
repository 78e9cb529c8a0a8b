/* The search: MiniSearch over search/index.js (see macros/extras.py). A page found is one result,
   with the parts of it that fit best. Works from a folder without a server, too. */
const found = document.getElementById("search-results");
const status = document.getElementById("search-status");
const COMMON = new Set(
  "a an and any are as at be by can do does for from get have how i if in is it may me my of on or should that the there this to was what when where which who why will with you your".split(" "),
);

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
  self.handbookIndex = items.map((item) => ({ location: item.location, title: item.title, text: plain(item.text), words: (item.tags || []).join(" ") }));
};

const build = () => {
  const index = new MiniSearch({
    fields: ["title", "words", "text"],
    storeFields: ["location", "title", "text", "words", "boost"],
    processTerm: (term) => (COMMON.has(term.toLowerCase()) ? null : term.toLowerCase()),
    searchOptions: {
      boost: { title: 4, words: 5 },
      boostDocument: (_id, _term, stored) => stored.boost || 1,
      prefix: (term) => term.length > 1,
      fuzzy: (term) => (term.length > 4 ? 0.2 : 0),
      weights: { prefix: 0.5, fuzzy: 0.25 },
    },
  });
  index.addAll(self.handbookIndex.map((item, id) => ({ ...item, id })));
  return index;
};

/* Results by page: all words, else some of them. A page that bears the very words comes first. */
const ask = (index, query) => {
  let hits = index.search(query, { combineWith: "AND" });
  if (!hits.length) hits = index.search(query);
  const bears = (hit) => `${hit.title} · ${hit.words}`.toLowerCase().split(" · ").includes(query.toLowerCase());
  hits.sort((a, b) => bears(b) - bears(a));
  const pages = new Map();
  for (const hit of hits) {
    const page = hit.location.split("#")[0];
    if (!pages.has(page)) pages.set(page, []);
    pages.get(page).push(hit);
  }
  return [...pages.entries()];
};

const address = (location) => {
  const [page, id] = location.split("#");
  const file = self.location.protocol === "file:" ? `${page}index.html` : page;
  return new URL(file + (id ? `#${id}` : ""), site).href;
};

/* The words around the first one that was found, with each of them marked. */
const excerpt = (hit) => {
  const line = document.createElement("p");
  const terms = hit.terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const any = new RegExp(`(${terms.join("|") || "$^"})`, "iu");
  const at = Math.max(0, hit.text.search(any));
  const from = at < 60 ? 0 : hit.text.indexOf(" ", at - 50) + 1;
  const text = hit.text.slice(from, from + 150);
  if (from) line.append("… ");
  for (const [i, piece] of text.split(new RegExp(any, "giu")).entries())
    if (i % 2) line.append(Object.assign(document.createElement("mark"), { textContent: piece }));
    else line.append(piece);
  if (from + 150 < hit.text.length) line.append(" …");
  return line;
};

const link = (hit, name) => Object.assign(document.createElement("a"), { href: address(hit.location), textContent: name });

const row = (titles) => ([page, hits]) => {
  const item = document.createElement("li");
  item.className = "md-search-result__item";
  const telling = hits.find((hit) => hit.terms.some((term) => hit.text.toLowerCase().includes(term)));
  item.append(link({ location: page }, titles.get(page)), excerpt(telling || hits[0]));
  const parts = hits.filter((hit) => hit.location.includes("#")).slice(0, 2);
  if (parts.length) {
    const line = document.createElement("p");
    line.className = "search-parts";
    for (const hit of parts) line.append(link(hit, hit.title), " ");
    item.append(line);
  }
  return item;
};

const ready = Promise.all([load("assets/minisearch.min.js"), load("search/index.js").catch(zensical)]).then(build);

const show = async () => {
  const query = field.value.trim();
  if (!query) {
    found.replaceChildren();
    status.textContent = "Type to start searching";
    return;
  }
  try {
    const index = await ready;
    if (query !== field.value.trim()) return;
    const titles = new Map(self.handbookIndex.filter((item) => !item.location.includes("#")).map((item) => [item.location, item.title]));
    const pages = ask(index, query);
    found.replaceChildren(...pages.slice(0, 12).map(row(titles)));
    const count = pages.length === 1 ? "1 matching document" : `${pages.length} matching documents, the best first`;
    status.textContent = pages.length ? count : "Nothing found. Try another word, or look in the menu.";
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
show();
