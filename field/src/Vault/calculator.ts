/** A plain pocket calculator: what it shows after each key. */
export interface Sum { shown: string; held: number | null; sign: string | null; fresh: boolean }

export const zero: Sum = { shown: "0", held: null, sign: null, fresh: true };

const result = (a: number, sign: string, b: number): number => sign === "+" ? a + b : sign === "−" ? a - b : sign === "×" ? a * b : a / b;

// Twelve digits and no 0.30000000000000004: like the calculator in the shop.
const written = (value: number): string => Number.isFinite(value) ? String(Number(value.toPrecision(12))) : "E";

export function press(sum: Sum, key: string): Sum {
  if (key === "C") return zero;
  if (key === "⌫") return { ...sum, shown: sum.fresh || sum.shown.length < 2 ? "0" : sum.shown.slice(0, -1) };
  if (/^\d$/.test(key)) return { ...sum, shown: sum.fresh || sum.shown === "0" ? key : (sum.shown + key).slice(0, 12), fresh: false };
  if (key === ".") return sum.fresh ? { ...sum, shown: "0.", fresh: false } : sum.shown.includes(".") ? sum : { ...sum, shown: sum.shown + "." };
  const now = Number(sum.shown);
  const value = sum.sign !== null && sum.held !== null && !(sum.fresh && key !== "=") ? result(sum.held, sum.sign, now) : now;
  return { shown: written(value), held: key === "=" ? null : value, sign: key === "=" ? null : key, fresh: true };
}
