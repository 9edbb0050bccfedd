/**
 * Whether a file `misreport.second-best-lists/1` proves what mechanisms over types in lists reach at best. Its rule says with what chances
 * alternatives are chosen at every profile of types, and what each type is left with: every lie between two types must lose, up to ε times
 * how far they are apart, nobody be left below zero and the budget hold where that is asked for. Its weights w_i(s, t) of lies prove that
 * none does better: every mechanism keeps u_i(s) - u_i(t) >= E[Σ_k p_k (f_ik(s) - f_ik(t)); t told] - ε |s - t|, so that its welfare, with
 * λ times what its budget leaves, is at most
 *
 *     λ deficit + ε Σ w |s - t| + Σ over types of what is left of utilities
 *         + E max_k ((1 + λ) W_k - Σ_i Σ_s w_i(s, t_i)/P(t_i) (f_ik(s) - f_ik(t_i))),
 *
 * where what is left of u_i(s), Σ_t w_i(s, t) - Σ_t w_i(t, s) - λ P(s), counts if positive with the most that utilities of an agent can
 * differ by: lowering them alike breaks nothing, so that they start from 0. Everything is gone through; nothing is drawn.
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { pointShape, problemShape, requireProblem, type FileProblem } from './draws.ts';
import { lawNamed } from './read-law.ts';

const at = z.number().int().min(0);
const table = z.array(z.array(z.number()));
const shape = z.strictObject({
  schema: z.literal('misreport.second-best-lists/1'), point: pointShape, problem: problemShape, permittedEpsilon: z.number().min(0),
  /** Absent: money plays no part. */
  deficit: z.number().optional(),
  price: z.number().min(0),
  /** [agents who see a signal] */
  lies: z.array(z.array(z.strictObject({ from: at, to: at, weight: z.number().min(0) }))),
  rule: z.strictObject({ chances: table, utilities: table }).optional(), atLeast: z.number().optional(), atMost: z.number().optional(),
  /** That no mechanism has such a deficit; without a rule and ends. */
  infeasible: z.literal(true).optional(),
});
type File = z.infer<typeof shape>;

/** Of sums over profiles, as a share of the scale. */
const ROUNDING = 1e-9;
const PROFILES_MAX = 100_000;

/** A type: its signals, its chance, and what they add to her own value and to welfare, by alternative. */
interface Type {
  readonly signals: ReadonlyMap<number, number>;
  readonly chance: number;
  readonly own: readonly number[];
  readonly all: readonly number[];
}

function typesOf({ signals, alternatives, coefficients }: FileProblem, agent: number): Type[] {
  let types: { signals: Map<number, number>; chance: number }[] = [{ signals: new Map(), chance: 1 }];
  signals.forEach(({ owner, law }, d) => {
    if (owner !== agent) return;
    const { atoms = [] } = lawNamed(law, `problem.signals.${d}.law`);
    if (!(Math.abs(atoms.reduce((sum, { mass }) => sum + mass, 0) - 1) < 1e-9)) {
      throw new InputError(`problem.signals.${d}.law`, `must be a list of values, got ${law}`);
    }
    types = types.flatMap(({ signals: known, chance }) =>
      atoms.map(({ at: value, mass }) => ({ signals: new Map([...known, [d, value]]), chance: chance * mass })));
  });
  return types.map(({ signals: values, chance }) => {
    const worth = (rows: readonly (readonly (readonly number[])[])[], k: number): number =>
      rows.reduce((sum, row) => sum + [...values].reduce((part, [d, x]) => part + row[k]![d]! * x, 0), 0);
    return {
      signals: values, chance, own: alternatives.map((_, k) => worth([coefficients[agent]!], k)),
      all: alternatives.map((_, k) => worth(coefficients, k)),
    };
  });
}

interface Told {
  /** [informed agents] */
  readonly types: readonly (readonly Type[])[];
  /** [informed agents] signals that enter the own value, with what utilities can differ by. */
  readonly counts: readonly ReadonlySet<number>[];
  readonly spreads: readonly number[];
  readonly profiles: readonly (readonly number[])[];
  readonly chance: (profile: readonly number[]) => number;
  readonly worth: (profile: readonly number[], k: number) => number;
}

