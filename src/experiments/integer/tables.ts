/** Integer tables [R, C] of what an agent's own signal adds, report by report and class by class. */
export interface Table {
  /** Report by report. */
  readonly entries: Int32Array;
  /** Largest error of an entry, in units. */
  readonly error: number;
  /** Given: entry [r, c] is exactly start[c] + r step[c]. */
  readonly line?: { readonly start: Int32Array; readonly step: Int32Array };
}

/** `values` [C][R], each rounded by itself. */
export function listedTable(values: readonly (readonly number[])[], unit: number): Table {
  const classes = values.length;
  const reports = values[0]!.length;
  let error = 0;
  const entries = Int32Array.from({ length: reports * classes }, (_, x) => {
    const exact = values[x % classes]![Math.floor(x / classes)]! / unit;
    const rounded = Math.round(exact);
    error = Math.max(error, Math.abs(exact - rounded));
    return rounded;
  });
  return { entries, error };
}

/** Relative departure from equal steps that is laid to rounding of the reports themselves. */
const STRAIGHT = 1e-9;

/** coefficient[c] signals[r] with whole steps; undefined where the signals are not at equal steps. */
export function lineTable(coefficients: readonly number[], signals: readonly number[], unit: number): Table | undefined {
  const last = signals.length - 1;
  const change = (signals[last]! - signals[0]!) / last;
  const width = Math.abs(change) * last;
  if (signals.some((x, r) => Math.abs(x - signals[0]! - r * change) > STRAIGHT * width)) return undefined;
  const start = Int32Array.from(coefficients, (a) => Math.round((a * signals[0]!) / unit));
  const step = Int32Array.from(coefficients, (a) => Math.round((a * change) / unit));
  let error = 0;
  const classes = coefficients.length;
  const entries = Int32Array.from({ length: signals.length * classes }, (_, x) => {
    const c = x % classes;
    const r = Math.floor(x / classes);
    const entry = start[c]! + r * step[c]!;
    error = Math.max(error, Math.abs(entry - (coefficients[c]! * signals[r]!) / unit));
    return entry;
  });
  return { entries, error, line: { start, step } };
}
