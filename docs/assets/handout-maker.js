/* One sheet from what the reader ticks (handouts/make/): the sheet with the warnings that the choice
   needs, its sources in order, how many sides it takes, and its code. Every part of the sheet comes
   with the first tick; here they are shown and hidden. The choice stands in the address and nowhere
   else.
   Needs: handbook.element, handbook.load (every-page.js); lean-qr.min.js for the code. */
{
  const { element } = handbook;
  const SIDES = 2;
  const LISTS = ["for", "about", "ask"];
  const form = document.querySelector(".maker");
  const sheet = document.querySelector(".own-sheet");
  const heading = document.querySelector("h1");
  const status = form.querySelector("[role=status]");
  const quoted = (text) => `“${text}”`;

  /* --- The form --- */

  const boxes = [...form.querySelectorAll("[type=checkbox]")];
  const nameOf = (input) => input.parentElement.textContent.trim();
  const radio = (name, value) => form.querySelector(`[name=${name}][value="${value}"]`);

  /* What is ticked: inputs by list, in the form's order, and the size of the letters. */
  const readForm = () => {
    const lists = LISTS.map((list) => boxes.filter((one) => one.name === list && one.checked));
    return { lists, size: radio("size", "18").checked ? "18" : "" };
  };
  const neededBy = (inputs) =>
    new Set(inputs.flatMap((input) => input.dataset.needs.split(" ").filter(Boolean)));

  /* --- The sheet --- */

  const shortName = (id) =>
    sheet.querySelector(`[data-name][data-box="${id}"]`).dataset.name.split(" (")[0];
  const titleOf = ([people, topics, questions]) => {
    const names = people.map((input) => shortName(input.value));
    const named = names.length ? names : topics.map(nameOf);
    if (named.length > 3) return "Before you take vitamins or calcium";
    if (named.length) return named.map((name, i) => (i ? name : capital(name))).join(", ");
    return questions.length === 1 ? nameOf(questions[0]) : "Your questions, answered";
  };
  const capital = (text) => text[0].toUpperCase() + text.slice(1);

  /* Number the sources that a copy of the sheet shows, in order of use. */
  const numberSources = (copy) => {
    const list = copy.querySelector("ol");
    const entries = new Map([...list.children].map((entry) => [entry.dataset.source, entry]));
    const used = [];
    for (const link of copy.querySelectorAll("a[data-source]")) {
      if (link.closest("[hidden]")) continue;
      const id = link.dataset.source;
      if (!used.includes(id)) used.push(id);
      link.textContent = used.indexOf(id) + 1;
      link.href = `#own-${id}`;
    }
    for (const [id, entry] of entries) entry.hidden = !used.includes(id);
    list.prepend(...used.map((id) => entries.get(id)));
  };
  /* Paper says, too, that there is more. */
  const fillRest = (line, rest) => {
    const questions = rest.filter((input) => input.name === "ask");
    const others = rest.filter((input) => input.name !== "ask");
    const names = others.map((one) => (one.name === "for" ? shortName(one.value) : nameOf(one)));
    if (questions.length > 1) names.push(`${questions.length} questions`);
    else names.push(...questions.map(nameOf));
    line.textContent = `More on another sheet: ${names.join("; ")}`;
    line.hidden = !rest.length;
  };
  /* Show in a copy of the sheet what a choice needs. */
  const fill = (copy, { lists, size, rest, tight }) => {
    const [people, , questions] = lists;
    const needed = neededBy(lists.flat());
    const own = new Set(people.map((input) => input.value));
    const asked = new Set(questions.map((input) => input.value));
    for (const part of copy.querySelectorAll("[data-box]")) {
      const { box: id, shown } = part.dataset;
      /* A group that is ticked, or has no short name, stands whole; the others are only named. */
      const isHere = shown === "always" || (shown === "whole") === own.has(id);
      part.hidden = !(needed.has(id) && isHere);
    }
    for (const part of copy.querySelectorAll("[data-question]"))
      part.hidden = !asked.has(part.dataset.question);
    copy.querySelector("h2").textContent = titleOf(lists);
    copy.classList.toggle("large", size === "18");
    copy.classList.toggle("tight", tight);
    fillRest(copy.querySelector(".own-rest"), rest);
    const parts = [...copy.querySelectorAll("[data-part]")];
    for (const part of parts) part.hidden = false; /* what is hidden counts no sources */
    numberSources(copy);
    const shown = ":is([data-box], [data-question], li[data-source]):not([hidden])";
    for (const part of parts) part.hidden = !part.querySelector(shown);
  };

  /* --- How many sides: a copy in columns as large as a side of paper, A4 or Letter --- */

  const side = element("div", { className: "side" });
  let probe;
  const makeProbe = () => {
    const copy = sheet.cloneNode(true);
    copy.querySelector(".own-foot").append(codes.cloneNode(true));
    for (const part of copy.querySelectorAll("[id]")) part.removeAttribute("id");
    copy.hidden = false;
    side.append(copy);
    const frame = element("div", { className: "side-frame no-print", inert: true }, side);
    frame.setAttribute("aria-hidden", "true");
    sheet.after(frame);
    probe = copy;
  };
  const countSides = (choice) => {
    fill(probe, choice);
    return Math.round(side.scrollWidth / side.clientWidth);
  };
  /* Closer lines only where they save a side. */
  const layOut = (choice) => {
    const [loose, tight] = [false, true].map((tight) => countSides({ ...choice, tight }));
    return { ...choice, tight: tight < loose || loose > SIDES, sides: Math.min(loose, tight) };
  };
  const only = (choice, inputs) => ({
    ...choice,
    lists: choice.lists.map((list) => list.filter((input) => inputs.includes(input))),
    rest: choice.lists.flat().filter((input) => !inputs.includes(input)),
  });
  /* What two sides hold of a choice, people first and questions last; the others are its rest. */
  const fit = (choice) => {
    const ticked = choice.lists.flat();
    const whole = layOut(only(choice, ticked));
    if (whole.sides <= SIDES) return whole;
    const kept = [];
    for (const input of ticked) {
      const more = { ...only(choice, [...kept, input]), tight: true };
      if (!kept.length || countSides(more) <= SIDES) kept.push(input);
    }
    return layOut(only(choice, kept));
  };

  /* --- What the reader is told --- */

  const sidesText = (choice, { sides, rest }) => {
    if (!rest.length) return [`It takes ${sides} ${sides === 1 ? "side" : "sides"} of paper.`];
    const href = query(only(choice, rest));
    const isSmaller = choice.size && !fit({ ...choice, size: "" }).rest.length;
    return [
      element("strong", {}, "Too much for two sides."),
      ` Not on this sheet: ${rest.map(nameOf).map(quoted).join(", ")}. `,
      element("a", { href }, "Make a second handout with the rest"),
      isSmaller ? ", or choose letters of 14 points: then all of it fits." : ".",
    ];
  };
  /* Which warnings each tick has brought besides its own, each named once. */
  const added = ({ lists }) => {
    const told = new Set(lists[0].map((input) => input.value));
    const rows = lists.flat().map((input) => {
      const more = [...neededBy([input])].filter((id) => !told.has(id));
      for (const id of more) told.add(id);
      return more.length && `${quoted(nameOf(input))} brings: ${more.map(shortName).join("; ")}.`;
    });
    return rows.filter(Boolean).map((row) => element("li", {}, row));
  };
  const tell = (choice, shown, unknown) => {
    const isEmpty = !choice.lists.flat().length;
    const lost = unknown.length
      ? [element("p", {}, `No longer in the handbook, and left out: ${unknown.join(", ")}.`)]
      : [];
    const rows = added(shown);
    const more = rows.length
      ? [element("p", {}, "Warnings that belong to it:"), element("ul", {}, ...rows)]
      : [];
    const first = isEmpty ? ["Tick at least one box."] : sidesText(choice, shown);
    status.replaceChildren(...lost, element("p", { className: "told" }, ...first), ...more);
  };

  /* --- The address, and the code that leads to it --- */

  const query = ({ lists, size }) => {
    const chosen = lists.map((list) => list.map((input) => input.value).join(","));
    const pairs = LISTS.map((list, index) => [list, chosen[index]]);
    const { value: units } = form.querySelector("[name=units]:checked");
    const kept = [...pairs, ["units", units], ["size", size]].filter(([, value]) => value);
    return kept.length ? `?${kept.map((pair) => pair.join("=")).join("&")}` : "";
  };
  /* Tick what the address asks for. Returns what it asks for in vain. */
  const readAddress = () => {
    const asked = new URLSearchParams(location.search);
    const unknown = [];
    for (const list of LISTS)
      for (const id of (asked.get(list) ?? "").split(",").filter(Boolean)) {
        const input = boxes.find((one) => one.name === list && one.value === id);
        if (input) input.checked = true;
        else unknown.push(id);
      }
    for (const name of ["units", "size"]) {
      const input = asked.has(name) && radio(name, CSS.escape(asked.get(name)));
      if (input) input.checked = true;
    }
    for (const fold of form.querySelectorAll("details:has(:checked)")) fold.open = true;
    return unknown;
  };
  const QUIET = 4; /* the white border that readers of a code need, in its own squares */
  const codes = document.querySelector(".pt-top");
  const drawCode = async (choice) => {
    const picture = codes.querySelector("svg");
    if (!picture) return; /* nobody can open the site's address */
    if (!handbook.qrCode) await handbook.load("assets/lean-qr.min.js");
    const code = handbook.qrCode(sheet.dataset.address + query(choice));
    const squares = [];
    for (let y = 0; y < code.size; y += 1)
      for (let x = 0; x < code.size; x += 1)
        if (code.get(x, y)) squares.push(`M${x + QUIET} ${y + QUIET + 0.5}h1`);
    const size = code.size + 2 * QUIET;
    picture.setAttribute("viewBox", `0 0 ${size} ${size}`);
    picture.querySelector("path").setAttribute("d", squares.join(""));
  };

  /* --- All of it --- */

  /* What stands in the margins of each side. */
  const LINE = 55; /* letters */
  const setMargin = (name, text) => {
    const line = text.length > LINE ? `${text.slice(0, LINE).replace(/\W*\w*$/, "")} …` : text;
    document.documentElement.style.setProperty(name, JSON.stringify(line));
  };

  /* The sheet and its look are fetched with the first tick. */
  const loadStyle = () =>
    new Promise((onload, onerror) => {
      const href = new URL("assets/handout-maker.css", handbook.root);
      document.head.append(element("link", { rel: "stylesheet", href, onload, onerror }));
    });
  const loadParts = async () => {
    if (sheet.childElementCount) return;
    await handbook.load(sheet.dataset.apart);
    sheet.innerHTML = handbook.apart;
  };
  const prepare = () => {
    for (const link of sheet.querySelectorAll("a.address"))
      link.textContent = link.href.replace(/^https?:\/\/(www\.)?/, "");
    for (const entry of sheet.querySelectorAll("li[data-source]"))
      entry.id = `own-${entry.dataset.source}`;
    makeProbe();
  };
  let sheetLoaded;
  const loadSheet = () =>
    (sheetLoaded ??= Promise.all([loadParts(), loadStyle()])
      .then(prepare)
      .catch((error) => {
        sheetLoaded = undefined; /* the next tick tries again */
        throw error;
      }));

  /* The page's own choice of units, in Tools, shows and hides amounts: the two go together. What is
     chosen here is not kept. */
  const tools = document.querySelector("[data-choice=units]");
  const followTools = () => {
    radio("units", tools.querySelector(":checked").value).checked = true;
  };
  const update = async (unknown = []) => {
    const { value } = form.querySelector("[name=units]:checked");
    tools.querySelector(`[value="${value}"]`).checked = true;
    if (readForm().lists.flat().length)
      try {
        await loadSheet();
      } catch {
        const told =
          "The sheet could not be loaded. Look at your connection, and tick a box again.";
        return status.replaceChildren(element("p", { className: "told" }, told));
      }
    const choice = readForm();
    sheet.hidden = !choice.lists.flat().length;
    if (sheet.hidden) heading.after(codes);
    else sheet.querySelector(".own-foot").append(codes);
    const shown = sheet.hidden ? only(choice, []) : fit(choice);
    if (probe) fill(sheet, shown);
    tell(choice, shown, unknown);
    setMargin("--pt-title", (sheet.hidden ? heading : sheet.querySelector("h2")).textContent);
    setMargin("--own-version", sheet.dataset.version);
    if (!sheet.hidden || handbook.qrCode) await drawCode(choice);
  };
  const change = () => {
    history.replaceState(null, "", location.pathname + query(readForm()) + location.hash);
    update();
  };
  followTools();
  update(readAddress());
  form.hidden = false;
  form.addEventListener("change", change);
  /* After a reset the boxes are empty one step later. */
  form.addEventListener("reset", () => setTimeout(change));
  tools.addEventListener("change", () => (followTools(), change()));
}
