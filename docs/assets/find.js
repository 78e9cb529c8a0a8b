/* What the search finds: MiniSearch search/index.js (see macros/extras.py), the warnings for
   medicines, the answers to questions, and signs of danger. Nothing here needs a document, so that a test can ask thousands of questions. */
const COMMON = new Set(
  "a about afraid after all also am an and any are as at be because been being but by can cant come comes contain contains could did do does doesnt doing each every dad dont father for frightened from get getting give go going got had has have having help how husband i if ill im in into is isnt it its ive just let like make many may me mean means mine mom mother mum must my naturally need no not now of off ok okay on one or other our out over own per please really said same says scared should shouldnt so some somebody someone still such take taken takes taking than that the their them then there these they thing this those through to terrified together too up us use using versus very vs want was we went were what when where which while who will wife with without worried worry would you your yours".split(
    " ",
  ),
);

/* What a spoken question is wrapped in: "my doctor said …, what now". Pages are searched for it, questions are not. */
const FILLER = new Set(
  "actually aged ago already always amount anybody anyone anything asking asks ate bit bought clinic currently daddy diagnosed ever everyday education exactly explain explained explanation find found guy happen happened he hear heard hello her here hers hes hey hi him his idea just kind kinda know lady last lately letter look looking lot lots love maybe mean meant month months man men mum need next nurse only panic patient patients people person place possible prescribed possibly probably pt pts put puts question quick quickly quite reading recently recommend recommended safely saw say saying see seen she shes showed showing shown shows simple simply since someone something sorry start started starting still stuff suggest suggested tell telling thank thanks thing think thinking today told tomorrow tonight try trying understand use used usually wait wanna week weekly weeks well whats woman women wonder wondering yes yesterday".split(
    " ",
  ),
);

