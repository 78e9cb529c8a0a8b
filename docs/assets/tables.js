/* Tables that the reader can sort, filter, and choose rows and columns of, and lists to filter. Without
   script each is whole and in the page's own order.
   Needs: handbook.element (every-page.js). */
{
  const { element } = handbook;

  /* --- Sorting: buttons in the header cells, and on a phone, where those are out of sight, a list --- */

  const compareText = new Intl.Collator("en", { numeric: true }).compare;
  const valueOf = (row, column) =>
    row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
  const nameOf = (head) => head.dataset.sortName ?? head.textContent.trim();

  /* A function that sorts a table by a column; by column -1 it has the page's own order again. */
  const sorter = (table, heads, select) => {
    const bodies = [...table.tBodies];
    const rows = bodies.map((body) => [...body.rows]);
    const entries = rows.flat().filter((row) => !row.matches(".group-row"));
    return (column, isDown) => {
      heads.forEach((head, index) => {
        if (index === column) head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      const sign = isDown ? -1 : 1;
      const order = (a, b) => compareText(valueOf(a, column), valueOf(b, column)) * sign;
      if (column < 0) bodies.forEach((body, index) => body.append(...rows[index]));
      else bodies[0].append(...entries.toSorted(order));
      table.classList.toggle("sorted", column >= 0);
      select.value = `${column} ${Number(isDown)}`;
    };
  };
  /* Up, then down, then the page's own order. */
  const sortButton = (head, column, sort) => {
    const name = `Sort by ${nameOf(head)}`;
    const button = element("button", { type: "button", className: "sort", "aria-label": name });
    button.addEventListener("click", () => {
      const order = head.getAttribute("aria-sort");
      sort(order === "descending" ? -1 : column, order === "ascending");
    });
    return button;
  };
  const makeSortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const options = heads
      .map(nameOf)
      .flatMap((name, column) => [
        new Option(name, `${column} 0`),
        new Option(`${name}, reversed`, `${column} 1`),
      ]);
    const select = element("select", {}, new Option("the page’s own order", "-1 0"), ...options);
    const sort = sorter(table, heads, select);
    heads.forEach((head, column) => head.append(" ", sortButton(head, column, sort)));
    select.addEventListener("change", () => {
      const [column, isDown] = select.value.split(" ").map(Number);
      sort(column, Boolean(isDown));
    });
    const label = element("label", { className: "sort-by no-print" }, "Sort by ", select);
    table.parentElement.before(label);
  };

  /* --- Filtering: rows of tables, or items of a list, whose data-… have the values of a form's fields.
     Several values stand in one as "a|b"; a row without any has them all. --- */

  /* The choice stands in the address, so that it can be shared; a link to an anchor .only chooses too. */
  const anchor = () => document.querySelector(`.only[id="${CSS.escape(location.hash.slice(1))}"]`);
  const storeInAddress = (form) => {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    const hash = anchor() ? "" : location.hash;
    const search = query.size ? `?${query}` : "";
    history.replaceState(null, "", `${location.pathname}${search}${hash}`);
  };
  const ROWS = "tbody tr:not(.group-row), :scope > li";
  /* "3 of 20 trials"; where lists say what they are the whole of, "14 of the article’s 60 claims". */
  const countShown = (rows, form, lists) => {
    const shown = rows.filter((row) => !row.hidden);
    if (!lists[0].dataset.whole) return `${shown.length} of ${rows.length} ${form.dataset.noun}`;
    const count = (list) => shown.filter((row) => list.contains(row)).length;
    return lists
      .filter(count)
      .map((list) => `${count(list)} of ${list.dataset.whole}`)
      .join(" and ");
  };
  const filterRows = (form, fields, lists) => {
    const rows = lists.flatMap((list) => [...list.querySelectorAll(ROWS)]);
    const isLeftOut = (row) =>
      fields.some(
        ({ name, value }) => value && row.dataset[name]?.split("|").includes(value) === false,
      );
    for (const row of rows) row.hidden = isLeftOut(row);
    for (const list of lists) {
      const frame = list.closest(".table-scroll") ?? list;
      frame.hidden = rows.every((row) => row.hidden || !list.contains(row));
    }
    form.querySelector("[role=status]").textContent = rows.some((row) => !row.hidden)
      ? `Showing ${countShown(rows, form, lists)}.`
      : "None has all of this.";
    form.querySelector("[type=reset]").hidden = fields.every((field) => !field.value);
    storeInAddress(form);
  };
  const makeFilter = (form, lists) => {
    const fields = [...form.querySelectorAll("select")];
    const update = () => filterRows(form, fields, lists);
    const choose = (values) => {
      for (const field of fields) {
        const value = values.get(field.name);
        const isOption = [...field.options].some((option) => option.value === value);
        field.value = isOption ? value : "";
      }
      update();
    };
    const followAnchor = () => {
      const only = anchor();
      if (!only) return;
      choose(new URLSearchParams({ ...only.dataset }));
      only.scrollIntoView();
    };
    form.addEventListener("change", update);
    /* After a reset the fields are empty one step later, and the button is gone. */
    form.addEventListener("reset", () => setTimeout(() => (update(), fields[0].focus())));
    addEventListener("hashchange", followAnchor);
    form.hidden = false;
    if (anchor()) followAnchor();
    else choose(new URLSearchParams(location.search));
  };

  /* --- Choosing rows and columns: each box names the header cell of its row or column --- */

  const makeChoosable = (section) => {
    const boxes = [...section.querySelectorAll("[data-header]")];
    const rows = [...section.querySelector("table").rows];
    const update = () => {
      for (const box of boxes) {
        const head = document.getElementById(box.dataset.header);
        const parts =
          head.scope === "row"
            ? [head.parentElement]
            : rows.map((row) => row.cells[head.cellIndex]);
        for (const part of parts) part.classList.toggle("left-out", !box.checked);
      }
    };
    section.addEventListener("change", update);
    addEventListener("pageshow", update); /* a browser may bring back what was ticked before */
    update();
  };

  const form = document.querySelector("form.filter");
  document.querySelectorAll("[data-sortable]").forEach(makeSortable);
  const lists = [...document.querySelectorAll("[data-sortable], [data-filterable]")];
  if (form && lists.length) makeFilter(form, lists);
  document.querySelectorAll(".choosable").forEach(makeChoosable);
}
