// Builds what needs scripts into the page; without them, the tables are all there is.
const stepThrough = (box) => {
  const source = box.querySelector("script[type='application/json']");
  if (!source) return;
  const data = JSON.parse(source.textContent);
  const stage = box.querySelector(".stage");
  const excerpt = stage.querySelector(".excerpt");
  const table = box.querySelector("table");
  const tabs = [];
  if (data.steps) tabs.push([words.title, new Stepper(excerpt.cloneNode(true), data.steps)]);
  if (data.game) tabs.push([words.game, new Game(excerpt.cloneNode(true), data.game)]);
  if (!tabs.length) return;
  const show = (chosen) => {
    tabs.forEach(([, panel], index) => { panel.root.hidden = index !== chosen; });
    buttons.forEach((one, index) => one.setAttribute("aria-pressed", String(index === chosen)));
    tabs[chosen][1].refresh();
  };
  const buttons = tabs.map(([name], index) => button(name, () => show(index), { class: "tab" }));
  const toggle = button(words.table_show, () => {
    const shown = table.classList.toggle("aside");
    toggle.textContent = shown ? words.table_show : words.table_hide;
    toggle.setAttribute("aria-expanded", String(!shown));
  }, { class: "link", "aria-expanded": "false" });
  stage.replaceChildren(el("div", { class: "tabs" }, ...buttons), ...tabs.map(([, panel]) => panel.root));
  stage.hidden = false;
  show(0);
  table.classList.add("aside");
  table.before(toggle);
};

document.querySelectorAll("[data-witness]").forEach(stepThrough);
document.querySelectorAll("[data-timeline]").forEach(zoomable);
