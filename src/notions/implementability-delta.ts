/**
 * The ambiguity that a rule needs, whatever the transfers, where it either serves an agent of one signal or does not and service is
 * worth more to higher types: with A(t) the event that t is served,
 *     max over F of F(A(t)) >= min over F of F(A(s))   for all s < t                               (Song22 (4))
 * is necessary; and sufficient, since full insurance with the marginal utility sup over s <= t of min_F F(A(s)) then works.
 *
 * implementabilityDeltaOnLadder: from reach. implementabilityDeltaByQuadrature: without sampling (implementability-delta/quadrature.ts).
 * With min and max from reach (ambiguity-premium/reach.ts) the condition is min F(served | s) + min F(unserved | t) <= 1.
 */
import type { Metric } from '../beliefs/belief-set.ts';
import type { InterimQuestion } from '../experiments/interim-sums.ts';
import type { ReachSums } from '../experiments/reach-sums.ts';
import type { Pair } from './certified.ts';
import { deltaStarOnLadder, witnessesIn, type DeltaStar } from './delta-star.ts';
import type { GainsUnder } from './ambiguous-gain.ts';
import { reachPremium } from './ambiguity-premium/reach.ts';

export { implementabilityDeltaByQuadrature, winningAlternatives } from './implementability-delta/quadrature.ts';



export interface ImplementabilityOptions {
  readonly sums: ReachSums;
  readonly metric: Metric;
  readonly deltas: readonly number[];
  readonly alpha: number;
  /** Class of being served, of two. */
  readonly served: 0 | 1;
}

/** `report` names s and `type` names t: by how much the condition fails. Reports must increase. */
function shortfalls({ sums, metric, deltas, alpha, served }: ImplementabilityOptions): GainsUnder {
  const { reports, agent } = sums.question;
  const indicator = (of: number): number[] => [0, 1].map((c) => (c === of ? 1 : 0));
  const [SERVED, UNSERVED] = [0, 1];
  const rise = (_report: number, which: number): number[] => indicator(which === SERVED ? served : 1 - served);
  // One pair is two events.
  const [shared, alone] = [alpha, alpha / 2].map((part) => reachPremium({ sums, rise, metric, alpha: part, deltas }));
  const question: InterimQuestion = { agent, reports, paired: reports.map((_, r) => r), groupSize: 1, line: true };
  const both = ({ report, type }: Pair, d: number, side: 'estimate' | 'upper'): number =>
    shared!.worst(report, SERVED!, d)[side] + shared!.worst(type, UNSERVED!, d)[side] - 1;
  return {
    question, deltas, slack: 0,
    lies: reports.flatMap((_s, report) => reports.flatMap((_t, type) => (report < type ? [{ report, type }] : []))),
    bayesian: ({ report, type }) => chosen(sums, report, served) - chosen(sums, type, served),
    estimate: (pair, d) => both(pair, d, 'estimate'),
    standardError: () => 1 / Math.sqrt(sums.profiles),
    upper: (pair, d) => both(pair, d, 'upper'),
    lower: ({ report, type }, d) => alone!.worst(report, SERVED!, d).lower + alone!.worst(type, UNSERVED!, d).lower - 1,
  };
}

const chosen = ({ inner, profiles }: ReachSums, report: number, of: number): number =>
  inner[0]![report]!.reduce((sum, one) => (one.chosen === of ? sum + one.count : sum), 0) / profiles;

/** `pilot`: an independent sample, which names the pair. */
export function implementabilityDeltaOnLadder(options: ImplementabilityOptions, pilot: ReachSums): DeltaStar {
  const deltas = options.metric === 'prokhorov' ? pilot.question.radii : options.deltas;
  return deltaStarOnLadder(shortfalls(options), witnessesIn(shortfalls({ ...options, sums: pilot, deltas })));
}
