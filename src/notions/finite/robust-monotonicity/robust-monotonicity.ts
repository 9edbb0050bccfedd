/**
 * Robust coalitional and robust strong monotonicity (Guo18 Definition 2.4.4, section 2.6), and what full implementation needs.
 *
 * A deception β gives every type the reports it may send; it is unacceptable where some of its reports change f. Some coalition has
 * to object: whatever its members believe of those outside, among types whose reports β explains, a reward of the robust reward set
 * makes all of them better off than f at the reports does.
 *
 * `every-pair` is the definition as printed: at every pair (θ*, θ') with f(θ*) ≠ f(θ') some coalition of types θ*_S objects. A larger
 * deception leaves more to conjecture, so the one that allows every report decides. `some-pair` asks that some types of some
 * coalition object to every unacceptable deception (Bergemann and Morris 2011 for singletons): what not being an equilibrium means.
 * Objections to a deception are objections to every smaller one, so reports objected to are taken out until f cannot change any
 * more; where a coalition objects together, each of its members in turn.
 *
 * For several members "for any distributions there is a reward" is decided by one reward for all distributions (yes), or by point
 * beliefs with which there is none (no); in between it is undecided. For one member without larger coalitions the two are one (minimax).
 */
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { outsiders, partialProfiles, typesIn, type PartialProfile } from '../../../environment/finite/profiles.ts';
import { solveProgram, type Solve } from '../../../programs/solve.ts';
import { findReward, type Reward, type RewardSetting, type Wish } from './reward.ts';

export type Reading = 'every-pair' | 'some-pair';

export interface MonotonicityQuestion extends RewardSetting {
  readonly reading: Reading;
  /** Coalitions that may object; robust strong monotonicity: singletons alone. */
  readonly objecting: readonly (readonly number[])[];
}

/** A lie to which nobody objects, with a deception that allows it. */
export interface Unopposed {
  readonly truth: number;
  readonly report: number;
  readonly deception: Deception;
}

/** A coalition that objects to a lie: for every conjecture of its members, reports outside by member, a reward. */
export interface Objection {
  readonly truth: number;
  readonly report: number;
  readonly coalition: readonly number[];
  /** Conjectures as offsets. */
  readonly answers: readonly { readonly conjectures: readonly number[]; readonly reward: Reward }[];
}

export type MonotonicityAnswer =
  /** An objection to every lie that changes the outcome, where there is one to each. */
  | { readonly verdict: 'yes'; readonly objections?: readonly Objection[] }
  | { readonly verdict: 'no'; readonly unopposed: Unopposed }
  | { readonly verdict: 'undecided'; readonly reason: string };

/** `[agent][type][report]`: whether the report is allowed. */
export type Deception = readonly (readonly (readonly boolean[])[])[];

type Objects = 'yes' | 'no' | 'undecided';

/** Combinations of conjectures beyond which a coalition's objection is not decided. */
const CONJECTURES_MAX = 5_000;

const allReports = ({ agents }: FiniteModel): Deception => agents.map(({ types }) => types.map(() => types.map(() => true)));

const without = (deception: Deception, agent: number, type: number, report: number): Deception =>
  deception.map((rows, i) => rows.map((row, t) => row.map((allowed, r) => allowed && !(i === agent && t === type && r === report))));

/** Offsets of outsiders' reports that the deception can bring about, each with the types that may send it. */
function conjectures({ profiles }: FiniteModel, coalition: readonly number[], deception: Deception): Omit<Wish, 'agent'>[] {
  const outside = outsiders(profiles, coalition);
  const all = partialProfiles(profiles, outside);
  const sends = (truth: PartialProfile, report: PartialProfile): boolean =>
    outside.every((agent, k) => deception[agent]![truth.types[k]!]![report.types[k]!]!);
  const senders = (report: PartialProfile): number[] => all.filter((truth) => sends(truth, report)).map(({ offset }) => offset);
  return all.map((report) => ({ conjecture: report.offset, truths: senders(report) })).filter(({ truths }) => truths.length > 0);
}

/** Every way to pick one of the options for each of `count` members. */
function* picks<T>(options: readonly T[], count: number): Generator<T[]> {
  if (count === 0) return void (yield []);
  for (const first of options) for (const rest of picks(options, count - 1)) yield [first, ...rest];
}

/** Whether the coalition, of types θ*_S and to report θ', objects whatever it conjectures under the deception; `kept` gets its rewards. */
async function objects(
  question: MonotonicityQuestion, coalition: readonly number[], truth: number, report: number, deception: Deception, simple = false,
  kept: Objection['answers'][number][] = [],
): Promise<Objects> {
  const { model } = question;
  const part = (profile: number, agents: readonly number[]): number => {
    const types = typesIn(model.profiles, profile);
    return agents.reduce((offset, agent) => offset + types[agent]! * model.profiles.strides[agent]!, 0);
  };
  const head = {
    coalition, truth: part(truth, coalition), report: part(report, coalition),
    others: part(report, outsiders(model.profiles, coalition)),
  };
  const options = conjectures(model, coalition, deception);
  if (options.length ** coalition.length > CONJECTURES_MAX) return 'undecided';
  let settled: Objects = 'yes';
  for (const chosen of picks(options, coalition.length)) {
    const wishes = chosen.map((wish, k): Wish => ({ agent: coalition[k]!, ...wish }));
    const answer = await findReward(question, { ...head, wishes }, simple);
    if (answer.found === 'yes') {
      kept.push({ conjectures: chosen.map(({ conjecture }) => conjecture), reward: answer.reward });
      continue;
    }
    if (simple) return 'undecided';
    if (answer.found === 'undecided') { settled = 'undecided'; continue; }
    // One reward for all beliefs there is not; with one member and no larger coalition the two are one.
    if (coalition.length === 1 && question.pattern.every((other) => other.length === 1 || !other.includes(coalition[0]!))) return 'no';
    if (wishes.every(({ truths }) => truths.length === 1)) return 'no';
    if (await somePointBeliefs(question, head, wishes)) return 'no';
    settled = 'undecided';
  }
  return settled;
}

