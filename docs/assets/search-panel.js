/* What the search panel shows: what search-results.js finds in search/index.js. every-page.js opens and
   closes it. A page found is one result, with the parts of it that fit best. Works from a folder
   without a server, too.
   Needs: handbook.root, handbook.load, handbook.element (every-page.js); the functions of
   search-results.js. Gives: handbook.ready, a promise of the search. */
{
  const { element } = handbook;
  const panel = document.getElementById("search");
  const field = document.getElementById("search-input");
  const list = document.getElementById("search-results");
  const status = document.getElementById("search-status");

  /* A Zensical site has the same entries under another name, and needs a server. */
  const loadZensicalIndex = async () => {
    const { items } = await (await fetch(new URL("search.json", handbook.root))).json();
    const parser = new DOMParser();
    const plainText = (html) => parser.parseFromString(html, "text/html").body.textContent;
    handbook.index = items.map(({ location, title, text, tags = [] }) => ({
      location,
      title,
      text: plainText(text),
      words: tags.join(" · "),
    }));
  };
  handbook.ready = Promise.all([
    handbook.load("assets/minisearch.min.js"),
    handbook.load("assets/search-results.js"),
    handbook.load("search/index.js").catch(loadZensicalIndex),
  ]).then(() => handbook.buildSearch(handbook));

  /* --- The words of an excerpt --- */

  /* The words of a text as they are written, each with the terms that the index has for it. Two that
     stand together may be one term: "MK 7". */
  const splitText = (text) => {
    const termsOf = (words) => handbook.tokenize(words).map(handbook.stem);
    const words = [...text.matchAll(/\S+/g)].map(({ 0: word, index: start }) => ({
      word,
      start,
      end: start + word.length,
      terms: termsOf(word),
    }));
    words.slice(0, -1).forEach((first, i) => {
      const second = words[i + 1];
      const joined = termsOf(`${first.word} ${second.word}`).filter(
        (term) => !first.terms.includes(term) && !second.terms.includes(term),
      );
      first.terms.push(...joined);
      second.terms.push(...joined);
    });
    return words;
  };
  const isFound = (hit) => (word) => word.terms.some((term) => hit.terms.includes(term));

  /* The words that an excerpt shows: the sentence with the rarest word that was found, or, in a long one,
     those around it. What a heading names is told from its beginning. */
  const LENGTH = 150;
  const LONGEST_SENTENCE = 200;
  const startOfExcerpt = (text, position) => {
    if (position < 60) return 0;
    const stop = text.lastIndexOf(". ", position);
    const sentence = stop < 0 ? 0 : stop + 2;
    return position - sentence < LONGEST_SENTENCE ? sentence : text.indexOf(" ", position - 50) + 1;
  };
  const excerptWords = (hit) => {
    const words = splitText(hit.text);
    const isRarest = ({ terms }) => terms.includes(hit.rarest);
    const isHeaded = !hit.row && splitText(hit.title).some(isRarest);
    const first = isHeaded ? null : words.find(isRarest) || words.find(isFound(hit));
    const position = first?.start || 0;
    const start = startOfExcerpt(hit.text, position);
    const end = Math.max(start + LENGTH, position + 30);
    const shown = words.filter((word) => word.start >= start && word.end <= end);
    return { start, end, shown };
  };
  /* The row of a table begins with a sentence that says it in short. */
  const excerpt = (hit) => {
    const { start, end, shown } = excerptWords(hit);
    const found = isFound(hit);
    const lead = start && hit.row === "tr" ? `${hit.text.split(". ")[0]}. ` : "";
    const line = element("p", {}, start ? `${lead}… ` : "");
    for (const word of shown) {
      line.append(found(word) ? element("mark", {}, word.word) : word.word, " ");
    }
    if (end < hit.text.length) line.append("…");
    return line;
  };

  /* --- Links to what was found --- */

  /* Makes a browser go to a part and mark the found words on the page: first its heading, which it is by
     the first word of the text below it, and then each word with those before it, so that it is this
     place and no earlier one (wicg.github.io/scroll-to-text-fragment). A row is found by its address
     alone. */
  const encode = (text) => encodeURIComponent(text).replace(/-/g, "%2D");
  const headingDirective = ({ location, title, text }) => {
    const [next] = text.match(/[\p{L}\p{N}]+/u) || [];
    return location.includes("#") && next ? [`text=${encode(title)},-${encode(next)}`] : [];
  };
  const textFragment = (hit) => {
    if (hit.row) return "";
    const { shown } = excerptWords(hit);
    const directives = shown.flatMap((part, i) => {
      const [, lead, word] = part.word.match(/^([^\p{L}\p{N}]*)(.*?)[^\p{L}\p{N}]*$/su);
      if (!isFound(hit)(part) || !word) return [];
      const context = shown.slice(Math.max(0, i - 3), i).map((other) => other.word);
      const before = [...context, lead].join(" ").trim();
      return context.length > 1 ? [`text=${encode(before)}-,${encode(word)}`] : [];
    });
    const all = [...headingDirective(hit), ...directives.slice(0, 4)];
    return all.length ? `:~:${all.join("&")}` : "";
  };
  const urlOf = (target, fragment) => {
    const [path, id = ""] = target.split("#");
    const [page, query] = path.split("?");
    const file = location.protocol === "file:" ? `${page}index.html` : page;
    const hash = id || fragment ? `#${id}${fragment}` : "";
    return new URL(file + (query ? `?${query}` : "") + hash, handbook.root).href;
  };
  const link = (target, name, fragment = "") =>
    element("a", { href: urlOf(target, fragment) }, name);
  const linkTo = (hit, name) => link(hit.location, name, textFragment(hit));

  /* --- One result --- */

  const moreLinks = (links) =>
    element("p", { className: "search-parts" }, ...links.flatMap((one) => [one, " "]));

  const warningItems = ({ at, title, line }) => [
    link(at, title),
    element("p", { className: "search-warning" }, line),
  ];
  const answerItems = ({ at, title, answer, kind, more = [] }, pages) => {
    const className = kind === "warning" ? "search-answer search-warning" : "search-answer";
    const items = [link(at, title), element("p", { className }, answer)];
    const links = more.map((one) => link(one.at, one.name || pages.get(one.at)?.title));
    return links.length ? [...items, moreLinks(links)] : items;
  };
  const pageItems = ({ page, hits }, pages) => {
    const title = pages.get(page)?.title;
    const isPart = (hit) => hit.location.includes("#");
    const isTelling = (hit) => hit.exact || splitText(hit.text).some(isFound(hit));
    const first = hits.find(isTelling) || hits[0];
    const name = isPart(first) ? `${title}: ${first.title}` : title;
    /* Every page begins "In short": such a link would not say to what. */
    const isLead = ({ location }) => location.endsWith("#in-short");
    const others = hits.filter((hit) => isPart(hit) && hit !== first && !isLead(hit)).slice(0, 2);
    const isLeaflet = page.startsWith("leaflets/");
    const head = isLeaflet ? link(page, `To print: ${title}`) : linkTo(first, name);
    const items = [head, excerpt(first.text ? first : hits.find(({ text }) => text) || first)];
    const links = others.map((hit) => linkTo(hit, hit.title));
    return others.length ? [...items, moreLinks(links)] : items;
  };
  const resultItem = (result, pages) => {
    if (result.line) return element("li", {}, ...warningItems(result));
    if (result.answer) return element("li", {}, ...answerItems(result, pages));
    return element("li", {}, ...pageItems(result, pages));
  };

  /* --- The panel --- */

  const NOTHING_FOUND =
    "Nothing found. This handbook may not cover it, or it may have another word for it. Try one or two words, or look in the menu. If you are worried about your health, ask your doctor or pharmacist.";

  /* The field of a phone shows the end of a long question alone: the question stands below it, for
     the eye only. */
  const SHOWN = 24;
  const showResults = (results, pages, unknown, query) => {
    list.replaceChildren(...results.map((result) => resultItem(result, pages)));
    const asked = query.length > SHOWN ? ` for “${query}”` : "";
    const many = [`${results.length} results`, ", the best first"];
    const [count, order] = results.length === 1 ? ["1 result", ""] : many;
    const words = unknown.map((word) => `“${word}”`).join(" or ");
    const kind = unknown.length > 1 ? "words" : "word";
    const note = words
      ? `. No page has the ${kind} ${words}: these are about the other words.`
      : "";
    const told = [count, element("span", { ariaHidden: "true" }, asked), order + note];
    status.replaceChildren(...(results.length ? told : [NOTHING_FOUND]));
  };
  const update = async () => {
    const query = field.value.trim();
    if (!query) {
      list.replaceChildren();
      status.textContent = "Type to start searching";
      return;
    }
    try {
      const search = await handbook.ready;
      if (query !== field.value.trim()) return;
      const results = handbook.find(search, query);
      showResults(results, search.pages, handbook.unknownWords(search, query), query);
    } catch (error) {
      status.textContent = "The search could not be loaded. The menu lists the pages.";
      throw error;
    }
  };
  field.addEventListener("input", update);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  /* The arrow keys walk from the field through the results and back. */
  panel.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [field, ...list.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (!step || !next) return;
    event.preventDefault();
    next.focus();
  });
  /* A result may be a part of this very page: the panel makes way for it. */
  list.addEventListener("click", (event) => event.target.closest("a") && panel.hidePopover());
  update();
}