/* One spelling for what readers write in many ways. Each rule is a pattern and what takes its place. */
const SPELLINGS = [
  [/[\u00ad\u200b-\u200d\u2060\ufeff®™©℠]/g, ""],
  [/[\p{Pd}\u2212\u2043]/gu, "-"],
  [/['‘’‛ʼ`´′＇]s\b/g, ""],
  [/['‘’‛ʼ`´′＇]/g, ""],
  [/ß/g, "ss"],
  [/æ/g, "ae"],
  [/œ/g, "oe"],
  [/ø/g, "o"],
  [/ł/g, "l"],
  [/[μµ](?=g\b)/g, "u"],
  [/α-?/g, "alpha "],
  [/β-?/g, "beta "],
  [/(\d),(?=\d{3}(?!\d))/g, "$1"],
  [/(\d)(?=(?:ug|mcg|mg|iu|nmol|ng|pmol|mmol)\b)/g, "$1 "],
  [/\b(?:mcg|micrograms?|microgrammes?)\b/g, "ug"],
  [/\b(?:i\.\s?u\.?|international units?)/g, "iu"],
  [/\b1,?\s?25[\s-]*(?:\(oh\)2|dihydroxy)[\s-]*(?:vitamin[\s-]*)?d[23]?\b/g, "calcitriol"],
  [/\b25[\s-]*(?:\(?oh\)?|hydroxy)[\s-]*(?:vitamin[\s-]*|vit\.?[\s-]*)?d?[23]?\b/g, "25ohd"],
  [/\bvit(?:amin)?s?[\s.-]*(k[\s-]?[123]?|d[\s-]?[23]?)(?![a-z])(?!\d)/g, "vitamin $1"],
  [/\bvits?\b\.?/g, "vitamin"],
  [/\b(k[\s-]?[123]|d[\s-]?[23]|mk[\s-]?\d{1,2})[\s+&,-]*(?=(?:k|d|mk)[\s-]?\d)/g, "$1 "],
  [/\b(k)[\s-]+([123])\b(?![.,]?\d)/g, "$1$2"],
  [/\b(d)[\s-]+([23])\b(?![.,]?\d)/g, "$1$2"],
  [/\b(mk|fgf)[\s-]+(\d{1,2})\b/g, "$1$2"],
  [/\bdp[\s-]?uc[\s-]?mgp\b/g, "dp ucmgp"],
];

/* British and American: one of the two, for each word. */
const VARIANTS = [
  [/ae/g, "e"],
  [/oe/g, "e"],
  [/([iy])z(?=[aeio]|$)/g, "$1s"],
  [/^(col|tum|fav|behavi|flav|lab|vap|hum|od)our/, "$1or"],
  [/(fib|lit|met|cent|calib|theat)re(s?)$/, "$1er$2"],
  [/^(label|travel|counsel|cancel|model|signal|fuel)l/, "$1"],
  [/sulph/g, "sulf"],
  [/^aluminium/, "aluminum"],
  [/^grey/, "gray"],
  [/^(practi|licen|defen|offen)c(?=e)/, "$1s"],
  [/^program(?:me)/, "program"],
  [/^leuc/, "leuk"],
  [/^ageing/, "aging"],
  [/emic$/, "emia"],
  [/ies$/, "y"],
  [/(.{2}[^siu])s$/, "$1"],
];

/* Text as it is compared: what looks or means the same is the same. */
const fold = (text) => {
  let folded = text
    .replace(/[®™©℠]/g, "")
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
  for (const [pattern, instead] of SPELLINGS) folded = folded.replace(pattern, instead);
  return folded;
};
const words = (text) =>
  fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
const variant = (word) =>
  VARIANTS.reduce((changed, [pattern, instead]) => changed.replace(pattern, instead), word);
const key = (text) => words(text).map(variant).join(" ");

/* A query without what only says that something is looked for: "list of references", "the AVADEC trial". */
const SOUGHT = new Set(
  "al article colleague et find info information list name page paper pdf publication published result show study trial website".split(
    " ",
  ),
);
const gist = (text) =>
  words(text)
    .filter((word) => !COMMON.has(word))
    .map(variant)
    .filter((term) => !SOUGHT.has(term))
    .join(" ");

/* The library that `find` asks: the index, the words it knows, the titles of the pages, the medicines,
   the questions, the signs of danger. */
const library = (items, medicines, questions = [], urgent = [], alike = []) => {
  const known = new Set();
  let building = true;
  const index = new MiniSearch({
    fields: ["title", "words", "text", "tables"],
    storeFields: ["location", "title", "text", "words", "boost", "last", "row"],
    tokenize: words,
    processTerm: (word) => {
      if (COMMON.has(word)) return null;
      const term = variant(word);
      if (building) known.add(term);
      return term;
    },
    searchOptions: {
      boost: { title: 4, words: 5 },
      boostDocument: (_id, _term, stored) => stored.boost || 1,
      prefix: (term) => term.length > 1,
      fuzzy: (term) => (known.has(term) ? 0 : term.length > 7 ? 2 : term.length > 3 ? 1 : 0),
      weights: { prefix: 0.5, fuzzy: 0.25 },
    },
  });
  index.addAll(items.map((item, id) => ({ ...item, id })));
  building = false;
  const pages = new Map(
    items.filter((item) => !item.location.includes("#")).map((item) => [item.location, item]),
  );
  const phrases = new Map(
    items.map((item) => [
      item.location,
      new Set(`${item.title} · ${item.words || ""}`.split(" · ").map(key)),
    ]),
  );
  const things = new Set(medicines?.with.flatMap(terms));
  return {
    index,
    known,
    things,
    pages,
    phrases,
    medicines: medicines && named(medicines),
    questions: weighed(questions, alike),
    urgent: urgent.map(parted),
  };
};

/* Signs of danger with their phrases as sets of words; small words count, as in "too much". */
const spread = (text) => words(text).map(variant);
const parted = ({ words: signs, unless, ...rest }) => ({
  ...rest,
  signs: signs.map(spread),
  unless: unless.map(spread),
});

/* The questions with the terms of each wording, and what each term weighs: the rarer, the more. A word of no
   question weighs as much as one of a few: it may be what a reader is after, or say nothing. */
const FEW_ASK = 4;
const content = (text) =>
  words(
    words(text)
      .join(" ")
      .replace(/\bvitamin (?=[kd]\d?\b)/g, ""),
  ).filter((word) => !COMMON.has(word) && !FILLER.has(word));
const terms = (text) => [...new Set(content(text).map(variant))];
const weighed = (questions, alike) => {
  const asked = questions.map((question) => {
    const wordings = [question.question, ...question.also].map((text) => ({
      key: key(text),
      words: key(text).split(" "),
      terms: terms(text),
    }));
    return { ...question, wordings, every: new Set(wordings.flatMap(({ terms }) => terms)) };
  });
  const groups = alike.map((group) => group.flatMap(terms));
  const family = (term) => [term, ...groups.filter((group) => group.includes(term)).flat()];
  const vocabulary = [...new Set(asked.flatMap(({ every }) => [...every]))];
  const count = new Map(
    [...vocabulary, ...groups.flat()].map((term) => [
      term,
      asked.filter(({ every }) => family(term).some((one) => every.has(one))).length,
    ]),
  );
  const weight = (term, known) =>
    Math.log(1 + asked.length / (count.get(term) || (known ? FEW_ASK : 1)));
  return { asked, weight, family, vocabulary };
};

/* The medicines with their names as they are compared: without spaces, since readers part them anywhere. */
const close = (text) => words(text).join("");
const named = ({ medicines, with: taken, other, ...rest }) => ({
  ...rest,
  other: other.map((name) => ({ name: close(name) })),
  taken: taken.map((name) => ({ name: close(name) })),
  names: medicines.flatMap((medicine) =>
    medicine.names.map((name) => ({ name: close(name), medicine })),
  ),
});

/* Whether a word is a name with at most `most` letters lost, added, changed or swapped. */
const near = (word, name, most) => {
  let older = [];
  let old = Array.from({ length: name.length + 1 }, (_, i) => i);
  for (let i = 1; i <= word.length; i++) {
    const row = [i];
    for (let j = 1; j <= name.length; j++) {
      const same = word[i - 1] === name[j - 1];
      row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + !same);
      const swapped = i > 1 && j > 1 && word[i - 1] === name[j - 2] && word[i - 2] === name[j - 1];
      if (swapped) row[j] = Math.min(row[j], older[j - 2] + 1);
    }
    if (Math.min(...row) > most) return false;
    older = old;
    old = row;
  }
  return old[name.length] <= most;
};

const digits = (word) => word.replace(/\D/g, "");

/* The first of the named things that stands in the words from `at` on, and how many words it takes.
   A word that the handbook knows is no misspelling of another. */
const named_at = (spoken, at, things, known, guess) => {
  for (let count = Math.min(4, spoken.length - at); count; count--) {
    const part = spoken.slice(at, at + count);
    const word = part.join("");
    const single = word.replace(/s$/, "");
    let found = things.find(
      ({ name }) => name === word || name === single || `${single}s` === name,
    );
    if (
      !found &&
      guess &&
      word.length > 3 &&
      !part.every((one) => known.has(variant(one)) || COMMON.has(one) || FILLER.has(one))
    )
      found = things.find(({ name }) => {
        const most = name.length > 7 ? 2 : 1;
        if (name.length < 4 || Math.abs(word.length - name.length) > most) return false;
        return (
          (name.length > 4 || name[0] === word[0]) &&
          near(word, name, most) &&
          digits(name) === digits(word)
        );
      });
    if (found) return { found, count };
  }
  return null;
};

/* What stands in a query: medicines, something taken with them, whether there is more, and the query
   with the handbook's names for names that it does not know. */
const spot = ({ known, medicines: all }, query) => {
  const spoken = words(query);
  const medicines = new Set();
  const rest = [];
  const plain = [];
  const canonical = [];
  for (let at = 0; at < spoken.length;) {
    const hit = named_at(spoken, at, all.names, known, true);
    const part = spoken.slice(at, at + (hit ? hit.count : 1));
    if (hit) medicines.add(hit.found.medicine);
    else rest.push(...part);
    if (hit && !part.every((word) => known.has(variant(word))))
      plain.push(hit.found.medicine.names[0]);
    else plain.push(...part);
    if (hit) canonical.push(hit.found.medicine.names[0]);
    else canonical.push(...part);
    at += part.length;
  }
  let [taken, more, sounds] = [false, false, false];
  for (let at = 0; at < rest.length;) {
    const skip = named_at(rest, at, all.other, known, false);
    const hit = skip || named_at(rest, at, all.taken, known, true);
    if (skip) sounds = true;
    else if (hit) taken = true;
    else if (!COMMON.has(rest[at])) more = true;
    at += hit ? hit.count : 1;
  }
  return {
    medicines: [...medicines],
    taken,
    more,
    sounds,
    plain: plain.join(" "),
    canonical: canonical.join(" "),
  };
};

/* Pages by how well they fit: a page that has all the words comes before one that has some; lists of
   references and pages for editors come last, and only with all the words; a leaflet comes before the list of
   leaflets. Those that fit far worse than the best are left out, but for the first few that have all the words. */
const POOR = 0.2;
const FEW = 3;
const MOST = { false: 6, true: 2 };
const SHEETS = new Set("flyer handout leaflet poster print printable sheet worksheet".split(" "));
const LEAFLETS = "leaflets/";
const LIST = "handouts/";
const rank = ({ index, phrases }, query) => {
  const asked = new Set(
    words(query)
      .filter((word) => !COMMON.has(word))
      .map(variant),
  );
  const hits = index.search(query);
  const found = new Map();
  for (const term of hits.flatMap((hit) => hit.queryTerms))
    found.set(term, (found.get(term) || 0) + 1);
  const total = (terms) =>
    terms.reduce((sum, term) => sum + Math.log(1 + index.documentCount / found.get(term)), 0);
  const whole = total([...found.keys()]);
  const pages = new Map();
  for (const hit of hits) {
    const page = hit.location.split("#")[0];
    const entry = pages.get(page) || {
      page,
      hits: [],
      terms: new Set(),
      best: 0,
      last: Boolean(hit.last),
    };
    const share = total(hit.queryTerms) / whole;
    hit.fit = hit.score * share * share;
    entry.hits.push(hit);
    for (const term of hit.queryTerms) entry.terms.add(term);
    entry.best = Math.max(entry.best, hit.fit);
    pages.set(page, entry);
  }
  const bears = (name) => (hit) => Boolean(name) && phrases.get(hit.location).has(name);
  const part = (hit) => hit.location.includes("#");
  const borne = [key(query), gist(query)].find((name) => hits.some(bears(name)));
  for (const entry of pages.values()) {
    entry.fit = entry.best * (total([...entry.terms]) / whole) ** 2;
    for (const hit of entry.hits) hit.exact = part(hit) && bears(borne)(hit);
    entry.bears = entry.hits.some(bears(borne));
    entry.hits.sort((a, b) => b.exact - a.exact || b.fit - a.fit);
  }
  const sorted = [...pages.values()].sort(
    (a, b) => b.bears - a.bears || a.last - b.last || b.fit - a.fit,
  );
  const about = [...asked].filter((term) => !SHEETS.has(term) && !FILLER.has(term));
  const list = sorted.findIndex(({ page, bears }) => page === LIST && !bears);
  const sheet = sorted.findIndex(
    ({ page, terms }) => page.startsWith(LEAFLETS) && about.every((term) => terms.has(term)),
  );
  const wanted = about.length && about.length < asked.size ? sorted[sheet] : null;
  if (wanted && 0 <= list && list < sheet) sorted.splice(list, 0, ...sorted.splice(sheet, 1));
  const best = (entries) => Math.max(0, ...entries.map(({ fit }) => fit));
  const most = Math.max(0, ...sorted.map(({ terms }) => terms.size));
  return sorted.filter((entry) => {
    const alike = sorted.filter(({ last }) => last === entry.last);
    const whole = entry.terms.size === most && alike.indexOf(entry) < FEW;
    const fits =
      whole || (!entry.last && entry.fit >= POOR * best(alike) && entry.terms.size * 2 >= most);
    return (entry.bears || entry === wanted || fits) && alike.indexOf(entry) < MOST[entry.last];
  });
};

/* The term of a word, or that of the known one which it misspells, even in its plural. */
const respell = (word, known, vocabulary) => {
  const term = variant(word);
  if (known(term) || word.length < 5) return term;
  const most = word.length > 7 ? 2 : 1;
  return (
    vocabulary.find(
      (other) => other.length > 4 && (near(term, other, most) || near(word, `${other}s`, 1)),
    ) || term
  );
};

/* The question that a query asks, and how well it fits, or nothing: a wrong answer is worse than none. A wording
   asks it. Else most of the query must stand in the question's wordings, and most of one wording in the query: the
   more of one, the less of the other. One word alone must be a wording of this question, or stand in this question
   only, and name no medicine, page or part. What asks of one vitamin is not answered with another.
   What only names a vitamin asks nothing, unless its small words do. A misspelled word counts as the one it is
   near, and words of one family as one; among equals, the wording
   that holds more of the query does, and small words decide. */
const HEARD = 0.6;
const MET = 0.6;
const BOTH = 1.5;
const WHOLE = 3;
const answered = (
  { known, things, phrases, questions: { asked, weight, family, vocabulary } },
  query,
  medicine,
) => {
  const knows = (term) => known.has(term) || vocabulary.includes(term);
  const asks = (word) =>
    !/^\d+$/.test(word) || vocabulary.includes(word); /* a score of one's own asks nothing more */
  const typed = words(query).filter(asks).map(variant);
  const whole = typed.join(" ");
  const asking = asked.find(({ wordings }) => wordings.some((wording) => wording.key === whole));
  if (asking) return { question: asking, fit: WHOLE };
  const spoken = [
    ...new Set(
      content(query)
        .filter(asks)
        .map((word) => respell(word, knows, vocabulary)),
    ),
  ];
  const names = spoken.every((term) => things.has(term));
  if (spoken.length < 2) {
    const named = [...phrases.values()].some((all) => all.has(whole));
    if (names || medicine || named) return null;
    const alone = ({ terms }) => terms.length === 1 && family(spoken[0]).includes(terms[0]);
    const first = ({ wordings: [{ terms }] }) => terms.includes(spoken[0]);
    const one = [({ wordings }) => wordings.some(alone), first]
      .map((test) => asked.filter(test))
      .find(({ length }) => length === 1);
    return one ? { question: one[0], fit: MET } : null;
  }
  const families = spoken.map(family);
  const meant = new Set(families.flat());
  const another = ({ terms }) => {
    const named = terms.filter((term) => things.has(term));
    const other = spoken.some((term) => things.has(term));
    return other && named.length && !named.some((term) => meant.has(term));
  };
  const total = (list) => list.reduce((sum, term) => sum + weight(term, known.has(term)), 0);
  let best = null;
  for (const question of asked) {
    const heard =
      total(spoken.filter((_, i) => families[i].some((term) => question.every.has(term)))) /
      total(spoken);
    for (const wording of heard < HEARD ? [] : question.wordings) {
      const met = total(wording.terms.filter((term) => meant.has(term))) / total(wording.terms);
      const same = wording.words.filter((word) => typed.includes(word)).length;
      if (met < MET || met + heard < BOTH || another(wording)) continue;
      if (names && same * 2 < wording.words.length) continue;
      const own = total(
        spoken.filter((_, i) => families[i].some((term) => wording.terms.includes(term))),
      );
      const small = same / new Set([...wording.words, ...typed]).size;
      const fit = met + heard + own / total(spoken) / 5 + small / 10;
      if (fit > (best?.fit || 0)) best = { question, fit };
    }
  }
  return best;
};

const shown = ({ question, answer, at, kind, more }) => ({
  page: at.split("#")[0],
  at,
  title: question,
  answer,
  kind,
  more,
});

/* What to show first for a query that holds a sign of danger: a misspelled word counts as the one it is near. */
const alarmed = ({ known, urgent }, query, places) => {
  const vocabulary = urgent.flatMap(({ signs }) => signs.flat());
  const spelled = (term) => {
    if (known.has(term) || vocabulary.includes(term) || term.length < 6) return term;
    return vocabulary.find((word) => word.length > 5 && near(term, word, 1)) || term;
  };
  const spoken = new Set(spread(query).map(spelled));
  const says = (phrase) => phrase.every((word) => spoken.has(word));
  const holds = ({ signs, unless, medicine }) =>
    signs.some(says) &&
    !unless.some(says) &&
    (!medicine.length || medicine.some((at) => places.includes(at)));
  const held = urgent.filter(holds);
  const end = held.findIndex(({ medicine }) => medicine.length) + 1 || held.length;
  const results = held
    .slice(0, end)
    .flatMap(({ show }) => show.map((item) => ({ ...shown(item), urgent: true })));
  return results
    .filter(({ at }, i) => results.findIndex((other) => other.at === at) === i)
    .slice(0, 3);
};

/* The answers that rest on the trial whose row comes first. */
const about = ({ questions: { asked } }, [first]) => {
  const [row] = first?.hits || [];
  return row?.exact
    ? asked
        .filter(({ rows }) => rows?.includes(row.location))
        .map(shown)
        .slice(0, 2)
    : [];
};

/* The results for a query, the best first: { page, hits } for a page, { page, at, title, line } for the
   warning of a medicine, { page, at, title, answer, kind } for the answer to a question, with `urgent` for
   one to a sign of danger. Signs of danger come first, then answers that warn, then the warnings of
   medicines, then any other answer, and then pages. */
const find = (shelf, query) => {
  const spotted = shelf.medicines && spot(shelf, query);
  const places = spotted ? spotted.medicines.map(({ at }) => at) : [];
  const urgent = alarmed(shelf, query, places);
  const [found] = [query, ...(places.length ? [spotted.canonical] : [])]
    .map((text) => answered(shelf, text, places.length > 0))
    .filter(Boolean)
    .sort((a, b) => b.fit - a.fit);
  const answer =
    found && !urgent.some(({ at }) => at === found.question.at) ? shown(found.question) : null;
  const answers = [...urgent, ...(answer ? [answer] : [])];
  const rest = warned(shelf, query, spotted).filter(
    ({ line, page }) => line || !answers.some((one) => one.page === page),
  );
  if (urgent.length)
    return [
      ...urgent,
      ...rest.filter(({ line }) => line),
      ...(answer ? [answer] : []),
      ...rest.filter(({ line }) => !line).slice(0, 3),
    ];
  if (!answer) return [...rest.slice(0, 1), ...about(shelf, rest), ...rest.slice(1)];
  const serious =
    rest[0]?.line && (spotted.taken || spotted.medicines.some(({ product }) => !product));
  const lines = serious && answer.kind !== "warning" ? rest.filter(({ line }) => line) : [];
  return [...lines, answer, ...rest.filter((one) => !lines.includes(one))];
};

/* Pages and warnings. A medicine with something to take shows its warning first. */
const warned = (shelf, query, spotted) => {
  const all = shelf.medicines;
  if (!spotted) return rank(shelf, query);
  const { medicines, taken, more, sounds, plain } = spotted;
  if (!medicines.length) return rank(shelf, query);
  const found = rank(shelf, plain);
  const drugs = medicines.filter((medicine) => !medicine.product);
  const pair = taken ? medicines.length : drugs.length && medicines.length > 1;
  const chosen = drugs.length ? drugs : medicines;
  const order = Object.keys(all.lines);
  const strength = (at) => order.indexOf(at) + 1 || order.length + 1;
  const places = [...new Set(chosen.map((medicine) => medicine.at))].sort(
    (a, b) => strength(a) - strength(b),
  );
  const leads = (at) => at.split("#")[0];
  const led = new Set(places.map(leads));
  const told = (at) => {
    const line = all.lines[at] || all.ask;
    const stop = all.stops?.[at];
    return `${stop && stop !== line && more && !taken ? `${stop} ` : ""}Ask first: ${line}`;
  };
  const warnings = places.map((at) => ({
    page: leads(at),
    at,
    title: `${shelf.pages.get(leads(at))?.title}: ${chosen
      .filter((medicine) => medicine.at === at)
      .map((medicine) => medicine.names[0])
      .join(", ")}`,
    line: told(at),
  }));
  const rest = found.filter(({ page }) => !led.has(page));
  if (!drugs.length)
    for (const { page } of medicines)
      if (!led.has(page)) {
        const entry = rest.find((one) => one.page === page) || {
          page,
          hits: [{ ...shelf.pages.get(page), terms: [] }],
        };
        rest.splice(0, rest.length, entry, ...rest.filter((one) => one !== entry));
      }
  const first = pair || (drugs.length && (!more || places.some((at) => all.lines[at])) && !sounds);
  const at = found.findIndex(({ page }) => led.has(page));
  const place = first ? 0 : Math.min(at < 0 ? 1 : at, 1, rest.length);
  return [...rest.slice(0, place), ...warnings, ...rest.slice(place)];
};
