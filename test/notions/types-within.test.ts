import { expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { goesOn, withinTypes } from '../../src/notions/types-within.ts';
import type { Estimate, Guarantee } from '../../src/results/document.ts';

const row = (quantity: string, guarantee: Guarantee = 'continuum'): Estimate => ({
  quantity, agent: 'bidder 1', point: {}, estimate: 1, lower: 0, upper: 2, confidence: 0.9, guarantee, profiles: 1,
});

it.each([
  'normal(0,1)', 'lognormal(3,2)', 'exponential(1)', 'pareto(1,1.1)', 'gamma(0.5,1e6)', 'weibull(0.5,1)',
])('%s goes on: what is largest is at least the lower end, what is least at most the upper one', (text) => {
  const law = parseDistribution(text);
  expect(goesOn(law)).toBe(true);
  const largest = withinTypes(row('epsilonIc'), [law]);
  expect(largest).toMatchObject({
    lower: 0, upper: 2, guarantee: 'grid', lowerGuarantee: 'continuum', upperGuarantee: 'grid', typesWithin: [law.support],
  });
  expect(withinTypes(row('interimIr'), [law])).toMatchObject({ guarantee: 'grid', lowerGuarantee: 'grid', upperGuarantee: 'continuum' });
  // Where both ends are worth the same there is nothing to tell apart.
  expect(Object.keys(withinTypes(row('epsilonLic', 'grid'), [law]))).not.toContain('upperGuarantee');
  expect(withinTypes(row('epsilonLic', 'grid'), [law]).typesWithin).toEqual([law.support]);
  // Means are of the whole law, and a narrower statement stays.
  expect(withinTypes(row('exAnteUtility', 'point'), [law])).toEqual(row('exAnteUtility', 'point'));
  const narrower = { ...row('epsilonIc', 'grid'), typesWithin: [[0, 1] as const] };
  expect(withinTypes(narrower, [law])).toEqual(narrower);
});

it('names all own signals where one goes on, and none where all end', () => {
  const laws = ['uniform(0,1)', 'exponential(1)'].map((text) => parseDistribution(text));
  expect(withinTypes(row('epsilonLic'), laws).typesWithin).toEqual(laws.map(({ support }) => support));
  expect(withinTypes(row('epsilonLic'), laws.slice(0, 1))).toEqual(row('epsilonLic'));
});
