/**
 * Exact values. A bidder of signal t has value (1 + a) t with the object and a t without, a the residual. Bidder 1 wins where t + b is at
 * least every other signal, b the bonus, a rival where her signal is above the others' and above bidder 1's by b. With signals of law F on
 * [low, high] the chance of winning is
 *     Q_1(t) = F(t + b)^(N - 1), surely from high - b upwards;    Q_j(t) = F(t)^(N - 2) F(t - b), never below low + b.
 * A dictator wins surely, her rivals never. Interim utility is insured, and grows with the signal at the rate
 *     mu' = a + Q,    but a + Q - epsilon for the highest types (shaded at the top), a + Q + epsilon for the lowest (raised at the bottom).
 * mu' - a - Q is the marginal gain at the truth, so the epsilon-LIC constant is epsilon (src/notions/marginal-gain.ts). mu is
 * monotone where a + Q >= epsilon, and epsilon-bounded where Q + epsilon <= 1.
 *
 * Beliefs. All signals within delta can move by delta, towards one's losing or winning, and a share delta goes anywhere, so for a
 * report t the least and greatest chances of winning are
 *     Prokhorov         max(0, Q(t - delta) - delta),  min(1, Q(t + delta) + delta)
 *     total variation   max(0, Q(t) - delta),          min(1, Q(t) + delta)
 *     contamination     (1 - delta) Q(t),              (1 - delta) Q(t) + delta
 * wherever t may lose and may win; but 1 where t surely wins and 0 where it never does, whatever the belief. Both grow with t, so
 * full insurance is incentive compatible if and only if mu' - a lies between them for almost every type: delta* is the smallest delta
 * for which it does. Types that surely win must have mu' = 1 + a, types that never win mu' = a. So
 *   shaded   no delta helps bidder 1 if b > 0: of the highest types those above high - b have nothing to fear. That is richness.
 *   raised   no delta helps a rival if b > 0: of the lowest types those below low + b have nothing to hope for, so that the insured
 *            utility of a higher report is theirs for sure. The rule is rich for rivals, whose every type may lose: richness alone does
 *            not carry the construction in the proof of Theorem 4.2, which for s < t wants a belief with more weight on winning.
 */
import type { Metric } from '../../src/beliefs/belief-set.ts';
import { constantsOfTable, type TableConstants } from '../support/insured-table.ts';
import { integrateBetween, landmarksBetween } from '../support/quadrature.ts';
import { SHADED, type Favour, type MechanismName } from './favour.ts';

export interface ChanceOfWinning {
  at(type: number): number;
  /** Types from here upwards surely win, types below that never do. */
  readonly surelyFrom: number;
  readonly neverBelow: number;
}

export function serviceOf({ dictatorial, bonus, bidders, law }: Favour, first: boolean): ChanceOfWinning {
  const [low, high] = law.support;
  if (dictatorial) return { at: () => Number(first), surelyFrom: first ? low : high, neverBelow: first ? low : high };
  return first
    ? { at: (t) => law.cdf(t + bonus) ** (bidders - 1), surelyFrom: Math.max(low, high - bonus), neverBelow: low }
    : { at: (t) => law.cdf(t) ** (bidders - 2) * law.cdf(t - bonus), surelyFrom: high, neverBelow: Math.min(high, low + bonus) };
}

/** Types whose utility is off. */
export function regionOf({ width, law: { support: [low, high] } }: Favour, mechanism: MechanismName): readonly [number, number] {
  return mechanism === SHADED ? [high - width * (high - low), high] : [low, low + width * (high - low)];
}

const signOf = (mechanism: MechanismName): number => (mechanism === SHADED ? -1 : 1);

/** mu - mu(low). */
export function utility(favour: Favour, chance: ChanceOfWinning, mechanism: MechanismName): (type: number) => number {
  const [low] = favour.law.support;
  const [from, to] = regionOf(favour, mechanism);
  return (type) => {
    const ends = [low, type, ...[chance.surelyFrom, chance.neverBelow].filter((kink) => kink > low && kink < type)];
    const off = Math.max(0, Math.min(type, to) - from);
    return favour.residual * (type - low) + integrateBetween((z) => chance.at(z), ends, 16) + signOf(mechanism) * favour.epsilon * off;
  };
}

/** Steps of the tables of utilities: so fine that slopes hardly differ from the chance of winning; shares of three digits are whole. */
const STEPS = 8000;
/** Of a step, by which rounding may move a type that lies between two. */
const STEP_ROUNDING = 1e-9;

/**
 * mu at equal steps over the support, 0 for the lowest type. A step's slope is the chance of winning at one of its types: at its upper
 * end where types begin to win, since contamination leaves the share 1 - delta of a chance, and from there on ever lower, to its lower end
 * where they begin to win surely, since it leaves as much of the chance of losing. A step across either point has the slope of those sure:
 * with another one of its types would gain, or lose, whatever the others report.
 */
export function utilityTable(favour: Favour, chance: ChanceOfWinning, mechanism: MechanismName): number[] {
  const [low, high] = favour.law.support;
  const [from, to] = regionOf(favour, mechanism);
  const { surelyFrom, neverBelow } = chance;
  const step = (high - low) / STEPS;
  const within = (kink: number, left: number, right: number): boolean =>
    kink > left + STEP_ROUNDING * step && kink < right - STEP_ROUNDING * step;
  const table = [0];
  for (let n = 0; n < STEPS; n++) {
    const [left, right] = [low + n * step, n === STEPS - 1 ? high : low + (n + 1) * step];
    const off = Math.max(0, Math.min(right, to) - Math.max(left, from));
    const lowered = Math.min(1, Math.max(0, (left - neverBelow) / Math.max(step, surelyFrom - neverBelow - step)));
    const q = within(surelyFrom, left, right) ? 1 : within(neverBelow, left, right) ? 0 : chance.at(right - lowered * step);
    table.push(table[n]! + (favour.residual + q) * step + signOf(mechanism) * favour.epsilon * off);
  }
  return table;
}

