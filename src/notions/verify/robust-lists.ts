/**
 * Whether a file `misreport.robust-lists/1` proves between which ends the largest ball of beliefs lies under which the efficient rule can
 * be implemented, where all types are in lists. Under a belief about the others' profiles some payments make truth best iff no cycle of
 * lies gains anything on average.
 *
 * Below: for every profile z of the others, utilities u_z under which no lie gains more than they differ by, whatever is taken away from
 * the baseline within the radius and put on z: of `contamination` the share r of everything, else the share r with which the lie gains
 * least, and by Prokhorov's metric after every draw was moved to the best profile within r. A belief of the ball is a mean of such beliefs,
 * and sums over a cycle of differences of utilities are nothing. Of `monotonicityRadius` the same of every pair of lies together. Beliefs
 * that put the share on z may be gone through in `parts` (ball-parts.ts), each with utilities of its own.
 * Above: a cycle that gains under a belief of the ball, told by how much of which profile goes where; to within 1e-6 of the radius.
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { pointShape, problemShape, requireProblem, type FileProblem } from './draws.ts';
import { holdsInParts } from './ball-parts.ts';
import { lawNamed } from './read-law.ts';

const UNITS = { 'total-variation': 1, 'absolute-variation': 2, contamination: 1, prokhorov: 1 } as const;
const at = z.number().int().min(0);
const table = z.array(z.array(z.number()));
const shape = z.strictObject({
  schema: z.literal('misreport.robust-lists/1'), point: pointShape, problem: problemShape, agent: z.string(),
  metric: z.enum(['total-variation', 'absolute-variation', 'contamination', 'prokhorov']),
  quantity: z.enum(['monotonicityRadius', 'robustRadius']), types: table.min(1), others: table.min(1),
  atLeast: z.number().min(0), atMost: z.number().min(0), utilities: table.optional(), parts: z.array(z.unknown()).optional(),
  broken: z.strictObject({
    cycle: z.array(z.strictObject({ type: at, report: at })).min(2),
    moved: z.array(z.strictObject({ from: at, to: at, mass: z.number().min(0) })),
  }).optional(),
});
type File = z.infer<typeof shape>;

/** Of sums, as a share of the largest gain. */
const ROUNDING = 1e-9;
const WORK_MAX = 2 ** 26;
/** What a cycle may lose under a belief at the upper end, as a share of the largest gain, so that the radius is told to within NEAR. */
const LEFT = 1e-11;
const NEAR = 1e-6;

/** Chances of listed points. Throws InputError naming the key unless they are all points of these laws, each once. */
function chancesOf(
  { signals }: FileProblem, coordinates: readonly number[], points: readonly (readonly number[])[], key: string,
): number[] {
  const lists = coordinates.map((d) => {
    const { atoms = [] } = lawNamed(signals[d]!.law, `problem.signals.${d}.law`);
    if (!(Math.abs(atoms.reduce((sum, { mass }) => sum + mass, 0) - 1) < 1e-9)) {
      throw new InputError(`problem.signals.${d}.law`, `must be a list of values, got ${signals[d]!.law}`);
    }
    return atoms;
  });
  const count = lists.reduce((all, atoms) => all * atoms.length, 1);
  if (points.length !== count || new Set(points.map((point) => point.join())).size !== count) {
    throw new InputError(key, `must be ${count} points, each once`);
  }
  return points.map((point) => {
    if (point.length !== lists.length) throw new InputError(key, `must have ${lists.length} coordinates`);
    return point.reduce((chance, x, c) => chance * (lists[c]!.find((atom) => atom.at === x)?.mass ?? Number.NaN), 1);
  });
}

interface Told {
  readonly chances: readonly number[];
  /** Gain of a type by a report at every profile of the others. */
  gain(type: number, report: number): number[];
  readonly scale: number;
}

