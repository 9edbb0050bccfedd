/** Atoms far from the origin, and in small and large units: gains are the same numbers, and what has no constant has none. */
import { expect, test } from 'vitest';
import { publicGood } from '../../../src/environment/public-good.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import type { ResultDocument } from '../../../src/results/document.ts';
import { law, mechanism, row } from './atoms-support.ts';
import { study } from './support.ts';

const VCG = mechanism({ kind: 'vcg' });
const INSURED = mechanism({ kind: 'full-insurance', base: VCG });
const FIRST = mechanism({ kind: 'first-price' });
const EXTERNALITY = mechanism({ kind: 'expected-externality' });
const dependence = { kind: 'clayton', theta: 2 } as const;
const at = (from: number, unit: number) => law(`discrete(${from}:0.2,${from + unit}:0.5,${from + 4 * unit}:0.3)`);
const PLACES = [[0, 1], [1e6, 1], [1e9, 1], [0, 1e-9], [0, 1e9], [1e3, 2 ** -10]] as const;

const object = (from: number, unit: number) => study({
  kind: 'social-choice', problem: { ...singleObject({ laws: Array.from({ length: 3 }, () => at(from, unit)) }), dependence },
  mechanisms: [INSURED, FIRST, EXTERNALITY], agents: [0],
});
const good = (from: number, unit: number) => study({
  kind: 'social-choice', problem: { ...publicGood({ laws: [at(from, unit), at(from, unit)], cost: 2 * from + unit }), dependence },
  mechanisms: [VCG, EXTERNALITY], agents: [0],
});

const verdictsOf = ({ verdicts }: ResultDocument, name: string, status: string): string =>
  verdicts.filter((one) => one.point.mechanism === name && one.status === status).map(({ text }) => text).join();

/** [quantity, mechanism, in units of value or of none, at types 0, 1 and 4]; a cost of 1 */
type Known = readonly [string, string, boolean, number];
const OBJECT: readonly Known[] = [
  ['epsilonIc', 'full-insurance', true, 0.276868258833], ['interimIr', 'full-insurance', true, 0],
  ['monotonicityViolation', 'full-insurance', false, -0.048645042710],
  ['epsilonIc', 'first-price', true, 0.771336398286], ['epsilonLic', 'first-price', false, 0.257112132762],
];
const GOOD: readonly Known[] = [
  ['epsilonLic', 'vcg', false, 0], ['monotonicityViolation', 'vcg', false, -0.58975190688],
];

test.each(PLACES)('from %d on, in units of %d: gains are those near the origin, and insurance has no constant', async (from, unit) => {
  // Types have the digits that doubles leave of them there.
  const digits = 2 ** -46 + (2 ** -46 * from) / unit;
  for (const [result, agent, known, unbounded] of [
    [await object(from, unit), 'bidder 1', OBJECT, ['full-insurance', 'expected-externality']],
    [await good(from, unit), 'agent 1', GOOD, ['expected-externality']],
  ] as const) {
    for (const [quantity, name, isValue, expected] of known) {
      const { estimate, lower, upper } = row(result.estimates, quantity, agent, name);
      const size = isValue ? unit : 1;
      expect(Math.abs(estimate / size - expected), `${name} ${quantity}`).toBeLessThan(digits + 1e-11);
      expect(lower / size).toBeLessThanOrEqual(expected + 1e-11);
      expect(upper / size).toBeGreaterThanOrEqual(expected - 1e-11);
    }
    for (const name of unbounded) {
      expect(row(result.estimates, 'epsilonLic', agent, name), name).toBeUndefined();
      expect(verdictsOf(result, name, 'no')).toContain('for no ε');
    }
  }
});

test('several signals, insurance given what is reported: short lies on a list are no constant', async () => {
  const laws = [0, 1].map(() => law('discrete(1:0.5,2:0.5)'));
  const problem: SocialChoiceProblem = {
    ...singleObject({ laws, interdependence: { kind: 'multi-dimensional', size: 0.25 } }),
    dependence: { kind: 'common-factor', loadings: 0.5 },
  };
  const result = await study({ kind: 'social-choice', problem, mechanisms: [VCG, INSURED], agents: [0] });
  expect(row(result.estimates, 'epsilonLic', 'bidder 1', 'full-insurance')).toBeUndefined();
  const told = ['undecided', 'no'].map((status) => verdictsOf(result, 'full-insurance', status)).join();
  expect(told).toContain('as far as bidder 1 goes');
});
