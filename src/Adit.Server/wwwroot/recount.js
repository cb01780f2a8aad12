// Counts the figures of a report again from the entries that it rests on (docs/reports.md), as Recounting in the server and samples/recompute.mjs do by other code.
// Says nothing of proofs: verify.js has checked them before.

const T1 = 2;
const kinds = ["incident.opened.1", "incident.borne-out.1", "incident.severity-overridden.1", "incident.merged.1", "incident.closed.1", "incident.reopened.1", "determination.decided.1"];
const level = { None: 0, S4: 1, S3: 2, S2: 3, S1: 4 };
const grade = { Reported: 0, Corroborated: 1, Observed: 2, Determined: 3 };

/**
 * Gives { figures: [{ figure, says, counted, canBe }], wrong: [] } with numbers as they are written, "–" for none; null where the entries hold no report with what it rests on.
 * @param {{ index: number, parts: { slot: number, bytes: Uint8Array }[] }[]} entries of a bundle whose proofs hold
 */
export function recount(entries) {
  try {
    const parts = new Map(entries.map(e => [e.index, e.parts.find(p => p.slot === T1)]).filter(([, part]) => part).map(([index, part]) => [index, JSON.parse(new TextDecoder().decode(part.bytes))]));
    const rests = [...parts.values()].find(p => typeof p?.published === "number" && p.days);
    const report = rests && parts.get(rests.published);
    return report?.says && report.report === rests.report && report.version === rests.version ? counting(report.says, rests, parts, new Set(entries.map(e => e.index))) : null;
  } catch {
    // Parts are somebody's bytes: whatever they are, they are no report with what it rests on.
    return null;
  }
}

function counting(says, rests, parts, places) {
  const [counted, wrong] = [new Map(), []];
  const records = new Set(rests.days.flatMap(d => d.records));
  for (const record of records)
    if (!places.has(record) || record > says.knows)
      wrong.push(`#${record}`);
  counted.set("records", exact(records.size));
  counted.set("days.observed", exact(rests.days.filter(d => d.agents > 0).length));
  counted.set("agent-days.done", sum(rests.days.map(d => exact(d.agents))));
  for (const [figure, together] of [["people.most", most], ["production.kg", sum]])
    counted.set(figure, values(figure, together));
  for (const [figure, count] of Object.entries({ ...incidents(), ...actions() }))
    counted.set(figure, exact(count));
  return { figures: says.figures.map(f => ({ figure: f.id, says: shown(f.value === null || f.value === undefined ? null : exact(f.value)), counted: shown(counted.get(f.id) ?? null), canBe: counted.has(f.id) })), wrong };

  function values(figure, together) {
    const within = v => v.day >= says.first && v.day <= says.last;
    const all = rests.values.filter(v => v.figure === figure);
    for (const record of new Set(all.map(v => v.record))) {
      const own = all.filter(v => v.record === record);
      const elsewhere = own.some(v => within(v) && !rests.days.some(d => d.day === v.day && d.records.includes(record)));
      const answers = [...new Set(own.flatMap(v => v.answers))].flatMap(path => along(parts.get(record)?.answers, path.split("/")));
      if (elsewhere || (own.every(v => v.answers.length) && sum(answers.map(exact)) !== sum(own.map(v => exact(v.value)))))
        wrong.push(`#${record}`);
    }
    const counts = all.filter(within).map(v => exact(v.value));
    return counts.length ? together(counts) : null;
  }

  function incidents() {
    const { zone } = parts.get(rests.site);
    const dayAt = instant => new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(instant));
    const known = new Map();
    for (const [entry, kind] of [...new Map(rests.incidents.flatMap(i => i.entries).map(e => [e.entry, e.kind]))].sort(([a], [b]) => a - b))
      if (!kinds.includes(kind) || !follow(known, kind, parts.get(entry)))
        wrong.push(`#${entry}`);
    const all = says.incidents.map(said => {
      const one = [...known.values()].find(i => i.number === said.number && !i.into);
      // Where its entries are not for subscribers, the report's own word counts.
      if (!one)
        return said;
      const now = {
        day: one.day, learnt: dayAt(one.learnt), level: levelOf(one), hollow: one.findings.every(f => f.grade === "Reported") && level[worst(one.findings)] >= level.S2,
        closed: one.closed && one.closed.day <= says.last ? one.closed.day : null,
      };
      if (Object.entries(now).some(([name, value]) => (said[name] ?? null) !== value) || one.closed?.cause === "Mistaken")
        wrong.push(said.number);
      return now;
    });
    const of = holds => all.filter(holds).length;
    return {
      ...Object.fromEntries(["S1", "S2", "S3", "S4"].map(s => [`incidents.learnt.${s.toLowerCase()}`, of(i => i.learnt >= says.first && !i.hollow && i.level === s)])),
      "incidents.verifying": of(i => i.hollow && !i.closed), "incidents.closed": of(i => !i.hollow && i.closed), "incidents.open": of(i => !i.hollow && !i.closed),
    };
  }

  // Subscribers see when whoever checked found an action done; what was agreed by when is the report's own list.
  function actions() {
    for (const said of says.actions) {
      const checks = (rests.actions.find(a => a.number === said.number)?.entries ?? []).filter(e => e.kind === "action.checked.1").map(e => parts.get(e.entry));
      const verified = checks.filter(c => c?.result === "Verified").at(-1)?.day ?? null;
      if ((said.verified ?? null) !== (verified !== null && verified <= says.last ? verified : null))
        wrong.push(said.number);
    }
    const of = holds => says.actions.filter(holds).length;
    return { "actions.agreed": of(a => a.agreed >= says.first), "actions.verified": of(a => a.verified), "actions.open": of(a => !a.verified), "actions.overdue": of(a => !a.verified && a.due < says.last) };
  }
}

