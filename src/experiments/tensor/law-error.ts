/**
 * How far means on the general path may be from those under the true laws: a signal is the quantile of the middle of one of 2^32 equal
 * parts of [0, 1], rounded to float32, and a law without an end is cut.
 *
 * One signal at a time, sup |F_drawn - F| is at most 2^-32, what the quantile leaves, what lies beyond, and the largest probability within
 * a float32's rounding. Along a signal the choice changes at most K - 1 times for linear values, and between changes payoffs rise or fall:
 * the same is taken for granted of values given as functions. So a mean moves by a share of its range as in integer/law-error.ts. Where
 * signals depend on each other, what lies near such a change is that of conditional-share.ts.
 */
import { coordinatesOf, othersCoordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { insuredMechanism, schemeOf, type Mechanism } from '../../mechanism/mechanism.ts';
import type { InterimQuestion, InterimSums } from '../interim-sums.ts';
import type { Dependence } from '../../distributions/dependence.ts';
import { massBetween, type Distribution } from '../../distributions/distribution.ts';
import { outside } from '../../distributions/unbounded.ts';
import { nearPlace, type OwnChances } from './conditional-share.ts';
import { BRACKETS, TOLERANCE } from './quantile.ts';

const WORD = 2 ** -32;
const FLOAT32 = 2 ** -24;
/** Places at which a law's density is looked at, beside its knots. */
const PLACES = 1024;

const known = new WeakMap<Distribution, number>();

/** Bound on sup |F_drawn - F|, but for the places between those that are looked at. */
function distanceOf(law: Distribution): number {
  const kept = known.get(law);
  if (kept !== undefined) return kept;
  const at = [...Array.from({ length: PLACES - 1 }, (_, j) => law.quantile((j + 1) / PLACES)), ...(law.knots ?? []), ...law.support];
  const rounded = at.reduce((most, x) => {
    const by = 2 * FLOAT32 * Math.abs(x) + (law.grain ?? 0);
    return Math.max(most, massBetween(law, x - by, x + by));
  }, 0);
  const distance = WORD + TOLERANCE / BRACKETS + rounded + outside(law).mass;
  known.set(law, distance);
  return distance;
}

const correlationsOf = (dependence: Dependence): unknown =>
  (dependence.kind === 'gaussian-copula' ? dependence.correlations : undefined);

/** Words that move a signal, or one that does twice: those of a common factor move every signal. */
export const wordsMoved = (dependence: Dependence | undefined): number =>
  (dependence === undefined || Array.isArray(correlationsOf(dependence)) ? 1 : dependence.kind === 'clayton' ? 3 : 2);

/**
 * As a share of the range of a payoff or a gain: `pieces` choices make it. `given`: own signals that the others are drawn given, each in
 * turn, where signals depend on each other; near an end of a law they make the others' far more crowded than their laws are.
 */
export function tensorLawShare(
  problem: SocialChoiceProblem,
  drawn: readonly number[],
  pieces: number,
  given: readonly OwnChances[] = [{ coordinates: [], chances: [] }],
): number {
  const { signals, alternatives, dependence } = problem;
  const slopes = 2 * pieces * (alternatives.length - 1) + 1;
  const words = wordsMoved(dependence);
  return Math.min(1, drawn.reduce((sum, d) => {
    const { law } = signals[d]!;
    const { mass, above, below } = outside(law);
    const [low, high] = law.support;
    const [moved, width] = [distanceOf(law), high - low];
    const plain = words * slopes * moved + mass + (2 * (above + below)) / width;
    const own = dependence ? given.filter(({ coordinates }) => !coordinates.includes(d)) : [];
    return sum + own.reduce((most, one) => {
      const near = nearPlace(dependence!, signals.length, d, one);
      const more = mass > 0 ? Math.max(1, near(mass) / mass) : 1;
      return Math.max(most, slopes * (words * WORD + near(moved)) + more * (mass + (2 * (above + below)) / width));
    }, plain);
  }, 0));
}

/** Of a type's choices, and of gains: made of the choice at the report and at the truth, insured of the base's too. */
export function interimLawErrors(
  problem: SocialChoiceProblem, mechanism: Mechanism, { agent, reports }: InterimQuestion,
): Pick<InterimSums, 'lawError' | 'lawShare'> {
  // Of others' externalities all signals are drawn anew.
  const { transfers } = insuredMechanism(mechanism.transfers) ?? mechanism;
  const isHeld = problem.dependence && schemeOf(transfers).holdsExternality;
  const drawn = isHeld ? [...problem.signals.keys()] : othersCoordinatesOf(problem, agent);
  const coordinates = coordinatesOf(problem, agent);
  const given = problem.dependence ? reports.map((report) => (
    { coordinates, chances: coordinates.map((d, c) => problem.signals[d]!.law.cdf(report[c]!)) })) : undefined;
  return { lawError: tensorLawShare(problem, drawn, 1, given), lawShare: tensorLawShare(problem, drawn, 6, given) };
}
