/**
 * Symmetric equilibria of auctions without a reserve, n bidders with values of one law F on [a, b] (Riley and Samuelson
 * 1981; Krishna, Auction Theory, chapters 2 and 3). With R(v) = int_a^v (F(x) / F(v))^(n-1) dx
 *
 *   first price   beta(v) = v - R(v)                     uniform on [0, 1]: (n - 1) / n v
 *   all-pay       alpha(v) = F(v)^(n-1) (v - R(v))       uniform on [0, 1]: (n - 1) / n v^n
 *
 * R is carried along a fine table, R(v') = (F(v) / F(v'))^(n-1) R(v) + int_v^v' (F(x) / F(v'))^(n-1) dx, which loses no
 * digits where F^(n-1) is tiny. Between the table's values bids are linear, so that bid and inverse belong together
 * exactly; the error of that is a bid's curvature times the square of a step, and the certified loss includes it.
 */
import type { Distribution } from '../../src/distributions/distribution.ts';
import type { Strategy } from '../../src/mechanism/mechanism.ts';
import { integrate } from '../support/quadrature.ts';

export const TABLE_STEPS = 4096;

interface Table {
  readonly low: number;
  readonly high: number;
  /** [TABLE_STEPS + 1] nondecreasing bids at equal steps of the value. */
  readonly bids: Float64Array;
}

/** R(v) at equal steps. */
function shading({ support: [low, high], cdf }: Distribution, bidders: number): Float64Array {
  const values = new Float64Array(TABLE_STEPS + 1);
  const at = (i: number): number => (i === TABLE_STEPS ? high : low + ((high - low) * i) / TABLE_STEPS);
  for (let i = 1; i <= TABLE_STEPS; i++) {
    const here = cdf(at(i));
    if (here === 0) continue;
    const ratio = (x: number): number => (cdf(x) / here) ** (bidders - 1);
    values[i] = ratio(at(i - 1)) * values[i - 1]! + integrate(ratio, at(i - 1), at(i), 1);
  }
  return values;
}

function firstPriceTable(law: Distribution, bidders: number): Table {
  const [low, high] = law.support;
  const bids = shading(law, bidders).map((shade, i) => low + ((high - low) * i) / TABLE_STEPS - shade);
  return { low, high, bids: nondecreasing(bids) };
}

function allPayTable(law: Distribution, bidders: number): Table {
  const { low, high, bids } = firstPriceTable(law, bidders);
  return { low, high, bids: nondecreasing(bids.map((bid, i) => law.cdf(low + ((high - low) * i) / TABLE_STEPS) ** (bidders - 1) * bid)) };
}

/** Rounding must not make a table fall. */
function nondecreasing(bids: Float64Array): Float64Array {
  for (let i = 1; i < bids.length; i++) bids[i] = Math.max(bids[i]!, bids[i - 1]!);
  return bids;
}

function bidOf({ low, high, bids }: Table, value: number): number {
  const place = Math.min(TABLE_STEPS, Math.max(0, ((value - low) / (high - low)) * TABLE_STEPS));
  const cell = Math.min(TABLE_STEPS - 1, Math.floor(place));
  return bids[cell]! + (bids[cell + 1]! - bids[cell]!) * (place - cell);
}

/** The largest value that bids at most `bid`. */
function inverseOf({ low, high, bids }: Table, bid: number): number {
  if (bid >= bids[TABLE_STEPS]!) return high;
  if (bid < bids[0]!) return low;
  let [below, above] = [0, TABLE_STEPS];
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (bids[middle]! <= bid) below = middle;
    else above = middle;
  }
  return low + ((high - low) * (below + (bid - bids[below]!) / (bids[above]! - bids[below]!))) / TABLE_STEPS;
}

const strategyOf = (name: string, table: Table): Strategy => ({
  name,
  bid: (value) => bidOf(table, value),
  inverse: (bid) => inverseOf(table, bid),
  range: [table.bids[0]!, table.bids[TABLE_STEPS]!],
});

const known = new Map<string, Strategy>();

function remembered(kind: string, law: Distribution, bidders: number, table: () => Table): Strategy {
  const key = `${kind} ${bidders} ${law.text}`;
  const strategy = known.get(key) ?? strategyOf(`${kind} equilibrium`, table());
  known.set(key, strategy);
  return strategy;
}

export const firstPriceEquilibrium = (law: Distribution, bidders: number): Strategy => remembered('first-price', law, bidders, () => firstPriceTable(law, bidders));
export const allPayEquilibrium = (law: Distribution, bidders: number): Strategy => remembered('all-pay', law, bidders, () => allPayTable(law, bidders));
