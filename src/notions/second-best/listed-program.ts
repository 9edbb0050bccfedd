/**
 * The second best where all types are in lists, among any number of alternatives (docs/second-best.md, section 3b): one linear program over
 * the chances p(a) of alternatives at every profile of types and the utilities u_i(s) of types, with all lies,
 *
 *     u_i(s) - u_i(t) >= Σ_k q_ik(t) (f_ik(s) - f_ik(t)) - ε |s - t|,      q_ik(t) = E[p_k; t].
 *
 * Lowering an agent's utilities alike breaks nothing, so that the least of them may be 0 and none exceeds what her values move by at most.
 * Above: with any weights on lies and participation that balance at every type, the mean of the largest weighed value over profiles
 * (`allowedBy`), whoever found the weights. Below: what the solver found, made whole: chances that add up to one, of which a little is
 * given to a rule under which every lie loses (`soundRule`), so that what the solver missed is made up for.
 */
import { coordinatesOf } from '../../environment/social-choice.ts';
import { gradientsOf, type LinearProblem } from '../../experiments/field/walk-sums.ts';
import { FloatBuilder, type FloatTerm } from '../../programs/float-builder.ts';
import type { SolveFloat } from '../../programs/float.ts';
import type { Constraints } from './relaxation.ts';

/** All types of one agent who sees a signal. */
export interface ListedAgent {
  readonly agent: number;
  readonly points: readonly (readonly number[])[];
  readonly masses: readonly number[];
  /** [T][K] what her own signals add to her own value and to welfare. */
  readonly own: readonly (readonly number[])[];
  readonly social: readonly (readonly number[])[];
  /** [C] whether a coordinate enters her own value. */
  readonly relevant: readonly boolean[];
  /** No two of her utilities are further apart. */
  readonly spread: number;
}

export interface ListedProfiles {
  readonly agents: readonly ListedAgent[];
  /** [profiles] type of each agent, its chance, and welfare of each alternative. */
  readonly places: readonly (readonly number[])[];
  readonly masses: readonly number[];
  readonly worths: readonly (readonly number[])[];
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, d) => sum + x * b[d]!, 0);

/** How far apart two types are, per coordinate that enters her own value. */
export const lengthOf = ({ points, relevant }: ListedAgent, s: number, t: number): number =>
  points[s]!.reduce((sum, x, c) => sum + (relevant[c] ? Math.abs(x - points[t]![c]!) : 0), 0);

function listedAgent(problem: LinearProblem, agent: number, epsilon: number): ListedAgent {
  const coordinates = coordinatesOf(problem, agent);
  const { own: rates, social } = gradientsOf(problem, agent);
  const lists = coordinates.map((d) => problem.signals[d]!.law.atoms!);
  const places = lists.reduce<number[][]>((rows, atoms) => rows.flatMap((row) => atoms.map((_, j) => [...row, j])), [[]]);
  const points = places.map((place) => place.map((j, c) => lists[c]![j]!.at));
  const relevant = coordinates.map((_, c) => rates.some((row) => row[c] !== 0));
  const widths = lists.map((atoms) => atoms.at(-1)!.at - atoms[0]!.at);
  const give = widths.reduce((sum, width, c) => sum + (relevant[c] ? epsilon * width : 0), 0);
  const steepest = Math.max(...rates.map((row) => row.reduce((sum, a, c) => sum + Math.abs(a) * widths[c]!, 0)));
  return {
    agent, points, relevant, spread: steepest + give,
    masses: places.map((place) => place.reduce((mass, j, c) => mass * lists[c]![j]!.mass, 1)),
    own: points.map((point) => rates.map((row) => dot(row, point))), social: points.map((point) => social.map((row) => dot(row, point))),
  };
}

/** Every profile of types in lists. */
export function listedProfiles(problem: LinearProblem, epsilon: number): ListedProfiles {
  const { alternatives, valuations: { constants } } = problem;
  const agents = problem.agents.flatMap((_, agent) =>
    (coordinatesOf(problem, agent).length > 0 ? [listedAgent(problem, agent, epsilon)] : []));
  const places = agents.reduce<number[][]>((rows, { points }) => rows.flatMap((row) => points.map((_, t) => [...row, t])), [[]]);
  const fixed = alternatives.map((_, k) => constants.reduce((sum, row) => sum + row[k]!, 0));
  return {
    agents, places, masses: places.map((place) => place.reduce((mass, t, i) => mass * agents[i]!.masses[t]!, 1)),
    worths: places.map((place) => fixed.map((c, k) => place.reduce((sum, t, i) => sum + agents[i]!.social[t]![k]!, c))),
  };
}

