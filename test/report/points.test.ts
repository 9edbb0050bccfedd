/** What is asked of every row of a long sweep. */
import { expect, it } from 'vitest';
import { parametersOf } from '../../src/report/points.ts';

it('parameters are the keys that all points have, but for facets; long sweeps are gone through once for all rows', () => {
  // Going through all of them for each would outlast the limit.
  const points = Array.from({ length: 40_000 }, (_, i) => ({ M: i, kappa: 0, mechanism: 'k', ...(i > 0 ? { metric: 'm' } : {}) }));
  const parameters = points.map((point) => parametersOf(point, points));
  expect(parameters[7]).toEqual({ M: 7, kappa: 0 });
  expect(new Set(parameters.map((one) => Object.keys(one).join()))).toEqual(new Set(['M,kappa']));
  expect(parametersOf({ M: 1, metric: 'm', mechanism: 'k' }, [])).toEqual({ M: 1, metric: 'm' });
});