/** Of the table, step by step, less what a bidder gets who does not win. */
function slopesOf(favour: Favour, chance: ChanceOfWinning, mechanism: MechanismName): number[] {
  const table = utilityTable(favour, chance, mechanism);
  const [low, high] = favour.law.support;
  return table.slice(1).map((value, n) => ((value - table[n]!) * STEPS) / (high - low) - favour.residual);
}

/** Of the table; and the smallest epsilon with which it is bounded. */
export function exactOfTable(
  favour: Favour, chance: ChanceOfWinning, mechanism: MechanismName,
): TableConstants & { readonly epsilonBounded: number } {
  const { law: { support }, residual } = favour;
  const [low, high] = support;
  const epsilonBounded = slopesOf(favour, chance, mechanism).reduce(
    (most, slope, n) => Math.max(most, Math.min(1, slope) - chance.at(low + (n * (high - low)) / STEPS)), 0,
  );
  return {
    ...constantsOfTable(utilityTable(favour, chance, mechanism), support, (report) => residual + chance.at(report)), epsilonBounded,
  };
}

/** Length of the types with an off utility whom no belief can move. */
export function unmoved(favour: Favour, chance: ChanceOfWinning, mechanism: MechanismName): number {
  const [from, to] = regionOf(favour, mechanism);
  return mechanism === SHADED ? Math.max(0, to - Math.max(from, chance.surelyFrom)) : Math.max(0, Math.min(to, chance.neverBelow) - from);
}

/** Whether the mechanism makes the rule epsilon-locally implementable for this bidder: monotone and epsilon-bounded. */
export function locallyImplements({ epsilon, residual, ...rest }: Favour, chance: ChanceOfWinning, mechanism: MechanismName): boolean {
  const [from, to] = regionOf({ epsilon, residual, ...rest }, mechanism);
  return mechanism === SHADED ? residual + chance.at(from) >= epsilon : chance.at(to) + epsilon <= 1;
}

const HALVINGS = 44;
const ROUNDING = 1e-10;

/** Least or greatest chance of winning of types just below, or just above, one. */
function bent(
  { at, surelyFrom, neverBelow }: ChanceOfWinning, side: 'least' | 'most', metric: Metric, delta: number, type: number,
): number {
  if (side === 'least' ? type > surelyFrom : type >= surelyFrom) return 1;
  if (side === 'least' ? type <= neverBelow : type < neverBelow) return 0;
  if (metric === 'contamination') return (1 - delta) * at(type) + (side === 'least' ? 0 : delta);
  const shift = metric === 'prokhorov' ? delta : 0;
  return side === 'least' ? Math.max(0, at(type - shift) - delta) : Math.min(1, at(type + shift) + delta);
}

/** delta*; undefined where no delta is enough. */
export function exactDelta(favour: Favour, chance: ChanceOfWinning, mechanism: MechanismName, metric: Metric): number | undefined {
  if (unmoved(favour, chance, mechanism) > 0) return undefined;
  const [low, high] = favour.law.support;
  const step = (high - low) / STEPS;
  const knots = [chance.surelyFrom, chance.neverBelow];
  // Shares add up to whole steps but for rounding.
  const knot = (n: number): number => {
    const x = n === STEPS ? high : low + n * step;
    return knots.find((kink) => Math.abs(kink - x) <= STEP_ROUNDING * step) ?? x;
  };
  // The utility is insured as a table: the least chance is held against its slope at a step's upper end, the greatest at the lower one.
  const slopes = slopesOf(favour, chance, mechanism);
  const ends = slopes.map((_, n) => [knot(n), knot(n + 1)] as const);
  const holds = (n: number, delta: number): boolean =>
    bent(chance, 'least', metric, delta, ends[n]![1]) <= slopes[n]! + ROUNDING
    && slopes[n]! <= bent(chance, 'most', metric, delta, ends[n]![0]) + ROUNDING;
  let most = 0;
  for (let n = 0; n < STEPS; n++) {
    // Most steps ask for no more than was found already.
    if (holds(n, most)) continue;
    if (!holds(n, 1)) return undefined;
    let [fails, passes] = [most, 1];
    for (let halving = 0; halving < HALVINGS; halving++) {
      const middle = (fails + passes) / 2;
      if (holds(n, middle)) passes = middle;
      else fails = middle;
    }
    most = passes;
  }
  return most;
}

/** E mu. */
export function exAnteUtility(favour: Favour, chance: ChanceOfWinning, mechanism: MechanismName): number {
  const { law, residual, epsilon } = favour;
  const [low, high] = law.support;
  const [from, to] = regionOf(favour, mechanism);
  const ends = [low, high, from, to, chance.surelyFrom, chance.neverBelow].filter((x) => x >= low && x <= high);
  const slope = (z: number): number => residual + chance.at(z) + (z >= from && z <= to ? signOf(mechanism) * epsilon : 0);
  return integrateBetween((z) => (1 - law.cdf(z)) * slope(z), [...ends, ...landmarksBetween([law], low, high)]);
}
