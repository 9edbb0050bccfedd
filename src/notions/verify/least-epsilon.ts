/**
 * Whether a file `misreport.least-epsilon/1` proves that the least ε on its types, at its chances, lies between the two numbers it names.
 * Everything is added up in whole numbers over a power of two, from the definitions alone: below, the inequalities listed are weighed and
 * added, no utility may be left over in favour of a smaller ε, and what remains is an inequality in ε; above, the utilities listed keep
 * every inequality there is. Where the file says that no ε will do, what remains must be 0 >= something above 0. Song22 Definition 4 is
 * checked by filling up the steepest alternatives first.
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { pointShape } from './draws.ts';
import { commonBits, scaledBy } from './exact.ts';

const numbers = z.array(z.number());
const whole = z.number().int().min(0);
const shape = z.strictObject({
  schema: z.literal('misreport.least-epsilon/1'), point: pointShape,
  notion: z.enum(['lic', 'weak', 'ic']), bounded: z.boolean(), monotone: z.boolean(), individuallyRational: z.boolean(),
  budget: z.strictObject({ welfare: z.number(), deficit: z.number() }).optional(),
  agents: z.array(z.strictObject({
    name: z.string(), relevant: z.array(z.boolean()), points: z.array(numbers), values: z.array(numbers), chances: z.array(numbers),
    weights: numbers, members: z.array(whole), utilities: numbers,
  })).min(1),
  multipliers: z.array(z.strictObject({
    kind: z.enum(['lie', 'monotone', 'bounded', 'budget']), agent: whole.optional(), from: whole.optional(), to: whole.optional(),
    alpha: z.number().min(0).optional(), weight: whole,
  })),
  atLeast: z.number(), atMost: z.number(), slack: z.number().min(0),
  /** The multipliers contradict every epsilon: ends and utilities are not looked at. */
  infeasible: z.literal(true).optional(),
});
type File = z.infer<typeof shape>;
type FileAgent = File['agents'][number];

/** An agent with all numbers whole: values, chances, weights, points and utilities times 2^bits. */
interface ExactAgent {
  readonly given: FileAgent;
  readonly points: readonly (readonly bigint[])[];
  readonly values: readonly (readonly bigint[])[];
  readonly chances: readonly (readonly bigint[])[];
  readonly weights: readonly bigint[];
  readonly utilities: readonly bigint[];
  readonly members: readonly bigint[];
}

/** The most that may be overlooked of an inequality above, as a share of how far any value moves with the type. */
const SLACK_SHARE = 1e-6;

const size = (x: bigint): bigint => (x < 0n ? -x : x);

class Exact {
  readonly bits: number;
  readonly agents: readonly ExactAgent[];
  readonly file: File;

  constructor(file: File) {
    this.file = file;
    const { agents, multipliers, atLeast, atMost, slack, budget } = file;
    this.bits = commonBits([
      ...agents.flatMap(({ points, values, chances, weights, utilities }) =>
        [...points.flat(), ...values.flat(), ...chances.flat(), ...weights, ...utilities]),
      ...multipliers.map(({ alpha = 0 }) => alpha), atLeast, atMost, slack, ...(budget ? [budget.welfare, budget.deficit] : []),
    ], 'agents');
    const row = (list: readonly number[]): bigint[] => list.map((x) => this.of(x));
    this.agents = agents.map((given) => ({
      given, points: given.points.map(row), values: given.values.map(row), chances: given.chances.map(row), weights: row(given.weights),
      utilities: row(given.utilities), members: given.members.map(BigInt),
    }));
  }

  /** Times 2^bits. */
  of(number: number): bigint {
    return scaledBy(number, this.bits);
  }

  /** What was times 2^bits, times 2^(2 bits). */
  twice(scaled: bigint): bigint {
    return scaled << BigInt(this.bits);
  }

  distance({ points, given: { relevant } }: ExactAgent, a: number, b: number): bigint {
    if (this.file.notion === 'ic') return this.of(1);
    const steps = points[a]!.map((x, c) => size(x - points[b]![c]!));
    if (this.file.notion === 'weak') return steps.reduce((most, step) => (step > most ? step : most), 0n);
    return steps.reduce((sum, step, c) => (relevant[c] ? sum + step : sum), 0n);
  }

