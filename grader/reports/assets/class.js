// Puts search, filters and the matrix together.
const data = new ClassData(JSON.parse(document.getElementById("data").textContent));
const table = new ClassTable(data);
const status = el("p", { class: "quiet count", role: "status" });
const chosen = el("span", { class: "chosen", hidden: true });

const update = () => {
  const rows = data.shown();
  table.show(rows);
  status.textContent = fill(words.count, { shown: rows.length, all: data.students.length });
};
table.changed = update;

const choice = (label, options, act) => {
  const select = el("select", { "aria-label": label, onchange: () => { act(select.value); update(); } },
    ...options.map(([value, text]) => el("option", { value }, text)));
  return [el("label", {}, label, select), select];
};
const search = el("input", { type: "search", oninput: () => { data.filter.text = search.value; update(); } });
const [exerciseLabel, exercise] = choice(words.exercise,
  [[-1, words.all_exercises], ...data.columns.map((column, index) => [index, column.title])],
  (value) => { data.filter.column = Number(value); });
const [verdictLabel, verdict] = choice(words.verdict,
  [["", words.any], ["not_passed", words.not_passed], ["missing", words.missing],
    ...words.verdicts.map((text, index) => [index, text])],
  (value) => { data.filter.verdict = value; });
const [onlyLabel, only] = choice(words.only,
  [[0, words.everything], [INCONCLUSIVE, words.inconclusive], [FLAGGED, words.flagged], [LATE, words.late],
    [OVERRIDDEN, words.overridden]],
  (value) => { data.filter.marks = Number(value); });
const [editionLabel] = choice(words.edition,
  [["", words.instructors], ["student", words.students]], (value) => { table.toStudents = value === "student"; });
const both = data.students.some((student) => student.cells.some((cell) => cell && cell[6]));

const clear = () => {
  data.reset();
  search.value = verdict.value = "";
  exercise.value = "-1";
  only.value = "0";
  chosen.hidden = true;
};
const tools = el("div", { class: "tools", role: "search" }, el("label", {}, words.search, search),
  exerciseLabel, verdictLabel, onlyLabel, both ? editionLabel : null, button(words.reset, () => { clear(); update(); }), chosen);

// "Show in the table", beside a misconception or a check.
for (const one of document.querySelectorAll("button.filter")) {
  one.hidden = false;
  one.addEventListener("click", () => {
    const { idea, column, bit, what } = one.dataset;
    clear();
    if (idea !== undefined) data.filter.idea = Number(idea);
    else Object.assign(data.filter, { column: Number(column), bit: Number(bit) });
    exercise.value = String(data.filter.column);
    chosen.textContent = fill(idea !== undefined ? words.having : words.failing, { what });
    chosen.hidden = false;
    update();
    document.getElementById("matrix").scrollIntoView({ behavior: calm() ? "auto" : "smooth" });
    table.frame.focus({ preventScroll: true });
  });
}

document.getElementById("table").append(tools, status, table.frame, el("p", { class: "quiet" }, words.legend));
update();
