import { text, type Bytes } from "../Vault/bytes";

/** A picture of the ground: column and row at a zoom, and an address that lives as long as the page that shows it. */
export interface Tile { zoom: number; x: number; y: number; url: string }

/** The tiles in a piece, as the server wrote it: length of the head, head, tiles. */
export function tilesIn(piece: Bytes, urlOf: (picture: Blob) => string): Tile[] {
  const end = 4 + new DataView(piece.buffer, piece.byteOffset).getUint32(0, true);
  const { type, tiles } = JSON.parse(text(piece.subarray(4, end))) as { type: string; tiles: [number, number, number, number, number][] };
  const urls = new Map<number, string>();
  return tiles.map(([zoom, x, y, at, length]) => {
    const url = urls.get(at) ?? urlOf(new Blob([piece.subarray(end + at, end + at + length)], { type }));
    urls.set(at, url);
    return { zoom, x, y, url };
  });
}

/** What each piece shows at a zoom: its finest tiles that are no finer. Where pieces overlap, each tile once. */
export function shownAt(pieces: Tile[][], zoom: number): Tile[] {
  const shown = new Map<string, Tile>();
  for (const tiles of pieces) {
    const best = Math.max(-1, ...tiles.map(t => t.zoom).filter(z => z <= zoom));
    for (const tile of tiles.filter(t => t.zoom === best)) shown.set(`${tile.zoom}/${tile.x}/${tile.y}`, tile);
  }
  return [...shown.values()].sort((a, b) => a.zoom - b.zoom);
}