/** Welfare with every signal public. */
export const firstBestOfLists = ({ masses, worths }: ListedProfiles): number =>
  masses.reduce((sum, mass, a) => sum + mass * Math.max(...worths[a]!), 0);

/** How often each lie and each type's participation is taken, and the price of money. */
export interface ListedWeights {
  /** [agents] lies of type s as t. */
  readonly lies: readonly (readonly { readonly from: number; readonly to: number; readonly weight: number }[])[];
  readonly price: number;
}

export interface ListedSecondBest {
  readonly lower: number;
  readonly upper: number;
  /** [profiles][K] of the rule below, and utilities that make it so, [agents][T]. */
  readonly chances: readonly (readonly number[])[];
  readonly utilities: readonly (readonly number[])[];
  readonly weights: ListedWeights;
}

type Rule = readonly (readonly number[])[];

/** [agents][T][K] */
function interim({ agents, places, masses }: ListedProfiles, chances: Rule): number[][][] {
  const sums = agents.map(({ points }) => points.map(() => chances[0]!.map(() => 0)));
  places.forEach((place, a) => place.forEach((t, i) => {
    const share = masses[a]! / agents[i]!.masses[t]!;
    chances[a]!.forEach((p, k) => { sums[i]![t]![k]! += share * p; });
  }));
  return sums;
}

export const welfareOf = ({ masses, worths }: ListedProfiles, chances: Rule): number =>
  masses.reduce((sum, mass, a) => sum + mass * dot(chances[a]!, worths[a]!), 0);

/**
 * What no mechanism passes. u_i(s) is taken Σ_t w(s, t) - Σ_t w(t, s) times by lies; what is left of λ P(s) is participation's, where that
 * is asked for, if not negative; else it counts with the most that u_i(s) may be.
 */
export function allowedBy(
  profiles: ListedProfiles, { epsilon, participation, deficit }: Constraints, { lies, price }: ListedWeights, weight = 1,
): number {
  const { agents, places, masses, worths } = profiles;
  let bound = participation && deficit !== undefined ? price * deficit : 0;
  // [agents][T][K] what reports of t are charged, for each unit of chance.
  const charged = agents.map((agent, i) => {
    const { points, own, masses: shares, spread } = agent;
    const charge = points.map(() => own[0]!.map(() => 0));
    const left = shares.map((mass) => -price * mass);
    for (const { from, to, weight: w } of lies[i]!) {
      own[from]!.forEach((x, k) => { charge[to]![k]! += (w / shares[to]!) * (x - own[to]![k]!); });
      left[from]! += w;
      left[to]! -= w;
      bound += w * epsilon * lengthOf(agent, from, to);
    }
    // Utilities lie between 0 and their spread.
    for (const rest of left) bound += Math.max(0, rest) * spread;
    return charge;
  });
  return bound + places.reduce((sum, place, a) => sum + masses[a]! * Math.max(...worths[a]!.map((worth, k) =>
    (weight + price) * worth - place.reduce((all, t, i) => all + charged[i]![t]![k]!, 0))), 0);
}

interface Built {
  readonly build: FloatBuilder;
  readonly chances: readonly (readonly number[])[];
  readonly utilities: readonly (readonly number[])[];
  readonly lies: readonly (readonly { readonly from: number; readonly to: number; readonly row: number }[])[];
  readonly money: readonly FloatTerm[];
}

/** `weight`: of welfare in what is maximised. */
function programOf({ agents, places, masses, worths }: ListedProfiles, epsilon: number, weight: number): Built {
  const build = new FloatBuilder('maximise');
  const money: FloatTerm[] = [];
  const chances = places.map((_, a) => {
    const p = worths[a]!.map((worth) => build.column(0, 1, weight * masses[a]! * worth));
    p.forEach((column, k) => money.push([column, masses[a]! * worths[a]![k]!]));
    build.row(p.map((column) => [column, 1]), 1, 1);
    return p;
  });
  const utilities: number[][] = [];
  const lies = agents.map((agent, i) => {
    const { points, own, masses: shares, spread } = agent;
    const q = points.map((_, t) => own[0]!.map((__, k) => {
      const column = build.column(0, 1);
      build.row([[column, 1], ...places.flatMap((place, a): FloatTerm[] =>
        (place[i] === t ? [[chances[a]![k]!, -masses[a]! / shares[t]!]] : []))], 0, 0);
      return column;
    }));
    const u = points.map(() => build.column(0, spread));
    utilities.push(u);
    u.forEach((column, t) => money.push([column, -shares[t]!]));
    return points.flatMap((_, from) => points.flatMap((__, to) => (from === to ? [] : [{
      from, to, row: build.row([
        [u[from]!, 1], [u[to]!, -1], ...q[to]!.map((column, k): FloatTerm => [column, own[to]![k]! - own[from]![k]!]),
      ], -epsilon * lengthOf(agent, from, to)),
    }])));
  });
  return { build, chances, utilities, lies, money };
}

