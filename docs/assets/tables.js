/* Tables that the reader can sort and filter. Without script each row stands in the page's own order. */
{
  /* Buttons in the header cells sort by their column: up, down, and the page's own order. On a phone
     the header is out of sight, and a list above the table does it. */
  const sortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const bodies = [...table.tBodies];
    const rows = bodies.map((body) => [...body.rows]);
    const entries = rows.flat().filter((row) => !row.matches(".group-row"));
    const value = (row, column) =>
      row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
    const compare = new Intl.Collator("en", { numeric: true }).compare;
    const select = document.createElement("select");
    const sort = (column, down) => {
      heads.forEach((head, index) => {
        if (index === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      const order = (a, b) => compare(value(a, column), value(b, column)) * (down ? -1 : 1);
      if (column < 0) bodies.forEach((body, index) => body.append(...rows[index]));
      else bodies[0].append(...[...entries].sort(order));
      table.classList.toggle("sorted", column >= 0);
      select.value = `${column} ${Number(down)}`;
    };
    const label = (head) => head.dataset.sortName ?? head.textContent.trim();
    select.append(new Option("the page’s own order", "-1 0"));
    heads.forEach((head, index) => {
      for (const down of [false, true])
        select.append(
          new Option(`${label(head)}${down ? ", reversed" : ""}`, `${index} ${Number(down)}`),
        );
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.setAttribute("aria-label", `Sort by ${label(head)}`);
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        sort(now === "descending" ? -1 : index, now === "ascending");
      });
      head.append(" ", button);
    });
    select.addEventListener("change", () => {
      const [column, down] = select.value.split(" ").map(Number);
      sort(column, Boolean(down));
    });
    const line = document.createElement("label");
    line.className = "sort-by no-print";
    line.append("Sort by ", select);
    table.parentElement.before(line);
  };

  /* Rows whose data-… have the values that a form's fields say. The choice stands in the address, so
     that it can be shared; a link to an anchor .only chooses too. */
  const filter = (form, tables) => {
    const rows = tables.flatMap((table) => [...table.querySelectorAll("tbody tr:not(.group-row)")]);
    const count = form.querySelector("[role=status]");
    const fields = [...form.querySelectorAll("select")];
    const reset = form.querySelector("[type=reset]");
    const anchor = () =>
      document.querySelector(`.only[id="${CSS.escape(location.hash.slice(1))}"]`);
    const show = () => {
      for (const row of rows)
        row.hidden = fields.some((field) => field.value && row.dataset[field.name] !== field.value);
      const shown = rows.filter((row) => !row.hidden).length;
      reset.hidden = fields.every((field) => !field.value);
      count.textContent = shown ? `${shown} of ${rows.length} shown.` : "None has all of this.";
      for (const table of tables)
        table.parentElement.hidden = rows.every((row) => row.hidden || !table.contains(row));
      const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
      history.replaceState(
        null,
        "",
        `${location.pathname}${query.size ? `?${query}` : ""}${anchor() ? "" : location.hash}`,
      );
    };
    const choose = (asked) => {
      for (const field of fields)
        field.value = [...field.options].some((option) => option.value === asked.get(field.name))
          ? asked.get(field.name)
          : "";
      show();
    };
    const follow = () => {
      const only = anchor();
      if (!only) return;
      choose(new URLSearchParams({ ...only.dataset }));
      only.scrollIntoView();
    };
    form.addEventListener("change", show);
    form.addEventListener("reset", () =>
      setTimeout(() => {
        show();
        fields[0].focus(); /* the button is gone */
      }),
    );
    addEventListener("hashchange", follow);
    form.hidden = false;
    if (anchor()) follow();
    else choose(new URLSearchParams(location.search));
  };

  const tables = [...document.querySelectorAll("[data-sortable]")];
  const form = document.querySelector("form.filter");
  tables.forEach(sortable);
  if (form && tables.length) filter(form, tables);
}