// What an entry makes of an incident; false where it is not what it is said to be.
function follow(known, kind, fact) {
  const one = known.get(fact?.incident);
  if (!fact || (!one && kind !== "incident.opened.1"))
    return false;
  switch (kind) {
    case "incident.opened.1": known.set(fact.incident, { number: fact.number, day: fact.day, learnt: fact.learnt, findings: fact.findings, set: null, closed: null, into: null }); break;
    case "incident.borne-out.1": one.findings = fact.findings; break;
    case "incident.severity-overridden.1": one.set = fact.level; break;
    case "incident.closed.1": one.closed = { day: fact.day, cause: fact.cause }; break;
    case "incident.reopened.1": one.closed = null; break;
    case "determination.decided.1":
      if (fact.agreed && fact.outcome === "ReasonableRisk")
        one.findings = one.findings.map(f => fact.indicators.includes(f.indicator) ? { ...f, grade: "Determined" } : f);
      break;
    case "incident.merged.1": merge(known.get(fact.into), one, fact.into); break;
  }
  return true;
}

function merge(into, one, id) {
  one.into = id;
  if (!into)
    return;
  const graver = level[levelOf(one)] > level[levelOf(into)] ? levelOf(one) : levelOf(into);
  into.set = [into, one].find(i => i.set === graver)?.set ?? null;
  for (const finding of one.findings) {
    const own = into.findings.find(f => f.indicator === finding.indicator);
    if (!own)
      into.findings = [...into.findings, finding];
    else if ((level[finding.level] - level[own.level] || grade[finding.grade] - grade[own.grade]) > 0)
      into.findings = into.findings.map(f => f === own ? finding : f);
  }
  into.day = one.day < into.day ? one.day : into.day;
  into.learnt = one.learnt < into.learnt ? one.learnt : into.learnt;
}

const worst = findings => findings.map(f => f.level).reduce((a, b) => level[b] > level[a] ? b : a);
const levelOf = incident => incident.set ?? worst(incident.findings);

// Through groups, and through every row of a repeat.
const along = (value, [name, ...rest]) =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value.flatMap(v => along(v, [name, ...rest])) : name === undefined ? [value] : along(value[name], rest);

// Exact decimals, as whole numbers of 1/10^18.
const PLACES = 18;

function exact(value) {
  const [whole, part = ""] = String(value).split(".");
  return BigInt(whole + part.padEnd(PLACES, "0").slice(0, PLACES));
}

function shown(value) {
  if (value === null)
    return "–";
  const digits = String(value < 0n ? -value : value).padStart(PLACES + 1, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`.replace(/\.?0+$/, "");
}

const sum = values => values.reduce((a, b) => a + b, 0n);
const most = values => values.reduce((a, b) => b > a ? b : a);
