/**
 * Whether a file `misreport.robust/1` holds: the radius of the largest ball of beliefs about one number under which a rule is monotone,
 * or implementable by some payments, lies between the two it names. What truth gains over a lie beyond what payments can change is, at a
 * type z of the other (JMM12 Lemma 1),
 *
 *     K(θ, θ̂; z) = ∫_θ̂^θ (q(s, z) - q(θ̂, z)) ∂v(s, z)/∂s ds,
 *
 * expected to be at least 0 (robust), or together with K(θ̂, θ; z) (monotone). Above: the belief that the file describes lies in the
 * ball, and the pair that it names fails under it. Below: at pairs of types of a grid of the check's own, the worst belief of the ball
 * leaves nothing negative. Expectations are sums over cells of the law, out by no more than each cell's mass times the change across it.
 */
import { z } from 'zod';
import type { Distribution } from '../../distributions/distribution.ts';
import { parseDistribution } from '../../distributions/parse.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { pointShape } from './draws.ts';
import { functionsShape, givenWords, requireGiven } from './given.ts';

const unit = z.number().min(0).max(1);
const table = z.array(z.array(z.number()).max(8)).min(1).max(8);
const shape = z.strictObject({
  schema: z.literal('misreport.robust/1'), point: pointShape, agent: z.string(), quantity: z.enum(['monotonicityRadius', 'robustRadius']),
  metric: z.enum(['total-variation', 'absolute-variation', 'contamination', 'prokhorov']), law: z.string(),
  tabulated: z.literal(true).optional(), functions: functionsShape, value: table,
  rule: z.strictObject({ kind: z.enum(['deterministic', 'stochastic']), of: table.max(2) }),
  atLeast: z.number().min(0).max(2), atMost: z.number().min(0).max(2),
  pair: z.strictObject({ type: unit, report: unit }).optional(),
  belief: z.strictObject({ sentTo: unit, parts: z.array(z.strictObject({ to: unit, kept: unit })).min(1) }).optional(),
});
type File = z.infer<typeof shape>;
type Table = File['value'];

/** Cells of the law for the pair named, and for the check's own pairs, whose types are so many steps apart. */
const FINE = 8192;
const COARSE = 512;
const TYPES = 8;
/** Points of [0, 1] where the least value within a radius is looked for. */
const LATTICE = 512;
/** Of expectations, as a share of how large values may be; of chances, whole. */
const ROUNDING = 1e-9;
const NEXT = 1e-10;

/** In loops: it is asked millions of times. */
function at(of: Table, s: number, x: number): number {
  let sum = 0;
  for (let a = of.length - 1; a >= 0; a--) {
    const row = of[a]!;
    let part = 0;
    for (let b = row.length - 1; b >= 0; b--) part = part * x + row[b]!;
    sum = sum * s + part;
  }
  return sum;
}
const rate = (of: Table): Table => (of.length > 1 ? of.slice(1).map((row, a) => row.map((c) => (a + 1) * c)) : [[0]]);

/** Nodes and weights of Gauss and Legendre on [-1, 1], exact up to degree nine. */
const NODES = [0, Math.sqrt(5 - 2 * Math.sqrt(10 / 7)) / 3, Math.sqrt(5 + 2 * Math.sqrt(10 / 7)) / 3];
const WEIGHTS = [128 / 225, (322 + 13 * Math.sqrt(70)) / 900, (322 - 13 * Math.sqrt(70)) / 900];

function integral(of: (s: number) => number, from: number, to: number): number {
  const [middle, half] = [(from + to) / 2, (to - from) / 2];
  let sum = WEIGHTS[0]! * of(middle);
  for (let j = 1; j < NODES.length; j++) sum += WEIGHTS[j]! * (of(middle - half * NODES[j]!) + of(middle + half * NODES[j]!));
  return half * sum;
}

/** K at a type of the other. */
function truthOverLie({ value, rule }: File, type: number, report: number): (x: number) => number {
  if (rule.kind === 'stochastic') {
    const slope = rate(value);
    return (x) => integral((s) => (at(rule.of, s, x) - at(rule.of, report, x)) * at(slope, s, x), report, type);
  }
  return (x) => {
    const [own, lie] = [at(rule.of, type, x), at(rule.of, report, x)];
    if ((own >= 0) === (lie >= 0)) return 0;
    const boundary = type + (report - type) * (own / (own - lie));
    return (own >= 0 ? 1 : -1) * (at(value, type, x) - at(value, boundary, x));
  };
}

