/**
 * Whether a file `misreport.market/1` holds against draws of its own: the least ε of the efficient rule where everyone may stay away and
 * transfers lose at most `deficit`, on the continuum. Below: from a start w_i on, the lies between ever nearer types of a straight line add
 * up to U_i(s) >= ∫ A_k(x)·dx - ε |s - w_i| for the types s beyond it, k being the efficient choice; so with money for no more than welfare
 *
 *     E[Σ_i 1{s_i beyond w_i} (∫ A_k(x)·dx - ε |s_i - w_i|) - max_k w_k(s)]  <=  deficit.
 *
 * Above: utilities that add up over signals, each part the integral of slopes m that do not fall, from its least value 0. A lie upwards
 * leads where slopes are no less than at the type t reported, one downwards where they are no more: so no lie gains more than `atMost` a
 * unit if |Q(t) - m| <= atMost for every t, Q(t) = E Σ_k p_k(t, .) A_k being how fast values move. That is looked at for types of either
 * end of some stretches of each signal, and what utilities cost is held against welfare. A claim that draws contradict is a fault.
 */
import { z } from 'zod';
import { parseDistribution } from '../../distributions/parse.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { halfWidth, meansOf, pointShape, problemShape, profiles, type FileProblem } from './draws.ts';
import { seenBy, type Seen } from './maximiser.ts';

const numbers = z.array(z.number());
const shape = z.strictObject({
  schema: z.literal('misreport.market/1'), point: pointShape, problem: problemShape, deficit: z.number(),
  starts: z.array(z.strictObject({ agent: z.string(), from: numbers, signs: z.array(z.literal([1, -1])) })),
  utilities: z.array(z.strictObject({
    signal: z.number().int().min(0), steps: z.array(z.strictObject({ from: z.number(), slope: z.number() })).min(1),
  })),
  atLeast: z.number().min(0), atMost: z.number().min(0), confidence: z.number().gt(0).lt(1),
});
type File = z.infer<typeof shape>;

const DRAWS = 40_000;
const ROUNDING = 1e-9;
/** Stretches of equal slope looked at, of each signal. */
const STRETCHES = 8;
/** At which shares of their supports an agent's other signals are put. */
const OTHERS = [0, 0.5, 1];

/** What one signal of an agent's type leaves her. */
class SignalUtility {
  readonly steps: readonly { readonly from: number; readonly to: number; readonly slope: number }[];
  /** [steps] what it is at the start of each, from its least value 0 on. */
  private readonly starts: Float64Array;

  constructor(steps: readonly { readonly from: number; readonly slope: number }[], high: number) {
    this.steps = steps.map((step, j) => ({ ...step, to: steps[j + 1]?.from ?? high }));
    this.starts = new Float64Array(steps.length);
    const least = this.steps.findIndex(({ slope }) => slope >= 0);
    const lowest = least < 0 ? steps.length : least;
    for (let j = lowest - 1; j >= 0; j--) {
      const { from, to, slope } = this.steps[j]!;
      this.starts[j] = (j + 1 < lowest ? this.starts[j + 1]! : 0) - slope * (to - from);
    }
    for (let j = lowest + 1; j < steps.length; j++) {
      const { from, to, slope } = this.steps[j - 1]!;
      this.starts[j] = this.starts[j - 1]! + slope * (to - from);
    }
  }

  at(x: number): number {
    let [from, to] = [0, this.steps.length - 1];
    while (from < to) {
      const middle = (from + to + 1) >> 1;
      if (this.steps[middle]!.from <= x) from = middle;
      else to = middle - 1;
    }
    return this.starts[from]! + this.steps[from]!.slope * (x - this.steps[from]!.from);
  }

  /** Some stretches, evenly among all. */
  some(): { readonly from: number; readonly to: number; readonly slope: number }[] {
    const count = Math.min(STRETCHES, this.steps.length);
    return Array.from({ length: count }, (_, j) => this.steps[Math.round((j * (this.steps.length - 1)) / Math.max(1, count - 1))]!);
  }
}

