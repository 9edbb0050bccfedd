/** The figure of delta* by each metric beside epsilon. */
import { expect, it } from 'vitest';
import { figuresOf, renderFigure } from '../../src/report/figures/index.ts';
import type { Estimate, Fit, Point, ResultDocument } from '../../src/results/document.ts';
import { rateDocument } from './fixtures.ts';
import { wordsOf } from './specifications.ts';

const base = rateDocument();
const parameters = { kappa: 0, cost: 'uniform(0,1)', value: 'uniform(0,1)', metrics: 'both', delta: 0.05 };
const row = (quantity: string, M: number, metric: string | undefined, value: number, agent = 'seller'): Estimate => ({
  quantity, agent, point: {
    sellers: M, buyers: M, ...parameters, ...(metric ? { metric } : {})
  }, estimate: value, lower: 0.98 * value, upper: 1.02 * value, confidence: 0.99, guarantee: 'continuum', profiles: 1000,
});
const fit = (quantity: string, metric: string | undefined, exponent: number): Fit => ({
  quantity, agent: 'seller', point: { ...parameters, ...(metric ? { metric } : {}) } as Point, model: 'c*M^b', exponent,
  exponentLower: exponent - 0.01, exponentUpper: exponent + 0.01, coefficient: 0.5, coefficientLower: 0.4, coefficientUpper: 0.6,
  confidence: 0.99, markets: [2, 4, 8],
});
const markets = [2, 4, 8];
const document: ResultDocument = {
  ...base, curves: [], surfaces: [],
  estimates: markets.flatMap((M) => [
    row('epsilonLic', M, undefined, 0.56 / Math.sqrt(M)), row(
      'deltaStar', M, 'totalVariation', 0.56 / Math.sqrt(M)
    ), row('deltaStar', M, 'prokhorov', 0.5 / M),
    row('deltaStar', M, 'prokhorov', 0, 'buyer'), row('epsilonLic', M, undefined, 0, 'buyer'),
  ]),
  fits: [fit('epsilonLic', undefined, -0.5), fit('deltaStar', 'totalVariation', -0.5), fit('deltaStar', 'prokhorov', -1)],
};

it('one figure for the agent who needs ambiguity: both metrics and epsilon on the same axes, with exponents', async () => {
  const figures = figuresOf(document);
  expect(figures.map(({ name }) => name)).toEqual(['rate-epsilon-lic', 'rate-ambiguity-seller']);
  const figure = figures[1]!;
  expect(figure.caption).toMatch(/^Sellers: the smallest ambiguity δ\*.*their marks coincide/);
  const text = wordsOf(figure.specification);
  for (const words of [
    'δ*, Prokhorov', 'δ*, total variation', 'ε-LIC constant', 'δ*, Prokhorov: 0.5 · Mᵇ with b = −1, in [−1.010, −0.990] at 99%',
  ]) expect(text.includes(words)).toBe(true);
  const { svg } = await renderFigure(figure);
  expect(svg.includes('the ambiguity needed and ε by market size')).toBe(true);
});

it('marks that differ are not said to coincide, and without delta* there is no such figure', () => {
  const apart = { ...document, estimates: document.estimates.map((estimate) => (estimate.point.metric === 'totalVariation' ? {
    ...estimate, upper: estimate.upper * 1.1,
  } : estimate)) };
  expect(figuresOf(apart).find(({ name }) => name === 'rate-ambiguity-seller')!.caption).not.toMatch(/coincide/);
  expect(figuresOf({
    ...document, estimates: document.estimates.filter(({ quantity }) => quantity === 'epsilonLic'),
  }).map(({ name }) => name)).toEqual(['rate-epsilon-lic']);
});