const apart = (counted: ReadonlySet<number>, one: Type, other: Type): number =>
  [...counted].reduce((sum, d) => sum + Math.abs(one.signals.get(d)! - other.signals.get(d)!), 0);

function toldBy({ problem, permittedEpsilon }: File): Told {
  const { agents, signals, constants, coefficients } = problem;
  const informed = agents.map((_, i) => i).filter((i) => signals.some(({ owner }) => owner === i));
  const types = informed.map((i) => typesOf(problem, i));
  if (types.reduce((all, list) => all * list.length, 1) > PROFILES_MAX) {
    throw new InputError('problem.signals', `make more than ${PROFILES_MAX} profiles`);
  }
  const counts = informed.map((i) => new Set(signals.flatMap(({ owner }, d) =>
    (owner === i && coefficients[i]!.some((row) => row[d] !== 0) ? [d] : []))));
  const profiles = types.reduce<number[][]>((rows, list) => rows.flatMap((row) => list.map((_, t) => [...row, t])), [[]]);
  const spreads = types.map((list, i) => list.reduce((most, one) => list.reduce((inner, other) => Math.max(
    inner, permittedEpsilon * apart(counts[i]!, one, other) + Math.max(...one.own.map((x, k) => Math.abs(x - other.own[k]!))),
  ), most), 0));
  return {
    types, counts, spreads, profiles, chance: (profile) => profile.reduce((all, t, i) => all * types[i]![t]!.chance, 1),
    worth: (profile, k) => profile.reduce((sum, t, i) => sum + types[i]![t]!.all[k]!, constants.reduce((sum, row) => sum + row[k]!, 0)),
  };
}

/** What the weights prove that no mechanism passes. */
function allowed({ problem: { alternatives }, lies, price, permittedEpsilon, deficit = 0, infeasible }: File, told: Told): number {
  const { types, counts, spreads, profiles, chance, worth } = told;
  const weight = infeasible ? 0 : 1;
  let bound = price * deficit;
  const left = types.map((list) => list.map((one) => -price * one.chance));
  const charges = types.map((list) => list.map(({ own }) => own.map(() => 0)));
  lies.forEach((list, i) => list.forEach(({ from, to, weight: w }) => {
    const [truth, lie] = [types[i]![from]!, types[i]![to]!];
    left[i]![from]! += w;
    left[i]![to]! -= w;
    bound += permittedEpsilon * w * apart(counts[i]!, truth, lie);
    truth.own.forEach((x, k) => { charges[i]![to]![k]! += (w * (x - lie.own[k]!)) / lie.chance; });
  }));
  left.forEach((list, i) => list.forEach((rest) => { bound += Math.max(0, rest) * spreads[i]!; }));
  for (const profile of profiles) {
    bound += chance(profile) * Math.max(...alternatives.map((_, k) =>
      (weight + price) * worth(profile, k) - profile.reduce((sum, t, i) => sum + charges[i]![t]![k]!, 0)));
  }
  return bound;
}

interface Played {
  readonly welfare: number;
  readonly over: number;
  readonly faults: readonly string[];
}