interface Person extends Seen {
  readonly name: string;
  readonly supports: readonly (readonly [number, number])[];
  readonly start?: { readonly from: readonly number[]; readonly signs: readonly number[] };
  /** [C] */
  readonly parts: readonly SignalUtility[];
}

/** A type of hers, and the slope of her utility there in one of her signals. */
interface Looked {
  readonly person: Person;
  readonly type: readonly number[];
  readonly coordinate: number;
  readonly slope: number;
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, c) => sum + x * b[c]!, 0);

/** Throws InputError naming the key where the steps are not of the support's own signal. */
function partOf({ problem, utilities }: File, d: number): SignalUtility {
  const named = utilities.filter(({ signal }) => signal === d);
  if (named.length !== 1) throw new InputError('utilities', `must be of every signal once, and are ${named.length} times of signal ${d}`);
  const [low, high] = parseDistribution(problem.signals[d]!.law).support;
  const { steps } = named[0]!;
  if (steps[0]!.from !== low || steps.some(({ from }, j) => !(from < (steps[j + 1]?.from ?? high)))) {
    throw new InputError('utilities', `must have steps from ${low} on, increasing, below ${high}, of signal ${d}`);
  }
  if (steps.some(({ slope }, j) => slope > (steps[j + 1]?.slope ?? Infinity))) {
    throw new InputError('utilities', `must have slopes that do not fall, of signal ${d}`);
  }
  return new SignalUtility(steps, high);
}

/** Everyone who sees a signal. Throws InputError naming the key where a start or a utility does not fit. */
function peopleOf(file: File): Person[] {
  const { problem, starts, utilities } = file;
  const informed = problem.agents.filter((_, i) => problem.signals.some(({ owner }) => owner === i));
  const names = starts.map(({ agent }) => agent);
  if (new Set(names).size < names.length) throw new InputError('starts', 'name an agent twice');
  const odd = names.find((name) => !informed.includes(name));
  if (odd !== undefined) throw new InputError('starts', `must be of agents who see a signal, ${informed.join(', ')}, got '${odd}'`);
  const none = utilities.find(({ signal }) => signal >= problem.signals.length);
  if (none) throw new InputError('utilities', `must be of signals below ${problem.signals.length}, got ${none.signal}`);
  return informed.map((name) => {
    const seen = seenBy(problem, name);
    const start = starts.find(({ agent }) => agent === name);
    const supports = seen.mine.map((d) => parseDistribution(problem.signals[d]!.law).support);
    if (start && [start.from, start.signs].some((list) => list.length !== seen.mine.length)) {
      throw new InputError('starts', `must have ${seen.mine.length} coordinates of ${name}`);
    }
    if (start?.from.some((x, c) => x < supports[c]![0] || x > supports[c]![1])) {
      throw new InputError('starts', `must lie within the support of ${name}'s signals`);
    }
    return { ...seen, name, supports, parts: seen.mine.map((d) => partOf(file, d)), ...(start ? { start } : {}) };
  });
}

