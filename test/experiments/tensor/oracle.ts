/**
 * The general path again, alternative by alternative and profile by profile in double precision: what tests hold the
 * tensor ops against. Written from the definitions; shares with the path only where words are drawn.
 */
import { threefry2x32 } from '../../../kernels/threefry/threefry.ts';
import type { SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../../../src/mechanism/mechanism.ts';
import { profileBlockKey } from '../../../kernels/threefry/threefry.ts';
import { innerStream } from '../../../src/experiments/tensor/draws.ts';

export type Stream = { readonly k0: number; readonly k1: number };
export type Values = readonly (readonly number[])[];

/** Users' functions of tensors, again as plain functions. */
export interface Twin {
  readonly problem: SocialChoiceProblem;
  readonly values?: (signals: readonly number[]) => Values;
  readonly rule?: (values: Values, signals: readonly number[]) => readonly number[];
  readonly transfer?: (values: Values, signals: readonly number[], probabilities: readonly number[]) => readonly number[];
}

export const total = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0);
export const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

/** Draw d of a profile as a probability. */
export function chanceOf(stream: Stream, profile: number, d: number): number {
  return (threefry2x32(profileBlockKey(stream, Math.floor(profile / 2 ** 32)), [profile % 2 ** 32, d >> 1])[d & 1]! + 0.5) / 2 ** 32;
}

/** Independent signals of everyone but `except`, whose coordinates are NaN. */
export function drawSignals({ signals }: SocialChoiceProblem, stream: Stream, profile: number, except?: number): number[] {
  let draw = 0;
  return signals.map(({ owner, law }) => (owner === except ? NaN : law.quantile(chanceOf(stream, profile, draw++))));
}

export function withSignal({ signals }: SocialChoiceProblem, profile: readonly number[], agent: number, own: readonly number[]): number[] {
  let at = 0;
  return signals.map(({ owner }, d) => (owner === agent ? own[at++]! : profile[d]!));
}

export function valuesAt({ problem, values }: Twin, signals: readonly number[]): Values {
  const { valuations } = problem;
  if (valuations.kind === 'general') return values!(signals);
  return valuations.constants.map((row, i) => row.map((constant, k) => constant + total(valuations.coefficients[i]![k]!.map((a, d) => a * signals[d]!))));
}

const firstLargest = (numbers: readonly number[]): number[] => {
  const best = numbers.indexOf(Math.max(...numbers));
  return numbers.map((_, k) => (k === best ? 1 : 0));
};

const weightsOf = (rule: ChoiceRule, agents: number): readonly number[] => (rule.kind === 'affine-maximizer' ? rule.weights : range(agents).map(() => 1));
const bonusesOf = (rule: ChoiceRule, alternatives: number): readonly number[] => (rule.kind === 'affine-maximizer' ? rule.bonuses : range(alternatives).map(() => 0));

export function probabilitiesAt(twin: Twin, rule: ChoiceRule, values: Values, signals: readonly number[]): readonly number[] {
  const alternatives = range(values[0]!.length);
  switch (rule.kind) {
    case 'efficient':
    case 'affine-maximizer': {
      const [weights, bonuses] = [weightsOf(rule, values.length), bonusesOf(rule, alternatives.length)];
      return firstLargest(alternatives.map((k) => bonuses[k]! + total(values.map((row, i) => weights[i]! * row[k]!))));
    }
    case 'dictatorial':
      return firstLargest(values[rule.dictator]!);
    case 'posted-price': {
      const trade = values[1]![1]! - values[1]![0]! > rule.price && values[0]![0]! - values[0]![1]! < rule.price;
      return trade ? [0, 1] : [1, 0];
    }
    case 'mixture': {
      const [p, q] = [probabilitiesAt(twin, rule.rule, values, signals), probabilitiesAt(twin, rule.other, values, signals)];
      return alternatives.map((k) => (1 - rule.share) * p[k]! + rule.share * q[k]!);
    }
    case 'general':
      return twin.rule!(values, signals);
  }
}

const bidsFor = ({ problem }: Twin, { strategies }: Mechanism, signals: readonly number[]): readonly number[] =>
  strategies ? signals.map((signal, d) => strategies[problem.signals[d]!.owner]!.bid(signal)) : signals;

