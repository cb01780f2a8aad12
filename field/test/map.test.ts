import { expect, test } from "vitest";
import { length, metres, pixels, spotAt, way, wind } from "../src/Map/earth";
import { shownAt, tilesIn, type Tile } from "../src/Map/tiles";
import { join, utf8, type Bytes } from "../src/Vault/bytes";

const kolwezi = { latitude: -10.7, longitude: 25.5 };

test("the way to a site is said as one would say it: how far and in which direction", () => {
  const from = { ...kolwezi, accuracy: 8 };
  expect(way(from, { latitude: -10.69, longitude: 25.51 })).toBe("1.6 km to the north-east");
  expect(way(from, { latitude: -10.704, longitude: 25.5 })).toBe("440 m to the south");
  expect(way(from, { latitude: -10.70002, longitude: 25.5 })).toBe("you are there");
  expect(way({ ...from, accuracy: 900 }, { latitude: -10.704, longitude: 25.5 })).toBe("you are there");
  expect(length(123_456)).toBe("123 km");
});

test("all eight directions are those of the compass", () => {
  const around = [[1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0], [-1, -1], [0, -1], [1, -1]];
  expect(around.map(([up, right]) => wind(kolwezi, { latitude: kolwezi.latitude + up / 100, longitude: kolwezi.longitude + right / 100 }))).toEqual(["n", "ne", "e", "se", "s", "sw", "w", "nw"]);
});

test("a place found back from its pixels is the place", () => {
  for (const zoom of [0, 8, 17]) {
    const { x, y } = pixels(kolwezi, zoom), back = spotAt(x, y, zoom);
    expect(metres(kolwezi, back)).toBeLessThan(1e-3);
  }
  expect(pixels({ latitude: 0, longitude: 0 }, 1)).toEqual({ x: 256, y: 256 });
});

function piece(tiles: [number, number, number, string][]): Bytes {
  const bodies = tiles.map(t => utf8(t[3]));
  const listed = tiles.map(([z, x, y], n) => [z, x, y, bodies.slice(0, n).reduce((sum, b) => sum + b.length, 0), bodies[n].length]);
  const head = utf8(JSON.stringify({ type: "image/png", tiles: listed })), size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, head.length, true);
  return join(size, head, ...bodies);
}

test("tiles come out of a piece as they were put in", async () => {
  const seen: Blob[] = [];
  const tiles = tilesIn(piece([[8, 1, 2, "one"], [9, 3, 4, "three"]]), picture => `url${seen.push(picture)}`);
  expect(tiles).toEqual([{ zoom: 8, x: 1, y: 2, url: "url1" }, { zoom: 9, x: 3, y: 4, url: "url2" }]);
  expect([seen[0].type, await seen[1].text()]).toEqual(["image/png", "three"]);
});

test("each piece shows its finest tiles that are no finer than the map, and none twice", () => {
  const tile = (zoom: number, x: number): Tile => ({ zoom, x, y: 0, url: `${zoom}/${x}` });
  const one = [tile(8, 1), tile(9, 2), tile(12, 16)], other = [tile(8, 1), tile(10, 4)];
  expect(shownAt([one, other], 8).map(t => t.url)).toEqual(["8/1"]);
  expect(shownAt([one, other], 11).map(t => t.url)).toEqual(["9/2", "10/4"]);
  expect(shownAt([one, other], 18).map(t => t.url)).toEqual(["10/4", "12/16"]);
  expect(shownAt([one, other], 5)).toEqual([]);
});