/** Whether some point beliefs leave the coalition without a reward. */
async function somePointBeliefs(
  question: MonotonicityQuestion, head: Omit<Parameters<typeof findReward>[1], 'wishes'>, wishes: readonly Wish[],
): Promise<boolean> {
  const descend = async (k: number, chosen: readonly Wish[]): Promise<boolean> => {
    if (k === wishes.length) return (await findReward(question, { ...head, wishes: chosen })).found === 'no';
    for (const truth of wishes[k]!.truths) if (await descend(k + 1, [...chosen, { ...wishes[k]!, truths: [truth] }])) return true;
    return false;
  };
  return descend(0, []);
}

const OPEN = 'a coalition objects under some of the beliefs tried, and no one reward found does for all; leave types '
  + 'or coalitions out of the file to ask about fewer';

const sameConsequence = ({ rule }: RewardSetting, a: number, b: number): boolean =>
  (['lottery', 'money'] as const).every((part) => rule[a]![part].every((value, k) => value.equals(rule[b]![part][k]!)));

/** Pairs of profiles (θ*, θ') that the deception allows. */
function* pairsOf({ profiles }: FiniteModel, deception: Deception): Generator<readonly [truth: number, report: number]> {
  for (let truth = 0; truth < profiles.size; truth++) {
    for (let report = 0; report < profiles.size; report++) {
      const sent = typesIn(profiles, report);
      if (typesIn(profiles, truth).every((type, agent) => deception[agent]![type]![sent[agent]!]!)) yield [truth, report];
    }
  }
}

async function everyPair(question: MonotonicityQuestion): Promise<MonotonicityAnswer> {
  const { model, objecting } = question;
  const deception = allReports(model);
  let open = false;
  const objections: Objection[] = [];
  for (const [truth, report] of pairsOf(model, deception)) {
    if (sameConsequence(question, truth, report)) continue;
    const answers: Objects[] = [];
    // Rewards at hand first, which need no program.
    for (const simple of [true, false]) {
      for (const coalition of objecting) {
        if (answers.at(-1) === 'yes') break;
        const kept: Objection['answers'][number][] = [];
        const answer = await objects(question, coalition, truth, report, deception, simple, kept);
        if (!simple || answer === 'yes') answers.push(answer);
        if (answer === 'yes') objections.push({ truth, report, coalition, answers: kept });
      }
    }
    if (answers.at(-1) === 'yes') continue;
    if (answers.every((answer) => answer === 'no')) return { verdict: 'no', unopposed: { truth, report, deception } };
    open = true;
  }
  return open ? { verdict: 'undecided', reason: OPEN } : { verdict: 'yes', objections };
}

async function somePair(question: MonotonicityQuestion): Promise<MonotonicityAnswer> {
  // What objects at every pair objects at some.
  if ((await everyPair(question)).verdict === 'yes') return { verdict: 'yes' };
  const { model, objecting } = question;
  const settle = async (deception: Deception): Promise<MonotonicityAnswer> => {
    const pairs = [...pairsOf(model, deception)];
    const changed = pairs.find(([truth, report]) => !sameConsequence(question, truth, report));
    if (changed === undefined) return { verdict: 'yes' };
    let undecided = false;
    const tried = new Set<string>();
    for (const coalition of objecting) {
      for (const [truth, report] of pairs) {
        const [types, sent] = [typesIn(model.profiles, truth), typesIn(model.profiles, report)];
        const larger = question.pattern.some((other) => other.length > coalition.length && coalition.every((one) => other.includes(one)));
        const key = `${coalition.join()}|${coalition.map((agent) => `${types[agent]},${sent[agent]}`).join()}|${larger ? report : ''}`;
        if (tried.has(key)) continue;
        tried.add(key);
        const answer = await objects(question, coalition, truth, report, deception);
        undecided ||= answer === 'undecided';
        if (answer !== 'yes') continue;
        // A deception without objections cannot hold the whole lie: some member's part of it has to go.
        let left: MonotonicityAnswer = { verdict: 'yes' };
        for (const agent of coalition) {
          left = await settle(without(deception, agent, types[agent]!, sent[agent]!));
          if (left.verdict !== 'yes') return left;
        }
        return left;
      }
    }
    if (undecided) return { verdict: 'undecided', reason: OPEN };
    return { verdict: 'no', unopposed: { truth: changed[0], report: changed[1], deception } };
  };
  return settle(allReports(model));
}

/** Programs of a whole question beyond which what is left is undecided. */
const PROGRAMS_MAX = 250;
const TOO_MANY = `lies and rewards take more than ${PROGRAMS_MAX} programs; leave types, agents or coalitions out of the file`;

/** Whether the rule is monotonic in the reading asked, and else a lie that nobody opposes. */
export function robustMonotonicity(question: MonotonicityQuestion): Promise<MonotonicityAnswer> {
  const solver = question.solve ?? solveProgram;
  let programs = 0;
  const solve: Solve = async (program) =>
    (++programs > PROGRAMS_MAX ? { status: 'undecided', reason: TOO_MANY } : solver(program));
  return question.reading === 'every-pair' ? everyPair({ ...question, solve }) : somePair({ ...question, solve });
}
