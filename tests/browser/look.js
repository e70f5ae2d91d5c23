// What a page shows, as one plain object. Evaluated in the page by tests/browser/walking.py.
// What is behind a closed <details> counts as shown; what bears translate="no" is nobody's language.
() => {
  const shown = (element) => {
    const closed = element.closest("details:not([open])");
    return (closed && !element.closest("summary") ? closed : element).checkVisibility({ checkVisibilityCSS: true });
  };
  const inView = (element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility() && box.bottom > 0 && box.top < innerHeight && box.width > 0;
  };
  const all = (selector) => [...document.querySelectorAll(selector)];
  const inWords = (element) => element && !element.closest("script, style, [translate=no]") && shown(element);
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (walker.currentNode.data.trim() && inWords(walker.currentNode.parentElement)) texts.push(walker.currentNode.data);
  }
  for (const name of ["title", "aria-label", "placeholder", "alt"]) {
    texts.push(...all(`[${name}]`).filter(inWords).map((element) => element.getAttribute(name)));
  }
  return {
    language: document.documentElement.lang,
    title: document.title,
    headings: all("h1").filter(shown).map((heading) => heading.innerText.trim()),
    text: texts.join("\n"),
    unnamedImages: all("img:not([alt])").map((image) => image.outerHTML),
    primary: all(".btn-primary").filter(inView).map((button) => button.innerText.trim()),
    links: all("a[href]").filter(shown).map((link) => link.href),
    fragments: all("[hx-get]").filter(shown).map((element) => new URL(element.getAttribute("hx-get"), location).href),
    shape: [...new Set(all("main *").filter(shown).map((element) => `${element.tagName}.${element.className}`))].sort().join(" "),
    width: document.documentElement.scrollWidth,
  };
}
