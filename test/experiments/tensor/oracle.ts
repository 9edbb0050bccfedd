/**
 * The general path again, alternative by alternative and profile by profile in double precision: what tests hold the
 * tensor ops against. Rules and transfers by the references in their own files; shares with the path only where words are drawn.
 */
import { threefry2x32 } from '../../../kernels/threefry/threefry.ts';
import type { SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import { factsOf, ruleOf, schemeOf, type ChoiceRule, type Mechanism } from '../../../src/mechanism/mechanism.ts';
import { othersWelfareAt } from '../../../src/mechanism/welfare-transfers.ts';
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
  return valuations.constants.map((row, i) => row.map((constant, k) => {
    const weights = valuations.coefficients[i]![k]!;
    let value = 0;
    for (let d = 0; d < weights.length; d++) value += weights[d]! * signals[d]!;
    return constant + value;
  }));
}

/** [K] by the rule's own reference. */
export function probabilitiesAt(twin: Twin, rule: ChoiceRule, values: Values, signals: readonly number[]): readonly number[] {
  return ruleOf(rule).reference(rule, {
    values, signals,
    probabilities: (other) => probabilitiesAt(twin, other as ChoiceRule, values, signals),
    ...(twin.rule && { user: twin.rule }),
  });
}

const bidsFor = ({ problem }: Twin, { strategies }: Mechanism, signals: readonly number[]): readonly number[] =>
  strategies ? signals.map((signal, d) => strategies[problem.signals[d]!.owner]!.bid(signal)) : signals;

/** Values and probabilities as the mechanism sees them. */
export function outcomeAt(twin: Twin, mechanism: Mechanism, signals: readonly number[]): {
  acted: readonly number[];
  values: Values;
  probabilities: readonly number[]
} {
  const acted = bidsFor(twin, mechanism, signals);
  const values = valuesAt(twin, acted);
  return { acted, values, probabilities: probabilitiesAt(twin, mechanism.rule, values, acted) };
}

export const dot = (p: readonly number[], v: readonly number[]): number => total(p.map((x, k) => x * v[k]!));

/** Terms of a transfer that are expectations: given by the experiment. */
export interface Inner {
  externality(agent: number, signals: readonly number[]): number;
  utility(base: Mechanism, agent: number, signals: readonly number[]): number;
}

const weighingOf = ({ problem }: Twin, { rule }: Mechanism) => factsOf(rule, problem.agents.length, problem.alternatives.length).counted;

/** By the scheme's own reference. */
export function transferAt(twin: Twin, mechanism: Mechanism, agent: number, signals: readonly number[], inner: Inner): number {
  const { transfers, rule } = mechanism;
  return schemeOf(transfers).reference!(transfers, {
    problem: twin.problem,
    signals,
    acted: bidsFor(twin, mechanism, signals),
    weighing: weighingOf(twin, mechanism),
    valuesAt: (at) => valuesAt(twin, at),
    probabilitiesAt: (acted) => probabilitiesAt(twin, rule, valuesAt(twin, acted), acted),
    externality: (j) => inner.externality(j, signals),
    utility: (base, i) => inner.utility(base as Mechanism, i, signals),
    ...(twin.transfer && { user: twin.transfer }),
  }, agent);
}

/** Inner terms of interim experiments, from their definition in interim-terms.ts. */
export function drawByDraw(twin: Twin, mechanism: Mechanism, agent: number, stream: Stream, profile: number): Inner {
  const inner: Inner = {
    externality(j, signals) {
      const where = j === agent ? signals : drawSignals(twin.problem, innerStream(stream, 1), profile);
      const { values, probabilities } = outcomeAt(twin, mechanism, where);
      return dot(probabilities, othersWelfareAt(weighingOf(twin, mechanism), values, j));
    },
    utility: (base, i, signals) =>
      dot(
        outcomeAt(twin, base, signals).probabilities, valuesAt(twin, signals)[i]!,
      ) + transferAt(twin, base, i, signals, drawByDraw(twin, base, agent, stream, profile)),
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
export function interimOracle(
  twin: Twin,
  mechanism: Mechanism,
  agent: number,
  reports: readonly (readonly number[])[],
  groupSize: number,
  stream: Stream,
  first: number,
  count: number,
): OracleSums {
  const { problem } = twin;
  const square = (): number[][] => reports.map(() => reports.map(() => 0));
  const sums: OracleSums = {
    choices: reports.map(() => problem.alternatives.map(() => 0)), money: reports.map(() => 0), gain: square(), gainSquares: square(),
    truth: reports.map(() => 0), truthSquares: reports.map(() => 0),
  };
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
