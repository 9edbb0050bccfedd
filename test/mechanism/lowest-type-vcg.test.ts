import { expect, it } from 'vitest';
import { publicGood } from '../../src/environment/public-good.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import { Play } from '../../src/experiments/enumeration/play.ts';
import { incentiveCompatibleByStructure } from '../../src/mechanism/incentives.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import { validateMechanism } from '../../src/mechanism/validate.ts';
import { caseMaker } from '../oracles/statistics.ts';
import { law, row } from '../kinds/social-choice/atoms-support.ts';
import { study } from '../kinds/social-choice/support.ts';

const mechanism: Mechanism = { name: 'lowest', rule: { kind: 'efficient' }, transfers: { kind: 'lowest-type-vcg' } };

it('a public good: each pays max(a, C - S_-i) where it is built, so the lowest type gets nothing and nobody loses', () => {
  const half = law('uniform(0.5,2)');
  const cost = 3.6;
  const problem = publicGood({ laws: [half, half, half], cost });
  const play = new Play(problem, mechanism);
  const { unit } = caseMaker(7);
  for (let trial = 0; trial < 200; trial++) {
    const s = [0, 1, 2].map(() => 0.5 + 1.5 * unit());
    if (trial % 4 === 0) s[0] = 0.5;
    const total = s[0]! + s[1]! + s[2]!;
    const built = total >= cost;
    s.forEach((own, i) => {
      const contribution = built ? Math.max(0.5, cost - (total - own)) : 0;
      expect(play.transfer(s, i)).toBeCloseTo((built ? cost / 3 : 0) - contribution, 12);
    });
  }
  expect(incentiveCompatibleByStructure(problem, mechanism, 'private')).toMatch(/dominant/);
});

it('atoms beside densities: contributions fall short by as much as the integral says, 0.49 (2 x 0.108 - 0.492)', async () => {
  const mixed = law('mixture(0.3:0,0.7:uniform(0,1))');
  const problem = publicGood({ laws: [mixed, mixed], cost: 0.6 });
  const { estimates } = await study({ kind: 'social-choice', problem, agents: [0], mechanisms: [mechanism] }, { profiles: 256 });
  const [revenue, ic] = [row(estimates, 'revenue', 'market', 'lowest'), row(estimates, 'epsilonIc', 'agent 1', 'lowest')];
  // Built among two uniforms with chance 0.82, who then pay (0.6 - u)+ each; one of them at the atom: the other pays all of it.
  const exact = 0.49 * (2 * 0.108 - 0.6 * 0.82);
  expect(revenue.lower).toBeLessThan(exact);
  expect(revenue.upper).toBeGreaterThan(exact);
  expect(revenue.upper).toBeLessThan(0);
  expect([ic.lower, ic.upper, ic.guarantee]).toEqual([0, 0, 'continuum']);
});

it.each([
  [{ rule: { kind: 'dictatorial', dictator: 0 } as const }, /rule that maximises, not 'dictatorial'/],
  [{ transfers: { kind: 'lowest-type-vcg', basis: 1 } as never }, /basis/],
])('refused: %j', (change, message) => {
  const problem = singleObject({ laws: [law('uniform(0,1)'), law('uniform(0,1)')] });
  expect(() => validateMechanism(problem, { ...mechanism, ...change })).toThrow(message);
});

it('values that fall in the own signal are refused', () => {
  const problem = singleObject({ laws: [law('uniform(0,1)'), law('uniform(0,1)')] });
  const { valuations } = problem;
  if (valuations.kind !== 'linear') throw new TypeError('linear');
  const coefficients = valuations.coefficients.map((rows) => rows.map((of) => of.map((slope) => 0 - slope)));
  const fall = { ...problem, valuations: { ...valuations, coefficients } };
  expect(() => validateMechanism(fall, mechanism)).toThrow(/do not fall in the own signal/);
});