/** Multipliers of rows from below are not positive in a maximisation; less than this is rounding. */
const NEGLIGIBLE = 1e-12;

const weightsOf = ({ lies }: Built, dual: Float64Array, budget: number | undefined): ListedWeights => ({
  lies: lies.map((rows) => rows.flatMap(({ from, to, row }) => {
    const weight = Math.max(0, -dual[row]!);
    return weight > NEGLIGIBLE ? [{ from, to, weight }] : [];
  })),
  price: budget === undefined ? 0 : Math.max(0, -dual[budget]!),
});

/** Own values less their mean over alternatives: what orders them. */
const centred = (values: readonly number[]): number[] => {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return values.map((x) => x - mean);
};

/**
 * A rule linear in what every agent's own signals add to her own values: with p_k = 1/K + c Σ_i (f_ik less its mean over alternatives),
 * truth beats a lie by c/2 times the square of how far these are apart.
 */
function soundRule({ agents, places, worths }: ListedProfiles): { readonly chances: Rule; readonly rate: number } {
  const moved = agents.map(({ own }) => own.map(centred));
  const most = moved.reduce((sum, rows) => sum + Math.max(...rows.map((row) => Math.max(...row.map(Math.abs)))), 0);
  const count = worths[0]!.length;
  const rate = most > 0 ? 1 / (count * most) : 0;
  return {
    rate, chances: places.map((place) => Array.from({ length: count }, (_, k) =>
      1 / count + rate * place.reduce((sum, t, i) => sum + moved[i]![t]![k]!, 0))),
  };
}

const square = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, k) => sum + (x - b[k]!) ** 2, 0);
/** Values that differ by less are one. */
const ALIKE = 1e-18;

/** Utilities of the sound rule, from 0 on; its own values move with the mean of the alternatives besides. */
function soundUtilities({ own }: ListedAgent, q: readonly (readonly number[])[], rate: number): number[] {
  const count = own[0]!.length;
  const moved = own.map(centred);
  // At t chances are 1/K + rate · moved + what others make of them on average.
  const others = q[0]!.map((chance, k) => chance - 1 / count - rate * moved[0]![k]!);
  const u = own.map((row, t) =>
    row.reduce((sum, x) => sum + x, 0) / count + (rate / 2) * dot(moved[t]!, moved[t]!) + dot(others, moved[t]!));
  const least = Math.min(...u);
  return u.map((x) => x - least);
}

interface Whole {
  readonly chances: Rule;
  readonly utilities: readonly (readonly number[])[];
  readonly welfare: number;
  /** What is over of welfare once utilities are paid. */
  readonly over: number;
}