/** Values and probabilities as the mechanism sees them. */
export function outcomeAt(twin: Twin, mechanism: Mechanism, signals: readonly number[]): { acted: readonly number[]; values: Values; probabilities: readonly number[] } {
  const acted = bidsFor(twin, mechanism, signals);
  const values = valuesAt(twin, acted);
  return { acted, values, probabilities: probabilitiesAt(twin, mechanism.rule, values, acted) };
}

const dot = (p: readonly number[], v: readonly number[]): number => total(p.map((x, k) => x * v[k]!));

/** [K] others' weighted welfare over the own weight. */
export function othersWelfare(rule: ChoiceRule, values: Values, agent: number): number[] {
  const weights = weightsOf(rule, values.length);
  const bonuses = bonusesOf(rule, values[0]!.length);
  return range(values[0]!.length).map((k) => (bonuses[k]! + total(values.map((row, j) => (j === agent ? 0 : weights[j]! * row[k]!)))) / weights[agent]!);
}

/** Terms of a transfer that are expectations: given by the experiment. */
export interface Inner {
  externality(agent: number, signals: readonly number[]): number;
  utility(base: Mechanism, agent: number, signals: readonly number[]): number;
}

export function transferAt(twin: Twin, mechanism: Mechanism, agent: number, signals: readonly number[], inner: Inner): number {
  const { transfers: scheme, rule } = mechanism;
  const { problem } = twin;
  const { acted, values, probabilities } = outcomeAt(twin, mechanism, signals);
  const own = dot(probabilities, valuesAt(twin, signals)[agent]!);
  const vcg = (outcome: { values: Values; probabilities: readonly number[] }): number => {
    const others = othersWelfare(rule, outcome.values, agent);
    return dot(outcome.probabilities, others) - Math.max(...others);
  };
  switch (scheme.kind) {
    case 'none': return 0;
    case 'groves': return dot(probabilities, othersWelfare(rule, values, agent));
    case 'vcg': return vcg({ values, probabilities });
    case 'first-price': return -dot(probabilities, values[agent]!);
    case 'all-pay': return -Math.max(...values[agent]!);
    case 'posted-price': return probabilities[1]! * (agent === 0 ? scheme.price : -scheme.price);
    case 'general': return twin.transfer!(values, acted, probabilities)[agent]!;
    case 'full-insurance': return inner.utility(scheme.base, agent, signals) - own;
    case 'insured-table': return tableAt(scheme.utility[agent]!, problem, agent, signals) - own;
    case 'expected-externality':
      return total(range(problem.agents.length).map((j) => inner.externality(j, signals) * (j === agent ? 1 : -1 / (problem.agents.length - 1))));
    case 'modified-vcg': {
      const raised = signals.map((signal, d) => (problem.signals[d]!.owner === agent && !isRelevant(problem, scheme, d) ? problem.signals[d]!.law.support[1] : signal));
      const there = outcomeAt(twin, mechanism, raised);
      return vcg(there) + dot(there.probabilities, valuesAt(twin, signals)[agent]!) - own;
    }
    case 'weak-congruence': return congruentTransfer(twin, mechanism, agent, signals);
    case 'monotone-repair': throw new Error('has no oracle');
  }
}

function isRelevant({ valuations, signals }: SocialChoiceProblem, { relevant }: Extract<TransferScheme, { kind: 'modified-vcg' }>, d: number): boolean {
  if (relevant) return relevant[d]!;
  if (valuations.kind !== 'linear') return true;
  return valuations.coefficients[signals[d]!.owner]!.some((row) => row[d] !== 0);
}

function tableAt(table: readonly number[], { signals }: SocialChoiceProblem, agent: number, profile: readonly number[]): number {
  const d = signals.findIndex(({ owner }) => owner === agent);
  const [low, high] = signals[d]!.law.support;
  const step = (high - low) / (table.length - 1);
  const left = Math.min(table.length - 2, Math.floor((profile[d]! - low) / step));
  return table[left]! + ((profile[d]! - low) / step - left) * (table[left + 1]! - table[left]!);
}

