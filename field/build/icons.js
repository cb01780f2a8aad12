// Draws the app's icon as PNG with nothing but zlib: a door frame in a hillside, which is what an adit is.
import { crc32, deflateSync } from "node:zlib";

const ink = [29, 28, 26], paper = [246, 244, 239], link = [11, 90, 111];

// Where a point of the unit square falls; everything that matters stays inside the maskable circle of 80 %.
function colourAt(x, y) {
  const inHill = y < 0.74 && y > 0.26 + Math.abs(x - 0.5) * 0.9;
  const inFrame = x > 0.37 && x < 0.63 && y > 0.45 && y < 0.74;
  const inDoor = x > 0.42 && x < 0.58 && y > 0.51 && y < 0.74;
  return inDoor ? ink : inFrame ? paper : inHill ? link : paper;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8 + body.length);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), 4 + body.length);
  return frame;
}

function png(size) {
  const rows = Buffer.alloc(size * (1 + size * 3));
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      rows.set(colourAt((x + 0.5) / size, (y + 0.5) / size), y * (1 + size * 3) + 1 + x * 3);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const magic = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([magic, chunk("IHDR", head), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><path fill="#f6f4ef" d="M0 0h100v100H0z"/>`
  + `<path fill="#0b5a6f" d="M50 26 103 74H-3z"/><path fill="#f6f4ef" d="M37 45h26v29H37z"/><path fill="#1d1c1a" d="M42 51h16v23H42z"/></svg>`;

const manifest = {
  name: "Adit", short_name: "Adit", id: "/field/", start_url: "/field/", scope: "/field/", display: "standalone",
  background_color: "#f6f4ef", theme_color: "#f6f4ef", lang: "en",
  icons: [192, 512].flatMap(size => ["any", "maskable"].map(purpose =>
    ({ src: `icon-${size}.png`, sizes: `${size}x${size}`, type: "image/png", purpose }))),
};

export function icons() {
  return {
    name: "adit-icons", apply: "build",
    generateBundle() {
      const emit = (fileName, source) => this.emitFile({ type: "asset", fileName, source });
      emit("icon-192.png", png(192));
      emit("icon-512.png", png(512));
      emit("icon.svg", svg);
      emit("manifest.webmanifest", JSON.stringify(manifest));
    },
  };
}
