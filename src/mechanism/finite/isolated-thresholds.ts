/** Thresholds isolated by halving, where they are roots of polynomials or where no program decides. */
import { rational, type Rational } from '../../programs/rational.ts';
import { midpoint, type Asked, type Flip, type Segment, type Thresholds } from './threshold-question.ts';

const GRID = 64;
const HALVINGS = 34;

/** Verdicts on a grid, each change narrowed by halving. Two flips within one step of the grid are not seen. */
export async function isolatedThresholds(asked: Asked, low: Rational, high: Rational): Promise<Thresholds> {
  const undecided: string[] = [];
  const holds = async (value: Rational): Promise<boolean> => {
    const verdict = await asked.verdict(value);
    if (verdict === 'undecided') undecided.push(value.toFraction());
    return verdict === 'yes';
  };
  const step = high.sub(low).div(rational(GRID));
  const segments: Segment[] = [];
  const flips: Flip[] = [];
  let from = low;
  let before = await holds(low);
  for (let k = 1; k <= GRID; k++) {
    const value = k === GRID ? high : low.add(step.mul(rational(k)));
    const after = await holds(value);
    if (after === before) continue;
    let [a, b] = [low.add(step.mul(rational(k - 1))), value];
    for (let halving = 0; halving < HALVINGS; halving++) {
      const middle = midpoint(a, b);
      if (await holds(middle) === before) a = middle;
      else b = middle;
    }
    segments.push({ from, to: a, fromClosed: true, toClosed: true, holds: before });
    flips.push({ value: midpoint(a, b), isolated: [a, b], below: before, at: undefined, above: after });
    [from, before] = [b, after];
  }
  segments.push({ from, to: high, fromClosed: true, toClosed: true, holds: before });
  return { range: [low, high], segments, flips, undecided, halved: true };
}