/** JM01 (7.12) as it stands: changes of the others' values at the reports where the choice changes, found by halving. */
function congruentTransfer(twin: Twin, mechanism: Mechanism, agent: number, signals: readonly number[]): number {
  const d = twin.problem.signals.findIndex(({ owner }) => owner === agent);
  const at = (t: number): number[] => signals.map((signal, e) => (e === d ? t : signal));
  const choice = (t: number): number => outcomeAt(twin, mechanism, at(t)).probabilities.indexOf(1);
  const change = (from: number, to: number): number => {
    if (choice(from) === choice(to)) return 0;
    if (to - from < 1e-13) {
      const others = othersWelfare(mechanism.rule, valuesAt(twin, at(from)), agent);
      return others[choice(to)]! - others[choice(from)]!;
    }
    const middle = (from + to) / 2;
    return change(from, middle) + change(middle, to);
  };
  const low = twin.problem.signals[d]!.law.support[0];
  // The envelope's pieces are intervals, so a piece shorter than a step is not lost: its ends differ.
  return change(low, signals[d]!);
}

/** Inner terms of interim experiments, from their definition in interim-terms.ts. */
export function drawByDraw(twin: Twin, mechanism: Mechanism, agent: number, stream: Stream, profile: number): Inner {
  const inner: Inner = {
    externality(j, signals) {
      const where = j === agent ? signals : drawSignals(twin.problem, innerStream(stream, 1), profile);
      const { values, probabilities } = outcomeAt(twin, mechanism, where);
      return dot(probabilities, othersWelfare(mechanism.rule, values, j));
    },
    utility: (base, i, signals) => dot(outcomeAt(twin, base, signals).probabilities, valuesAt(twin, signals)[i]!) + transferAt(twin, base, i, signals, drawByDraw(twin, base, agent, stream, profile)),
  };
  return inner;
}

export interface OracleSums {
  readonly choices: number[][];
  readonly money: number[];
  readonly gain: number[][];
  readonly gainSquares: number[][];
  readonly truth: number[];
  readonly truthSquares: number[];
}

/** Sums as InterimSums defines them, over reports that are all pairs; `draw` gives the others' signals of a profile. */
export function interimOracle(twin: Twin, mechanism: Mechanism, agent: number, reports: readonly (readonly number[])[], groupSize: number, stream: Stream, first: number, count: number): OracleSums {
  const { problem } = twin;
  const square = (): number[][] => reports.map(() => reports.map(() => 0));
  const sums: OracleSums = { choices: reports.map(() => problem.alternatives.map(() => 0)), money: reports.map(() => 0), gain: square(), gainSquares: square(), truth: reports.map(() => 0), truthSquares: reports.map(() => 0) };
  for (let from = first; from < first + count; from += groupSize) {
    const payoff = square();
    for (let profile = from; profile < from + groupSize; profile++) {
      const others = drawSignals(problem, stream, profile, agent);
      reports.forEach((report, r) => {
        const reported = withSignal(problem, others, agent, report);
        const { probabilities } = outcomeAt(twin, mechanism, reported);
        const transfer = transferAt(twin, mechanism, agent, reported, drawByDraw(twin, mechanism, agent, stream, profile));
        probabilities.forEach((p, k) => (sums.choices[r]![k]! += p));
        reports.forEach((type, s) => {
          payoff[r]![s]! += (dot(probabilities, valuesAt(twin, withSignal(problem, others, agent, type))[agent]!) + transfer) / groupSize;
        });
        // What no own signal moves: the value at the first report less its own part, which every linear test has at zero.
        sums.money[r]! += dot(probabilities, valuesAt(twin, withSignal(problem, others, agent, report.map(() => 0)))[agent]!) + transfer;
      });
    }
    reports.forEach((_, s) => {
      const truth = payoff[s]![s]!;
      sums.truth[s]! += truth;
      sums.truthSquares[s]! += truth * truth;
      reports.forEach((_, r) => {
        const gain = payoff[r]![s]! - truth;
        sums.gain[r]![s]! += gain;
        sums.gainSquares[r]![s]! += gain * gain;
      });
    });
  }
  return sums;
}