/** The rule found, made incentive compatible by giving as little as does of it to the sound one. */
function madeWhole(
  profiles: ListedProfiles, { epsilon }: Constraints, found: Rule, told: readonly (readonly number[])[],
): Whole | undefined {
  const { agents } = profiles;
  const tidy = found.map((row) => {
    const kept = row.map((p) => Math.max(0, p));
    const all = kept.reduce((sum, p) => sum + p, 0);
    return kept.map((p) => p / all);
  });
  const sound = soundRule(profiles);
  const [q, qSound] = [interim(profiles, tidy), interim(profiles, sound.chances)];
  let share = 0;
  const levelled = agents.map((agent, i) => {
    const { own, points } = agent;
    const moved = own.map(centred);
    const mean = own.map((row) => row.reduce((sum, x) => sum + x, 0) / row.length);
    // Types that order alternatives alike, by as much, differ in utility by their mean values.
    const u = points.map((_, s) => mean[s]! + points.reduce((most, __, t) =>
      (square(moved[s]!, moved[t]!) <= ALIKE && (epsilon === 0 || lengthOf(agent, s, t) === 0)
        ? Math.max(most, told[i]![t]! - mean[t]!) : most), -Infinity));
    points.forEach((_, s) => points.forEach((__, t) => {
      const gained = dot(q[i]![t]!, own[s]!.map((x, k) => x - own[t]![k]!)) - u[s]! + u[t]! - epsilon * lengthOf(agent, s, t);
      const lost = (sound.rate / 2) * square(moved[s]!, moved[t]!) + epsilon * lengthOf(agent, s, t);
      if (s !== t && gained > ROUNDING * agent.spread) share = Math.max(share, gained / (gained + lost));
    }));
    return u;
  });
  if (!(share < 1)) return undefined;
  const chances = tidy.map((row, a) => row.map((p, k) => p + share * (sound.chances[a]![k]! - p)));
  const utilities = levelled.map((u, i) => {
    const mixed = soundUtilities(agents[i]!, qSound[i]!, sound.rate).map((x, t) => u[t]! + share * (x - u[t]!));
    const least = Math.min(...mixed);
    return mixed.map((x) => x - least);
  });
  const welfare = welfareOf(profiles, chances);
  return { chances, utilities, welfare, over: welfare - agents.reduce((sum, { masses }, i) => sum + dot(masses, utilities[i]!), 0) };
}

/** Of sums of products, as a share of their size. */
const ROUNDING = 1e-12;
/** Money that is kept back so that what the solver misses does not break the budget, as a share of the largest welfare and of utilities. */
const KEPT_BACK = [0, 1e-9, 1e-7, 1e-5];

const sizeOf = ({ agents, worths }: ListedProfiles): number =>
  worths.reduce((most, row) => Math.max(most, ...row.map(Math.abs)), 0) + agents.reduce((sum, { spread }) => sum + spread, 0);

/** Undefined where no mechanism keeps the constraints, by the solver's word. Rejects with Error where that fails. */
export async function bestOfLists(
  profiles: ListedProfiles, constraints: Constraints, solve: SolveFloat,
): Promise<ListedSecondBest | undefined> {
  const { participation, deficit } = constraints;
  const isBound = participation && deficit !== undefined;
  const size = sizeOf(profiles);
  let upper: { readonly bound: number; readonly weights: ListedWeights } | undefined;
  for (const back of isBound ? KEPT_BACK : [0]) {
    const built = programOf(profiles, constraints.epsilon, 1);
    const budget = isBound ? built.build.row(built.money, back * size - deficit) : undefined;
    const { status, primal, dual } = await solve(built.build.program());
    if (status === 'infeasible') return undefined;
    if (status !== 'optimal') throw new Error(`the solver of linear programs ended as '${status}' on types in lists`);
    const weights = weightsOf(built, dual, budget);
    const bound = allowedBy(profiles, constraints, weights) + ROUNDING * size;
    if (!upper || bound < upper.bound) upper = { bound, weights };
    const of = (columns: readonly (readonly number[])[]): number[][] => columns.map((row) => row.map((column) => primal[column]!));
    const whole = madeWhole(profiles, constraints, of(built.chances), of(built.utilities));
    if (!whole || (isBound && whole.over + deficit < 0 && back !== KEPT_BACK.at(-1))) continue;
    const keeps = !isBound || whole.over + deficit >= 0;
    return {
      lower: keeps ? Math.min(whole.welfare - ROUNDING * size, upper.bound) : -Infinity, upper: upper.bound,
      chances: whole.chances, utilities: whole.utilities, weights: upper.weights,
    };
  }
  throw new Error('what the solver of linear programs found on types in lists is no mechanism, nor near one');
}

/** What no mechanism collects more of, of agents who may stay away. */
export async function mostCollectedOfLists(
  profiles: ListedProfiles, { epsilon }: Pick<Constraints, 'epsilon'>, solve: SolveFloat,
): Promise<{ readonly bound: number; readonly weights: ListedWeights }> {
  const built = programOf(profiles, epsilon, 0);
  const size = sizeOf(profiles);
  const collected = built.build.column(-size, size, 1);
  const budget = built.build.row([...built.money, [collected, -1]], 0);
  const { status, dual } = await solve(built.build.program());
  if (status !== 'optimal') throw new Error(`the solver of linear programs ended as '${status}' on what is collected of types in lists`);
  const weights = { ...weightsOf(built, dual, budget), price: 1 };
  return { weights, bound: allowedBy(profiles, { epsilon, participation: true, deficit: 0 }, weights, 0) + ROUNDING * size };
}
