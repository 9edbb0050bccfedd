/**
 * Reward functions (Guo18 section 2.4.2). A coalition S of types θ*_S that is expected to report θ'_S proposes y(θ_-S) in the place of
 * f(θ'_S, θ_-S). The robust reward set holds those y from which no coalition would profit where all tell the truth: for every larger
 * coalition that can form, reports θ' of its further members, and its types θ'', one member weakly prefers f whatever the types outside.
 * Which member is a choice, so the set is a union of polyhedra: it is looked through by branching, with a linear program at every step.
 */
import type { CoalitionPattern, FiniteModel } from '../../../environment/finite/environment.ts';
import { outsiders, partialProfiles, typesIn } from '../../../environment/finite/profiles.ts';
import type { Consequence } from '../../../mechanism/finite/social-choice-function.ts';
import { evaluateTerms, ProgramBuilder, type Term } from '../../../programs/program.ts';
import { isZero, ONE, rational, sign, ZERO, type Rational } from '../../../programs/rational.ts';
import { solveProgram, type Solve } from '../../../programs/solve.ts';

/** An environment, its rule with money, and which coalitions can form. */
export interface RewardSetting {
  readonly model: FiniteModel;
  /** f by profile. */
  readonly rule: readonly Consequence[];
  readonly pattern: CoalitionPattern;
  /** Whether rewards may hold money, of any amount. */
  readonly money: boolean;
  readonly solve?: Solve;
}

/** What one member has to gain: where those outside report `conjecture`, whichever of `truths` their types are (offsets). */
export interface Wish {
  readonly agent: number;
  readonly conjecture: number;
  readonly truths: readonly number[];
}

/** Offsets, so that they add up to profiles (`partialProfiles`). */
export interface RewardQuestion {
  readonly coalition: readonly number[];
  readonly truth: number;
  readonly report: number;
  /** The others' reports, of which the reward set depends on those of members of larger coalitions. */
  readonly others: number;
  readonly wishes: readonly Wish[];
}

/** y, by the offset of the outsiders' reports. */
export type Reward = ReadonlyMap<number, Consequence>;

export type RewardAnswer = { readonly found: 'yes'; readonly reward: Reward } | { readonly found: 'no' | 'undecided' };

/** Programs beyond which branching is given up. */
const PROGRAMS_MAX = 60;

/** One member of `members`, of types `types`, must not prefer y at any of the places. */
interface Hurdle {
  readonly members: readonly number[];
  readonly places: readonly { readonly profile: number; readonly point: number }[];
}

function hurdlesOf(
  { model: { profiles }, pattern }: RewardSetting, { coalition, others }: Pick<RewardQuestion, 'coalition' | 'others'>,
): Hurdle[] {
  const reports = typesIn(profiles, others);
  return pattern.filter((larger) => coalition.every((agent) => larger.includes(agent))).flatMap((members) => {
    const joined = members.filter((agent) => !coalition.includes(agent))
      .reduce((offset, agent) => offset + reports[agent]! * profiles.strides[agent]!, 0);
    const outside = partialProfiles(profiles, outsiders(profiles, members));
    return partialProfiles(profiles, members).map((types): Hurdle =>
      ({ members, places: outside.map(({ offset }) => ({ profile: types.offset + offset, point: joined + offset })) }));
  });
}

/** What a consequence is worth to the agent at a profile of true types. */
export const worth = ({ payoffs }: FiniteModel, { lottery, money }: Consequence, agent: number, profile: number): Rational =>
  lottery.reduce(
    (total, share, outcome) => (isZero(share) ? total : total.add(share.mul(payoffs[agent]![outcome]![profile]!))), money[agent]!,
  );

const passes = ({ model, rule }: RewardSetting, reward: Reward, { members, places }: Hurdle): boolean =>
  members.some((agent) => places.every(({ profile, point }) =>
    worth(model, reward.get(point)!, agent, profile).compare(worth(model, rule[profile]!, agent, profile)) <= 0));

const fulfils = ({ model, rule }: RewardSetting, reward: Reward, { truth, report, wishes }: RewardQuestion): boolean =>
  wishes.every(({ agent, conjecture, truths }) => truths.every((outside) => {
    const lied = worth(model, rule[report + conjecture]!, agent, truth + outside);
    return worth(model, reward.get(conjecture)!, agent, truth + outside).compare(lied) > 0;
  }));

/** y(θ_-S) = f(θ^_S, θ_-S): as if the coalition had reported otherwise. What Guo18 section 2.7 proposes is of this form. */
function otherReport(setting: RewardSetting, question: RewardQuestion, hurdles: readonly Hurdle[]): Reward | undefined {
  const { model: { profiles }, rule } = setting;
  const outside = partialProfiles(profiles, outsiders(profiles, question.coalition));
  for (const { offset } of partialProfiles(profiles, question.coalition)) {
    const reward = new Map(outside.map((place) => [place.offset, rule[offset + place.offset]!]));
    if (fulfils(setting, reward, question) && hurdles.every((hurdle) => passes(setting, reward, hurdle))) return reward;
  }
  return undefined;
}