function toldBy({ problem, agent: name, types, others }: File): Told {
  const { agents, signals, alternatives, constants, coefficients } = problem;
  const agent = agents.indexOf(name);
  if (agent < 0) throw new InputError('agent', `must be one of ${agents.join(', ')}, got '${name}'`);
  const places = signals.map((_, d) => d);
  const [mine, rest] = [places.filter((d) => signals[d]!.owner === agent), places.filter((d) => signals[d]!.owner !== agent)];
  chancesOf(problem, mine, types, 'types').forEach((chance) => {
    if (!(chance > 0)) throw new InputError('types', 'must be points of the laws');
  });
  const chances = chancesOf(problem, rest, others, 'others');
  if (!chances.every((chance) => chance > 0)) throw new InputError('others', 'must be points of the laws');
  const own = (point: readonly number[], k: number): number =>
    mine.reduce((sum, d, c) => sum + coefficients[agent]![k]![d]! * point[c]!, 0);
  const values = types.map((point) => alternatives.map((_, k) => own(point, k)));
  const social = (point: readonly number[], of: readonly number[], k: number): number => coefficients.reduce((sum, rows, i) =>
    sum + constants[i]![k]! + of.reduce((part, d, c) => part + rows[k]![d]! * point[c]!, 0), 0);
  const fixed = alternatives.map((_, k) => constants.reduce((sum, row) => sum + row[k]!, 0));
  const [heights, bases] = [types.map((point) => alternatives.map((_, k) => social(point, mine, k) - fixed[k]!)),
    others.map((point) => alternatives.map((_, k) => social(point, rest, k)))];
  const size = Math.max(...[...heights, ...bases].flat().map(Math.abs), Number.MIN_VALUE);
  // Equal but for rounding: the first-listed alternative is chosen.
  const chosen = heights.map((height) => bases.map((base) => {
    const all = base.map((x, k) => x + height[k]!);
    const most = Math.max(...all);
    return all.findIndex((x) => x >= most - 1e-12 * size);
  }));
  return {
    chances, gain: (type, report) => chosen[report]!.map((k) => values[type]![k]! - values[report]![k]!),
    scale: Math.max(...values.flat().map(Math.abs), Number.MIN_VALUE),
  };
}

const isNear = (a: readonly number[], b: readonly number[], r: number): boolean => a.every((x, d) => Math.abs(x - b[d]!) <= r);

/** What of a payoff stays at most where the share r is taken away: the mean of the rest, its highest 1 - r. */
function staying({ metric, others }: File, chances: readonly number[], payoff: readonly number[], r: number): number {
  if (metric === 'contamination') return (1 - r) * payoff.reduce((sum, x, y) => sum + x * chances[y]!, 0);
  const moved = metric === 'prokhorov'
    ? others.map((point) => Math.max(...payoff.filter((_, y) => isNear(point, others[y]!, r)))) : payoff;
  let [left, sum] = [1 - r, 0];
  for (const y of moved.map((_, index) => index).sort((a, b) => moved[b]! - moved[a]!)) {
    const part = Math.max(0, Math.min(left, chances[y]!));
    sum += part * moved[y]!;
    left -= part;
  }
  return sum;
}

const added = (a: readonly number[], b: readonly number[]): number[] => a.map((x, y) => x + b[y]!);

function belowFaults(file: File, told: Told): string[] {
  const { metric, quantity, types, others, atLeast, utilities } = file;
  const [r, slack] = [atLeast / UNITS[metric], ROUNDING * told.scale];
  if (r > 1) return ['no ball is larger than all beliefs'];
  const every = types.flatMap((_, s) => types.map((__, t) => [s, t] as const));
  if (quantity === 'monotonicityRadius') {
    const bad = every.find(([s, t]) => {
      const both = added(told.gain(s, t), told.gain(t, s));
      return s < t && staying(file, told.chances, both, r) + r * Math.max(...both) > 2 * slack;
    });
    return bad && r > 0 ? [`types ${bad.join(' and ')} gain by each other's reports within ${atLeast}`] : [];
  }
  if (r === 0) return [];
  if (file.parts && metric !== 'contamination') return partFaults(file.parts, file, told, { r, slack, every });
  if (!utilities) return [`no utilities say that ${atLeast} will do`];
  if (utilities.length !== others.length || utilities.some((row) => row.length !== types.length)) {
    throw new InputError('utilities', 'must have a number for each profile of the others and each type');
  }
  for (const [s, t] of every) {
    const payoff = told.gain(s, t);
    const kept = staying(file, told.chances, payoff, r);
    const bad = payoff.findIndex((x, y) => kept + r * x > utilities[y]![s]! - utilities[y]![t]! + slack);
    if (bad >= 0) return [`type ${s} may gain by the report ${t} where beliefs move to profile ${bad}`];
  }
  return [];
}

