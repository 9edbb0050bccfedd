/**
 * Rewards that some types want and that no plan of a coalition would profit from: a union of polyhedra, looked through by branching.
 *
 * Each plan is a hurdle: some member has less than a bound, or none has more. What is had is the worst over beliefs, so whichever member
 * and belief it is makes the set a union (open where a member has to have less): it is looked through by branching over the hurdles that a
 * proposal fails, with a program at every step whose margin is what members have to gain and to lose strictly. A margin of 0 closes a
 * branch, and the multipliers of its program say why.
 */
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { joinProfile } from '../../../environment/finite/profiles.ts';
import type { Consequence } from '../../../mechanism/finite/social-choice-function.ts';
import { ProgramBuilder, type Program, type Term } from '../../../programs/program.ts';
import { isZero, ONE, rational, sign, ZERO, type Rational } from '../../../programs/rational.ts';
import type { Solve } from '../../../programs/solve.ts';
import type { Plan } from './coalitional-ic.ts';
import { payoffOf, type RuleSet } from './social-choice-set.ts';
import { worstPayoff, type Payoff } from './worst-case.ts';

/** By profile of reports. */
export type RewardFunction = readonly Consequence[];

/** Profiles of reports, and what is settled at some of them. */
export interface Reports {
  readonly size: number;
  readonly settled: (at: number) => Consequence | undefined;
}

/** Reports by profile of types under a plan of members, and what each member of types at hand may not pass. */
export interface Hurdle {
  readonly members: readonly number[];
  /** By member. */
  readonly types: readonly number[];
  readonly bounds: readonly Rational[];
  readonly reports: (profile: number) => number;
  /** What `reports` are made of. */
  readonly plan: Plan;
  /** The rule of F that the bounds are of. */
  readonly rule: number;
}

/** What S of types t*_S has to have under h, with one member who has more. */
export interface Wish {
  readonly coalition: readonly number[];
  readonly types: readonly number[];
  readonly bounds: readonly Rational[];
  readonly reports: (profile: number) => number;
}

/** A row of a program: what h gives a member of that type under one of her beliefs, others' reports as they are. */
interface Side {
  readonly agent: number;
  readonly type: number;
  readonly belief: readonly Rational[];
  readonly reports: (profile: number) => number;
  readonly bound: Rational;
  /** `more`: at least the bound, `less`: at most. */
  readonly way: 'more' | 'less';
  readonly strict: boolean;
}

/**
 * Why there is no reward. A hurdle with a refusal of every way to pass it, first each member and belief of hers with strictly less, of
 * coalitions of several, then each choice of a belief of every member with no more; or multipliers of all sides on the path, first what
 * the wish asks of every member and belief, that add up to a contradiction.
 */
export type Refusal =
  | { readonly multipliers: readonly Rational[] }
  | { readonly hurdle: Hurdle; readonly ways: readonly Refusal[] };

export type Found = { readonly reward: RewardFunction } | { readonly refusal: Refusal } | 'undecided';

/** Programs of one search beyond which it is given up. */
const BRANCHES_MAX = 40;

export const passes = ({ model, beliefs }: RuleSet, payoff: Payoff, { members, types, bounds, reports }: Hurdle): boolean => {
  const gains = members.map((agent, k) => worstPayoff(model, beliefs, payoff, agent, types[k]!, reports).compare(bounds[k]!));
  return gains.some((gain) => gain < 0) || gains.every((gain) => gain <= 0);
};

export const fulfils = ({ model, beliefs }: RuleSet, payoff: Payoff, { coalition, types, bounds, reports }: Wish): boolean => {
  const gains = coalition.map((agent, k) => worstPayoff(model, beliefs, payoff, agent, types[k]!, reports).compare(bounds[k]!));
  return gains.every((gain) => gain >= 0) && gains.some((gain) => gain > 0);
};

/** All ways to pass a hurdle: a member with less under one of her beliefs, or nobody with more under one of each. */
function waysOf({ beliefs }: RuleSet, { members, types, bounds, reports }: Hurdle): Side[][] {
  const sides = members.map((agent, k) => beliefs[agent]![types[k]!]!.map((belief): Side =>
    ({ agent, type: types[k]!, belief, reports, bound: bounds[k]!, way: 'less', strict: false })));
  const together = sides.reduce<Side[][]>((all, mine) => all.flatMap((chosen) => mine.map((side) => [...chosen, side])), [[]]);
  if (members.length === 1) return together;
  return [...sides.flat().map((side) => [{ ...side, strict: true }]), ...together];
}

interface RewardProgram {
  readonly program: Program;
  readonly rewardOf: (primal: readonly Rational[]) => RewardFunction;
  /** The row of each side. */
  readonly rows: readonly number[];
}

/** Columns of one profile of reports where nothing is settled. */
interface Open { readonly shares: readonly number[]; readonly money: readonly number[] }

function columnsOf({ outcomes, agents, ruleTransfers }: FiniteModel, { size, settled }: Reports, build: ProgramBuilder) {
  return Array.from({ length: size }, (_, at): Open | Consequence => {
    const known = settled(at);
    if (known !== undefined) return known;
    // The first outcome is worth 0 and takes what the others leave.
    const shares = outcomes.slice(1).map((outcome) => build.column(`${outcome} at ${at}`, 'nonnegative'));
    const money = ruleTransfers === undefined ? [] : agents.map(({ name }) => build.column(`money to ${name} at ${at}`, 'free'));
    build.row(`lottery at ${at}`, shares.map((column): Term => [column, ONE]), '<=', ONE);
    return { shares, money };
  });
}

