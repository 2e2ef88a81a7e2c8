"use strict";
// Opens what is folded before printing, and lets a reader sort tables; the page is complete without it.
addEventListener("beforeprint", () => document.querySelectorAll("details:not([open])").forEach((fold) => {
  fold.open = true;
  addEventListener("afterprint", () => { fold.open = false; }, { once: true });
}));
document.querySelectorAll("table.sortable").forEach((table) => {
  const body = table.tBodies[0];
  table.querySelectorAll("thead th").forEach((head, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const order = head.ariaSort === "ascending" ? "descending" : "ascending";
      table.querySelectorAll("thead th").forEach((other) => { other.removeAttribute("aria-sort"); });
      head.ariaSort = order;
      const key = (row) => row.cells[place].dataset.v;
      const text = (row) => row.cells[place].textContent;
      const sign = order === "ascending" ? 1 : -1;
      [...body.rows].sort((a, b) => key(a) !== undefined || key(b) !== undefined
        ? (key(a) === undefined) - (key(b) === undefined) || sign * (key(a) - key(b))
        : sign * text(a).localeCompare(text(b), document.documentElement.lang)).forEach((row) => body.append(row));
    });
  });
});