/** By parts of the beliefs that put what is moved on a profile. */
function partFaults(
  parts: readonly unknown[], { metric, others, types }: File, { chances, gain }: Told,
  { r, slack, every }: { readonly r: number; readonly slack: number; readonly every: readonly (readonly [number, number])[] },
): string[] {
  if (parts.length !== others.length) throw new InputError('parts', `must be ${others.length}, one for each profile of the others`);
  const near = others.map((point, y) =>
    [...others.keys()].filter((to) => (metric === 'prokhorov' ? isNear(point, others[to]!, r) : to === y)));
  const lies = every.map(([type, report]) => ({ type, report, payoff: gain(type, report) }));
  const asked = { chances, near, share: r, lies, types: types.length, slack };
  const bad = parts.findIndex((given, to) => !holdsInParts(given, { ...asked, to }, `parts.${to}`));
  return bad >= 0 ? [`some type may gain where beliefs move to profile ${bad}`] : [];
}

function aboveFaults({ metric, quantity, types, others, atMost, broken }: File, { chances, gain, scale }: Told): string[] {
  const r = atMost / UNITS[metric];
  if (!broken) return r >= 1 ? [] : ['no cycle of lies says that no larger ball will do'];
  const { cycle, moved } = broken;
  if (cycle.some(({ type, report }) => Math.max(type, report) >= types.length) || moved.some(({ from, to }) =>
    Math.max(from, to) >= others.length)) throw new InputError('broken', 'names types or profiles that are not there');
  const faults: string[] = [];
  if (quantity === 'monotonicityRadius' && cycle.length !== 2) faults.push('more than two lies say nothing of monotonicity');
  // A report may be another type that own values do not tell apart from the next.
  const isNext = cycle.every(({ report }, j) => {
    const { type } = cycle[(j + 1) % cycle.length]!;
    return types[report]!.every((_, c) => Math.abs(types[report]![c]! - types[type]![c]!) === 0)
      || gain(type, report).every((x) => Math.abs(x) <= ROUNDING * scale);
  });
  if (!isNext) faults.push('lies are no cycle');
  const left = [...chances];
  let [far, gained] = [0, 0];
  const total = cycle.reduce<number[]>((sum, { type, report }) => added(sum, gain(type, report)), others.map(() => 0));
  const kept = others.map(() => 0);
  for (const { from, to, mass } of moved) {
    left[from]! -= mass;
    gained += mass * total[to]!;
    if (from === to) kept[from]! += mass;
    if (metric === 'prokhorov' ? !isNear(others[from]!, others[to]!, r) : from !== to) far += mass;
  }
  if (left.some((mass) => Math.abs(mass) > ROUNDING)) faults.push('what is moved is not the baseline');
  const isOut = metric === 'contamination' ? kept.some((mass, y) => mass < (1 - r) * chances[y]! - ROUNDING) : far > r + ROUNDING;
  if (isOut) faults.push(`the belief is further than ${atMost} from the baseline`);
  const slack = cycle.length * LEFT * scale;
  if (gained < -slack) faults.push(`the cycle loses ${-gained} under the belief told`);
  // A cycle that gains where beliefs go gains for certain a little further out.
  if (Math.max(...total) * NEAR < slack) faults.push('the cycle gains nothing anywhere that could be told from rounding');
  return faults;
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeRobustListsFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  requireProblem(file.problem);
  const { agent, metric, quantity, types, others, atLeast, atMost } = file;
  if ((types.length * others.length) ** 2 > WORK_MAX) throw new InputError('types', 'and others are too many to go through');
  const told = toldBy(file);
  return {
    what: `${quantity} of ${agent} over types in lists, by ${metric}, between ${atLeast} and ${atMost} (every lie and every profile gone `
      + 'through)',
    faults: [...(atLeast > atMost ? [`${atLeast} exceeds ${atMost}`] : []), ...belowFaults(file, told), ...aboveFaults(file, told)],
  };
}