function programOf({ model }: RuleSet, domain: Reports, sides: readonly Side[]): RewardProgram {
  const build = new ProgramBuilder('maximise');
  const margin = build.column('margin', 'free');
  const columns = columnsOf(model, domain, build);
  const rows = sides.map(({ agent, type, belief, reports, bound, way, strict }, k) => {
    const terms = new Map<number, Rational>();
    const add = (column: number, value: Rational): void => void terms.set(column, (terms.get(column) ?? ZERO).add(value));
    let rest = bound;
    belief.forEach((probability, others) => {
      if (isZero(probability)) return;
      const truth = joinProfile(model.profiles, agent, type, others);
      const at = columns[reports(truth)]!;
      const worth = (outcome: number): Rational => probability.mul(model.payoffs[agent]![outcome]![truth]!);
      if ('lottery' in at) {
        const paid = rest.sub(probability.mul(at.money[agent]!));
        rest = at.lottery.reduce((left, share, outcome) => left.sub(share.mul(worth(outcome))), paid);
        return;
      }
      at.shares.forEach((column, outcome) => add(column, worth(outcome + 1)));
      if (at.money.length > 0) add(at.money[agent]!, probability);
    });
    const less = way === 'less';
    return build.row(`side ${k}`, [...terms, ...(strict ? [[margin, rational(less ? 1 : -1)] as const] : [])], less ? '<=' : '>=', rest);
  });
  build.row('margin', [[margin, ONE]], '<=', ONE);
  build.objective([[margin, ONE]]);
  const rewardOf = (primal: readonly Rational[]): RewardFunction => columns.map((at) => {
    if ('lottery' in at) return at;
    const rest = at.shares.map((column) => primal[column]!);
    return {
      lottery: [rest.reduce((left, share) => left.sub(share), ONE), ...rest],
      money: model.agents.map((_, agent) => (at.money.length > 0 ? primal[at.money[agent]!]! : ZERO)),
    };
  });
  return { program: build.program(), rewardOf, rows };
}

/** Reports with nothing settled that a member's outcome rests on. */
function* openReports(
  { model, beliefs }: RuleSet, { settled }: Reports, agents: readonly number[], types: readonly number[],
  reports: (profile: number) => number,
): Generator<number> {
  for (const [k, agent] of agents.entries()) {
    for (const belief of beliefs[agent]![types[k]!]!) {
      for (const [others, probability] of belief.entries()) {
        if (isZero(probability)) continue;
        const at = reports(joinProfile(model.profiles, agent, types[k]!, others));
        if (settled(at) === undefined) yield at;
      }
    }
  }
}

/**
 * Of hurdles that are not passed the one that leaves most of what was not spoken of before as it is: ways to pass it are the likeliest to
 * contradict what is asked already.
 */
function narrowest(
  set: RuleSet, domain: Reports, payoff: Payoff, hurdles: readonly Hurdle[], spoken: ReadonlySet<number>,
): Hurdle | undefined {
  let best: Hurdle | undefined;
  let least = Infinity;
  for (const hurdle of hurdles) {
    const open = new Set([...openReports(set, domain, hurdle.members, hurdle.types, hurdle.reports)].filter((at) => !spoken.has(at))).size;
    if (open >= least || passes(set, payoff, hurdle)) continue;
    [best, least] = [hurdle, open];
    if (open === 0) break;
  }
  return best;
}

/** A reward that the members wish for, of whom `eager` has strictly more, and that no hurdle refuses. */
export async function searchReward(
  set: RuleSet, domain: Reports, { coalition, types, bounds, reports }: Wish, eager: number, hurdles: readonly Hurdle[], solve: Solve,
): Promise<Found> {
  const wished = coalition.flatMap((agent, k) => set.beliefs[agent]![types[k]!]!.map((belief): Side =>
    ({ agent, type: types[k]!, belief, reports, bound: bounds[k]!, way: 'more', strict: agent === eager })));
  let branches = 0;
  const descend = async (sides: readonly Side[], spoken: ReadonlySet<number>): Promise<Found> => {
    if (++branches > BRANCHES_MAX) return 'undecided';
    const { program, rewardOf, rows } = programOf(set, domain, sides);
    const solution = await solve(program);
    if (solution.status === 'undecided' || solution.status === 'unbounded') return 'undecided';
    const refused = (multipliers: readonly Rational[]): Found => ({ refusal: { multipliers: rows.map((row) => multipliers[row]!.abs()) } });
    if (solution.status === 'infeasible') return refused(solution.farkas);
    if (sign(solution.objective) <= 0) return refused(solution.dual);
    const reward = rewardOf(solution.primal);
    const payoff = payoffOf(set.model, reward);
    const open = narrowest(set, domain, payoff, hurdles, spoken);
    if (open === undefined) return { reward };
    const known = new Set([...spoken, ...openReports(set, domain, open.members, open.types, open.reports)]);
    const refusals: Refusal[] = [];
    let undecided = false;
    for (const way of waysOf(set, open)) {
      const found = await descend([...sides, ...way], known);
      if (found === 'undecided') undecided = true;
      else if ('reward' in found) return found;
      else refusals.push(found.refusal);
    }
    return undecided ? 'undecided' : { refusal: { hurdle: open, ways: refusals } };
  };
  return descend(wished, new Set(openReports(set, domain, coalition, types, reports)));
}
