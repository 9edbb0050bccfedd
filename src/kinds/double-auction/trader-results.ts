/** From a certified sample to the rows of the result document. */
import type { BeliefSet } from '../../beliefs/belief-set.ts';
import { describeBeliefs } from '../../beliefs/parse.ts';
import { ambiguousGainsOfTrader } from '../../notions/ambiguous-gain.ts';
import { epsilonBoundedOfTrader } from '../../notions/epsilon-bounded.ts';
import { monotonicityOfTrader } from '../../notions/monotonicity.ts';
import { epsilonIcOfTrader } from '../../notions/epsilon-ic.ts';
import { epsilonLicOfTrader, epsilonLicWithGaps } from '../../notions/epsilon-lic.ts';
import { certain, type CertifiedOnLine } from '../../notions/certified.ts';
import { interimBands } from '../../notions/interim-utility.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { Survival } from '../../experiments/order-statistics/survival.ts';
import type { Curve, Estimate, Point, Surface, Witness } from '../../results/document.ts';
import { highestUpper, orderTails, type OrderTails } from '../../experiments/order-statistics/tails.ts';
import { atomCells, possibleCells } from './feasible.ts';
import { CURVE_CELLS } from './layout.ts';
import { massBelow } from '../../distributions/distribution.ts';
import type { TraderSample } from './trader-study.ts';
import { atomOrType, openGapsOf, typeGaps, typeOfSizedLie } from './type-pieces.ts';

const SURFACE_SIDE = 41;
/** The market is pivotal for the types where P exceeds this share of its maximum. */
const PIVOTAL_FLOOR = 0.02;
/** The surface reaches this many of the best lies to either side, so that gains in large markets fill more than a cell. */
const SURFACE_LIES = 6;

export interface TraderConstants {
  readonly lic: CertifiedOnLine;
  readonly ic: CertifiedOnLine;
}

export function traderLic(sample: TraderSample, alpha: number): CertifiedOnLine {
  const { survival: s, plan: { problem, sizedLie }, lawError } = sample;
  const gaps = typeGaps(problem, s);
  const lic = gaps ? epsilonLicWithGaps(s, gaps, sizedLie, alpha, lawError, possibleCells(sample), atomCells(sample))
    : epsilonLicOfTrader(s, alpha, possibleCells(sample), lawError, atomCells(sample));
  return toldOf(lic, (type) => typeOfSizedLie(problem, type));
}

/** With another type in its witness. */
const toldOf = (constant: CertifiedOnLine, typeOf: (type: number) => number): CertifiedOnLine =>
  (constant.witness ? { ...constant, witness: { ...constant.witness, type: typeOf(constant.witness.type) } } : constant);

/** Both constants at error probability `alpha` each. */
export function traderConstants(sample: TraderSample, alpha: number): TraderConstants {
  const { survival, plan, lawError } = sample;
  const lic = traderLic(sample, alpha);
  const ic = epsilonIcOfTrader(survival, plan.tiling, plan.pair, alpha, lawError);
  const tails = orderTails(plan.problem);
  // No lie can gain where no draw can make the trader's own report the price.
  const told = toldOf(ic, (type) => atomOrType(plan.problem, type));
  return { lic, ic: lic.upper === 0 ? certain(0) : tails ? withTails(told, survival.weight, tails) : told };
}

/**
 * Over types and reports beyond the grid, too. g(c, x) rises by at most w int P over what lies above it, where P <= Pr(U >= y), and, for
 * types below it, over what lies there, where P <= Pr(L < y).
 */
function withTails(ic: CertifiedOnLine, weight: number, { above, below, ownAbove, ownBelow }: OrderTails): CertifiedOnLine {
  return { ...ic, upper: ic.upper + weight * ((ownAbove ? above : 0) + (ownBelow ? below : 0)) };
}

export interface TraderResults {
  readonly constants: TraderConstants;
  readonly estimates: Estimate[];
  readonly curves: Curve[];
  readonly surface: Surface;
  readonly bounded: boolean;
  readonly monotone: boolean;
  readonly remarks: readonly string[];
  /** Why the epsilon-IC constant is infinite, where it is. */
  readonly endless?: string;
}

