// The matrix: only the rows that can be seen are elements. Two rows without content, above and
// below, are as high as all the others together.
const SPARE = 12; // rows made beyond those that can be seen

class ClassTable {
  constructor(data) {
    this.data = data;
    this.rows = [];
    this.body = el("tbody");
    this.head = el("tr");
    const table = el("table", { class: "matrix", "aria-label": words.matrix }, el("thead", {}, this.head), this.body);
    this.frame = el("div", { class: "grid", tabindex: "0", role: "region", "aria-label": words.matrix }, table);
    this.table = table;
    this.from = this.to = -1;
    this.toStudents = false; // whether links lead to the students' edition
    this.height = 36;
    this.frame.addEventListener("scroll", () => this.draw());
    addEventListener("resize", () => this.draw(true));
    addEventListener("beforeprint", () => this.draw(true, true));
    addEventListener("afterprint", () => this.draw(true));
    this.drawHead();
  }

  show(rows) {
    this.rows = rows;
    this.table.setAttribute("aria-rowcount", rows.length + 1);
    this.frame.scrollTop = 0;
    this.drawHead();
    this.draw(true);
  }

  drawHead() {
    const { by, down } = this.data.order;
    const head = (key, text, title) => {
      const sorted = by === key ? (down ? "descending" : "ascending") : null;
      const act = () => { this.data.sortBy(key); this.changed?.(); this.head.querySelector(`[data-by="${key}"]`).focus(); };
      const arrow = sorted ? (down ? " ↓" : " ↑") : "";
      return el("th", { scope: "col", "aria-sort": sorted },
        button(text + arrow, act, { title: fill(words.sort, { what: title }), "data-by": key }));
    };
    this.head.replaceChildren(head("name", words.student, words.student), head("total", words.total, words.total),
      ...this.data.columns.map((column, index) => head(index, column.slug, column.title)));
  }

  // Make the rows that can be seen; all of them for a printer.
  draw(anew = false, all = false) {
    const inView = Math.ceil(this.frame.clientHeight / this.height) || 30;
    const top = Math.max(0, Math.floor(this.frame.scrollTop / this.height) - SPARE);
    const from = all ? 0 : top;
    const to = all ? this.rows.length : Math.min(this.rows.length, top + inView + 2 * SPARE);
    if (!anew && Math.abs(from - this.from) < SPARE / 2 && to <= this.to) return;
    this.from = from;
    this.to = to;
    const gap = (count) => {
      const row = el("tr", { class: "gap", "aria-hidden": "true" }, el("td", { colspan: this.data.columns.length + 2 }));
      row.firstChild.style.height = `${count * this.height}px`;
      return row;
    };
    const made = this.rows.slice(from, to).map((row, index) => this.row(row, from + index));
    this.body.replaceChildren(...(from ? [gap(from)] : []), ...made,
      ...(to < this.rows.length ? [gap(this.rows.length - to)] : []));
    if (made[0]?.offsetHeight) this.height = made[0].offsetHeight;
  }

  row(student, index) {
    return el("tr", { "aria-rowindex": index + 2 },
      el("th", { scope: "row", title: student.key ? `${student.name} (${student.key})` : student.name }, student.name),
      el("td", { class: "total" }, String(student.total)),
      ...student.cells.map((cell, column) => this.cell(cell, this.data.columns[column])));
  }

  cell(cell, column) {
    if (cell === 0) return el("td", { title: `${column.title}: ${words.missing}` });
    const [score, verdict, marks, , , own, other] = cell;
    const theirs = other === 1 ? own.replace(/\.instructor\.html$/, ".html") : other;
    const link = this.toStudents && theirs ? theirs : own;
    const kind = marks & INCONCLUSIVE ? "open" : score >= column.max ? "full" : score > 0 ? "part" : "zero";
    const signs = [[INCONCLUSIVE, "?", words.inconclusive], [FLAGGED, "⚑", words.flagged], [LATE, "L", words.late],
      [OVERRIDDEN, "*", words.overridden]].filter(([bit]) => marks & bit);
    const said = [column.title, fill(words.of, { score, max: column.max }), words.verdicts[verdict],
      ...signs.map(([, , name]) => name)].join(", ");
    const shown = [String(score), ...(signs.length ? [el("span", { class: "marks" }, signs.map(([, sign]) => sign).join(""))] : [])];
    const inner = link ? [el("a", { href: link, "aria-label": said }, ...shown)] : shown;
    return el("td", { class: `c-${kind}`, title: said }, ...inner);
  }
}
