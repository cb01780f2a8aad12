// Covers parts of a photo: what is drawn on it and what stands in the fields is one and the same. Without this, the fields alone do.
const form = document.querySelector("[data-masks]");
const [picture, list] = [form.querySelector("svg"), form.querySelector("[data-rows]")];
const names = ["left", "top", "width", "height"];
const rows = () => [...list.children];
const fields = row => names.map(name => row.querySelector(`[name=${name}]`));
const isEmpty = row => fields(row).every(field => field.value === "");

for (const row of rows()) removable(row);
list.addEventListener("input", draw);
draw();

let from = null;
picture.addEventListener("pointerdown", event => {
  if (event.button !== 0) return;
  event.preventDefault();
  picture.setPointerCapture(event.pointerId);
  from = at(event);
});
picture.addEventListener("pointermove", event => from && draw(between(from, at(event))));
picture.addEventListener("pointercancel", () => { from = null; draw(); });
picture.addEventListener("pointerup", event => {
  if (!from) return;
  const drawn = between(from, at(event));
  from = null;
  if (drawn[2] > 0 && drawn[3] > 0) {
    const row = rows().find(isEmpty) ?? another();
    fields(row).forEach((field, n) => { field.value = drawn[n]; });
  }
  draw();
});

// Where a pointer is on the picture, in percent of it.
function at(event) {
  const box = picture.getBoundingClientRect();
  const within = share => Math.min(100, Math.max(0, share * 100));
  return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)];
}

// The part between two corners, in whole percents that cover all of it.
function between([x, y], [toX, toY]) {
  if (x === toX || y === toY) return [0, 0, 0, 0];
  const [left, top] = [Math.floor(Math.min(x, toX)), Math.floor(Math.min(y, toY))];
  return [left, top, Math.ceil(Math.max(x, toX)) - left, Math.ceil(Math.max(y, toY)) - top];
}

function draw(drawn) {
  const all = rows().filter(row => !isEmpty(row)).map(row => fields(row).map(field => +field.value));
  picture.replaceChildren(...[...all, ...(Array.isArray(drawn) ? [drawn] : [])].map(([x, y, width, height]) => {
    const part = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of Object.entries({ x, y, width: Math.max(0, width), height: Math.max(0, height) })) part.setAttribute(name, value);
    return part;
  }));
}

function another() {
  const row = rows()[0].cloneNode(true);
  for (const field of fields(row)) field.value = "";
  row.querySelector("button")?.remove();
  row.querySelector("legend").textContent = row.querySelector("legend").textContent.replace(/\d+/, rows().length + 1);
  list.append(row);
  removable(row);
  return row;
}

function removable(row) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: form.dataset.remove });
  button.addEventListener("click", () => {
    for (const field of fields(row)) field.value = "";
    draw();
    fields(row)[0].focus();
  });
  row.append(button);
}
