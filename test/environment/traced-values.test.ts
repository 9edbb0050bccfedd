/** Functions of tensors, called with symbols: what they compute is known, or what hides it is named. */
import { describe, expect, it } from 'vitest';
import type { Tensor2D, Tensor3D, Tfjs } from '../../kernels/tensors.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { Tape } from '../../src/environment/formula/tape.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { tracedExpressions } from '../../src/environment/traced-values.ts';
import { asOperations, openJavaScriptBackend } from '../../src/engine/tfjs-adapter.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import { fieldSpace, formOf } from '../../src/kinds/field/form-of.ts';
import { atOnce } from '../../src/run/turns.ts';

const { tf: loaded } = await openJavaScriptBackend();
const tf = asOperations(loaded);

type Evaluate = (tf: Tfjs, signals: Tensor2D) => Tensor3D;

const law = parseDistribution('uniform(0,1)', 'law');
const problemOf = (evaluate: Evaluate): SocialChoiceProblem => ({
  kind: 'social-choice', agents: ['one', 'two'], alternatives: ['A', 'B'],
  signals: [[0, 'a'], [0, 'b'], [1, 'z']].map(([owner, name]) => ({ owner: Number(owner), name: String(name), law })),
  valuations: { kind: 'general', structure: 'unknown', range: [-20, 20], evaluate },
});

/** [profiles, 4] columns as [profiles, 2, 2]. */
const square = (t: Tfjs, columns: readonly Tensor2D[]): Tensor3D => t.reshape<Tensor3D>(t.concat<Tensor2D>(columns, 1), [-1, 2, 2]);

const FUNCTIONS: readonly Evaluate[] = [
  (t, s) => {
    const [a, b, z] = t.split<Tensor2D>(s, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
    const root = t.sqrt<Tensor2D>(t.mul(b, z));
    return square(t, [t.add(a, root), t.maximum(a, b), t.exp<Tensor2D>(t.neg<Tensor2D>(z)), t.onesLike<Tensor2D>(z)]);
  },
  (t, s) => {
    const use = t.mul<Tensor2D>(t.slice<Tensor2D>(s, [0, 0], [-1, 2]), t.add(1, t.reverse<Tensor2D>(t.slice<Tensor2D>(s, [0, 1]), 1)));
    const table = t.sub<Tensor3D>(t.mul(t.expandDims(use, 2), [0.5, 1.6]), t.div(t.tensor1d([0, 1]), 2));
    return t.transpose<Tensor3D>(table, [0, 2, 1]);
  },
  (t, s) => {
    const mixed = t.matMul<Tensor2D>(s, t.tensor2d([[1, 0, 2, 0], [0, 1, 0, 3], [0.5, 0, 0, -1]]));
    const bent = t.tanh<Tensor2D>(t.squaredDifference<Tensor2D>(mixed, t.mean<Tensor2D>(mixed, 1, true)));
    return t.stack<Tensor3D>(t.split<Tensor2D>(t.add(bent, t.sigmoid<Tensor2D>(mixed)), [2, 2], -1), 1);
  },
  (t, s) => {
    const picked = t.gather<Tensor2D>(s, t.tensor1d([2, 0, 1, 1], 'int32'), 1);
    const low = t.clipByValue<Tensor2D>(t.pow<Tensor2D>(t.add(picked, 0.5), 1.5), 0.4, 1.2);
    const tiled = t.tile<Tensor2D>(t.sum<Tensor2D>(s, 1, true), [1, 4]);
    const away = t.abs<Tensor2D>(t.sub(low, t.reciprocal<Tensor2D>(t.add(tiled, 1))));
    return t.reshape<Tensor3D>(t.minimum<Tensor2D>(t.log1p<Tensor2D>(tiled), away), [s.shape[0], 2, 2]);
  },
];

describe('traced values', () => {
  it('are those that the function computes', () => {
    const points = [[0.3, 0.6, 0.5], [0.9, 0.2, 0.1], [0.05, 0.95, 0.7]];
    for (const evaluate of FUNCTIONS) {
      const expected = tf.tidy(() => evaluate(tf, tf.tensor2d(points))).arraySync();
      const expressions = tracedExpressions(problemOf(evaluate));
      const tape = new Tape(expressions.flat());
      points.forEach((point, n) => {
        tape.evaluate(point);
        expected[n]!.flat().forEach((value, e) => expect(tape.value[tape.roots[e]!]!).toBeCloseTo(value, 5));
      });
    }
  });

  it('make a field, with signals that do not enter the own value known as such', () => {
    const problem = problemOf((t, s) => {
      const [a, b, z] = t.split<Tensor2D>(s, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
      return square(t, [a, t.square<Tensor2D>(a), t.mul(b, z), z]);
    });
    expect(() => fieldKind.validate({ kind: 'field', question: 'field', problem, agent: 'one' })).not.toThrow();
    const space = fieldSpace(problem, 0);
    expect(space.relevant).toEqual([true, false]);
    const { epsilon, lambda } = atOnce(formOf(problem, space).bound());
    // b may not move what she is paid, so no share of welfare is: half of what slopes of a and a^2 differ by is left.
    expect(lambda).toBe(0);
    expect(epsilon).toBeCloseTo(0.5, 2);
  });

  it('name what hides them', () => {
    const refused = (evaluate: unknown, why: string | RegExp) => expect(() =>
      fieldKind.validate({ kind: 'field', question: 'field', problem: problemOf(evaluate as Evaluate), agent: 'one' })).toThrow(why);
    const columns = (t: Tfjs, x: Tensor2D) => square(t, [x, x, x, x]);
    const first = (t: Tfjs, s: Tensor2D) => t.slice<Tensor2D>(s, [0, 0], [-1, 1]);
    refused((t: Tfjs, s: Tensor2D) => t.step(s), 'problem.valuations.evaluate: uses tf.step, of which slopes are not known');
    refused((t: { sqr: (x: Tensor2D) => Tensor2D }, s: Tensor2D) => t.sqr(s), "did you mean 'sqrt'?");
    refused((_: Tfjs, s: { mul: (x: number) => Tensor3D }) => s.mul(2), 'cannot be followed on symbols (s.mul is not a function)');
    refused((_: Tfjs, s: Tensor2D) => s, 'must return [profiles, 2, 2], got [1,3] of one profile');
    refused((t: Tfjs, s: Tensor2D) => columns(t, t.log<Tensor2D>(first(t, s))), 'what tf.log is of must be above 0, and is 0 at a = 0');
    refused((t: Tfjs, s: Tensor2D) => columns(t, t.mul(first(t, s), Math.random())), 'gives another function when it is called again');
    refused((t: Tfjs, s: Tensor2D) => t.gather(s, t.cast(first(t, s), 'int32'), 1), 'tf.gather is understood with known indices only');
  });
});
