/** Kernel `ex-post`: what it is asked that cannot be. */
import { describe, expect, it } from 'vitest';
import { exPost } from '../../kernels/ex-post/cpu.ts';
import type { ExPostParameters } from '../../kernels/ex-post/spec.ts';
import { caseMaker } from '../oracles/statistics.ts';
import { efficientProblem, functionalOf, randomValues } from './ex-post-problems.ts';
import { thresholds } from './run.ts';

describe('bad parameters are named', () => {
  const good = efficientProblem(randomValues(caseMaker(1), 2, 3, 1, 1000, false), [thresholds(2), thresholds(2)], 'vcg', [[0.5]], 1);
  const bad = (change: Partial<ExPostParameters>): (() => void) => () => exPost.validate({ ...good, ...change });
  const agent = good.agents[0]!;
  const deviations = agent.deviations!;
  const withAgent = (change: object): (() => void) => bad({ agents: [agent, { ...agent, ...change }] });
  const withDeviations = (change: object): (() => void) => withAgent({ deviations: { ...deviations, ...change } });
  it.each([
    [bad({ alternatives: 0 }), /alternatives/],
    [bad({ alternatives: 2 }), /objective.constants/],
    [bad({ agents: [] }), /agents/],
    [bad({ tolerance: -1 }), /tolerance/],
    [bad({ tolerance: 0.5 }), /tolerance/],
    [bad({ coordinates: [] }), /objective.*coordinates/],
    [bad({ welfare: functionalOf([2 ** 30, 0, 0], [[[1], [0]], [[0], [0]], [[0], [0]]]) }), /welfare.*2\^30/],
    [withAgent({ transfer: 'tax' }), /agents\[1\].transfer.*tax/],
    [withAgent({ othersWelfare: functionalOf([2 ** 29, -(2 ** 29), 0], [[[0], [0]], [[0], [0]], [[0], [0]]]) }), /agents\[1\]: payoffs/],
    [withDeviations({ classes: 0 }), /agents\[1\].deviations.classes/],
    [withDeviations({ classOf: Int32Array.of(0, 1, 1) }), /classOf.*occur/],
    [withDeviations({ classOf: Int32Array.of(0, 1, 3) }), /classOf.*0 to 2/],
    [withDeviations({ reportObjective: new Int32Array(2) }), /reportObjective: need 3/],
    [withDeviations({ reportOthers: Int32Array.of(2 ** 29, 0, 0) }), /reportOthers.*2\^28/],
  ])('%#', (call, message) => {
    exPost.validate(good);
    expect(call).toThrow(RangeError);
    expect(call).toThrow(message);
  });
});