function played({ problem, permittedEpsilon, deficit }: File, rule: NonNullable<File['rule']>, told: Told, slack: number): Played {
  const { types, counts, profiles, chance, worth } = told;
  const { chances, utilities } = rule;
  const fits = chances.length === profiles.length && chances.every((row) => row.length === problem.alternatives.length)
    && utilities.length === types.length && utilities.every((row, i) => row.length === types[i]!.length);
  if (!fits) throw new InputError('rule', 'has not one row for each profile and each type');
  const faults: string[] = [];
  if (chances.some((row) => row.some((p) => !(p >= 0)) || Math.abs(row.reduce((sum, p) => sum + p, 0) - 1) > 1e-9)) {
    faults.push('chances are negative or add up to something else than one');
  }
  const interim = types.map((list) => list.map(() => problem.alternatives.map(() => 0)));
  let welfare = 0;
  profiles.forEach((profile, a) => chances[a]!.forEach((p, k) => {
    welfare += chance(profile) * p * worth(profile, k);
    profile.forEach((t, i) => { interim[i]![t]![k]! += (p * chance(profile)) / types[i]![t]!.chance; });
  }));
  types.forEach((list, i) => list.forEach((one, s) => list.forEach((other, t) => {
    const gain = interim[i]![t]!.reduce((sum, q, k) => sum + q * (one.own[k]! - other.own[k]!), 0) + utilities[i]![t]! - utilities[i]![s]!;
    if (gain > permittedEpsilon * apart(counts[i]!, one, other) + slack) {
      faults.push(`type ${s} of the agent in place ${i} gains ${gain} by telling type ${t}`);
    }
  })));
  if (deficit !== undefined && utilities.some((row) => row.some((u) => u < -slack))) faults.push('a type is left with less than nothing');
  const paid = utilities.reduce((sum, row, i) => sum + row.reduce((part, u, t) => part + u * types[i]![t]!.chance, 0), 0);
  return { welfare, over: welfare - paid, faults: faults.slice(0, FAULTS) };
}

/** Faults of one kind that are told. */
const FAULTS = 3;

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeSecondBestListsFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { problem, permittedEpsilon, deficit, price, lies, rule, atLeast, atMost, infeasible } = file;
  requireProblem(problem);
  const isEnded = rule !== undefined && atLeast !== undefined && atMost !== undefined;
  const isBare = rule === undefined && atLeast === undefined && atMost === undefined;
  if (infeasible ? !isBare || deficit === undefined : !isEnded) {
    throw new InputError('rule', 'must be there with atLeast and atMost, or none of them where the deficit is infeasible');
  }
  const told = toldBy(file);
  if (lies.length !== told.types.length || lies.some((list, i) =>
    list.some(({ from, to }) => Math.max(from, to) >= told.types[i]!.length))) {
    throw new InputError('lies', 'name types that are not there');
  }
  const scale = (1 + price) * (Math.max(...told.profiles.flatMap((profile) => problem.alternatives.map((_, k) =>
    Math.abs(told.worth(profile, k))))) + told.spreads.reduce((sum, x) => sum + x, 0));
  const slack = ROUNDING * scale;
  const faults: string[] = [];
  if (deficit === undefined && price > 0) faults.push('money has a price, and no budget is asked for');
  if (infeasible && price !== 1) faults.push('money must have the price 1 where it alone counts');
  const which = `types in lists${permittedEpsilon > 0 ? `, lies gaining ${permittedEpsilon} a unit at most` : ''}`;
  const most = allowed(file, told);
  if (infeasible) {
    if (!(most + slack < 0)) faults.push(`as much as ${most - deficit!} may be collected, where ${-deficit!} is asked for`);
    return {
      what: `no mechanism over ${which} that agents may leave has a deficit of at most ${deficit} (${(most - deficit!).toPrecision(5)} is `
        + 'collected at most, every profile gone through)', faults,
    };
  }
  const found = played(file, rule!, told, slack);
  faults.push(...found.faults);
  if (atLeast! > atMost!) faults.push(`${atLeast} exceeds ${atMost}`);
  if (found.welfare + slack < atLeast!) faults.push(`the rule reaches ${found.welfare}, below ${atLeast}`);
  if (most - slack > atMost!) faults.push(`weights allow ${most}, above ${atMost}`);
  if (deficit !== undefined && found.over + deficit < -slack) faults.push(`the rule collects ${found.over}, below ${-deficit}`);
  const budget = deficit === undefined ? '' : `, with participation and a deficit of at most ${deficit}`;
  return {
    what: `second best of ${which}${budget}, between ${atLeast} and ${atMost} (${found.welfare.toPrecision(7)} and ${most.toPrecision(7)}, `
      + 'every profile gone through)', faults,
  };
}
