// "Can you break it?": the student is the scheduler and walks down a tree of recorded schedules.
// A node is a step with its parent; where only one thread can go on, it goes on by itself.
class Game {
  constructor(excerpt, data) {
    const text = (index) => data.texts[index];
    data.nodes = data.nodes.map(([parent, lane, line, what, plan, after, name, value]) => ({
      parent, lane, line, what: text(what), plan: text(plan), after: after.map(text), name: text(name), value: text(value),
    }));
    this.data = data;
    this.stage = new Stage(excerpt, data.lanes, null);
    this.children = new Map();
    data.nodes.forEach((node, index) => {
      this.children.set(node.parent, [...(this.children.get(node.parent) ?? []), index]);
    });
    this.ends = new Map(data.ends.map((end) => [end.node, end]));
    this.bad = data.ends.filter((end) => !end.right);
    this.seen = new Set();
    this.path = [];
    this.choices = el("div", { class: "choices", role: "group", "aria-label": words.choose });
    this.live = el("p", { class: "said", "aria-live": "polite", "aria-atomic": "true" });
    this.result = el("div", { class: "result", tabindex: "-1", hidden: true });
    this.tally = el("p", { class: "quiet tally" });
    this.undoButton = button(words.undo, () => this.undo());
    this.root = el("div", { class: "game" },
      el("p", {}, words.game_lead), this.choices, this.result, this.live,
      el("div", { class: "controls" }, this.undoButton, button(words.restart, () => this.restart()),
        button(words.show, () => this.reveal())),
      this.stage.root, this.tally);
    this.restart(false);
  }

  refresh() {
    this.draw(false);
  }

  options() {
    return this.children.get(this.path.at(-1) ?? -1) ?? [];
  }

  restart(focus = true) {
    this.path = [];
    this.run();
    this.draw(focus);
  }

  pick(node) {
    this.path.push(node);
    this.run();
    this.draw(true);
  }

  // Go on while there is nothing to choose.
  run() {
    while (this.options().length === 1) this.path.push(this.options()[0]);
  }

  undo() {
    do this.path.pop(); while (this.path.length && this.options().length === 1);
    this.run();
    this.draw(true);
  }

  // Go down to an end that breaks it.
  reveal() {
    const path = [];
    for (let node = this.bad[0].node; node !== -1; node = this.data.nodes[node].parent) path.unshift(node);
    this.path = path;
    this.draw(true);
  }

  draw(focus) {
    const steps = this.path.map((node) => this.data.nodes[node]);
    this.stage.show(steps, steps.length, null);
    const end = this.ends.get(this.path.at(-1));
    if (end) this.seen.add(end);
    this.undoButton.disabled = this.path.length === 0;
    this.drawChoices(end);
    this.drawResult(end);
    this.live.textContent = end ? this.result.textContent : this.stage.said(steps, steps.length, null);
    const found = this.bad.filter((one) => this.seen.has(one)).length;
    this.tally.textContent = fill(words.tally, {
      seen: this.seen.size, all: this.ends.size, wrong: found, bad: this.bad.length,
    });
    if (focus) (end ? this.result : this.choices.querySelector("button:enabled"))?.focus({ preventScroll: true });
  }

  drawChoices(end) {
    const options = this.options();
    const left = this.lanesLeft();
    this.choices.hidden = Boolean(end);
    this.choices.replaceChildren(el("span", { class: "ask" }, words.choose), ...this.data.lanes.map((name, lane) => {
      const node = options.find((one) => this.data.nodes[one].lane === lane);
      const step = this.data.nodes[node];
      const what = step ? fill(words.next_at, { line: step.line, what: step.plan })
        : left.has(lane) ? words.blocked : words.ended;
      return button("", () => this.pick(node), { class: `pick lane-${lane % 4}`, disabled: !step })
        .appendChild(el("span", {}, el("b", { class: "chip" }, name), el("span", {}, what))).parentNode;
    }));
  }

  drawResult(end) {
    this.result.hidden = !end;
    if (!end) return;
    this.result.className = `result ${end.right ? "right" : "wrong"}`;
    this.result.replaceChildren(el("b", {}, end.right ? words.held : words.broke),
      ...(end.text ? [el("p", {}, end.text)] : []));
  }

  // Threads that still have a step below the present place.
  lanesLeft() {
    const lanes = new Set();
    const pending = [...this.options()];
    while (pending.length) {
      const node = pending.pop();
      lanes.add(this.data.nodes[node].lane);
      pending.push(...(this.children.get(node) ?? []));
    }
    return lanes;
  }
}
