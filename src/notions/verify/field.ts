/**
 * Whether a file `misreport.field/1` holds against draws of its own: the least ε of an agent's efficient rule on the continuum, below by a
 * closed walk of lies (or by the circulation round it), above by the transfers of an affine maximiser, whose ε is recomputed from the
 * coefficients. What is measured is compared with what is claimed: a claim that draws contradict is a fault.
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { meanOf, pointShape, problemShape, profiles, type FileProblem, type Mean } from './draws.ts';
import { maximiserEpsilon, seenBy, type Seen } from './maximiser.ts';

const shape = z.strictObject({
  schema: z.literal('misreport.field/1'), point: pointShape, problem: problemShape, agent: z.string(),
  walk: z.strictObject({ kind: z.enum(['lies', 'path']), points: z.array(z.array(z.number())).min(2) }),
  lambda: z.number().min(0), atLeast: z.number(), atMost: z.number(), confidence: z.number().gt(0).lt(1),
});
type File = z.infer<typeof shape>;

const DRAWS = 100_000;
/** Pieces of each side of a path. */
const PIECES = 32;

/** A step of a walk, and the type whose choice counts along it. */
interface Step {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly at: readonly number[];
}

/** A path is cut into pieces, so short that the middle of each stands for it. */
function stepsOf({ kind, points }: File['walk']): Step[] {
  return points.flatMap((from, j) => {
    const to = points[(j + 1) % points.length]!;
    if (kind === 'lies') return [{ from, to, at: to }];
    const between = (share: number): number[] => from.map((x, c) => x + share * (to[c]! - x));
    return Array.from({ length: PIECES }, (_, i) =>
      ({ from: between(i / PIECES), to: between((i + 1) / PIECES), at: between((i + 0.5) / PIECES) }));
  });
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeFieldFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { problem, walk, lambda, atLeast, atMost, confidence } = file;
  const seen = seenBy(problem, file.agent);
  const { mine, enters } = seen;
  if (walk.points.some((point) => point.length !== mine.length)) {
    throw new InputError('walk.points', `must have ${mine.length} coordinates`);
  }
  const faults: string[] = [];
  const above = maximiserEpsilon(seen, lambda);
  if (above > atMost * (1 + 1e-9)) faults.push(`the affine maximiser at weight ${lambda} leaves ${above}, above ${atMost}`);
  if (atLeast > atMost) faults.push(`${atLeast} exceeds ${atMost}`);
  const length = walk.points.reduce((sum, point, j) => sum + point.reduce((along, x, c) =>
    along + (enters[c] ? Math.abs(walk.points[(j + 1) % walk.points.length]![c]! - x) : 0), 0), 0);
  const { mean, half } = measured(problem, seen, stepsOf(walk));
  if (!(length > 0)) faults.push('the walk has no length');
  else if ((mean + half) / length < atLeast) faults.push(`the walk gains ${mean / length} a unit on ${DRAWS} draws, below ${atLeast}`);
  return {
    what: `least epsilon of ${file.agent} on the continuum between ${atLeast} (confidence ${confidence}; `
      + `${(mean / length).toPrecision(4)} on ${DRAWS} draws of this check's own) and ${atMost}`,
    faults,
  };
}

/** Mean gain along the lies over draws of the others. */
function measured(problem: FileProblem, { mine, rates, social }: Seen, lies: readonly Step[]): Mean {
  const draw = profiles(problem, 'verify the walk');
  const { constants, coefficients, alternatives } = problem;
  const others = problem.signals.flatMap((_, d) => (mine.includes(d) ? [] : [d]));
  const worth = alternatives.map((_, k) => ({
    fixed: constants.reduce((sum, row) => sum + row[k]!, 0),
    weights: others.map((d) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0)),
  }));
  const heights = lies.map(({ at }) => social.map((row) => row.reduce((sum, b, c) => sum + b * at[c]!, 0)));
  const gains = lies.map(({ from, to }) => rates.map((row) => row.reduce((sum, a, c) => sum + a * (from[c]! - to[c]!), 0)));
  const range = [gains, gains].map((tables, end) =>
    tables.reduce((sum, row) => sum + (end === 0 ? Math.min(...row) : Math.max(...row)), 0)) as [number, number];
  return meanOf(DRAWS, () => {
    const signals = draw();
    const base = worth.map(({ fixed, weights }) => weights.reduce((sum, w, j) => sum + w * signals[others[j]!]!, fixed));
    let total = 0;
    for (let l = 0; l < lies.length; l++) {
      const height = heights[l]!;
      let best = 0;
      for (let k = 1; k < base.length; k++) if (base[k]! + height[k]! > base[best]! + height[best]!) best = k;
      total += gains[l]![best]!;
    }
    return total;
  }, range);
}
