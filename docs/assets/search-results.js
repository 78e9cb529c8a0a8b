/* Find pages, answers and warnings for what a reader types.
   Needs: MiniSearch, and the data of search/index.js (macros/publish/search_index.py).
   Gives: handbook.buildSearch(data), the search that the other functions ask;
   handbook.find(search, query), the results; handbook.unknownWords(search, query), what nothing is
   found for; handbook.tokenize(text), handbook.stem(word) and
   handbook.normalize(text), the terms of a text as the search compares them.
   No document is needed here, so that a test can ask thousands of questions. */
{
  const STOP_WORDS = new Set(
    "a about afraid after all also am an and any are as at be because been being but by can cant come comes contain contains could did do does doesnt doing each every dad dads dont father feel for frightened from get getting give go going got grandad grandma grandpa granny had has have having help herself himself how husband i if ill im in into is isnt it its ive just let like make many may me mean means mine mom moms mother mum mums must myself my nan naturally need no not now of off ok okay on one or other our out over own per please really said same says scared should shouldnt so some somebody someone still such take taken takes taking than that the their them themselves then there these they thing this those through to terrified together too up us use using versus very vs want was we went were what when where which while who will wife with without worried worry would you your yours".split(
      " ",
    ),
  );

  /* Words around a spoken question: "my doctor said …, what now". Pages are searched for them;
   questions are not. */
  const FILLER_WORDS = new Set(
    "actually aged ago already always amount anybody anyone anything asking asks ate bit bought clinic currently daddy diagnosed ever everyday education exactly explain explained explanation find found guy happen happened he hear heard hello her here hers hes hey hi him his idea just kind kinda know lady last lately letter look looking lot lots love made make makes maybe mean meant month months man men mum need next nurse only panic patient patients people person place possible prescribed possibly probably pt pts put puts question quick quickly quite reading recently recommend recommended safely saw say saying see seen she shes showed showing shown shows simple simply since someone something sorry start started starting still stuff suggest suggested tell telling thank thanks thing think thinking today told tomorrow tonight try trying understand use used usually wait wanna week weekly weeks well whats woman women wonder wondering yes yesterday".split(
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

  /* --- Text as it is compared: what looks or means the same is the same --- */

  const fold = (text) => {
    const plain = text
      .replace(/[®™©℠]/g, "")
      .normalize("NFKD")
      .replace(/\p{M}+/gu, "")
      .toLowerCase();
    return SPELLINGS.reduce(
      (folded, [pattern, instead]) => folded.replace(pattern, instead),
      plain,
    );
  };
  const tokenize = (text) =>
    fold(text)
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean);
  const stem = (word) =>
    VARIANTS.reduce((stemmed, [pattern, instead]) => stemmed.replace(pattern, instead), word);
  const stems = (text) => tokenize(text).map(stem);
  const normalize = (text) => stems(text).join(" ");
  const compact = (text) => tokenize(text).join("");
  const isContent = (word) => !STOP_WORDS.has(word);
  const isKeyword = (word) => isContent(word) && !FILLER_WORDS.has(word);

  /* "vitamin K" is its letter alone; "vitamin" by itself is a word. */
  const keywords = (text) =>
    tokenize(
      tokenize(text)
        .join(" ")
        .replace(/\bvitamin (?=[kd]\d?\b)/g, ""),
    ).filter(isKeyword);
  const uniqueTerms = (text) => [...new Set(keywords(text).map(stem))];

  /* Words that only say that something is looked for: "list of references", "the AVADEC trial". */
  const REQUEST_TERMS = new Set(
    "al article colleague et find info information list name page paper pdf publication published result show study trial website".split(
      " ",
    ),
  );
  const subjectOf = (query) =>
    tokenize(query)
      .filter(isContent)
      .map(stem)
      .filter((term) => !REQUEST_TERMS.has(term))
      .join(" ");

  /* Whether a word is a name with at most `limit` letters lost, added, changed or swapped. */
  const isNear = (word, name, limit) => {
    let beforeLast = [];
    let last = Array.from({ length: name.length + 1 }, (_, i) => i);
    for (let i = 1; i <= word.length; i++) {
      const row = [i];
      for (let j = 1; j <= name.length; j++) {
        const same = word[i - 1] === name[j - 1];
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + !same);
        const swapped =
          i > 1 && j > 1 && word[i - 1] === name[j - 2] && word[i - 2] === name[j - 1];
        if (swapped) row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
      }
      if (Math.min(...row) > limit) return false;
      beforeLast = last;
      last = row;
    }
    return last[name.length] <= limit;
  };
  const editLimit = (word) => (word.length > 6 ? 2 : 1);

  const pageOf = (location) => location.split("#")[0];
  const isPart = (location) => location.includes("#");

  /* --- The search: the data of search/index.js, prepared for comparing --- */

  /* A word that the site itself has is no misspelling of another: `known` collects them. */
  const buildIndex = (items) => {
    const known = new Set();
    let indexing = true;
    const index = new MiniSearch({
      fields: ["title", "words", "text", "tables"],
      storeFields: ["location", "title", "text", "words", "boost", "last", "row"],
      tokenize,
      processTerm: (word) => {
        if (!isContent(word)) return null;
        const term = stem(word);
        if (indexing) known.add(term);
        return term;
      },
      searchOptions: {
        /* Of a field; the boost of a whole entry is set in macros/publish/search_index.py. */
        boost: { title: 4, words: 5 },
        boostDocument: (_id, _term, stored) => stored.boost || 1,
        prefix: (term) => term.length > 1,
        fuzzy: (term) => (known.has(term) ? 0 : term.length > 7 ? 2 : term.length > 3 ? 1 : 0),
        weights: { prefix: 0.5, fuzzy: 0.25 },
      },
    });
    index.addAll(items.map((item, id) => ({ ...item, id })));
    indexing = false;
    return { index, known };
  };

  /* Medicines with their names as they are compared: without spaces, since readers part them anywhere. */
  const prepareMedicines = ({ medicines, with: taken, other, ...rest }) => ({
    ...rest,
    taken: taken.map((name) => ({ name: compact(name) })),
    soundsLikeTaken: other.map((name) => ({ name: compact(name), soundsLikeTaken: true })),
    names: medicines.flatMap((medicine) =>
      medicine.names.map((name) => ({ name: compact(name), label: name, medicine })),
    ),
  });

  /* How many questions have a term, or a synonym of it. */
  const countQuestions = (entries, terms, synonyms) =>
    new Map(
      terms.map((term) => {
        const meant = synonyms(term);
        const having = entries.filter((entry) => meant.some((one) => entry.terms.has(one)));
        return [term, having.length];
      }),
    );

  /* Questions with the terms of each wording, and what each term weighs: the rarer, the more. A term of
   the site that no question has weighs like one of a few: it may be what a reader is after, or say
   nothing. What fits any subject, as in "INR changed", never outweighs the subject. */
  const COUNT_IF_NONE = 4;
  const LIGHT = 0.25;
  const LIGHT_TERMS = new Set(
    uniqueTerms("change changed changes changing differ difference different normal why"),
  );
  const prepareQuestions = (questions, alike, known) => {
    const entries = questions.map((question) => {
      const wordings = [question.question, ...question.also].map((text) => ({
        normalized: normalize(text),
        stems: stems(text),
        terms: uniqueTerms(text),
      }));
      const always = (question.always || []).map(stems);
      const terms = new Set(wordings.flatMap((wording) => wording.terms));
      return { ...question, wordings, terms, always };
    });
    const groups = alike.map((group) => group.flatMap(uniqueTerms));
    const synonyms = (term) => [term, ...groups.filter((group) => group.includes(term)).flat()];
    const asked = entries.flatMap(({ terms }) => [...terms]);
    const vocabulary = [...new Set([...asked, ...groups.flat()])];
    const count = countQuestions(entries, vocabulary, synonyms);
    const countOf = (term) => count.get(term) || (known.has(term) ? COUNT_IF_NONE : 1);
    const lightness = (term) => (LIGHT_TERMS.has(term) ? LIGHT : 1);
    const weight = (term) => lightness(term) * Math.log(1 + entries.length / countOf(term));
    const weigh = (terms) => terms.reduce((sum, term) => sum + weight(term), 0);
    const hasSynonym = (wanted) => (term) => synonyms(term).some((one) => wanted.has(one));
    return {
      entries,
      vocabulary,
      synonyms,
      weigh,
      shareIn: (terms, wanted) => weigh(terms.filter(hasSynonym(wanted))) / weigh(terms),
    };
  };

  /* Signs of danger with the stems of their phrases; small words count, as in "too much". */
  const prepareUrgent = ({ words, unless, ...rest }) => ({
    ...rest,
    phrases: words.map(stems),
    unless: unless.map(stems),
  });

  const buildSearch = ({ index: items, medicines, questions = [], urgent = [], alike = [] }) => {
    const names = ({ title, words = "" }) =>
      new Set(`${title} · ${words}`.split(" · ").map(normalize));
    const { index, known } = buildIndex(items);
    return {
      index,
      known,
      pages: new Map(
        items.filter(({ location }) => !isPart(location)).map((item) => [item.location, item]),
      ),
      names: new Map(items.map((item) => [item.location, names(item)])),
      takenTerms: new Set(medicines?.with.flatMap(uniqueTerms)),
      medicines: medicines && prepareMedicines(medicines),
      questions: prepareQuestions(questions, alike, known),
      urgent: urgent.map(prepareUrgent),
    };
  };

  /* Whether a page or a question has a term. */
  const isTerm =
    ({ known, questions: { vocabulary } }) =>
    (term) =>
      known.has(term) || vocabulary.includes(term);

  /* --- Medicines in a query --- */

  const digits = (word) => word.replace(/\D/g, "");

  const isNamed = (word) => {
    const singular = word.replace(/s$/, "");
    return ({ name }) => name === word || name === singular || `${singular}s` === name;
  };
  const isMisspelled =
    (word) =>
    ({ name }) => {
      const limit = editLimit(name);
      return (
        name.length >= 4 &&
        Math.abs(word.length - name.length) <= limit &&
        (name.length > 4 || name[0] === word[0]) &&
        isNear(word, name, limit) &&
        digits(name) === digits(word)
      );
    };

  /* The first of the entries whose name the words from `start` on give, and how many words it takes. */
  const exactMatch = (word, part, entries) => entries.find(isNamed(word));
  /* What is one letter from a word of the questions, such as "calcifed", is no medicine two letters off. */
  const closeMatch = (search) => (word, part, entries) => {
    const { vocabulary } = search.questions;
    const exact = exactMatch(word, part, entries);
    const isKnown = part.every((one) => isTerm(search)(stem(one)) || !isKeyword(one));
    if (exact || isKnown || word.length < 4) return exact;
    const entry = entries.find(isMisspelled(word));
    const isSlip = (other) => word.length > 5 && isNear(stem(word), other, 1);
    return entry && !isNear(word, entry.name, 1) && vocabulary.some(isSlip) ? undefined : entry;
  };
  const matchAt = (words, start, entries, match) => {
    for (let count = Math.min(4, words.length - start); count; count--) {
      const part = words.slice(start, start + count);
      /* "K2 as a pill" names no ASA. */
      if (count > 1 && !part.some(isContent)) continue;
      const entry = match(part.join(""), part, entries);
      if (entry) return { entry, part };
    }
    return null;
  };

  /* The words in parts, each with the entry that it names or alone. */
  const split = (words, matchFrom) => {
    const parts = [];
    for (let start = 0; start < words.length; start += parts.at(-1).part.length)
      parts.push(matchFrom(start) || { part: [words[start]] });
    return parts;
  };

  /* What a query says of medicines: which, whether something is taken with them, or only sounds so,
   whether it says more; and the query with the first name of each (`named`), or only of those that
   the handbook's pages do not have (`searched`). */
  const readMedicines = (search, query) => {
    const { names, taken, soundsLikeTaken } = search.medicines;
    const words = tokenize(query);
    const close = closeMatch(search);
    const parts = split(words, (start) => matchAt(words, start, names, close));
    const rest = parts.flatMap(({ entry, part }) => (entry ? [] : part));
    const others = split(
      rest,
      (start) =>
        matchAt(rest, start, soundsLikeTaken, exactMatch) || matchAt(rest, start, taken, close),
    );
    const isKnown = (part) => part.every((word) => search.known.has(stem(word)));
    const nameFor = ({ medicine }, part) => (medicine.label ? part : medicine.names[0]);
    const text = (keeps) =>
      parts
        .flatMap(({ entry, part }) => (entry && !keeps(part) ? nameFor(entry, part) : part))
        .join(" ");
    return {
      medicines: [...new Set(parts.flatMap(({ entry }) => (entry ? [entry.medicine] : [])))],
      labels: new Map(parts.flatMap(({ entry }) => (entry ? [[entry.medicine, entry.label]] : []))),
      taken: others.some(({ entry }) => entry && !entry.soundsLikeTaken),
      soundsLikeTaken: others.some(({ entry }) => entry?.soundsLikeTaken),
      more: others.some(({ entry, part: [word] }) => !entry && isContent(word)),
      named: text(() => false),
      searched: text(isKnown),
    };
  };

  /* --- Pages --- */

  const LEAST_FIT = 0.2; /* of the best page's */
  const WHOLE_MATCHES = 3;
  const LEAST_QUOTED = 7; /* words of a sentence, typed as it stands */
  const MOST_PAGES = { false: 6, true: 2 }; /* by `last` */

  /* In how many hits each term of the query is. */
  const countTerms = (hits) => {
    const count = new Map();
    for (const term of hits.flatMap((hit) => hit.queryTerms))
      count.set(term, (count.get(term) || 0) + 1);
    return count;
  };
  /* How much of the query some of its terms are: the rarer a term, the more. */
  const termShare = (index, count) => {
    const weigh = (terms) =>
      terms.reduce((sum, term) => sum + Math.log(1 + index.documentCount / count.get(term)), 0);
    const whole = weigh([...count.keys()]);
    return (terms) => weigh(terms) / whole;
  };

  const groupByPage = (hits, share, count) => {
    const pages = new Map();
    for (const hit of hits) {
      const page = pageOf(hit.location);
      if (!pages.has(page))
        pages.set(page, { page, hits: [], terms: new Set(), best: 0, last: Boolean(hit.last) });
      const entry = pages.get(page);
      hit.fit = hit.score * share(hit.queryTerms) ** 2;
      hit.rarest = hit.queryTerms.toSorted((a, b) => count.get(a) - count.get(b))[0];
      entry.hits.push(hit);
      hit.queryTerms.forEach((term) => entry.terms.add(term));
      entry.best = Math.max(entry.best, hit.fit);
    }
    return [...pages.values()];
  };

  const LEAFLETS = "leaflets/";
  const LEAFLET_LIST = "handouts/";
  const LEAFLET_TERMS = new Set(
    "flyer handout leaflet poster print printable sheet worksheet".split(" "),
  );
  const isAge = (term) => /^\d+$|^years?$|^olds?$/.test(term);

  /* Move the leaflet that has most of the subject of the query, and half of it at least, before the list
   of leaflets. */
  const moveLeaflet = (pages, query) => {
    const asked = new Set(tokenize(query).filter(isContent).map(stem));
    const subject = [...asked].filter(
      (term) => !LEAFLET_TERMS.has(term) && !FILLER_WORDS.has(term) && !isAge(term),
    );
    if (!subject.length || ![...asked].some((term) => LEAFLET_TERMS.has(term))) return;
    const met = ({ page, terms }) =>
      page.startsWith(LEAFLETS) ? subject.filter((term) => terms.has(term)).length : 0;
    const most = Math.max(...pages.map(met));
    if (most * 2 < subject.length) return;
    const position = pages.findIndex((entry) => met(entry) === most);
    pages[position].wanted = true;
    const list = pages.findIndex(({ page, named }) => page === LEAFLET_LIST && !named);
    if (0 <= list && list < position) pages.splice(list, 0, ...pages.splice(position, 1));
  };

  /* Leave out pages that fit far worse than the best, but for the first few that have all the words;
     lists of references and pages for editors only stand in for another that has as many. */
  const leaveOutPoor = (pages) => {
    const bestFit = (entries) => Math.max(0, ...entries.map(({ fit }) => fit));
    const most = Math.max(0, ...pages.map(({ terms }) => terms.size));
    const isTold = pages.some(({ terms, last }) => !last && terms.size === most);
    return pages.filter((entry) => {
      const peers = pages.filter(({ last }) => last === entry.last);
      const position = peers.indexOf(entry);
      const isNeeded = !entry.last || !isTold;
      const whole = entry.terms.size === most && position < WHOLE_MATCHES && isNeeded;
      const fits =
        !entry.last && entry.fit >= LEAST_FIT * bestFit(peers) && entry.terms.size * 2 >= most;
      return (entry.named || entry.wanted || whole || fits) && position < MOST_PAGES[entry.last];
    });
  };

  /* Pages by how well they fit: one that the query names first, then one that has all the words before
   one that has some; lists of references and pages for editors come last, and only with all the
   words. */
  const rankPages = ({ index, names }, query) => {
    /* A score of the reader's own stands on no page. */
    const searched = /score/i.test(query) ? query.replace(/\b\d{2,}\b/g, "") : query;
    const hits = index.search(searched);
    const count = countTerms(hits);
    const share = termShare(index, count);
    const pages = groupByPage(hits, share, count);
    const bears = (name) => (hit) => names.get(hit.location).has(name);
    const typed = normalize(query);
    const name = [typed, subjectOf(query)].find((name) => name && hits.some(bears(name)));
    /* The record of a claim of which the words are typed. */
    const isQuote = typed.split(" ").length >= LEAST_QUOTED;
    const quotes = ({ row, text }) =>
      isQuote && row === "section" && normalize(text).includes(typed);
    const isNamed = (hit) => (name && bears(name)(hit)) || quotes(hit);
    for (const entry of pages) {
      entry.fit = entry.best * share([...entry.terms]) ** 2;
      entry.named = entry.hits.some(isNamed);
      for (const hit of entry.hits) hit.exact = isPart(hit.location) && isNamed(hit);
      entry.hits.sort((a, b) => b.exact - a.exact || b.fit - a.fit);
    }
    pages.sort((a, b) => b.named - a.named || a.last - b.last || b.fit - a.fit);
    moveLeaflet(pages, query);
    return leaveOutPoor(pages);
  };

  /* --- Answers to questions --- */

  const toResult = ({ question, answer, at, kind, more }) => ({
    page: pageOf(at),
    at,
    title: question,
    answer,
    kind,
    more,
  });

  /* The term of a word, or that of the known one which it misspells, even in its plural. */
  const correct = (search) => (word) => {
    const term = stem(word);
    if (isTerm(search)(term) || word.length < 5) return term;
    const isMeant = (other) =>
      other.length > 4 && (isNear(term, other, editLimit(word)) || isNear(word, `${other}s`, 1));
    return search.questions.vocabulary.find(isMeant) || term;
  };

  /* A question fits a query more or less; one of its wordings, word for word, fits best. */
  const EXACT_FIT = 3;
  const LEAST_HEARD = 0.6; /* of the query, in all wordings of the question */
  const LEAST_MET = 0.6; /* of one wording, in the query */
  const LEAST_SUM = 1.5; /* of both */

  /* One term alone asks a question when it is the whole of a wording, or in no other question, and
   the query names no medicine, page or part. */
  const matchTerm = ({ names, takenTerms, questions }, term, normalizedQuery, medicine) => {
    const isName = [...names.values()].some((phrases) => phrases.has(normalizedQuery));
    if (!term || takenTerms.has(term) || medicine || isName) return null;
    const { entries, synonyms } = questions;
    const meant = synonyms(term);
    const isWhole = ({ terms }) => terms.length === 1 && meant.includes(terms[0]);
    const only = ([entry, ...others]) => (others.length ? null : entry);
    const question =
      only(entries.filter(({ wordings }) => wordings.some(isWhole))) ||
      only(entries.filter(({ wordings: [first] }) => first.terms.includes(term)));
    return question ? { question, fit: LEAST_MET } : null;
  };

  /* How well a wording fits the terms of a query, given the share of them that its question has; 0 if
   not at all. A query about one vitamin does not fit a wording about another. What only names a
   vitamin asks nothing, unless its small words do. Among equals, the wording that has more of the
   query fits better, and then small words decide. */
  const wordingFit = ({ takenTerms, questions: { weigh, shareIn, synonyms } }, terms, typed) => {
    const meant = new Set(terms.flatMap(synonyms));
    const taken = terms.filter((term) => takenTerms.has(term));
    const isOfAnother = (wording) => {
      const named = wording.terms.filter((term) => takenTerms.has(term));
      return taken.length && named.length && !named.some((term) => meant.has(term));
    };
    return (wording, heard) => {
      const met = weigh(wording.terms.filter((term) => meant.has(term))) / weigh(wording.terms);
      const same = wording.stems.filter((word) => typed.includes(word)).length;
      const onlyNames = taken.length === terms.length && same * 2 < wording.stems.length;
      const enough = met >= LEAST_MET && met + heard >= LEAST_SUM;
      if (!enough || onlyNames || isOfAnother(wording)) return 0;
      const own = shareIn(terms, new Set(wording.terms));
      const small = same / new Set([...wording.stems, ...typed]).size;
      return met + heard + own / 5 + small / 10;
    };
  };

  /* Most of the query must stand in the question's wordings, and most of one wording in the query: the
   more of one, the less of the other. */
  const matchTerms = (search, terms, typed) => {
    const { entries, shareIn } = search.questions;
    const fitOf = wordingFit(search, terms, typed);
    const matches = entries.map((question) => {
      const heard = shareIn(terms, question.terms);
      const fits = question.wordings.map((wording) => fitOf(wording, heard));
      return { question, fit: heard < LEAST_HEARD ? 0 : Math.max(...fits) };
    });
    return matches.filter(({ fit }) => fit).sort((a, b) => b.fit - a.fit);
  };

  /* The questions that a query may ask and their fits, the best first; nothing where none fits well: a
   wrong answer is worse than none. A wording asks it; else a misspelled word counts as the one it is
   near, and synonyms as one. */
  const matchQuestions = (search, query, medicine) => {
    const { entries, vocabulary } = search.questions;
    /* A score of the reader's own asks nothing more. */
    const asks = (word) => !/^\d+$/.test(word) || vocabulary.includes(word);
    const typed = tokenize(query).filter(asks).map(stem);
    const normalized = typed.join(" ");
    const exact = entries.filter(({ wordings }) =>
      wordings.some((wording) => wording.normalized === normalized),
    );
    const exactMatches = exact.map((question) => ({ question, fit: EXACT_FIT }));
    const asked = keywords(query).filter(asks);
    const terms = [...new Set(asked.map(correct(search)))];
    if (terms.length > 1) return [...exactMatches, ...matchTerms(search, terms, typed)];
    if (exact.length) return exactMatches;
    const match = matchTerm(search, terms[0], normalize(query), medicine);
    return match ? [match] : [];
  };

  /* The first question that one of the words brings whatever else is typed. */
  const findSubject = (search, query) => {
    const typed = new Set([...stems(query), ...keywords(query).map(correct(search))]);
    const isTyped = (phrase) => phrase.every((word) => typed.has(word));
    return search.questions.entries.find(({ always }) => always.some(isTyped));
  };

  /* The question that a query asks, as typed or with the first name of each medicine; the next best if
   it fits nearly as well as the best of those that no wording asks word for word; and the one that a
   word always brings. */
  const NEARLY = 0.85;
  const findQuestions = (search, query, spoken) => {
    const medicine = Boolean(spoken?.medicines.length);
    const texts = medicine && !isProductAlone(spoken) ? [query, spoken.named] : [query];
    const matches = texts.flatMap((text) => matchQuestions(search, text, medicine));
    const [first, ...others] = matches.sort((a, b) => b.fit - a.fit);
    const best = matches.find(({ fit }) => fit < EXACT_FIT)?.fit;
    const second = others.find(
      ({ question, fit }) => question !== first.question && fit >= NEARLY * best,
    );
    const questions = [first, second].filter(Boolean).map(({ question }) => question);
    const subject = findSubject(search, query);
    if (subject?.alone && (!first || first.question === subject)) return [subject];
    return [...new Set(subject ? [...questions, subject] : questions)];
  };

  /* The answers to signs of danger; a misspelled word counts as the one it is near. */
  const urgentAnswers = ({ known, urgent }, query, places) => {
    const vocabulary = urgent.flatMap(({ phrases }) => phrases.flat());
    const correctSign = (term) => {
      if (known.has(term) || vocabulary.includes(term) || term.length < 6) return term;
      return vocabulary.find((word) => word.length > 5 && isNear(term, word, 1)) || term;
    };
    const said = new Set(stems(query).map(correctSign));
    const isSaid = (phrase) => phrase.every((word) => said.has(word));
    const signs = urgent.filter(
      ({ phrases, unless, medicine }) =>
        phrases.some(isSaid) &&
        !unless.some(isSaid) &&
        (!medicine.length || medicine.some((at) => places.includes(at))),
    );
    /* A sign that belongs to a medicine says all that there is to say. */
    const end = signs.findIndex(({ medicine }) => medicine.length) + 1 || signs.length;
    const results = signs.slice(0, end).flatMap(({ show }) => show.map(toResult));
    const isFirst = ({ at }, i) => results.findIndex((other) => other.at === at) === i;
    return results
      .filter(isFirst)
      .slice(0, 3)
      .map((result) => ({ ...result, urgent: true }));
  };

  /* The answers that rest on the trial whose row comes first. */
  const answersOfTrial = ({ questions: { entries } }, [first]) => {
    const row = first?.hits?.[0];
    if (!row?.exact) return [];
    return entries
      .filter(({ rows }) => rows?.includes(row.location))
      .map(toResult)
      .slice(0, 2);
  };

  /* --- Warnings --- */

  const drugsIn = (medicines) => medicines.filter(({ product }) => !product);

  /* The name of a box with vitamins, and nothing more, asks no question: its entry is what is meant. */
  const isProductAlone = ({ medicines, taken, more, soundsLikeTaken }) =>
    medicines.length > 0 && !drugsIn(medicines).length && !taken && !more && !soundsLikeTaken;

  /* The warnings of the medicines that a query names, the gravest first. */
  const warningsFor = ({ pages, medicines: { lines, effects, ask, stops } }, spoken) => {
    const { medicines, labels, taken, more } = spoken;
    const order = Object.keys(lines);
    const rank = (at) => order.indexOf(at) + 1 || order.length + 1;
    const places = [...new Set(medicines.map(({ at }) => at))].sort((a, b) => rank(a) - rank(b));
    const text = (at) => {
      const line = lines[at] || effects?.[at] || ask;
      const stop = stops?.[at];
      const isAsked = stop && stop !== line && more && !taken;
      /* No template within a template: the minifier takes the spaces of the inner one. */
      return [...(isAsked ? [stop] : []), `Ask first: ${line}`].join(" ");
    };
    /* The name on the box, as it was typed, and the first: "Xarelto (Rivaroxaban)". */
    const nameOf = (medicine) => {
      const [name] = medicine.names;
      const label = labels.get(medicine);
      return label === name ? name : `${label} (${name})`;
    };
    const title = (at) => {
      const names = medicines.filter((medicine) => medicine.at === at).map(nameOf);
      return `${pages.get(pageOf(at))?.title}: ${names.join(", ")}`;
    };
    return places.map((at) => ({ page: pageOf(at), at, title: title(at), line: text(at) }));
  };

  /* The page of each product comes first, even when the query finds no word on it. */
  const productsFirst = ({ pages }, products, warned, results) =>
    products
      .filter(({ page }) => !warned.has(page))
      .reduce((ordered, { page }) => {
        const entry = ordered.find((result) => result.page === page) || {
          page,
          hits: [{ ...pages.get(page), terms: [] }],
        };
        return [entry, ...ordered.filter((result) => result !== entry)];
      }, results);

  /* Pages and warnings. A medicine with something to take shows its warning first. */
  const pagesAndWarnings = (search, query, spoken) => {
    if (!spoken?.medicines.length) return rankPages(search, query);
    const { medicines, taken, more, soundsLikeTaken, searched } = spoken;
    const drugs = drugsIn(medicines);
    const found = rankPages(search, searched);
    const warnings = warningsFor(search, {
      ...spoken,
      medicines: drugs.length ? drugs : medicines,
    });
    const warned = new Set(warnings.map(({ page }) => page));
    const unwarned = found.filter(({ page }) => !warned.has(page));
    const rest = drugs.length ? unwarned : productsFirst(search, medicines, warned, unwarned);
    const combined = taken || (drugs.length && medicines.length > 1);
    const grave = !more || warnings.some(({ at }) => search.medicines.lines[at]);
    const first = combined || isProductAlone(spoken) || (drugs.length && grave && !soundsLikeTaken);
    const position = found.findIndex(({ page }) => warned.has(page));
    const place = first ? 0 : Math.min(position < 0 ? 1 : position, 1, rest.length);
    return [...rest.slice(0, place), ...warnings, ...rest.slice(place)];
  };

  /* --- The results for a query, the best first ---
   A page: { page, hits }. The warning of a medicine: { page, at, title, line }. The answer to a
   question: { page, at, title, answer, kind, more }, and `urgent` if to a sign of danger.
   Signs of danger come first, then answers that warn, then the warnings of medicines, then any other
   answer, and then pages. */

  const merge = (urgent, answers, results, serious, search) => {
    const warnings = results.filter(({ line }) => line);
    const pages = results.filter(({ line }) => !line);
    const [first, ...more] = answers;
    if (urgent.length) return [...urgent, ...warnings, ...answers, ...pages.slice(0, 3)];
    if (!first)
      return [...results.slice(0, 1), ...answersOfTrial(search, results), ...results.slice(1)];
    if (serious && first.kind !== "warning") return [...warnings, ...answers, ...pages];
    if (results[0]?.line) return [first, ...warnings, ...more, ...pages];
    return more.length ? [...answers, ...warnings, ...pages] : [...answers, ...results];
  };

  /* The leaflet on a subject answers better than the list of leaflets, which does not name it. */
  const isOutdone = ({ questions }, query, question, found) =>
    pageOf(question.at) === LEAFLET_LIST &&
    found.some(({ wanted }) => wanted) &&
    questions.shareIn(uniqueTerms(query), question.terms) < 1;

  /* The leaflet that a query asks for comes before all else: its own first lines warn. */
  const leafletFirst = (results) => {
    const leaflet = results.find(({ wanted }) => wanted);
    return leaflet ? [leaflet, ...results.filter((result) => result !== leaflet)] : results;
  };

  const find = (search, query) => {
    const spoken = search.medicines && readMedicines(search, query);
    const medicines = spoken ? spoken.medicines : [];
    const urgent = urgentAnswers(
      search,
      query,
      medicines.map(({ at }) => at),
    );
    const found = pagesAndWarnings(search, query, spoken);
    const asked = spoken?.named ?? query;
    const isNew = (question) =>
      !urgent.some(({ at }) => at === question.at) && !isOutdone(search, asked, question, found);
    const questions = findQuestions(search, query, spoken).filter(isNew);
    const answers = questions.map(toResult);
    if (questions[0]?.alone && !urgent.length && !medicines.length) return answers;
    const answered = new Set([...urgent, ...answers].map(({ page }) => page));
    const results = found.filter(({ line, page, wanted }) => line || wanted || !answered.has(page));
    const isList = answers[0] && pageOf(answers[0].at) === LEAFLET_LIST;
    const isTaken = spoken?.taken || drugsIn(medicines).length > 0;
    const serious = results[0]?.line && isTaken && !isList;
    const merged = merge(urgent, answers, results, serious, search);
    /* What the handbook itself has, such as pictures, is no subject of a leaflet. */
    const isOwn = answers[0]?.kind === "about" && questions[0] === findSubject(search, query);
    return urgent.length || isOwn || isList ? merged : leafletFirst(merged);
  };

  /* The words of a query that are on no page, in no question and near no such word or name: a reader
   must not think that the results are about them. */
  const unknownWords = ({ known, questions: { vocabulary }, medicines }, query) => {
    const isMeant = (word) => {
      if (known.has(stem(word))) return true;
      const isMisspelling = isMisspelled(word);
      const isLike = (name) => name.startsWith(word) || isMisspelling({ name });
      const names = (medicines?.names || []).map(({ name }) => name);
      return [vocabulary, [...known], names].some((words) => words.some(isLike));
    };
    return keywords(query).filter((word) => word.length > 3 && !/\d/.test(word) && !isMeant(word));
  };

  Object.assign(handbook, { buildSearch, find, unknownWords, tokenize, stem, normalize });
}