function payoffOf(file: File, type: number, report: number): (x: number) => number {
  const truth = truthOverLie(file, type, report);
  if (file.quantity === 'robustRadius') return truth;
  const other = truthOverLie(file, report, type);
  return (x) => truth(x) + other(x);
}

/** The least value within a radius: at the place itself, at the ends, and at points of a lattice between. */
function eroded(payoff: (x: number) => number, radius: number): (x: number) => number {
  if (radius === 0) return payoff;
  const values = Float64Array.from({ length: LATTICE + 1 }, (_, j) => payoff(j / LATTICE));
  return (x) => {
    let least = Math.min(payoff(x), payoff(Math.max(0, x - radius)), payoff(Math.min(1, x + radius)));
    const last = Math.min(LATTICE, Math.floor((x + radius) * LATTICE));
    for (let j = Math.max(0, Math.ceil((x - radius) * LATTICE)); j <= last; j++) least = Math.min(least, values[j]!);
    return least;
  };
}

/** Cells of the law's support: their middles and masses. */
interface Cells {
  readonly middles: Float64Array;
  readonly masses: Float64Array;
}

const cellEnd = ({ support: [low, high] }: Distribution, count: number, j: number): number => low + ((high - low) * j) / count;

function cellsOf(law: Distribution, count: number): Cells {
  const { support: [low, high], cdf } = law;
  const below = Float64Array.from({ length: count + 1 }, (_, j) => (j === 0 ? 0 : j === count ? 1 : cdf(cellEnd(law, count, j))));
  return {
    middles: Float64Array.from({ length: count }, (_, j) => low + ((high - low) * (j + 0.5)) / count),
    masses: Float64Array.from({ length: count }, (_, j) => below[j + 1]! - below[j]!),
  };
}

interface Averaged {
  readonly mean: number;
  readonly error: number;
}

function averaged(values: Float64Array, { masses }: Cells): Averaged {
  let [mean, error] = [0, 0];
  values.forEach((value, j) => {
    const across = Math.max(Math.abs(value - (values[j - 1] ?? value)), Math.abs(value - (values[j + 1] ?? value)));
    mean += masses[j]! * value;
    error += masses[j]! * across;
  });
  return { mean, error };
}

/** Size of the ball as a share of mass, and as a distance. */
const sizesOf = ({ metric }: File, radius: number): { readonly share: number; readonly distance: number } => ({
  share: metric === 'absolute-variation' ? radius / 2 : radius, distance: metric === 'prokhorov' ? radius : 0,
});

/** The least expectation over the ball, from the definition: the highest share is sent to the lowest point. */
function worst(file: File, payoff: (x: number) => number, cells: Cells, radius: number): Averaged {
  const { share, distance } = sizesOf(file, radius);
  const moved = eroded(payoff, distance);
  const values = cells.middles.map((x) => moved(x));
  let least = Infinity;
  for (let j = 0; j <= LATTICE; j++) least = Math.min(least, payoff(j / LATTICE));
  const { mean, error } = averaged(values, cells);
  if (file.metric === 'contamination') return { mean: (1 - share) * mean + share * least, error };
  let stays = Math.max(0, 1 - share);
  let kept = Math.min(1, share) * least;
  for (const j of Float64Array.from(values, (_, at) => at).sort((i, k) => values[i]! - values[k]!)) {
    const mass = Math.min(stays, cells.masses[j]!);
    kept += mass * values[j]!;
    stays -= mass;
  }
  return { mean: kept, error };
}

/** What no value of types in [0, 1] exceeds in size. */
const sizeOf = ({ value }: File): number => value.flat().reduce((sum, c) => sum + Math.abs(c), 0);

