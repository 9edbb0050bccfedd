/**
 * Whether a file `misreport.market/1` holds against draws of its own: the least ε of the efficient rule where everyone may stay away and
 * transfers lose at most `deficit`, on the continuum. Below: from a start w_i on, the lies between ever nearer types of a straight line add
 * up to U_i(s) >= ∫ A_k(x)·dx - ε |s - w_i| for the types s beyond it, k being the efficient choice; so with money for no more than welfare
 *
 *     E[Σ_i 1{s_i beyond w_i} (∫ A_k(x)·dx - ε |s_i - w_i|) - max_k w_k(s)]  <=  deficit.
 *
 * Above: utilities linear in the type, nothing for the worst one; a lie gains at most max_k |A_kd - slope_d| a unit. What is measured is
 * compared with what is claimed: a claim that draws contradict is a fault.
 */
import { z } from 'zod';
import { parseDistribution } from '../../distributions/parse.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { meansOf, pointShape, problemShape, profiles, type FileProblem } from './draws.ts';
import { seenBy, type Seen } from './maximiser.ts';

const numbers = z.array(z.number());
const shape = z.strictObject({
  schema: z.literal('misreport.market/1'), point: pointShape, problem: problemShape, deficit: z.number(),
  starts: z.array(z.strictObject({ agent: z.string(), from: numbers, signs: z.array(z.literal([1, -1])) })),
  utilities: z.array(z.strictObject({ agent: z.string(), slopes: numbers })),
  atLeast: z.number().min(0), atMost: z.number().min(0), confidence: z.number().gt(0).lt(1),
});
type File = z.infer<typeof shape>;

const DRAWS = 40_000;
const ROUNDING = 1e-9;

interface Person extends Seen {
  readonly name: string;
  readonly supports: readonly (readonly [number, number])[];
  readonly start?: { readonly from: readonly number[]; readonly signs: readonly number[] };
  readonly slopes: readonly number[];
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, c) => sum + x * b[c]!, 0);

/** Everyone who sees a signal. Throws InputError naming the key where a start or a utility does not fit. */
function peopleOf({ problem, starts, utilities }: File): Person[] {
  const informed = problem.agents.filter((_, i) => problem.signals.some(({ owner }) => owner === i));
  for (const [key, list] of [['starts', starts], ['utilities', utilities]] as const) {
    const names = list.map(({ agent }) => agent);
    if (new Set(names).size < names.length) throw new InputError(key, 'name an agent twice');
    const odd = names.find((name) => !informed.includes(name));
    if (odd !== undefined) throw new InputError(key, `must be of agents who see a signal, ${informed.join(', ')}, got '${odd}'`);
  }
  return informed.map((name) => {
    const seen = seenBy(problem, name);
    const start = starts.find(({ agent }) => agent === name);
    const slopes = utilities.find(({ agent }) => agent === name)?.slopes;
    const supports = seen.mine.map((d) => parseDistribution(problem.signals[d]!.law).support);
    if (slopes?.length !== seen.mine.length) throw new InputError('utilities', `must have ${seen.mine.length} slopes of ${name}`);
    if (start && [start.from, start.signs].some((list) => list.length !== seen.mine.length)) {
      throw new InputError('starts', `must have ${seen.mine.length} coordinates of ${name}`);
    }
    if (start?.from.some((x, c) => x < supports[c]![0] || x > supports[c]![1])) {
      throw new InputError('starts', `must lie within the support of ${name}'s signals`);
    }
    return { ...seen, name, supports, slopes, ...(start ? { start } : {}) };
  });
}

/** ∫ over t in [0, 1] of the rise of the alternative that is best where values are base + t slope: between all crossings, by its middle. */
function alongLine(base: readonly number[], slope: readonly number[], rise: readonly number[]): number {
  const cuts = [0, 1];
  for (let k = 0; k < base.length; k++) {
    for (let l = 0; l < k; l++) {
      const at = (base[l]! - base[k]!) / (slope[k]! - slope[l]!);
      if (at > 0 && at < 1) cuts.push(at);
    }
  }
  cuts.sort((a, b) => a - b);
  let sum = 0;
  for (let j = 0; j + 1 < cuts.length; j++) {
    const width = cuts[j + 1]! - cuts[j]!;
    if (width === 0) continue;
    const middle = cuts[j]! + width / 2;
    let best = 0;
    for (let k = 1; k < base.length; k++) if (base[k]! + slope[k]! * middle > base[best]! + slope[best]! * middle) best = k;
    sum += rise[best]! * width;
  }
  return sum;
}

