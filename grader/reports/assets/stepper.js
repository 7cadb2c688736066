// Walks one schedule: a slider, buttons, arrow keys and play over a stage.
const PACE = 1100; // milliseconds a step while it plays

class Stepper {
  constructor(excerpt, data) {
    this.data = data;
    this.stage = new Stage(excerpt, data.lanes, data.held);
    this.done = data.start + 1;
    this.timer = null;
    const last = data.steps.length;
    this.slider = el("input", {
      type: "range", min: 0, max: last, value: this.done, "aria-label": words.slider,
      oninput: () => { this.stop(); this.go(Number(this.slider.value)); },
    });
    this.count = el("span", { class: "count", "aria-hidden": "true" });
    this.playButton = signButton("play", words.play, () => (this.timer ? this.stop() : this.play()));
    this.playButton.classList.add("play");
    this.live = el("p", { class: "said", "aria-live": "polite", "aria-atomic": "true" });
    this.end = el("div", { class: "ending", hidden: true },
      ...[data.end, ...data.ends].filter(Boolean).map((text) => el("p", {}, text)));
    const controls = el("div", { class: "controls" },
      signButton("first", words.first, () => this.jump(0)),
      signButton("back", words.back, () => this.jump(this.done - 1)),
      this.playButton,
      signButton("forward", words.forward, () => this.jump(this.done + 1)),
      signButton("last", words.last, () => this.jump(last)),
      this.slider, this.count);
    this.root = el("div", { class: "stepper", tabindex: "-1", onkeydown: (event) => this.key(event) },
      controls, this.live, this.stage.root, this.end, el("p", { class: "quiet keys" }, words.keys));
    this.go(this.done);
  }

  // Draw again, now that it can be seen: only then are there places to scroll to.
  refresh() {
    this.go(this.done);
  }

  jump(step) {
    this.stop();
    this.go(step);
  }

  go(step) {
    const { steps, waits } = this.data;
    this.done = Math.max(0, Math.min(steps.length, step));
    const now = this.done ? waits[this.done - 1] : null;
    const position = fill(words.position, { n: this.done, of: steps.length });
    this.stage.show(steps, this.done, now);
    this.slider.value = this.done;
    this.slider.setAttribute("aria-valuetext", position);
    this.count.textContent = `${this.done} / ${steps.length}`;
    const over = this.done === steps.length;
    this.end.hidden = !over || !this.end.childElementCount;
    const said = fill(words.said_position, { position, said: this.stage.said(steps, this.done, now) });
    this.live.textContent = over ? [said, this.data.end].filter(Boolean).join(" ") : said;
  }

  play() {
    if (this.done === this.data.steps.length) this.go(0);
    this.timer = setInterval(() => {
      this.go(this.done + 1);
      if (this.done === this.data.steps.length) this.stop();
    }, PACE);
    this.named("pause", words.pause);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.named("play", words.play);
  }

  named(shown, name) {
    this.playButton.replaceChildren(sign(shown));
    this.playButton.setAttribute("aria-label", name);
    this.playButton.title = name;
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const moves = {
      ArrowRight: this.done + 1, ArrowDown: this.done + 1, ArrowLeft: this.done - 1, ArrowUp: this.done - 1,
      Home: 0, End: this.data.steps.length,
    };
    if (event.key in moves) this.jump(moves[event.key]);
    else if (event.key === " " && event.target.tagName !== "BUTTON") (this.timer ? this.stop() : this.play());
    else return;
    event.preventDefault();
  }
}
