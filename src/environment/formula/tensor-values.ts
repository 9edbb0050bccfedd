/** Expressions as a function of tensors, so that any study takes them for values of one's own. */
import type { Tensor2D, Tensor3D, Tfjs } from '../../../kernels/tensors.ts';
import type { RoundedValues } from '../digits.ts';
import { partsOf, type Expression } from './expression.ts';

function powerOf(tf: Tfjs, x: Tensor2D, n: number): Tensor2D {
  if (n === 1) return x;
  if (n === 2) return tf.square<Tensor2D>(x);
  if (n === -1) return tf.reciprocal<Tensor2D>(x);
  if (n === 0.5) return tf.sqrt<Tensor2D>(tf.relu<Tensor2D>(x));
  return Number.isInteger(n) ? tf.pow<Tensor2D>(x, n) : tf.pow<Tensor2D>(tf.relu<Tensor2D>(x), n);
}

/** [N][K] expressions: signals [B, D] -> values [B, N, K]. */
export function tensorValues(expressions: readonly (readonly Expression[])[]): (tf: Tfjs, at: Tensor2D) => Tensor3D {
  const parts = partsOf(expressions.flat());
  return (tf, at) => {
    const profiles = at.shape[0];
    const made = new Map<string, Tensor2D>();
    const of = ({ key }: Expression): Tensor2D => made.get(key)!;
    const constant = (value: number): Tensor2D => tf.fill<Tensor2D>([profiles, 1], value);
    const build = (e: Expression): Tensor2D => {
      switch (e.op) {
        case 'number': return constant(e.value);
        case 'signal': return tf.slice<Tensor2D>(at, [0, e.d], [profiles, 1]);
        case 'sum': return e.terms.reduce<Tensor2D>((so, { coefficient, of: term }) =>
          tf.add<Tensor2D>(so, coefficient === 1 ? of(term) : tf.mul<Tensor2D>(of(term), coefficient)), constant(e.constant));
        case 'product': return e.factors.map(({ of: base, power }) => powerOf(tf, of(base), power))
          .reduce((so, factor) => tf.mul<Tensor2D>(so, factor));
        case 'exp': return tf.exp<Tensor2D>(of(e.of));
        case 'log': return tf.log<Tensor2D>(of(e.of));
        case 'abs': return tf.abs<Tensor2D>(of(e.of));
        case 'max': return tf.maximum<Tensor2D>(of(e.of[0]), of(e.of[1]));
        case 'where': throw new Error('slopes are no values');
      }
    };
    for (const part of parts) made.set(part.key, build(part));
    const columns = tf.concat<Tensor2D>(expressions.flat().map(of), 1);
    return tf.reshape<Tensor3D>(columns, [profiles, expressions.length, expressions[0]!.length]);
  };
}

/** The same operations on one profile in double precision, each result put through `round`. */
export function roundedValues(expressions: readonly (readonly Expression[])[]): RoundedValues {
  const parts = partsOf(expressions.flat());
  return (at, round) => {
    const made = new Map<string, number>();
    const of = ({ key }: Expression): number => made.get(key)!;
    const build = (e: Expression): number => {
      switch (e.op) {
        case 'number': return round(e.value);
        case 'signal': return at[e.d]!;
        case 'sum': return e.terms.reduce(
          (so, { coefficient, of: term }) => round(so + round(round(coefficient) * of(term))), round(e.constant));
        case 'product': return e.factors.reduce((so, { of: base, power }) =>
          round(so * round((Number.isInteger(power) ? of(base) : Math.max(0, of(base))) ** power)), 1);
        case 'exp': return round(Math.exp(of(e.of)));
        case 'log': return round(Math.log(of(e.of)));
        case 'abs': return Math.abs(of(e.of));
        case 'max': return Math.max(of(e.of[0]), of(e.of[1]));
        case 'where': throw new Error('slopes are no values');
      }
    };
    for (const part of parts) made.set(part.key, build(part));
    return expressions.map((row) => row.map(of));
  };
}