/** Whether y, by profile of reports, is in the coalition's robust reward set at the reports. */
export function inRewardSet(setting: RewardSetting, y: readonly Consequence[], coalition: readonly number[], reports: number): boolean {
  const { profiles } = setting.model;
  const types = typesIn(profiles, reports);
  const own = coalition.reduce((offset, agent) => offset + types[agent]! * profiles.strides[agent]!, 0);
  const outside = partialProfiles(profiles, outsiders(profiles, coalition));
  const reward = new Map(outside.map(({ offset }) => [offset, y[own + offset]!]));
  return hurdlesOf(setting, { coalition, others: reports - own }).every((hurdle) => passes(setting, reward, hurdle));
}

/** A hurdle with the member that was chosen to pass it. */
type Choice = readonly [agent: number, hurdle: Hurdle];

/** The largest δ <= 1 by which all wishes are exceeded under the choices, as a program over y. */
function programOf(setting: RewardSetting, { coalition, truth, report, wishes }: RewardQuestion, choices: readonly Choice[]) {
  const { model, rule, money } = setting;
  const build = new ProgramBuilder('maximise');
  const margin = build.column('margin', 'free');
  const points = partialProfiles(model.profiles, outsiders(model.profiles, coalition)).map(({ offset }) => offset);
  const columns = new Map(points.map((point) => [point, {
    // The first outcome is worth 0 and takes what the others leave.
    shares: model.outcomes.map((outcome, k) => (k === 0 ? -1 : build.column(`${outcome} at ${point}`, 'nonnegative'))),
    money: money ? model.agents.map(({ name }) => build.column(`money to ${name} at ${point}`, 'free')) : [],
  }]));
  const utility = (agent: number, point: number, profile: number, factor: Rational): Term[] => {
    const { shares, money: moneys } = columns.get(point)!;
    const terms = shares.slice(1).map((column, k): Term => [column, model.payoffs[agent]![k + 1]![profile]!.mul(factor)]);
    return moneys.length === 0 ? terms : [...terms, [moneys[agent]!, factor]];
  };
  for (const point of points)
    build.row(`lottery at ${point}`, columns.get(point)!.shares.slice(1).map((column): Term => [column, ONE]), '<=', ONE);
  for (const { agent, conjecture, truths } of wishes) {
    for (const outside of truths) {
      const lied = worth(model, rule[report + conjecture]!, agent, truth + outside);
      build.row(`wish of ${agent} at ${conjecture} of ${outside}`,
        [...utility(agent, conjecture, truth + outside, ONE), [margin, rational(-1)]], '>=', lied);
    }
  }
  choices.forEach(([agent, { places }], k) => places.forEach(({ profile, point }) => {
    const truthful = worth(model, rule[profile]!, agent, profile);
    build.row(`choice ${k} at ${profile}, ${point}`, utility(agent, point, profile, ONE), '<=', truthful);
  }));
  build.row('margin', [[margin, ONE]], '<=', ONE);
  build.objective([[margin, ONE]]);
  const rewardOf = (primal: readonly Rational[]): Reward => new Map(points.map((point) => {
    const { shares, money: moneys } = columns.get(point)!;
    const rest = shares.slice(1).map((column) => primal[column]!);
    const first = rest.reduce((left, share) => left.sub(share), ONE);
    const paid = model.agents.map((_, agent) => (moneys.length === 0 ? ZERO : primal[moneys[agent]!]!));
    return [point, { lottery: [first, ...rest], money: paid }];
  }));
  return { program: build.program(), rewardOf };
}

/**
 * A reward that fulfils all wishes at once, whatever the true types among those conjectured; or that there is none. `simple`: only
 * rewards as if the coalition had reported otherwise are tried, without programs.
 */
export async function findReward(setting: RewardSetting, question: RewardQuestion, simple = false): Promise<RewardAnswer> {
  const hurdles = hurdlesOf(setting, question);
  const reported = otherReport(setting, question, hurdles);
  if (reported !== undefined) return { found: 'yes', reward: reported };
  if (simple) return { found: 'undecided' };
  // With one member to choose there is no choice.
  const forced = hurdles.filter(({ members }) => members.length === 1).map((hurdle): Choice => [hurdle.members[0]!, hurdle]);
  let programs = 0;
  const search = async (choices: readonly Choice[]): Promise<RewardAnswer> => {
    if (++programs > PROGRAMS_MAX) return { found: 'undecided' };
    const { program, rewardOf } = programOf(setting, question, choices);
    const solution = await (setting.solve ?? solveProgram)(program);
    if (solution.status === 'undecided') return { found: 'undecided' };
    if (solution.status !== 'optimal' || sign(evaluateTerms(program.objective, solution.primal)) <= 0) return { found: 'no' };
    const reward = rewardOf(solution.primal);
    const open = hurdles.find((hurdle) => !passes(setting, reward, hurdle));
    if (open === undefined) return { found: 'yes', reward };
    let undecided = false;
    for (const agent of open.members) {
      const found = await search([...choices, [agent, open]]);
      if (found.found === 'yes') return found;
      undecided ||= found.found === 'undecided';
    }
    return { found: undecided ? 'undecided' : 'no' };
  };
  return search(forced);
}
