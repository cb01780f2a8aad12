import { mediaOf, mediumName, type FormEntry } from "../Contact/pack";
import type { Bytes } from "../Vault/bytes";
import { read, type Vault } from "../Vault/vault";

const types: Record<string, string> = { csv: "text/csv", xml: "text/xml", geojson: "application/geo+json" };

/** Answers what a form asks for (jr://file-csv/sites.csv, jr://images/…) from the vault, as if it came over the network. */
export function mediaFrom(vault: Vault, entry: FormEntry) {
  return async (address: URL | string): Promise<Response> => {
    const name = decodeURIComponent(String(address).split("/").at(-1) ?? "");
    const medium = mediaOf(entry).find(m => m.name === name);
    const bytes = medium && await read<Bytes>(vault, mediumName(medium));
    if (!medium || !bytes) return new Response("", { status: 404 });
    return new Response(bytes, { headers: { "Content-Type": types[name.split(".").at(-1) ?? ""] ?? medium.type } });
  };
}