/** The trader's own law in the orientation of her survival table: an atom counts between the two ends of its cell. */
export function orientedCdf({
  survival: { sign }, plan: { problem: { law } },
}: Pick<TraderSample, 'survival' | 'plan'>): (y: number) => number {
  return sign === 1 ? (y) => massBelow(law, y) : (y) => 1 - massBelow(law, -y);
}

export function traderResults(sample: TraderSample, point: Point, confidence: number): TraderResults {
  const { survival: s, plan, alpha, lawError, profiles } = sample;
  const agent = plan.trader;
  const common = { agent, point, confidence, guarantee: 'continuum', profiles } as const;
  const constants = traderConstants(sample, alpha);
  const tails = orderTails(plan.problem);
  const open = tails && { tails, highestU: highestUpper(plan.problem, s.x) };
  const bands = interimBands(s, alpha, lawError, atomCells(sample), open);
  const cdf = orientedCdf(sample);
  const row = (quantity: string, band: Interval & { witness?: Witness }): Estimate => ({ quantity, ...common, ...band });
  const bounded = epsilonBoundedOfTrader(s, alpha);
  const monotone = monotonicityOfTrader(s, alpha);
  const rows = [
    row('epsilonLic', constants.lic),
    row('epsilonIc', constants.ic),
    row('epsilonBounded', bounded),
    row('monotonicityViolation', monotone),
    row('exAnteUtility', bands.exAnteUtility(cdf)),
    row('exAnteTradeProbability', bands.exAnteTrade(cdf)),
  ];
  const estimates = rows.filter(({ upper }) => upper < Infinity);
  // Evenly over the type space, and again where the curves bend.
  const pivotal = pivotalRange(s);
  const places = [...new Set([
    ...evenBoundaries(s, s.first, s.end, CURVE_CELLS + 1),
    ...evenBoundaries(s, ...pivotal, CURVE_CELLS / 2),
  ])].sort((a, b) => a - b);
  const curve = (quantity: Curve['quantity'], at: (j: number) => Interval): Curve => {
    const rows = ordered(s, places).map((j) => ({ type: s.sign * s.x[j]!, ...at(j) }));
    return {
      quantity,
      ...common,
      types: rows.map(({ type }) => type),
      estimate: rows.map(({ estimate }) => estimate),
      lower: rows.map(({ lower }) => lower),
      upper: rows.map(({ upper }) => upper),
    };
  };
  return {
    constants,
    estimates,
    curves: [
      ...(tails?.above === Infinity ? [] : [curve('interimUtility', bands.utility)]), curve('tradeProbability', bands.trade),
    ],
    surface: gainSurface(s, surfaceRange(s, pivotal, plan.pair), bands.gain, common, constants.lic.witness),
    bounded: bounded.estimate === 0,
    monotone: monotone.estimate === 0,
    ...(rows.some(({ quantity, upper }) => quantity === 'epsilonIc' && upper === Infinity) && meetsOne(sample)
      ? { endless: holdsPrice(sample) } : {}),
    remarks: [
      ...rows.filter(({ upper }) => upper === Infinity).map(({ quantity }) => whyAbsent(quantity, sample)), ...ofGaps(sample),
    ],
  };
}

/** Where others lie between types. */
function ofGaps({ plan: { trader, problem } }: TraderSample): string[] {
  const [gap, ...more] = openGapsOf(problem);
  if (!gap) return [];
  const others = more.length > 0 ? ` and in ${more.length} more gaps` : '';
  const found = `there are no ${trader}s of types between ${gap[0]} and ${gap[1]}${others}`;
  return [`${found}: constants are over the types that there are, curves and surfaces go through all numbers between the ends`];
}

/** Whether all laws of the others have means, and one trader alone is on the other side. */
const meetsOne = ({ plan: { trader, problem: { others } } }: TraderSample): boolean =>
  others.every(({ count, law: { whole } }) => count === 0 || !whole || whole.mean !== undefined)
  && others[trader === 'seller' ? 1 : 0]!.count === 1;