function lowerFaults(file: File, cells: Cells): string[] {
  // Nothing is said of the baseline itself where the radius is zero.
  if (file.atLeast === 0) return [];
  const grid = Array.from({ length: TYPES + 1 }, (_, j) => j / TYPES);
  const isNew = (type: number, report: number): boolean => type < report || (type > report && file.quantity === 'robustRadius');
  const pairs = grid.flatMap((type) => grid.flatMap((report) => (isNew(type, report) ? [{ type, report }] : [])));
  const failing = pairs.find(({ type, report }) => {
    const { mean, error } = worst(file, payoffOf(file, type, report), cells, file.atLeast);
    return mean < -error - ROUNDING * sizeOf(file);
  });
  return failing ? [`type ${failing.type} gains by reporting ${failing.report} under a belief within ${file.atLeast}`] : [];
}

function upperFaults(file: File, law: Distribution): string[] {
  const { pair, belief, metric, atMost } = file;
  const everything = metric === 'absolute-variation' ? 2 : 1;
  if (atMost >= everything) return [];
  if (!pair || !belief) return ['no pair and belief show that more than the upper end is too much'];
  const { share, distance } = sizesOf(file, atMost);
  const cuts = belief.parts.map(({ to }) => to);
  if (cuts.some((to, j) => j > 0 && !(to > cuts[j - 1]!)) || cuts.at(-1)! < law.support[1]) {
    throw new InputError('belief.parts', 'must rise and reach the end of the law');
  }
  const sent = belief.parts.reduce((sum, { to, kept }, j) =>
    sum + (1 - kept) * (law.cdf(to) - (j === 0 ? 0 : law.cdf(cuts[j - 1]!))), 0);
  const outside = sent > share + ROUNDING || (metric === 'contamination' && belief.parts.some(({ kept }) => kept < 1 - share - ROUNDING));
  const payoff = payoffOf(file, pair.type, pair.report);
  const moved = eroded(payoff, distance);
  let part = 0;
  const cells = cellsOf(law, FINE);
  const { mean, error } = averaged(cells.middles.map((x) => {
    while (part + 1 < cuts.length && x > cuts[part]!) part++;
    return belief.parts[part]!.kept * moved(x);
  }), cells);
  // Where a boundary passes the value jumps: mass may be sent as near to it as one likes, on either side.
  const near = [-NEXT, 0, NEXT].map((step) => payoff(Math.min(1, Math.max(0, belief.sentTo + step))));
  const expected = mean + sent * Math.min(...near);
  return [
    ...(outside ? [`the belief sends ${sent} of the mass elsewhere, outside the ball of ${atMost}`] : []),
    ...(expected > error + ROUNDING * sizeOf(file) ? [`the pair gains nothing under the belief: ${expected}`] : []),
  ];
}

/** A chance is a straight line in the own type, so its ends tell. */
function ruleFaults({ rule: { kind, of } }: File): string[] {
  if (kind === 'deterministic') return [];
  const strange = Array.from({ length: LATTICE + 1 }, (_, j) => j / LATTICE)
    .find((x) => [0, 1].some((s) => !(at(of, s, x) >= -ROUNDING && at(of, s, x) <= 1 + ROUNDING)));
  return strange === undefined ? [] : [`the rule is no chance where the other's type is ${strange}`];
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeRobustFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { agent, quantity, metric, atLeast, atMost, tabulated, functions } = file;
  const law = parseDistribution(file.law, 'law');
  if (tabulated) {
    // Of the law the masses of even cells, and below the cuts of the belief, are used, and no more.
    const even = Array.from({ length: FINE - 1 }, (_, j) => cellEnd(law, FINE, j + 1));
    requireGiven(file.law, 'law', [...even, ...(file.belief?.parts ?? []).map(({ to }) => to)]);
  }
  if (law.support[0] < 0 || law.support[1] > 1 || law.atoms?.length) throw new InputError('law', 'must lie in [0, 1], without atoms');
  return {
    what: `${quantity === 'robustRadius' ? 'robust' : 'monotonicity'} radius of ${agent} by ${metric} between ${atLeast} and ${atMost}`
      + (atLeast > 0 ? `, the former at pairs of types that are multiples of 1/${TYPES}` : '')
      + givenWords(tabulated ? ["the other's type"] : [], `${FINE + 1} values of the distribution function`, functions),
    faults: [
      ...(atLeast > atMost ? [`${atLeast} exceeds ${atMost}`] : []), ...ruleFaults(file),
      ...lowerFaults(file, cellsOf(law, COARSE)), ...upperFaults(file, law),
    ],
  };
}