/** Types at which slopes are compared: either end of some stretches, her other signals low, in the middle, and high. */
function lookedAt(people: readonly Person[]): Looked[] {
  return people.flatMap((person) => person.parts.flatMap((part, coordinate) =>
    part.some().flatMap(({ from, to, slope }) => [from, to].flatMap((x) => (person.mine.length === 1 ? [0] : OTHERS).map((share) => ({
      person, coordinate, slope,
      type: person.supports.map(([low, high], c) => (c === coordinate ? x : low + share * (high - low))),
    }))))));
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

const utilityOf = ({ mine, parts }: Person, signals: readonly number[]): number =>
  parts.reduce((sum, part, c) => sum + part.at(signals[mine[c]!]!), 0);

/** How often each alternative is best at the types looked at, and so the mean of the own rate in what is best there. */
class RatesLookedAt {
  private readonly people: readonly Person[];
  private readonly heights: readonly (readonly number[])[];
  private readonly places: readonly number[];
  private readonly counts: readonly Float64Array[];
  readonly looked: readonly Looked[];

  constructor(people: readonly Person[]) {
    this.people = people;
    this.looked = lookedAt(people);
    this.heights = this.looked.map(({ person, type }) => person.social.map((row) => dot(row, type)));
    this.places = this.looked.map(({ person }) => people.indexOf(person));
    this.counts = this.looked.map(({ person }) => new Float64Array(person.social.length));
  }

  add(worths: readonly number[], signals: readonly number[]): void {
    const bases = this.people.map(({ mine, social }) =>
      worths.map((worth, k) => mine.reduce((sum, d, c) => sum - social[k]![c]! * signals[d]!, worth)));
    for (let j = 0; j < this.places.length; j++) {
      const [base, height] = [bases[this.places[j]!]!, this.heights[j]!];
      let best = 0;
      for (let k = 1; k < base.length; k++) if (base[k]! + height[k]! > base[best]! + height[best]!) best = k;
      this.counts[j]![best]! += 1;
    }
  }

  /** By how much the mean of each differs from the slope there, for sure, and of which type it is most. */
  worst(): { readonly gain: number; readonly at: string } {
    const gains = this.looked.map(({ person, coordinate, slope }, j) => {
      const own = person.rates.map((row) => row[coordinate]!);
      const mean = own.reduce((sum, rate, k) => sum + (rate * this.counts[j]![k]!) / DRAWS, 0);
      const spread = own.reduce((sum, rate, k) => sum + ((rate - mean) ** 2 * this.counts[j]![k]!) / (DRAWS - 1), 0);
      return Math.abs(mean - slope) - halfWidth(DRAWS, spread, Math.max(...own) - Math.min(...own));
    });
    const gain = Math.max(0, ...gains);
    const one = this.looked[gains.indexOf(gain)];
    return { gain, at: one ? `${one.person.name} of type ${one.type.join(', ')}` : '' };
  }
}

/** No profile leaves agents more than this, or costs them more, in size. */
function sizeOf(people: readonly Person[], { constants, coefficients, signals, alternatives }: FileProblem, epsilon: number): number {
  const largest = signals.map(({ law }) => Math.max(...parseDistribution(law).support.map(Math.abs)));
  const worth = Math.max(...alternatives.map((_, k) => coefficients.reduce((sum, rows, i) =>
    sum + Math.abs(constants[i]![k]!) + rows[k]!.reduce((total, c, d) => total + Math.abs(c) * largest[d]!, 0), 0)));
  return people.reduce((sum, { rates, parts, supports }) => sum + supports.reduce((total, [low, high], c) =>
    total + parts[c]!.at(low) + parts[c]!.at(high)
    + (high - low) * (epsilon + Math.max(...rates.map((row) => Math.abs(row[c]!)))), 0), worth);
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
  const rates = new RatesLookedAt(people);
  const [left, paid] = meansOf(DRAWS, () => {
    const signals = draw();
    const worths = welfare.map(({ fixed, weights }) => fixed + dot(weights, signals));
    const best = Math.max(...worths);
    rates.add(worths, signals);
    return [leftTo(people, worths, signals, atLeast) - best, best - people.reduce((sum, one) => sum + utilityOf(one, signals), 0)];
  }, [[-size, size], [-size, size]]);
  const { gain, at } = rates.worst();
  const lost = people.find(({ parts, enters }) => parts.some(({ steps }, c) => !enters[c] && steps.some(({ slope }) => slope !== 0)));
  const faults = [
    ...(atLeast > atMost ? [`${atLeast} exceeds ${atMost}`] : []),
    ...(atLeast > 0 && left!.mean + left!.half < deficit
      ? [`at ${atLeast} a unit types along the lines are left ${left!.mean} beyond welfare on ${DRAWS} draws, below ${deficit}`] : []),
    ...(gain > atMost * (1 + ROUNDING) ? [`near ${at} a lie gains ${gain} a unit on ${DRAWS} draws, above ${atMost}`] : []),
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
