/**
 * Whether a file `misreport.market/1` holds against draws of its own: the least ε of the efficient rule where everyone may stay away and
 * transfers lose at most `deficit`, on the continuum. Below: from a start w_i on, the lies between ever nearer types of a straight line add
 * up to U_i(s) >= ∫ A_k(x)·dx - ε |s - w_i| for the types s beyond it, k being the efficient choice; so with money for no more than welfare
 *
 *     E[Σ_i 1{s_i beyond w_i} (∫ A_k(x)·dx - ε |s_i - w_i|) - max_k w_k(s)]  <=  deficit.
 *
 * Above: utilities that add up over signals, each part the integral of slopes m that do not fall, from its least value 0. A lie upwards
 * leads where slopes are no less than at the type t reported, one downwards where they are no more: so no lie gains more than `atMost` a
 * unit if |Q(t) - m| <= atMost for every t, Q(t) = E Σ_k p_k(t, .) A_k being how fast values move. Of an agent with one signal every step
 * of m is looked at, with the least and the largest own rate among the alternatives that are best somewhere in it; of one with several,
 * types at places of this check's own choice. What utilities cost is held against welfare. A claim that draws contradict is a fault, and so
 * is one of which draws cannot tell; ranges come from the problem, never from what is claimed.
 */
import { z } from 'zod';
import { parseDistribution } from '../../distributions/parse.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { alongLine, doubtOf } from './along-line.ts';
import {
  confidenceShape, meansOf, pointShape, problemShape, profiles, requireProblem, tabulatedIn, type FileProblem, type Mean,
} from './draws.ts';
import { functionsShape, givenWords, pointsGiven, valuesWords, widthAt } from './given.ts';
import { DRAWS, RatesLookedAt, RatesOfSteps, SignalUtility, worse, type Nears, type Person } from './market-rates.ts';
import { seenBy } from './maximiser.ts';
import { dot } from './two-way-forms.ts';

const numbers = z.array(z.number());
const shape = z.strictObject({
  schema: z.literal('misreport.market/1'), point: pointShape, problem: problemShape, deficit: z.number(),
  starts: z.array(z.strictObject({ agent: z.string(), from: numbers, signs: z.array(z.literal([1, -1])) })),
  utilities: z.array(z.strictObject({
    signal: z.number().int().min(0), steps: z.array(z.strictObject({ from: z.number(), slope: z.number() })).min(1),
  })),
  atLeast: z.number().min(0), atMost: z.number().min(0), confidence: confidenceShape, functions: functionsShape,
});
type File = z.infer<typeof shape>;

const ROUNDING = 1e-9;
/** Most steps of a signal's utility. */
const STEPS_MAX = 4096;