  /** Σ q_c(report) (f_c(type) - f_c(report)), times 2^(2 bits). */
  gain({ values, chances }: ExactAgent, type: number, report: number): bigint {
    return chances[report]!.reduce((sum, chance, c) => sum + chance * (values[type]![c]! - values[report]![c]!), 0n);
  }

  isAbove({ points, given: { relevant } }: ExactAgent, low: number, high: number): boolean {
    return relevant.every((enters, c) => !enters || points[high]![c]! >= points[low]![c]!);
  }
}

/** An inequality Σ coefficients μ + slope ε >= bound; slope times 2^bits, bound times 2^(2 bits). */
interface Row {
  readonly slope: bigint;
  readonly bound: bigint;
  /** Agent, type, and coefficient times 2^bits. */
  readonly terms: readonly (readonly [number, number, bigint])[];
}

/** The inequality that a multiplier belongs to; a text where the file may not use it. */
function rowOf(exact: Exact, { kind, agent = -1, from = -1, to = -1, alpha = 0 }: File['multipliers'][number]): Row | string {
  const { file, agents } = exact;
  if (kind === 'budget') {
    if (!file.budget) return 'a budget is used, and none is asked for';
    const { welfare, deficit } = file.budget;
    return {
      slope: 0n, bound: -exact.twice(exact.of(welfare) + exact.of(deficit)),
      terms: agents.flatMap(({ weights }, i) => weights.map((weight, type) => [i, type, -weight] as const)),
    };
  }
  const of = agents[agent];
  if (!of || from === to || from >= of.points.length || to >= of.points.length || from < 0 || to < 0) return `a ${kind} names no two types`;
  const one = exact.of(1);
  if (kind === 'lie') {
    return { slope: exact.distance(of, from, to), bound: exact.gain(of, from, to), terms: [[agent, from, one], [agent, to, -one]] };
  }
  if (!file[kind]) return `a row '${kind}' is used, and that is not asked for`;
  if (!exact.isAbove(of, from, to)) return `a row '${kind}' names types of which neither is above`;
  if (kind === 'monotone') return { slope: 0n, bound: 0n, terms: [[agent, to, one], [agent, from, -one]] };
  const cap = exact.of(alpha);
  let [slope, most] = [0n, exact.twice(cap)];
  of.values[to]!.forEach((value, c) => {
    const beyond = value - of.values[from]![c]! - cap;
    if (beyond <= 0n) return;
    most += of.chances[to]![c]! * beyond;
    slope += of.members[c]! * beyond;
  });
  return { slope, bound: -most, terms: [[agent, from, one], [agent, to, -one]] };
}

function faultsBelow(exact: Exact): string[] {
  const { agents, file } = exact;
  const left = agents.map(({ points }) => points.map(() => 0n));
  let [slope, bound] = [0n, 0n];
  for (const multiplier of file.multipliers) {
    const row = rowOf(exact, multiplier);
    if (typeof row === 'string') return [row];
    const weight = BigInt(multiplier.weight);
    slope += weight * row.slope;
    bound += weight * row.bound;
    for (const [i, type, coefficient] of row.terms) left[i]![type]! += weight * coefficient;
  }
  const unpaid = left.flatMap((types, i) => types.flatMap((coefficient, type) =>
    ((file.individuallyRational ? coefficient > 0n : coefficient !== 0n) ? [`type ${type + 1} of ${agents[i]!.given.name}`] : [])));
  if (unpaid.length > 0) return [`the multipliers do not cancel the utility of ${unpaid.slice(0, 3).join(', ')}`];
  if (file.infeasible) return slope === 0n && bound > 0n ? [] : ['the multipliers do not contradict every epsilon'];
  if (file.atLeast <= 0) return [];
  // Without a length 0 >= bound is left: a contradiction at every epsilon where the bound is above 0, and nothing at all where it is not.
  if (slope === 0n) return bound > 0n ? [] : [`the multipliers add up to no more than 0, below ${file.atLeast}`];
  if (exact.of(file.atLeast) * slope > bound) {
    return [`the multipliers add up to no more than ${Number(bound) / (Number(slope) * 2 ** exact.bits)}, below ${file.atLeast}`];
  }
  return [];
}

