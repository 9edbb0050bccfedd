/** Sums of squares of what reports are worth to any type, (t . Q - P)^2: quadratic forms of moments of Q_1, .., P. */
import { productsOf } from '../../../kernels/report-gains/spec.ts';
import type { ReportSums } from './report-gains.ts';

/** Of the sum of the sizes of so few products, what their sum may lose, by far. */
const LOST = 2 ** -45;

/** For types [types, objects]: at least the sum of squares, of the type at place `type` and the report at place `report`. */
export function worthSquares({ moments, objects }: Pick<ReportSums, 'moments' | 'objects'>, types: Float64Array):
(type: number, report: number) => number {
  const products = productsOf(objects + 1);
  const kinds = products.length;
  const weights = new Float64Array((types.length / objects) * kinds);
  for (let t = 0; t < types.length / objects; t++) {
    const weightOf = (a: number): number => (a === objects ? -1 : types[t * objects + a]!);
    products.forEach(([a, b], k) => { weights[t * kinds + k] = weightOf(a) * weightOf(b) * (a === b ? 1 : 2); });
  }
  return (type, report) => {
    let [sum, size] = [0, 0];
    for (let k = 0; k < kinds; k++) {
      const part = weights[type * kinds + k]! * moments[report * kinds + k]!;
      sum += part;
      size += Math.abs(part);
    }
    return sum + size * LOST;
  };
}
