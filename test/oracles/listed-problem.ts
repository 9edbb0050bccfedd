/** Problems over types in lists that are nearly ex post implementable. */
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { LinearProblem } from '../../src/experiments/field/walk-sums.ts';

/** Two agents with a signal each, three alternatives, rates by the seed. */
export function listedProblem(seed: number): LinearProblem {
  let state = Math.imul(seed, 2654435769) >>> 0;
  const draw = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.round((state / 2 ** 32) * 20) / 10 - 1;
  };
  const laws = ['discrete(0:0.3,0.45:0.3,1:0.4)', 'discrete(-1:0.03,0.3:0.47,0.65:0.47,2:0.03)'];
  return {
    kind: 'social-choice', agents: ['1', '2'], alternatives: ['A', 'B', 'C'],
    signals: laws.map((text, owner) => ({ owner, name: `s${owner}`, law: parseDistribution(text, 'law') })),
    valuations: {
      kind: 'linear', constants: [[draw(), draw(), draw()], [0, 0, 0]],
      // What she likes best the higher her signal need not be what is best for both.
      coefficients: [[0, 1, 2].map((k) => [k, 0]), [0, 1, 2].map(() => [2 * draw(), 3 * draw()])],
    },
  };
}
