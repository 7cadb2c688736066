// Small helpers. Text from submissions only ever becomes a text node.
const words = JSON.parse(document.getElementById("words").textContent);

// Make an element: el("button", { class: "x", onclick: f, "aria-label": "y" }, child, "text").
const el = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};

// Put values into the places of one of our texts: fill("Step {n}", { n: 3 }).
const fill = (text, places) => text.replace(/\{(\w+)\}/g, (_, name) => String(places[name] ?? ""));

const button = (label, act, more = {}) => el("button", { type: "button", onclick: act, ...more }, label);

// Signs as paths: fonts lack some of them, or show them as coloured pictures.
const SIGNS = {
  first: "M3 2h2v12H3zM14 2v12L6 8z",
  back: "M12 2v12L4 8z",
  play: "M4 2l9 6-9 6z",
  pause: "M4 2h3v12H4zM9 2h3v12H9z",
  forward: "M3 2l7 6-7 6zM11 2h2v12h-2z",
  last: "M2 2l5 6-5 6zM7 2l5 6-5 6zM12 2h2v12h-2z",
};
const sign = (name) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SIGNS[name]);
  made.setAttribute("viewBox", "0 0 16 16");
  made.setAttribute("aria-hidden", "true");
  made.append(path);
  return made;
};

// A button that shows a sign; its name is for readers and as a tooltip.
const signButton = (shown, name, act) =>
  button(sign(shown), act, { class: "sign", "aria-label": name, title: name });

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
