import { call, NotNow } from "../Contact/call";
import { packOf, type Pack, type Piece, type Self } from "../Contact/pack";
import { unsent, whenChanged } from "../Outbox/outbox";
import { session } from "../session";
import { room } from "../Today/space";
import { join, sha256, type Bytes } from "../Vault/bytes";
import { alone } from "../Vault/database";
import { letGo, names, read, write, type Vault } from "../Vault/vault";
import { language } from "../Words/words";

// What a network that breaks off costs at most.
const part = 128 * 1024;
const wantedName = "map/wanted", bordersName = (pack: Pack) => `map/borders/${pack.map?.borders}`;
const partNames = (piece: Piece): string[] => Array.from({ length: Math.ceil(piece.bytes / part) }, (_, n) => `map/${piece.sha256}/${n}`);
const piecesOf = (pack: Pack): Piece[] => [...new Map(pack.sites.flatMap(s => s.map ? [[s.map.sha256, s.map] as const] : [])).values()];

/** How much of the finer map is here, in bytes, and whether the agent asked for it. */
export interface Finer { have: number; of: number; wanted: boolean }

export async function finer(vault: Vault, pack: Pack): Promise<Finer> {
  const here = new Set(await names(vault, "map/")), asked = new Set(await read<string[]>(vault, wantedName) ?? []), pieces = piecesOf(pack);
  const have = (piece: Piece) => Math.min(piece.bytes, partNames(piece).filter(name => here.has(name)).length * part);
  return { have: pieces.reduce((sum, p) => sum + have(p), 0), of: pieces.reduce((sum, p) => sum + p.bytes, 0), wanted: pieces.length > 0 && pieces.every(p => asked.has(p.sha256)) };
}

/** The agent wants the pieces that the pack names now. Those of another map are asked about again: they cost as much. */
export async function want(vault: Vault, pack: Pack): Promise<void> {
  await write(vault, { put: { [wantedName]: piecesOf(pack).map(p => p.sha256) } });
}

/** The whole piece; null where it is not all here. One that was changed on the way goes, and is fetched again. */
export async function whole(vault: Vault, piece: Piece): Promise<Bytes | null> {
  const here = new Set(await names(vault, `map/${piece.sha256}/`));
  if (partNames(piece).some(name => !here.has(name))) return null;
  const parts = await Promise.all(partNames(piece).map(name => read<Bytes>(vault, name).catch(() => null)));
  if (parts.some(p => p === null)) return null;
  const bytes = join(...parts as Bytes[]);
  if (bytes.length === piece.bytes && await sha256(bytes) === piece.sha256) return bytes;
  await write(vault, { drop: partNames(piece) });
  return null;
}

export const borders = (vault: Vault, pack: Pack): Promise<object | null> => read<object>(vault, bordersName(pack)).catch(() => null);

/** Fetches what is missing of the map, after everything else and as long as nothing waits to be sent; runs beside contact, which must not wait for it. Never throws. */
export async function fetchMap(): Promise<void> {
  const now = session.value;
  if (!now?.self || now.vault.kind !== "agent") return;
  const { vault, self } = now;
  await alone("adit-map", () => fetchAll(vault, self)).catch(() => {});   // no network, no room, another map: the next contact tries again
}

// Once what waited was sent it is the map's turn.
let soon: ReturnType<typeof setTimeout> | undefined;
whenChanged(() => {
  clearTimeout(soon);
  soon = setTimeout(() => void fetchMap(), 2000);
});

async function waits(self: Self): Promise<boolean> {
  const { records, files, words } = await unsent(self.sender);
  return records + files + words > 0 || session.value?.self !== self;
}

async function fetchAll(vault: Vault, self: Self): Promise<void> {
  const pack = await packOf(vault);
  if (!pack?.map) return;
  await tidy(vault, pack);
  const who = { bearer: self.reads, language: language.value };
  if (!(await names(vault, "map/borders/")).includes(bordersName(pack)) && !await waits(self))
    await write(vault, { put: { [bordersName(pack)]: await (await call(pack.map.borders, { language: who.language })).json().catch(() => { throw new NotNow(); }) as object } });
  const asked = new Set(await read<string[]>(vault, wantedName) ?? []);
  for (const piece of piecesOf(pack).filter(p => asked.has(p.sha256)))
    if (!await fetchPiece(vault, self, piece)) return;
}

// Drops what no site of this agent needs any more.
async function tidy(vault: Vault, pack: Pack): Promise<void> {
  const keep = new Set([wantedName, bordersName(pack), ...piecesOf(pack).flatMap(partNames)]);
  const drop = (await names(vault, "map/")).filter(name => !keep.has(name));
  if (drop.length > 0) await write(vault, { drop });
}

// False where it has to wait.
async function fetchPiece(vault: Vault, self: Self, piece: Piece): Promise<boolean> {
  const here = new Set(await names(vault, "map/"));
  const missing = partNames(piece).flatMap((name, n) => here.has(name) ? [] : [{ name, from: n * part, to: Math.min(piece.bytes, (n + 1) * part) }]);
  if (missing.length > 0 && await room() !== "enough") return false;
  for (const { name, from, to } of missing) {
    if (await waits(self)) return false;
    const answer = await call(piece.address, { bearer: self.reads, language: language.value, headers: { Range: `bytes=${from}-${to - 1}` } });
    const bytes = new Uint8Array(await answer.arrayBuffer().catch(() => { throw new NotNow(); }));
    if (bytes.length !== to - from) throw new NotNow();
    await write(vault, { put: { [name]: bytes } });
    told();
  }
  if (missing.length > 0) await whole(vault, piece);
  return true;
}

/** On a phone that is full the map goes before anything else has to: it can be fetched again. True where there was some. */
export async function makeRoom(vault: Vault): Promise<boolean> {
  const gone = (await names(vault, "map/")).filter(name => name !== wantedName);
  if (gone.length > 0) await letGo(vault, [...gone, wantedName]);
  return gone.length > 0;
}

const listeners = new Set<() => void>();
const told = (): void => listeners.forEach(listener => listener());

/** Runs when more of the map is here. */
export function whenMore(listener: () => void): () => void {
  listeners.add(listener);
  return () => { listeners.delete(listener); };
}