/** What a profile leaves its agents beyond ε along their lines, whatever the utilities. */
function leftTo(people: readonly Person[], worths: readonly number[], signals: readonly number[], epsilon: number): number {
  return people.reduce((sum, { mine, rates, social, enters, start }) => {
    if (!start) return sum;
    const step = mine.map((d, c) => signals[d]! - start.from[c]!);
    if (step.some((x, c) => x * start.signs[c]! < 0)) return sum;
    const slope = social.map((row) => dot(row, step));
    const gained = alongLine(worths.map((worth, k) => worth - slope[k]!), slope, rates.map((row) => dot(row, step)));
    return sum + gained - epsilon * step.reduce((way, x, c) => (enters[c] ? way + Math.abs(x) : way), 0);
  }, 0);
}

const utilityOf = ({ mine, slopes, supports }: Person, signals: readonly number[]): number =>
  slopes.reduce((sum, slope, c) => sum + slope * (signals[mine[c]!]! - supports[c]![slope > 0 ? 0 : 1]), 0);

/** No profile leaves agents more than this, or costs them more, in size. */
function sizeOf(people: readonly Person[], { constants, coefficients, signals, alternatives }: FileProblem, epsilon: number): number {
  const largest = signals.map(({ law }) => Math.max(...parseDistribution(law).support.map(Math.abs)));
  const worth = Math.max(...alternatives.map((_, k) => coefficients.reduce((sum, rows, i) =>
    sum + Math.abs(constants[i]![k]!) + rows[k]!.reduce((total, c, d) => total + Math.abs(c) * largest[d]!, 0), 0)));
  return people.reduce((sum, { rates, slopes, supports }) => sum + supports.reduce((total, [low, high], c) =>
    total + (high - low) * (Math.abs(slopes[c]!) + epsilon + Math.max(...rates.map((row) => Math.abs(row[c]!)))), 0), worth);
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeMarketFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { problem, deficit, atLeast, atMost, confidence } = file;
  const people = peopleOf(file);
  const { constants, coefficients, alternatives } = problem;
  const welfare = alternatives.map((_, k) => ({
    fixed: constants.reduce((sum, row) => sum + row[k]!, 0),
    weights: problem.signals.map((__, d) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0)),
  }));
  const draw = profiles(problem, 'verify the market');
  const size = sizeOf(people, problem, atLeast);
  const [left, paid] = meansOf(DRAWS, () => {
    const signals = draw();
    const worths = welfare.map(({ fixed, weights }) => fixed + dot(weights, signals));
    const best = Math.max(...worths);
    return [leftTo(people, worths, signals, atLeast) - best, best - people.reduce((sum, one) => sum + utilityOf(one, signals), 0)];
  }, [[-size, size], [-size, size]]);
  const gain = Math.max(0, ...people.flatMap(({ rates, slopes }) =>
    rates.flatMap((row) => row.map((rate, c) => Math.abs(rate - slopes[c]!)))));
  const lost = people.find(({ slopes, enters }) => slopes.some((slope, c) => slope !== 0 && !enters[c]));
  const faults = [
    ...(atLeast > atMost ? [`${atLeast} exceeds ${atMost}`] : []),
    ...(atLeast > 0 && left!.mean + left!.half < deficit
      ? [`at ${atLeast} a unit types along the lines are left ${left!.mean} beyond welfare on ${DRAWS} draws, below ${deficit}`] : []),
    ...(gain > atMost * (1 + ROUNDING) ? [`with these utilities a lie may gain ${gain} a unit, above ${atMost}`] : []),
    ...(lost ? [`the utility of ${lost.name} depends on a signal that does not enter the values of ${lost.name}`] : []),
    ...(paid!.mean + paid!.half < -deficit
      ? [`the utilities cost ${-paid!.mean} more than welfare on ${DRAWS} draws, above ${deficit}`] : []),
  ];
  return {
    what: `least epsilon under participation and a deficit of ${deficit} on the continuum between ${atLeast} (confidence ${confidence}) `
      + `and ${atMost}; lines leave ${left!.mean.toPrecision(4)} at the lower end, utilities ${paid!.mean.toPrecision(4)} at the upper one`,
    faults,
  };
}
