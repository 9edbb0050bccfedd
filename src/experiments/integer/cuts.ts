/**
 * Where it makes no difference how high an opponent's signal is. For one object with private values, the efficient rule, and
 * transfers that depend on the others through what the agent must beat: an opponent above everything that the agent may report wins
 * whatever she reports, and she is paid nothing for it. So a support much wider than her own costs no digits.
 */
import type { LinearValuations, SocialChoiceProblem } from '../../environment/social-choice.ts';
import { isPrivate } from '../../environment/linear-values.ts';
import { isSingleObject } from '../../mechanism/checks.ts';
import type { InterimQuestion } from '../interim-sums.ts';
import { isPlain, type InterimPlan } from './plan.ts';

/** Share of the way from the opponent's lowest value by which the cut lies beyond the agent's highest. */
const MARGIN = 1 / 64;

/** For each of the coordinates `drawn`: no signal above this makes a difference; Infinity where that is not known. */
export function cutsOf(
  problem: SocialChoiceProblem, { main, base }: InterimPlan, { agent }: InterimQuestion, drawn: readonly number[],
): number[] {
  const cores = base ? [main, base] : [main];
  if (!isSingleObject(problem) || !isPrivate(problem) || !cores.every((core) => isPlain(core) && core.transfer !== 'groves')) {
    return drawn.map(() => Infinity);
  }
  const { coefficients, constants } = problem.valuations as LinearValuations;
  const won = (i: number): number => coefficients[i]!.findIndex((row, k) => row.some((x) => x !== 0) || constants[i]![k] !== 0);
  const mine = won(agent);
  const owned = problem.signals.flatMap(({ owner }, d) => (owner === agent ? [d] : []));
  const top = cores.reduce(
    (most, { acted }) =>
      acted.reduce(
        (best, signal) =>
          Math.max(best, owned.reduce((sum, d, c) => sum + coefficients[agent]![mine]![d]! * signal[c]!, constants[agent]![mine]!)),
        most,
      ),
    -Infinity,
  );
  return drawn.map((d) => {
    const { owner, law } = problem.signals[d]!;
    const theirs = won(owner);
    const slope = coefficients[owner]![theirs]![d]!;
    const alone = problem.signals.filter((signal) => signal.owner === owner).length === 1;
    if (!alone || !(slope > 0)) return Infinity;
    const beaten = (top - constants[owner]![theirs]!) / slope;
    const [low] = law.support;
    return beaten > low ? beaten + (beaten - low) * MARGIN : Infinity;
  });
}