/** Why a row is left out, for a trader whose laws have no end. */
function whyAbsent(quantity: string, sample: TraderSample): string {
  const { plan: { trader, problem } } = sample;
  const withoutMean = problem.others.find(({ count, law: { whole } }) => count > 0 && whole && whole.mean === undefined);
  if (withoutMean) {
    return `${quantity} of ${trader}s is left out: ${withoutMean.law.text} has no mean, so that expected prices need not exist`;
  }
  // At the truth prices are what others make them.
  const { whole, text } = problem.law;
  const ofTruth = quantity === 'exAnteUtility' && whole && whole.mean === undefined;
  return `${quantity} of ${trader}s is infinite: ${ofTruth ? `${text} has no mean` : holdsPrice(sample)}`;
}

const holdsPrice = ({ plan: { trader } }: TraderSample): string =>
  `with one ${trader === 'seller' ? 'buyer' : 'seller'} her report alone holds the price where types have no end`;

/** Indices of distinct boundaries nearest to `count` evenly spaced types between boundaries from and to. */
function evenBoundaries({ x }: Survival, from: number, to: number, count: number): number[] {
  const chosen: number[] = [];
  let at = from;
  for (let i = 0; i < count; i++) {
    const target = x[from]! + ((x[to]! - x[from]!) * i) / (count - 1);
    while (at < to && Math.abs(x[at + 1]! - target) <= Math.abs(x[at]! - target)) at++;
    if (chosen.at(-1) !== at) chosen.push(at);
  }
  return chosen;
}

/** Indices in the order of the trader's own types. */
const ordered = (s: Survival, indices: readonly number[]): number[] => (s.sign === 1 ? [...indices] : indices.toReversed());

type Range = readonly [number, number];

/** Boundaries between which the trader's report may well set the price; the whole type space where it never does. */
function pivotalRange(s: Survival): Range {
  const height = (j: number): number => s.atLeastU[j]! - s.atLeastL[j]!;
  let top = 0;
  for (let j = s.first; j <= s.end; j++) top = Math.max(top, height(j));
  let from = s.first;
  let to = s.end;
  while (from < to && height(from) < PIVOTAL_FLOOR * top) from++;
  while (to > from && height(to) < PIVOTAL_FLOOR * top) to--;
  return from === to ? [s.first, s.end] : [from, to];
}

/** The pivotal range, cut to a few of the best lies round the best pair. */
function surfaceRange({ x }: Survival, [from, to]: Range, pair: { type: number; report: number } | undefined): Range {
  if (!pair) return [from, to];
  const middle = (x[pair.type]! + x[pair.report]!) / 2;
  const reach = SURFACE_LIES * (x[pair.report]! - x[pair.type]!);
  while (from < pair.type && x[from]! < middle - reach) from++;
  while (to > pair.report && x[to]! > middle + reach) to--;
  return [from, to];
}

/**
 * Gains under full insurance by the worst belief of each set, over the pairs of the gain surface. Bands hold for all pairs of a set
 * at once.
 */
export function ambiguousSurfaces(sample: TraderSample, point: Point, confidence: number, sets: readonly BeliefSet[]): Surface[] {
  const { survival: s, plan, alpha, lawError, profiles } = sample;
  return sets.flatMap((beliefs) => (beliefs.kind === 'bayesian' || beliefs.kind === 'priors' ? [] : [{
    ...gainSurface(
      s,
      surfaceRange(s, pivotalRange(s), plan.pair),
      ambiguousGainsOfTrader(s, beliefs, alpha, lawError),
      { agent: plan.trader, point: { ...point, beliefs: describeBeliefs(beliefs) }, confidence, guarantee: 'continuum', profiles },
      undefined,
    ),
    quantity: 'ambiguousGain' as const,
  }]));
}

function gainSurface(
  s: Survival,
  [from, to]: Range,
  gain: (i: number, k: number) => Interval,
  common: Omit<Surface, 'quantity' | 'types' | 'reports' | 'estimate' | 'lower' | 'upper'>,
  witness: Witness | undefined,
): Surface {
  const indices = ordered(s, evenBoundaries(s, from, to, SURFACE_SIDE));
  const bands = indices.map((i) => indices.map((k) => gain(i, k)));
  const types = indices.map((j) => s.sign * s.x[j]!);
  const pick = (key: keyof Interval): number[][] => bands.map((line) => line.map((band) => band[key]));
  return {
    quantity: 'gain',
    ...common,
    types,
    reports: types,
    estimate: pick('estimate'),
    lower: pick('lower'),
    upper: pick('upper'),
    ...(witness ? { witness } : {}),
  };
}
