// Tables that sort by a column: the head becomes a button, the order is said to screen readers.

export function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button"; button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((other) => other.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const rows = [...body.rows].sort((a, b) => compare(a.cells[column], b.cells[column], head.dataset.kind));
      body.append(...(up ? rows : rows.reverse()));
    });
  });
}

function compare(a, b, kind) {
  const [left, right] = [a.dataset.sort, b.dataset.sort];
  return kind === "number" ? Number(left) - Number(right) : left.localeCompare(right, undefined, { numeric: true });
}