/** Throws InputError naming the key where the steps are not of the support's own signal. */
function partOf({ problem, utilities }: File, d: number): SignalUtility {
  const named = utilities.filter(({ signal }) => signal === d);
  if (named.length !== 1) throw new InputError('utilities', `must be of every signal once, and are ${named.length} times of signal ${d}`);
  const [low, high] = parseDistribution(problem.signals[d]!.law).support;
  const { steps } = named[0]!;
  if (steps.length > STEPS_MAX) throw new InputError('utilities', `must have at most ${STEPS_MAX} steps of a signal, got ${steps.length}`);
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

/** How far each signal may be from where it was drawn, [D]: the width of its cell where its law is a table; undefined where none is. */
function reachesOf({ signals }: FileProblem): ((at: readonly number[]) => number[]) | undefined {
  const tables = signals.map(({ law, tabulated }, d) => (tabulated ? pointsGiven(law, `problem.signals.${d}.law`) : undefined));
  if (tables.every((table) => table === undefined)) return undefined;
  return (at) => tables.map((table, d) => (table ? widthAt(table, at[d]!) : 0));
}

/** By how much signals within their reach move two alternatives apart, [k][l]; `but`: signals that are where they are. */
function nearOf(welfare: readonly { readonly weights: readonly number[] }[], reach: readonly number[], but: readonly number[] = []) {
  const moved = reach.flatMap((width, d) => (width > 0 && !but.includes(d) ? [d] : []));
  return welfare.map(({ weights }) => welfare.map((other) =>
    moved.reduce((sum, d) => sum + Math.abs(weights[d]! - other.weights[d]!) * reach[d]!, 0)));
}

interface Doubt {
  readonly gained: number;
  readonly length: number;
  readonly paid: number;
}

/**
 * By how much the three sums of a draw may be off where each signal is known to within its reach: along a line the rise of what is best
 * there moves with her own type, and two alternatives may change places as near to a tie as signals move them; a type that may be on either
 * side of where her line starts counts for all it may gain.
 */
function doubtsOf(
  people: readonly Person[], worths: readonly number[], signals: readonly number[],
  { reach, near, steepest }: {
    readonly reach: readonly number[]; readonly near: readonly (readonly number[])[]; readonly steepest: readonly number[];
  },
): Doubt {
  let [gained, length, paid] = [0, 0, 0];
  for (const { mine, rates, social, enters, start, parts } of people) {
    const moves = mine.map((d, c) => Math.max(...rates.map((row) => Math.abs(row[c]!))) * reach[d]!);
    paid += mine.reduce((sum, d, c) => sum + Math.max(...parts[c]!.steps.map(({ slope }) => Math.abs(slope))) * reach[d]!, 0);
    if (!start) continue;
    const step = mine.map((d, c) => signals[d]! - start.from[c]!);
    const may = step.every((x, c) => x * start.signs[c]! >= -reach[mine[c]!]!);
    if (!may) continue;
    const isSure = step.every((x, c) => x * start.signs[c]! >= reach[mine[c]!]!);
    if (isSure) {
      const slope = social.map((row) => dot(row, step));
      const gain = rates.map((row) => dot(row, step));
      gained += moves.reduce((sum, x) => sum + x, 0) + doubtOf(worths.map((worth, k) => worth - slope[k]!), { slope, gain }, near, true);
      length += mine.reduce((sum, d, c) => sum + (enters[c] ? reach[d]! : 0), 0);
    } else {
      gained += step.reduce((sum, x, c) => sum + Math.max(...rates.map((row) => Math.abs(row[c]!))) * Math.abs(x) + moves[c]!, 0);
      length += step.reduce((sum, x, c) => sum + (enters[c] ? Math.abs(x) + reach[mine[c]!]! : 0), 0);
    }
  }
  const best = reach.reduce((sum, width, d) => sum + steepest[d]! * width, 0);
  return { gained: gained + best, length, paid: paid + best };
}

/** What a profile's agents gain along their lines, and how long the lines are: what is left to them whatever the utilities. */
function alongLines(people: readonly Person[], worths: readonly number[], signals: readonly number[]): [gained: number, length: number] {
  return people.reduce<[number, number]>(([sum, length], { mine, rates, social, enters, start }) => {
    if (!start) return [sum, length];
    const step = mine.map((d, c) => signals[d]! - start.from[c]!);
    if (step.some((x, c) => x * start.signs[c]! < 0)) return [sum, length];
    const slope = social.map((row) => dot(row, step));
    const gained = alongLine(worths.map((worth, k) => worth - slope[k]!), slope, rates.map((row) => dot(row, step)));
    return [sum + gained, length + step.reduce((way, x, c) => (enters[c] ? way + Math.abs(x) : way), 0)];
  }, [0, 0]);
}

const utilityOf = ({ mine, parts }: Person, signals: readonly number[]): number =>
  parts.reduce((sum, part, c) => sum + part.at(signals[mine[c]!]!), 0);

/** In size: what a profile is worth at most, what lines add to that, how long they are, and what utilities cost. */
function sizesOf(people: readonly Person[], { constants, coefficients, signals, alternatives }: FileProblem) {
  const largest = signals.map(({ law }) => Math.max(...parseDistribution(law).support.map(Math.abs)));
  const worth = Math.max(...alternatives.map((_, k) => coefficients.reduce((sum, rows, i) =>
    sum + Math.abs(constants[i]![k]!) + rows[k]!.reduce((total, c, d) => total + Math.abs(c) * largest[d]!, 0), 0)));
  const all = (of: (person: Person, c: number, width: number) => number): number => people.reduce((sum, person) =>
    sum + person.supports.reduce((total, [low, high], c) => total + of(person, c, high - low), 0), 0);
  return {
    worth, gains: all(({ rates }, c, width) => width * Math.max(...rates.map((row) => Math.abs(row[c]!)))),
    length: all(({ enters }, c, width) => (enters[c] ? width : 0)),
    /** What slopes of utilities come to over all supports. */
    slopes: all(({ parts }, c, width) => width * Math.max(...parts[c]!.steps.map(({ slope }) => Math.abs(slope)))),
    paid: all(({ parts, supports }, c) => parts[c]!.at(supports[c]![0]) + parts[c]!.at(supports[c]![1])),
  };
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeMarketFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { problem, deficit, atLeast, atMost, confidence } = file;
  requireProblem(problem);
  const people = peopleOf(file);
  const { constants, coefficients, alternatives } = problem;
  const welfare = alternatives.map((_, k) => ({
    fixed: constants.reduce((sum, row) => sum + row[k]!, 0),
    weights: problem.signals.map((__, d) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0)),
  }));
  const draw = profiles(problem, 'verify the market');
  const sizes = sizesOf(people, problem);
  const some = new RatesLookedAt(people);
  const steps = people.map((person) => (person.mine.length === 1 ? new RatesOfSteps(person) : undefined));
  const reaches = reachesOf(problem);
  const steepest = problem.signals.map((_, d) => Math.max(...welfare.map(({ weights }) => Math.abs(weights[d]!))));
  const means = meansOf(DRAWS, () => {
    const signals = draw();
    const worths = welfare.map(({ fixed, weights }) => fixed + dot(weights, signals));
    const best = Math.max(...worths);
    const bases = people.map(({ mine, social }) =>
      worths.map((worth, k) => mine.reduce((sum, d, c) => sum - social[k]![c]! * signals[d]!, worth)));
    const reach = reaches?.(signals);
    const nears: Nears = reach && people.map(({ mine }) => nearOf(welfare, reach, mine));
    some.add(bases, nears);
    steps.forEach((one, i) => one?.add(bases[i]!, nears?.[i]));
    const [along, far] = alongLines(people, worths, signals);
    const sums = [along - best, far, best - people.reduce((sum, one) => sum + utilityOf(one, signals), 0)];
    if (!reach) return sums;
    const doubt = doubtsOf(people, worths, signals, { reach, near: nearOf(welfare, reach), steepest });
    return [...sums, doubt.gained, doubt.length, doubt.paid];
  }, [
    [-sizes.worth - sizes.gains, sizes.worth + sizes.gains], [0, sizes.length], [-sizes.worth - sizes.paid, sizes.worth],
    ...(reaches ? [[0, 2 * (sizes.worth + sizes.gains)], [0, 2 * sizes.length], [0, sizes.worth + sizes.slopes]] as const : []),
  ]);
  // What tables leave open is added to what draws do.
  const [gained, length, paid] = [0, 1, 2].map((j): Mean => {
    const [one, doubt] = [means[j]!, means[j + 3]];
    return doubt ? { mean: one.mean, half: one.half + doubt.mean + doubt.half } : one;
  }) as [Mean, Mean, Mean];
  const { gain, at } = steps.reduce((so, one) => worse(so, one?.worst() ?? so), some.worst());
  // What lines gain beyond the deficit pays for their length at the lower end; both as kind to the claim as draws allow.
  const shortest = Math.max(0, length.mean - length.half);
  const borne = shortest > 0 ? Math.max(0, gained.mean + gained.half - deficit) / shortest : 0;
  const lost = people.find(({ parts, enters }) => parts.some(({ steps }, c) => !enters[c] && steps.some(({ slope }) => slope !== 0)));
  const faults = [
    ...(atLeast > atMost ? [`${atLeast} exceeds ${atMost}`] : []),
    ...(atLeast > borne * (1 + ROUNDING)
      ? [`lines of types bear at most ${borne} a unit on ${DRAWS} draws, below ${atLeast}`] : []),
    ...(gain > atMost * (1 + ROUNDING) ? [`near ${at} a lie gains ${gain} a unit on ${DRAWS} draws, above ${atMost}`] : []),
    ...(lost ? [`the utility of ${lost.name} depends on a signal that does not enter the values of ${lost.name}`] : []),
    ...(paid.mean + paid.half < -deficit
      ? [`the utilities cost ${-paid.mean} more than welfare on ${DRAWS} draws, above ${deficit}`] : []),
  ];
  return {
    what: `least epsilon under participation and a deficit of ${deficit} on the continuum between ${atLeast} (confidence ${confidence}) `
      + `and ${atMost} (on ${DRAWS} draws of this check's own lines bear at most ${borne.toPrecision(4)}, and utilities leave `
      + `${paid.mean.toPrecision(4)} within ${paid.half.toPrecision(2)})`
      + givenWords(tabulatedIn(problem), valuesWords(problem.signals), file.functions),
    faults,
  };
}
