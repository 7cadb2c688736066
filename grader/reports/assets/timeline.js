// Zoom of a timeline: the drawing gets wider or narrower inside its scrolling frame.
const zoomable = (figure) => {
  const drawing = figure.querySelector("svg");
  const frame = figure.querySelector(".scroll");
  const bar = figure.querySelector(".zoom");
  const natural = Number(drawing.getAttribute("width"));
  let scale = 1;
  const zoom = (factor) => {
    const middle = (frame.scrollLeft + frame.clientWidth / 2) / drawing.clientWidth;
    scale = Math.max(0.25, Math.min(4, scale * factor));
    drawing.style.width = `${natural * scale}px`;
    drawing.style.height = "auto";
    frame.scrollLeft = middle * drawing.clientWidth - frame.clientWidth / 2;
  };
  bar.hidden = false;
  // Of a run that hung the end tells most.
  if (drawing.querySelector(".over")) frame.scrollLeft = frame.scrollWidth;
  bar.addEventListener("click", (event) => {
    const way = event.target.dataset?.zoom;
    if (way) zoom(way === "in" ? 1.25 : 0.8);
  });
  frame.addEventListener("keydown", (event) => {
    if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else return;
    event.preventDefault();
  });
};
