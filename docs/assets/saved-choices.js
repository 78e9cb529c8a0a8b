/* Before the page is drawn: what the reader chose last time (every-page.js keeps it), so that nothing
   moves. Where nothing is kept, or another's words, the page is as it comes. */
{
  const root = document.documentElement;
  root.className = "js";
  try {
    const kept = JSON.parse(localStorage.handbook);
    if (kept.colors)
      document.getElementById("dark").media = kept.colors === "dark" ? "screen" : "not all";
    for (const look of ["length-short", "units-si", "units-us", "editors-shown"]) {
      const [name, value] = look.split("-");
      if (kept[name] === value) root.classList.add(look);
    }
  } catch {}
}
