// What a page gains where scripts run. Without them every page still works.

// A map to pan and zoom, in place of the drawn one, when asked for.
for (const frame of document.querySelectorAll("[data-map]")) {
  if (!frame.querySelector("[data-lat]")) continue;
  const open = document.createElement("button");
  open.type = "button";
  open.className = "map-open";
  open.textContent = "+";
  open.title = frame.dataset.open;
  open.setAttribute("aria-label", frame.dataset.open);
  open.addEventListener("click", () => liveMap(frame).catch(() => open.remove()), { once: true });
  frame.append(open);
}

async function liveMap(frame) {
  await Promise.all([style(frame.dataset.style), script(frame.dataset.script)]);
  const base = await (await fetch(frame.dataset.base)).json();
  const sites = [...frame.querySelectorAll("[data-lat]")].map(a => ({ href: a.getAttribute("href"), ...a.dataset }));
  const box = document.createElement("div");
  box.className = "map-live";
  frame.replaceChildren(box);
  const L = window.L;
  const map = L.map(box, { attributionControl: false, minZoom: 4, maxZoom: 13 });
  L.geoJSON(base, { style: { color: "#b9b3a4", weight: 1, fillColor: "#fdfcf9", fillOpacity: 1 }, interactive: false }).addTo(map);
  for (const site of sites) {
    const icon = L.divIcon({ className: "", iconSize: [19, 19], html: `<span class="level ${site.look}">${site.sign}</span>` });
    const marker = L.marker([+site.lat, +site.lon], { icon, title: site.name, alt: site.name, riseOnHover: true }).addTo(map);
    marker.bindTooltip(Object.assign(document.createElement("span"), { textContent: site.name }), { direction: "right", offset: [10, 0] });
    marker.on("add", () => { for (const [name, value] of [["role", "link"], ["aria-label", `${site.sign} ${site.name}`]]) marker.getElement().setAttribute(name, value); });
    marker.on("click keypress", event => { if (site.href && (event.type === "click" || event.originalEvent.key === "Enter")) location.href = site.href; });
  }
  map.fitBounds(L.latLngBounds(sites.map(s => [+s.lat, +s.lon])).pad(.25), { maxZoom: 9 });
  box.focus();
}

const script = src => new Promise((done, failed) => {
  document.head.append(Object.assign(document.createElement("script"), { src, onload: done, onerror: failed }));
});
const style = href => new Promise((done, failed) => {
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: failed }));
});

// A file dropped anywhere on the form is the file chosen.
for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  form.addEventListener("dragover", event => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", event => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
}

// A button beside what is meant to be copied.
for (const code of document.querySelectorAll("[data-copy]")) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: code.dataset.copy });
  button.addEventListener("click", () => navigator.clipboard.writeText(code.textContent));
  code.after(" ", button);
}

// An address that names something folded unfolds it; a menu closes when one clicks elsewhere or presses Escape.
const unfold = () => { const at = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1))); if (at?.tagName === "DETAILS") at.open = true; };
addEventListener("hashchange", unfold);
unfold();
addEventListener("click", event => { for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false; });
addEventListener("keydown", event => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(".menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});

// Keys of a list: j and k go from line to line, a letter presses the button of the line that bears it. They can be turned off, and stay so.
const keyed = document.querySelector("[data-keys]"), keysOn = document.querySelector("[data-keys-on]");
if (keyed && keysOn) {
  keysOn.checked = localStorage.getItem("adit-keys") !== "off";
  keysOn.addEventListener("change", () => localStorage.setItem("adit-keys", keysOn.checked ? "on" : "off"));
  // Whoever goes on after a step goes on where they were: at the line that took the place of the one before.
  const place = "adit-line " + location.pathname + location.search, last = sessionStorage.getItem(place);
  if (last !== null) {
    sessionStorage.removeItem(place);
    const lines = keyed.querySelectorAll("[data-line]");
    lines[Math.min(lines.length - 1, +last)]?.querySelector("a").focus();
  }
  addEventListener("keydown", event => {
    if (!keysOn.checked || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const lines = [...keyed.querySelectorAll("[data-line]")], at = lines.findIndex(line => line.contains(document.activeElement));
    if (event.key === "j" || event.key === "k") {
      lines[Math.max(0, Math.min(lines.length - 1, at + (event.key === "j" ? 1 : -1)))].querySelector("a").focus();
      event.preventDefault();
    } else if (at >= 0 && event.key.length === 1) {
      const button = lines[at].querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (!button) return;
      sessionStorage.setItem(place, at);
      button.click();
    }
  });
}
