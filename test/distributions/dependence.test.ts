/** Dependence as a text: what is read, what is refused, and that equal laws have equal texts. */
import { expect, it } from 'vitest';
import { dependenceText, parseDependence } from '../../src/distributions/dependence.ts';

it('reads the three families', () => {
  expect(parseDependence('gaussian(0.5)')).toEqual({ kind: 'gaussian-copula', correlations: 0.5 });
  expect(parseDependence(' Common-Factor( 3e-1 ) ')).toEqual({ kind: 'common-factor', loadings: 0.3 });
  expect(parseDependence('clayton(2)')).toEqual({ kind: 'clayton', theta: 2 });
  for (const text of ['gaussian(0)', 'common-factor(0)', 'gaussian(-0)']) expect(parseDependence(text)).toBeUndefined();
});

it('texts are canonical', () => {
  for (const text of ['gaussian(0.5)', 'common-factor(0.25)', 'clayton(2)']) expect(dependenceText(parseDependence(text))).toBe(text);
  expect(dependenceText(parseDependence('gaussian( 5e-1)'))).toBe('gaussian(0.5)');
  expect(dependenceText(undefined)).toBe('');
});

it.each([
  ['gaussian(1)', 'must be in [0, 1), got 1'], ['gaussian(-0.2)', 'must be in [0, 1), got -0.2'],
  ['clayton(0)', 'must be in [0.001, 100] for a Clayton copula, got 0'], ['clayton(-1)', 'for a Clayton copula, got -1'],
  ['gumbel(2)', "cannot read 'gumbel(2)'"], ['gaussian', "cannot read 'gaussian'"], ['gaussian(NaN)', "cannot read 'gaussian(NaN)'"],
  ['gaussian(0.1,0.2)', "cannot read 'gaussian(0.1,0.2)'"], ['', "cannot read ''"],
])('%s is refused', (text, problem) => {
  expect(() => parseDependence(text, '--dependence')).toThrow(`--dependence: ${problem.startsWith('for') ? 'must be' : problem}`);
});
