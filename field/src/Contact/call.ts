/** What the server said no to, in the agent's language; `code` is for the app, `title` for the agent. */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, readonly title: string) { super(title); }
}

/** Not now. `reached`: the server answered, but is busy or in trouble; `after` is what it asked for, in milliseconds. */
export class NotNow extends Error {
  constructor(readonly reached = false, readonly after = 0) { super("not now"); }
}

export interface Ask { method?: string; bearer?: string; language: string; body?: BodyInit; headers?: Record<string, string>; signal?: AbortSignal }

const soon = (response: Response): number => Number(response.headers.get("Retry-After") ?? 0) * 1000 || 0;

async function refusal(response: Response): Promise<Refused> {
  const problem = await response.json().catch(() => ({})) as { code?: string; title?: string };
  return new Refused(response.status, problem.code ?? "", problem.title ?? `${response.status}`);
}

/** One request. Answers the response for what `fine` allows, else throws Refused (no) or NotNow (later). */
export async function call(address: string, ask: Ask, fine: number[] = []): Promise<Response> {
  const headers: Record<string, string> = { "Accept-Language": ask.language, ...ask.headers };
  if (ask.bearer) headers.Authorization = `Bearer ${ask.bearer}`;
  const response = await fetch(address, { method: ask.method ?? "GET", headers, body: ask.body, signal: ask.signal, cache: "no-store", credentials: "omit" })
    .catch(() => { throw new NotNow(); });
  if (response.ok || fine.includes(response.status)) return response;
  if (response.status >= 500 || response.status === 429 || response.status === 408) throw new NotNow(true, soon(response));
  // A no of ours says that it is one. Anything else stands between: a hotel's sign-in page must not make a record look refused.
  if (!response.headers.get("Content-Type")?.startsWith("application/problem+json")) throw new NotNow(true);
  throw await refusal(response);
}

/** The same, for an answer in JSON; an answer that breaks off half-way counts as none. */
export async function asked<T>(address: string, ask: Ask, fine: number[] = []): Promise<T> {
  const response = await call(address, ask, fine);
  return await response.json().catch(() => { throw new NotNow(); }) as T;
}

export const json = (value: unknown): Pick<Ask, "method" | "body" | "headers"> =>
  ({ method: "POST", body: JSON.stringify(value), headers: { "Content-Type": "application/json" } });
