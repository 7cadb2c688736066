// The class as data: which students are shown, and in what order. Nothing here touches the page.
const FLAGGED = 1, INCONCLUSIVE = 2, LATE = 4, OVERRIDDEN = 8;

class ClassData {
  constructor(data) {
    this.columns = data.columns;
    this.students = data.students.map(([name, key], index) => ({
      name, key, cells: data.cells[index], total: data.totals[index],
      sought: `${name}\n${key}`.toLocaleLowerCase(),
    }));
    this.reset();
  }

  reset() {
    this.filter = { text: "", column: -1, verdict: "", marks: 0, idea: -1, bit: -1 };
    this.order = { by: "name", down: false };
  }

  // A cell is 0 or [score, verdict, marks, failed bits, ideas or 0, link or 0], and the link to the
  // student's edition where there is one, or 1.
  fits(cell) {
    const { verdict, marks, idea, bit } = this.filter;
    if (verdict === "missing") return cell === 0;
    if (cell === 0) return verdict === "" && !marks && idea < 0 && bit < 0;
    if (verdict === "not_passed" && cell[1] === 0) return false;
    if (/^\d+$/.test(verdict) && cell[1] !== Number(verdict)) return false;
    if (marks && !(cell[2] & marks)) return false;
    if (idea >= 0 && !(cell[4] && cell[4].includes(idea))) return false;
    return bit < 0 || Math.floor(cell[3] / 2 ** bit) % 2 === 1;
  }

  shown() {
    const text = this.filter.text.trim().toLocaleLowerCase();
    const { column } = this.filter;
    const rows = this.students.filter((student) =>
      (!text || student.sought.includes(text)) &&
      (column >= 0 ? this.fits(student.cells[column]) : student.cells.some((cell) => this.fits(cell))));
    return rows.sort(this.comparison());
  }

  comparison() {
    const { by, down } = this.order;
    const names = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const value = by === "total" ? (row) => row.total : (row) => (row.cells[by] ? row.cells[by][0] : -1);
    const compare = by === "name" ? (a, b) => names.compare(a.name, b.name)
      : (a, b) => value(a) - value(b) || names.compare(a.name, b.name);
    return down ? (a, b) => compare(b, a) : compare;
  }

  // Sort by a column; once more by the same turns it round. Points begin with the highest.
  sortBy(by) {
    this.order = { by, down: this.order.by === by ? !this.order.down : by !== "name" };
  }
}
