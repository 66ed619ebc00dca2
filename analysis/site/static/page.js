// What a page does: light and dark, search, menus. The theme's scripts for this are forty times as
// long, and measure every part of a page while it loads.
"use strict";
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  // --- light and dark, before anything is drawn: else a dark page would flash
  function show(mode) {
    root.dataset.mode = mode;
    root.dataset.theme = mode === "auto" ? (dark.matches ? "dark" : "light") : mode;
  }
  show(localStorage.getItem("mode") || "auto");
  dark.addEventListener("change", () => show(root.dataset.mode));

  function switchMode() {
    const modes = dark.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
    show(modes[(modes.indexOf(root.dataset.mode) + 1) % modes.length]);
    localStorage.setItem("mode", root.dataset.mode);
  }

  // --- search: in the field of the search page, or in one that covers the page
  function search() {
    const wrapper = document.querySelector(".search-button__wrapper");
    const own = document.querySelector("main form.bd-search input");
    if (!own) wrapper.classList.add("show");
    (own || wrapper.querySelector("input")).focus();
  }
  const closeSearch = () => document.querySelector(".search-button__wrapper").classList.remove("show");

  // --- the two columns at the sides, which a button shows or hides
  function sidebar(side) {
    const button = document.querySelector(`.${side}-toggle`);
    const box = document.getElementById(`pst-${side}-sidebar-checkbox`);
    if (!button) return;
    button.addEventListener("click", () => {
      box.checked = !box.checked;
      // What is hidden takes no focus, and the column takes a moment to come.
      if (box.checked) setTimeout(() => document.querySelector(`.bd-sidebar-${side} a`).focus(), 100);
    });
    document.querySelector(`.bd-sidebar-${side}`).addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !box.checked) return;
      box.checked = false;
      button.focus();
    });
  }

  function followReader() {
    const links = new Map([...document.querySelectorAll(".bd-toc-nav a")].map((a) => [a.hash.slice(1), a]));
    const watch = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        const link = links.get(entry.target.id);
        link.classList.toggle("active", entry.isIntersecting);
      }
    }, { rootMargin: "0px 0px -60%" });
    for (const id of links.keys()) {
      const section = document.getElementById(id);
      if (section) watch.observe(section);
    }
  }

  // --- what is wider than the screen can be scrolled with the keyboard, too; of what is not laid
  // out yet nobody knows
  function reachByKeyboard() {
    const watch = new ResizeObserver((entries) => {
      for (const { target } of entries) {
        for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name);
        if (target.scrollWidth <= target.clientWidth) continue;
        target.tabIndex = 0;
        if (target.matches("div")) nameRegion(target);
      }
    });
    for (const wide of document.querySelectorAll(".pst-scrollable-table-container, pre")) {
      wide.tabIndex = 0;
      watch.observe(wide);
    }
  }

  // A table that scrolls is a region with the name of its caption, or of what heads it.
  function nameRegion(table) {
    const title = [...table.querySelectorAll("caption .caption-number, caption strong")];
    const heads = [...document.querySelectorAll("article :is(h1, h2, h3, h4, p > strong:first-child)")];
    const above = (one) => one.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING;
    const parts = title.length ? title : [heads.findLast(above)];
    table.setAttribute("role", "region");
    table.setAttribute("aria-label", parts.map((one) => one.firstChild.textContent.trim()).join(" "));
  }

  // --- terms of the glossary: the definition is shown while the pointer or the focus is on a term;
  // a finger has neither, so that its first touch shows it and the next one follows the link
  function explainTerms() {
    let shown = null, leaving, firstTouch = false;
    function hide() {
      clearTimeout(leaving);
      if (shown) shown.hidden = true;
      shown = null;
    }
    function show(term, tip) {
      hide();
      shown = tip;
      tip.hidden = false;
      // In the paragraph of the term, so that it stays there when what is above is laid out.
      const paragraph = term.closest("p");
      paragraph.style.position = "relative";
      paragraph.append(tip);
      const lines = [...term.getClientRects()], around = paragraph.getBoundingClientRect();
      const below = lines.at(-1).bottom + tip.offsetHeight < innerHeight;
      const line = lines.at(below ? -1 : 0);
      const left = Math.min(line.left, root.clientWidth - tip.offsetWidth - 8);
      tip.style.left = `${Math.max(left, 8) - around.left}px`;
      tip.style.top = `${(below ? line.bottom : line.top - tip.offsetHeight) - around.top}px`;
    }
    for (const term of document.querySelectorAll("a.term")) {
      const tip = document.getElementById(term.getAttribute("aria-describedby"));
      for (const one of [term, tip]) {
        one.addEventListener("pointerenter", (event) => {
          if (event.pointerType !== "touch" && shown !== tip) show(term, tip);
          clearTimeout(leaving);
        });
        one.addEventListener("pointerleave", (event) => {
          if (event.pointerType !== "touch") leaving = setTimeout(hide, 200);
        });
      }
      term.addEventListener("focus", () => show(term, tip));
      term.addEventListener("blur", hide);
      term.addEventListener("pointerdown", (event) => {
        firstTouch = event.pointerType === "touch" && shown !== tip;
      });
      term.addEventListener("click", (event) => {
        if (!firstTouch) return;
        firstTouch = false;
        event.preventDefault();
        show(term, tip);
      });
    }
    document.addEventListener("pointerdown", (event) => {
      if (!event.target.closest(".term, .term-tip")) hide();
    });
    document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelector(".theme-switch-button")?.addEventListener("click", switchMode);
    for (const button of document.querySelectorAll(".search-button__button")) button.addEventListener("click", search);
    document.querySelector(".search-button__overlay").addEventListener("click", closeSearch);
    addEventListener("keydown", (event) => {
      if (event.key === "Escape") closeSearch();
      if (event.key === "k" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        search();
      }
    });
    sidebar("primary");
    sidebar("secondary");
    followReader();
    reachByKeyboard();
    explainTerms();
  });
})();
