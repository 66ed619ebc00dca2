// The filters of the ledger: rows that do not match are hidden, the address keeps the choice.
"use strict";
(() => {
  const form = document.querySelector(".claim-filters");
  const rows = [...document.querySelectorAll(".ledger tbody tr")];
  const count = form.querySelector("output");
  const words = (row) => (row.words ??= row.textContent.toLowerCase());

  function matches(row, wanted) {
    return Object.entries(wanted).every(([name, value]) => {
      if (name === "words") return value.toLowerCase().split(/\s+/).every((w) => words(row).includes(w));
      if (name === "country") return row.dataset.countries.split(" ").includes(value);
      return row.dataset[name] === value;
    });
  }

  function apply() {
    const wanted = Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()));
    let shown = 0;
    for (const row of rows) {
      row.hidden = !matches(row, wanted);
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = `${shown} of ${rows.length} claims`;
    const query = new URLSearchParams(wanted).toString();
    history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash);
  }

  // A claim that is asked for by its address is shown, whatever the filters say, with its evidence.
  function open() {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!rows.includes(row)) return;
    if (row.hidden) {
      form.reset();
      apply();
    }
    row.querySelector("details").open = true;
    row.scrollIntoView();
  }

  for (const [name, value] of new URLSearchParams(location.search)) {
    if (form.elements[name]) form.elements[name].value = value;
  }
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  addEventListener("hashchange", open);
  apply();
  open();
})();
