// What a result of the search shows: a sentence of the text that has the words. Sphinx's own way
// takes the first place on the page, which is often one of its menus or its code.
"use strict";
(() => {
  const LENGTH = 240;
  const ASIDE = ".cell_input, .definition, .headerlink, .check, .exhibit-links, .exhibit-source, svg";

  // Words whose title has what was asked for come first.
  const asked = splitQuery((new URLSearchParams(location.search).get("q") || "").toLowerCase());
  Scorer.score = ([, title, , , score]) =>
    score + Scorer.title * asked.filter((word) => title.toLowerCase().includes(word)).length;

  // What is kept for the search are stems: "countri" stands for "country".
  const sought = (stem) => new RegExp(stem.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/i$/, "[iy]"), "iu");
  const plain = (element) => element.textContent.trim().replace(/\s+/g, " ");
  // Of a row what is seen of it; evidence that is folded has paragraphs of its own.
  const row = (cells) => cells.map((cell) => [...cell.children].filter((one) => !one.matches("details")).map(plain).join(" "));
  const words = (block) => block.matches("tr") ? row([...block.cells]).join(" · ") : plain(block);

  // Sentences before captions and rows of tables, these before code.
  function rank(block) {
    if (block.matches("p") && !block.closest("table, figcaption")) return 2;
    return block.matches("pre") ? 0 : 1;
  }

  function cut(text, patterns) {
    const sentences = text.split(/(?<=[.!?]["”’)]*)\s+(?=[\p{Lu}“"(])/u);
    const found = sentences.map((one) => patterns.filter((pattern) => pattern.test(one)).length);
    const best = found.indexOf(Math.max(...found));
    const from = sentences.slice(best).join(" ");
    const place = Math.max(...patterns.map((pattern) => sentences[best].search(pattern)));
    const start = place > LENGTH - 60 ? from.indexOf(" ", place - LENGTH / 2) + 1 : 0;
    const end = from.length > start + LENGTH ? from.lastIndexOf(" ", start + LENGTH) : from.length;
    return (best || start ? "… " : "") + from.slice(start, end) + (end < from.length ? " …" : "");
  }

  Search.makeSearchSummary = (source, stems, anchor) => {
    const page = new DOMParser().parseFromString(source, "text/html");
    let part = (anchor && page.getElementById(anchor.slice(1))) || page.querySelector("article > section");
    if (part.matches("dt")) part = part.nextElementSibling;
    for (const aside of part.querySelectorAll(ASIDE)) aside.remove();
    const patterns = [...stems].map(sought);
    const blocks = part.matches("tr") ? [part] : [...part.querySelectorAll("p, caption, tr, pre")];
    let best = "", most = 0;
    for (const block of blocks) {
      if (block.matches("tr p:not(details p)")) continue;
      const text = words(block);
      const found = patterns.filter((pattern) => pattern.test(text)).length;
      if (3 * found + rank(block) > most && (found || !best)) {
        best = text;
        most = 3 * found + rank(block);
      }
    }
    const summary = document.createElement("p");
    summary.classList.add("context");
    summary.textContent = cut(best, patterns);
    return summary;
  };
})();
