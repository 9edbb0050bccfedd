/**
 * Symmetric equilibria of auctions without a reserve, n bidders with values of one law F on [a, b] (Riley and Samuelson
 * 1981; Krishna, Auction Theory, chapters 2 and 3). With R(v) = int_a^v (F(x) / F(v))^(n-1) dx
 *
 *   first price   beta(v) = v - R(v)                     uniform on [0, 1]: (n - 1) / n v
 *   all-pay       alpha(v) = F(v)^(n-1) (v - R(v))       uniform on [0, 1]: (n - 1) / n v^n
 *
 * R is carried along a fine table, R(v') = (F(v) / F(v'))^(n-1) R(v) + int_v^v' (F(x) / F(v'))^(n-1) dx, which loses no
 * digits where F^(n-1) is tiny. The table's values are where the law has its mass and where it bends: equal steps of the support and of
 * probability, halvings of probability towards both ends, and knots. Between them bids are linear, so that bid and inverse belong together
 * exactly; the error of that is a bid's curvature times the square of a step, and the certified loss includes it.
 */
import { massBetween, upperQuantile, type Distribution } from '../../src/distributions/distribution.ts';
import type { Strategy } from '../../src/mechanism/mechanism.ts';
import { integrateBetween } from '../support/quadrature.ts';

/** Equal steps of the support, and as many of probability. */
export const TABLE_STEPS = 2048;
/** Parts of a halving of probability towards either end, and how many halvings. */
const TAIL_PARTS = 16;
const TAIL_HALVINGS = 48;

interface Table {
  /** Increasing. */
  readonly values: Float64Array;
  /** As many, nondecreasing. */
  readonly bids: Float64Array;
}

/** Values of the table. */
function nodesOf(law: Distribution): Float64Array {
  const [low, high] = law.support;
  const steps = Array.from({ length: TABLE_STEPS - 1 }, (_, i) => (i + 1) / TABLE_STEPS);
  const tails = Array.from({ length: TAIL_PARTS * TAIL_HALVINGS }, (_, k) => 2 ** -((k + 1) / TAIL_PARTS));
  const inside = [
    ...steps.map((share) => low + (high - low) * share), ...steps.map((p) => law.quantile(p)),
    ...tails.flatMap((tail) => [law.quantile(tail), upperQuantile(law, tail)]), ...(law.knots ?? [])
  ];
  const [first, ...others] = [...new Set([low, ...inside.filter((x) => x > low && x < high)])].sort((a, b) => a - b);
  const nodes = [first!];
  for (const x of others) if (farEnough(nodes.at(-1)!, x) && farEnough(x, high)) nodes.push(x);
  return Float64Array.from([...nodes, high]);
}

/** Of values that are nearer to one another rounding would make the slope between them. */
const NEAREST = 2 ** -30;
const farEnough = (x: number, y: number): boolean => y - x >= NEAREST * Math.max(Math.abs(x), Math.abs(y));

/** R(v) at the table's values. */
function shading({ cdf }: Distribution, values: Float64Array, bidders: number): Float64Array {
  const shades = new Float64Array(values.length);
  for (let i = 1; i < values.length; i++) {
    const here = cdf(values[i]!);
    if (here === 0) continue;
    const ratio = (x: number): number => (cdf(x) / here) ** (bidders - 1);
    shades[i] = ratio(values[i - 1]!) * shades[i - 1]! + integrateBetween(ratio, [values[i - 1]!, values[i]!], 1);
  }
  return shades;
}

const knownTables = new Map<string, Table>();

/** Remembered: all-pay bids are made of it. */
function firstPriceTable(law: Distribution, bidders: number): Table {
  const key = `${bidders} ${law.text}`;
  const found = knownTables.get(key);
  if (found) return found;
  const values = nodesOf(law);
  const shades = shading(law, values, bidders);
  const table = { values, bids: nondecreasing(values.map((value, i) => value - shades[i]!)) };
  knownTables.set(key, table);
  return table;
}

function allPayTable(law: Distribution, bidders: number): Table {
  const { values, bids } = firstPriceTable(law, bidders);
  return { values, bids: nondecreasing(bids.map((bid, i) => law.cdf(values[i]!) ** (bidders - 1) * bid)) };
}

/** Rounding must not make a table fall. */
function nondecreasing(bids: Float64Array): Float64Array {
  for (let i = 1; i < bids.length; i++) bids[i] = Math.max(bids[i]!, bids[i - 1]!);
  return bids;
}

/** The last entry that is at most x, at least the first and before the last. */
function before(sorted: Float64Array, x: number): number {
  let [below, above] = [0, sorted.length - 1];
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (sorted[middle]! <= x) below = middle;
    else above = middle;
  }
  return below;
}

function between(from: Float64Array, to: Float64Array, x: number): number {
  const i = before(from, x);
  return to[i]! + (to[i + 1]! - to[i]!) * ((x - from[i]!) / (from[i + 1]! - from[i]!));
}

const bidOf = ({ values, bids }: Table, value: number): number =>
  (value <= values[0]! ? bids[0]! : value >= values.at(-1)! ? bids.at(-1)! : between(values, bids, value));

/** The largest value that bids at most `bid`. */
const inverseOf = ({ values, bids }: Table, bid: number): number =>
  (bid >= bids.at(-1)! ? values.at(-1)! : bid < bids[0]! ? values[0]! : between(bids, values, bid));

/** Bids that rounding makes equal, where next to nothing lies. */
const FLAT_MASS = 1e-12;

const flatMass = (law: Distribution, { values, bids }: Table): number =>
  bids.reduce((sum, bid, i) => (i > 0 && bid === bids[i - 1] ? sum + massBetween(law, values[i - 1]!, values[i]!) : sum), 0);

const strategyOf = (name: string, law: Distribution, table: Table): Strategy => ({
  name,
  bid: (value) => bidOf(table, value),
  inverse: (bid) => inverseOf(table, bid),
  range: [table.bids[0]!, table.bids.at(-1)!],
  isStrict: flatMass(law, table) < FLAT_MASS,
  slopes: (from, to) => slopesOf(table, from, to),
  steepest: table.bids.reduce((most, bid, i) =>
    (i === 0 ? most : Math.max(most, (bid - table.bids[i - 1]!) / (table.values[i]! - table.values[i - 1]!))), 0),
});

/** Of the straight pieces of a table that an interval meets. */
function slopesOf({ values, bids }: Table, from: number, to: number): readonly [number, number] {
  let [least, most] = from < values[0]! || to > values.at(-1)! ? [0, 0] : [Infinity, 0];
  for (let i = before(values, Math.max(from, values[0]!)); i + 1 < values.length && values[i]! <= to; i++) {
    const slope = (bids[i + 1]! - bids[i]!) / (values[i + 1]! - values[i]!);
    [least, most] = [Math.min(least, slope), Math.max(most, slope)];
  }
  return [least, most];
}

const known = new Map<string, Strategy>();

function remembered(kind: string, law: Distribution, bidders: number, table: () => Table): Strategy {
  const key = `${kind} ${bidders} ${law.text}`;
  const strategy = known.get(key) ?? strategyOf(`${kind} equilibrium`, law, table());
  known.set(key, strategy);
  return strategy;
}

export const firstPriceEquilibrium = (law: Distribution, bidders: number): Strategy =>
  remembered('first-price', law, bidders, () => firstPriceTable(law, bidders));
export const allPayEquilibrium = (law: Distribution, bidders: number): Strategy =>
  remembered('all-pay', law, bidders, () => allPayTable(law, bidders));
