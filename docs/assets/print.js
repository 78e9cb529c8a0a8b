/* Firefox and Safari print a copy of the page that forgets :target, so large print is also a class. */
const largePrint = () =>
  document.documentElement.classList.toggle("pt-large", location.hash === "#large-print");
addEventListener("hashchange", largePrint);
largePrint();
