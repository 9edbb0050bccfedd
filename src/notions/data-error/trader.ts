/**
 * What a trader's constants are under any law of a set (law-boxes.ts), in the seller's orientation of survival.ts. Nothing is drawn.
 *
 *     epsilon-LIC   w sup P over the type space
 *     epsilon-IC    g(x, c) = int_c^x (w P(y) - (S_U(y) - S_U(x))) dy = (x - c) S_U(x) - int_c^x M, whose integrand is at most w P(y) and
 *                   at most S_U(x) - M(y); from below any one pair of reports that all laws have
 *     delta*        total variation: the epsilon-LIC constant;  contamination: w sup P / S_U;  Prokhorov: the least delta with
 *                   S_U(y + delta) - M(y) <= delta for all y, where the left side is at most w P(y), too
 *
 * Ends hold for all laws at once. Laws without atoms pass every level, so that P is bounded from below at levels as well as at places.
 * An upper end of integrals takes own types to end where the band says.
 */
import type { LawBand, Range } from '../../distributions/law-band.ts';
import type { BandedProblem, LawBoxes, Piece } from '../../experiments/order-statistics/law-boxes.ts';

const oriented = ([low, high]: Range, sign: 1 | -1): Range => (sign === 1 ? [low, high] : [-high, -low]);

const meets = ({ from, to }: Piece, [low, high]: Range): boolean => from < high && to > low;

/** Pieces between the ends of the trader's own types. */
const ownPieces = ({ pieces, sign }: LawBoxes, { ends }: LawBand): Piece[] => pieces.filter((piece) => meets(piece, oriented(ends, sign)));

/** The same, all of them where it is not known that types end there. */
const reportedPieces = (boxes: LawBoxes, own: LawBand): readonly Piece[] => (own.known ? ownPieces(boxes, own) : boxes.pieces);

const LEVELS = 256;

/** The largest P that every choice of laws has somewhere, by the levels that laws without atoms pass. */
function pivotalAtLevels({ of }: LawBoxes, { own, groups, problem: { rank } }: BandedProblem, others: number): number {
  let best = 0;
  for (const [g, { band }] of groups.entries()) {
    if (!band.ball?.continuous) continue;
    const { data: { numbers }, distance } = band.ball;
    const n = numbers.length;
    for (const level of [rank / others, ...Array.from({ length: LEVELS }, (_, i) => (i + 0.5) / LEVELS)]) {
      if (!(level > 0 && level < 1)) continue;
      // Where its law has this level the sample's is no further off than the distance.
      const first = Math.ceil((level - distance) * n * (1 - 1e-12)) - 1;
      const from = level > distance ? numbers[Math.max(0, first)]! : -Infinity;
      const to = numbers[Math.floor((level + distance) * n * (1 + 1e-12))] ?? Infinity;
      if (own.id !== band.id && !(own.reaches(from, 'below') && own.reaches(to, 'below'))) continue;
      const levels = groups.map((other, k): Range => (k === g ? [level, level] : [other.band.below(from)[0], other.band.below(to)[1]]));
      best = Math.max(best, of(levels).pivotalLeast);
    }
  }
  return best;
}

export function epsilonLicOverLaws(boxes: LawBoxes, problem: BandedProblem): Range {
  const { weight, places, others } = boxes;
  if (weight === 0) return [0, 0];
  const most = Math.max(...reportedPieces(boxes, problem.own).map(({ pivotalMost }) => pivotalMost));
  const least = Math.max(0, ...places.map(({ pivotalLeast }) => pivotalLeast), pivotalAtLevels(boxes, problem, others));
  return [weight * Math.min(least, most), weight * most];
}

export function epsilonIcOverLaws(boxes: LawBoxes, { own }: BandedProblem): Range {
  const { weight, places, pieces } = boxes;
  if (weight === 0) return [0, 0];
  const within = ownPieces(boxes, own);
  let upper = 0;
  for (const [k, { trade }] of within.entries()) {
    let gain = 0;
    for (let j = k; j >= 0; j--) {
      const { from, to, mean, pivotalMost } = within[j]!;
      const rise = Math.min(weight * pivotalMost, trade[1] - mean[0]);
      // M rises towards smaller y, and so it is below zero from here on.
      if (rise <= 0) break;
      gain += (to - from) * rise;
    }
    upper = Math.max(upper, gain);
  }
  let lower = 0;
  for (const { at: report, trade } of places) {
    let end = pieces.findIndex(({ to }) => to === report);
    for (let gain = 0; end > 0 && pieces[end]!.from >= places[0]!.at; end--) {
      const { from, to, mean } = pieces[end]!;
      if (mean[1] >= trade[0]) break;
      gain += (to - from) * (trade[0] - mean[1]);
      lower = Math.max(lower, gain);
    }
  }
  return [Math.min(lower, upper), upper];
}

/** delta* by contamination. */
export function contaminationOverLaws(boxes: LawBoxes, { own }: BandedProblem): Range {
  const { weight, places } = boxes;
  if (weight === 0) return [0, 0];
  const most = Math.max(...reportedPieces(boxes, own).map(({ hidden }) => hidden[1]));
  return [weight * Math.min(most, Math.max(0, ...places.map(({ hidden }) => hidden[0]))), weight * most];
}

const HALVINGS = 40;

/** The least delta in [0, weight] at which `enough` holds, from above; it holds from there on. */
function leastDelta(enough: (delta: number) => boolean, weight: number): Range {
  if (enough(0)) return [0, 0];
  let [short, long] = [0, weight];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (short + long) / 2;
    if (enough(middle)) long = middle;
    else short = middle;
  }
  return [short, long];
}

/** delta* by Prokhorov. */
export function prokhorovOverLaws(boxes: LawBoxes, { own }: BandedProblem): Range {
  const { weight, places, pieces } = boxes;
  if (weight === 0) return [0, 0];
  /** The piece that begins at z or before and ends after it. */
  const pieceAt = (z: number): Piece => {
    let [low, high] = [0, pieces.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pieces[middle]!.to > z) high = middle;
      else low = middle + 1;
    }
    return pieces[low]!;
  };
  const reported = reportedPieces(boxes, own);
  const noneGains = (delta: number): boolean => reported.every(({ from, mean, pivotalMost }) =>
    Math.min(weight * pivotalMost, pieceAt(from + delta).trade[1] - mean[0]) <= delta);
  const upper = leastDelta(noneGains, weight)[1];
  const lower = leastDelta((delta) => places.every(({ at, mean }) => pieceAt(at + delta).trade[0] - mean[1] <= delta), weight)[0];
  return [Math.min(lower, upper), upper];
}
