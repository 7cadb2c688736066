// The stage: what a schedule looks like after some of its steps. It knows nothing of sliders or
// games. It shows the steps in lanes, lights the line of the last one in the source excerpt, and
// says which locks each thread has, what it waits for, and the shared values.
//
// A step is {lane, line, what, after, name?, value?}: `after` are the locks of its thread once the
// step is done, `name` and `value` the shared value that it saw or left.
class Stage {
  constructor(excerpt, lanes, held) {
    this.lanes = lanes;
    this.heldAtFirst = held ?? lanes.map(() => []);
    this.lines = new Map();
    for (const line of excerpt.querySelectorAll("[data-line]")) this.lines.set(Number(line.dataset.line), line);
    this.excerpt = excerpt;
    this.track = el("ol", { class: "track", "aria-hidden": "true" });
    this.track.style.setProperty("--lanes", lanes.length);
    this.heads = el("div", { class: "heads", "aria-hidden": "true" }, ...lanes.map((name, lane) =>
      el("span", { class: `head lane-${lane % 4}` }, name)));
    this.heads.style.setProperty("--lanes", lanes.length);
    this.threads = el("ul", { class: "threads" });
    this.values = el("ul", { class: "values" });
    const state = el("div", { class: "state" },
      el("h5", {}, words.threads), this.threads, el("h5", { class: "of-values" }, words.values), this.values);
    const left = el("div", { class: "lanes" }, this.heads, this.track);
    const right = el("div", { class: "beside" }, excerpt, state);
    this.root = el("div", { class: "board" }, left, right);
    // Lanes side by side as long as there is room; else one below the other, with names.
    this.root.classList.toggle("crowded", lanes.length > 3);
    this.root.classList.toggle("many", lanes.length > 2);
  }

  // Show `steps`, of which the first `done` have happened; `waits` has a text or null for each lane.
  show(steps, done, waits) {
    this.drawTrack(steps, done);
    this.drawLines(steps, done);
    this.drawThreads(steps, done, waits);
    this.drawValues(steps, done);
  }

  drawTrack(steps, done) {
    const rows = steps.map((step, index) => {
      const kind = index === done - 1 ? "now" : index < done ? "past" : "future";
      const at = step.line ? el("b", {}, `${step.line} `) : null;
      const who = el("span", { class: "who" }, `${this.lanes[step.lane]} `);
      const row = el("li", { class: `step ${kind} lane-${step.lane % 4}` }, who, at, step.what);
      row.style.setProperty("--row", index + 1);
      row.style.setProperty("--lane-at", step.lane + 1);
      return row;
    });
    this.track.replaceChildren(...rows);
    const now = rows[done - 1];
    const box = this.track;
    if (now) {
      const top = now.offsetTop;
      if (top < box.scrollTop + 40 || top + now.offsetHeight > box.scrollTop + box.clientHeight - 40) {
        box.scrollTo({ top: top - box.clientHeight / 2, behavior: calm() ? "auto" : "smooth" });
      }
    } else box.scrollTop = 0;
  }

  drawLines(steps, done) {
    for (const line of this.lines.values()) {
      line.className = "line";
      line.removeAttribute("aria-current");
      line.querySelector(".here")?.remove();
    }
    const latest = new Map();
    steps.slice(0, done).forEach((step) => step.line && latest.set(step.lane, step.line));
    const marks = new Map();
    for (const [lane, line] of latest) marks.set(line, [...(marks.get(line) ?? []), lane]);
    for (const [number, lanes] of marks) {
      const line = this.lines.get(number);
      line?.append(el("span", { class: "here", "aria-hidden": "true" }, ...lanes.map((lane) =>
        el("span", { class: `tag lane-${lane % 4}` }, this.short(lane)))));
    }
    const now = this.lines.get(steps[done - 1]?.line);
    if (now) {
      now.classList.add("now", `lane-${steps[done - 1].lane % 4}`);
      now.setAttribute("aria-current", "step");
      const box = this.excerpt;
      const top = now.offsetTop;
      if (top < box.scrollTop || top + now.offsetHeight > box.scrollTop + box.clientHeight) {
        box.scrollTop = top - box.clientHeight / 2;
      }
    }
  }

  drawThreads(steps, done, waits) {
    const held = this.held(steps, done);
    this.threads.replaceChildren(...this.lanes.map((name, lane) => {
      const item = el("li", { class: `lane-${lane % 4}` }, el("span", { class: "chip" }, name));
      const last = steps.slice(0, done).findLast((step) => step.lane === lane);
      if (last?.line) item.append(" ", el("span", { class: "quiet" }, fill(words.at, { line: last.line })));
      if (held[lane].length) item.append(el("span", { class: "has" }, `${words.holds} ${held[lane].join(", ")}`));
      if (waits?.[lane]) item.append(el("span", { class: "wants" }, `${words.waits} ${waits[lane]}`));
      return item;
    }));
  }

  drawValues(steps, done) {
    const values = new Map();
    steps.slice(0, done).forEach((step) => step.name && values.set(step.name, step.value));
    const last = steps[done - 1]?.name;
    const shown = [...values].slice(-8);
    this.values.replaceChildren(...shown.map(([name, value]) =>
      el("li", { class: name === last ? "changed" : "" }, el("code", {}, `${name} = ${value}`))));
    this.values.hidden = this.values.previousSibling.hidden = shown.length === 0;
  }

  held(steps, done) {
    const held = this.heldAtFirst.map((locks) => [...locks]);
    steps.slice(0, done).forEach((step) => { held[step.lane] = step.after; });
    return held;
  }

  // What a reader is told about the step that was done last.
  said(steps, done, waits) {
    const step = steps[done - 1];
    if (!step) return words.before;
    const places = { who: this.lanes[step.lane], line: step.line, what: step.what };
    let text = fill(step.line ? words.said_at : words.said, places);
    this.held(steps, done).forEach((locks, lane) => {
      const who = this.lanes[lane];
      if (locks.length) text += fill(words.said_holds, { who, what: locks.join(", ") });
      if (waits?.[lane]) text += fill(words.said_waits, { who, what: waits[lane] });
    });
    return text;
  }

  // A short name for the margin of the source: the number in the name, or its first letters.
  short(lane) {
    const name = this.lanes[lane];
    const number = /(\d+)/.exec(name);
    return /^Thread-\d/.test(name) && number ? `T${number[1]}` : name.slice(0, 4);
  }
}