/** The most that μ may rise from a type to one above: alternatives in the order of what they bring, each up to its chance and ε. */
function mostRise(exact: Exact, { values, chances, members }: ExactAgent, from: number, to: number, epsilon: bigint): bigint {
  const steps = values[to]!.map((value, c) => ({ rise: value - values[from]![c]!, cap: chances[to]![c]! + members[c]! * epsilon }))
    .filter(({ rise }) => rise > 0n).sort((a, b) => (a.rise > b.rise ? -1 : 1));
  let left = exact.of(1);
  let most = 0n;
  for (const { rise, cap } of steps) {
    const taken = cap < left ? cap : left;
    most += taken * rise;
    left -= taken;
  }
  return most;
}

function faultsAbove(exact: Exact): string[] {
  const { agents, file } = exact;
  const faults: string[] = [];
  const slack = exact.twice(exact.of(file.slack));
  const epsilon = exact.of(file.atMost);
  let spent = 0n;
  for (const of of agents) {
    const { utilities, weights, points, given: { name } } = of;
    const named = (type: number): string => `type ${type + 1} of ${name}`;
    utilities.forEach((utility, s) => {
      spent += utility * weights[s]!;
      if (file.individuallyRational && exact.twice(utility) < -slack) faults.push(`${named(s)} would rather stay away`);
      for (let t = 0; t < points.length; t++) {
        if (s === t) continue;
        const gained = exact.gain(of, s, t) + exact.twice(utilities[t]! - utility);
        if (gained > exact.distance(of, s, t) * epsilon + slack) faults.push(`${named(s)} gains more than permitted as type ${t + 1}`);
        if (!(file.monotone || file.bounded) || !exact.isAbove(of, s, t)) continue;
        const rise = exact.twice(utilities[t]! - utility);
        if (file.monotone && rise < -slack) faults.push(`utility falls from ${named(s)} to type ${t + 1}`);
        if (file.bounded && rise > mostRise(exact, of, s, t, epsilon) + slack) {
          faults.push(`utility rises too much from ${named(s)} to type ${t + 1}`);
        }
      }
    });
  }
  if (file.budget && file.individuallyRational) {
    if (spent > exact.twice(exact.of(file.budget.welfare) + exact.of(file.budget.deficit)) + slack) faults.push('the budget is exceeded');
  }
  return faults;
}

/** The largest difference of two types' values of one class. */
function movesOf(values: readonly (readonly number[])[]): number {
  return values[0]!.reduce((most, _, c) => {
    const column = values.map((row) => row[c]!);
    return Math.max(most, column.reduce((a, b) => Math.max(a, b)) - column.reduce((a, b) => Math.min(a, b)));
  }, 0);
}

function requireShape({ agents, slack }: File): void {
  agents.forEach(({ name, relevant, points, values, chances, weights, utilities, members }, i) => {
    const types = points.length;
    const fits = types > 0 && points.every((point) => point.length === relevant.length)
      && [values, chances].every((table) => table.length === types && table.every((row) => row.length === members.length))
      && weights.length === types && utilities.length === types;
    if (!fits) throw new InputError(`agents.${i}`, `has tables of ${name} that do not fit each other`);
  });
  const most = SLACK_SHARE * Math.max(...agents.map(({ values }) => movesOf(values)));
  if (slack > most) throw new InputError('slack', `must be at most ${most}, a millionth of how far values move, got ${slack}`);
}

/** What the file states, and what is wrong with its proof. Throws InputError naming the key that is wrong. */
export function judgeLeastEpsilonFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  requireShape(file);
  const exact = new Exact(file);
  const { agents, notion, budget, atLeast, atMost, slack } = file;
  const asked = [
    ...(['bounded', 'monotone'] as const).filter((kind) => file[kind]), ...(file.individuallyRational ? ['individually rational'] : []),
    ...(budget ? [`deficit at most ${budget.deficit}`] : []),
  ];
  const isRefused = file.infeasible === true;
  const whose = agents.map(({ name, points }) => `${points.length} types of ${name}`).join(', ');
  return {
    // Laws of `point` are words: what the chances are chances of is not asked.
    what: isRefused ? `no epsilon will do (${[notion, ...asked].join(', ')}) of ${whose} at the chances given, whatever laws 'point' names`
      : `least epsilon (${[notion, ...asked].join(', ')}) of ${whose} between ${atLeast} and ${atMost} `
        + `at the chances given, whatever laws 'point' names, up to ${slack} in units of value`,
    faults: [
      ...(atLeast > atMost && !isRefused ? [`${atLeast} exceeds ${atMost}`] : []), ...faultsBelow(exact),
      ...(isRefused ? [] : faultsAbove(exact)),
    ],
  };
}
