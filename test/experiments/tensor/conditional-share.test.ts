/** Chances of near places where signals depend on each other, against draws from the copulas; and a row that ties in float32 falsified. */
import { expect, test } from 'vitest';
import { singleObject } from '../../../src/environment/single-object.ts';
import { nearPlace } from '../../../src/experiments/tensor/conditional-share.ts';
import { normalCdf, normalUpperQuantile } from '../../../src/statistics/normal.ts';
import { law, mechanism, row } from '../../kinds/social-choice/atoms-support.ts';
import { study } from '../../kinds/social-choice/support.ts';

test('two scores: no interval of chances holds more given the other', () => {
  for (const rho of [0, 0.5, 0.95]) {
    for (const u of [0.5, 2 ** -10, 1 - 2 ** -10]) {
      const q = -normalUpperQuantile(u);
      const within = (from: number, to: number): number => {
        const [a, b] = [from, to].map((x) => normalCdf((-normalUpperQuantile(x) - rho * q) / Math.sqrt(1 - rho * rho)));
        return b! - a!;
      };
      for (const m of [2 ** -20, 2 ** -12]) {
        const most = nearPlace({ kind: 'gaussian-copula', correlations: rho }, 2, 1, { coordinates: [0], chances: [u] })(m);
        const found = Math.max(...Array.from({ length: 4094 }, (_, n) => within((n + 1) / 4096 - m / 2, (n + 1) / 4096 + m / 2)));
        expect(most * (1 + 1e-6)).toBeGreaterThanOrEqual(found);
        expect(most).toBeLessThan(8 * found);
      }
    }
  }
});

test('Clayton: no interval of chances holds more given the other', () => {
  const theta = 3;
  const own = 2 ** -8;
  const within = (from: number, to: number): number => {
    // The derivative of the copula in the known chance.
    const below = (v: number): number => own ** (-theta - 1) * (own ** -theta + v ** -theta - 1) ** (-1 / theta - 1);
    return below(to) - below(from);
  };
  for (const m of [2 ** -20, 2 ** -14]) {
    const most = nearPlace({ kind: 'clayton', theta }, 2, 1, { coordinates: [0], chances: [own] })(m);
    const found = Math.max(...Array.from({ length: 4094 }, (_, n) => within((n + 1) / 4096 - m / 2, (n + 1) / 4096 + m / 2)));
    expect(most).toBeGreaterThan(found);
    expect(most).toBeLessThan(20 * found);
  }
});

test('all-pay by the bidder who loses ties, strongly correlated: the loss of truth is that of a quadrature', async () => {
  const laws = [law('uniform(0,1)'), law('uniform(0,1)')];
  const rho = 0.95;
  const problem = { ...singleObject({ laws }), dependence: { kind: 'gaussian-copula', correlations: rho } as const };
  const { estimates } = await study({ kind: 'social-choice', problem, mechanisms: [mechanism({ kind: 'all-pay' })], agents: [1] });
  // Truth wins where the other's score is less than the own q: she pays s and gets it with that chance; nothing is better.
  const loss = (s: number): number => {
    const q = -normalUpperQuantile(s);
    return s * (1 - normalCdf((q - rho * q) / Math.sqrt(1 - rho * rho)));
  };
  const most = Math.max(...Array.from({ length: 999 }, (_, n) => loss((n + 1) / 1000)));
  const { lower, upper } = row(estimates, 'epsilonIc', 'bidder 2', 'all-pay');
  expect(lower).toBeLessThan(most + 1e-4);
  expect(upper).toBeGreaterThan(most);
  expect(upper).toBeLessThan(most + 0.01);
  const worst = row(estimates, 'interimIr', 'bidder 2', 'all-pay');
  expect(worst.lower).toBeLessThan(-most + 0.01);
  expect(worst.upper).toBeGreaterThan(-most);
  expect(worst.estimate).toBeGreaterThan(-0.5);
});

test('a scenario\'s own list with both ends of the law: types stay inside, and a note says so', async () => {
  const problem = {
    ...singleObject({ laws: [law('uniform(0,1)'), law('uniform(0,1)')] }),
    dependence: { kind: 'gaussian-copula', correlations: 0.95 } as const,
  };
  const types = [0, 0.5, 0.75, 1];
  const { estimates, notes } = await study({
    kind: 'social-choice', problem, mechanisms: [mechanism({ kind: 'all-pay' })], agents: [1], reports: () => types.map((type) => [type]),
  }, { profiles: 256 });
  // Of the types listed 0.75 loses most by the truth; given type 1 itself all others would tie with her in single precision.
  const least = Math.min(...types.slice(1, 3).map((s) => s * normalCdf(-normalUpperQuantile(s) * Math.sqrt(0.05 / 1.95)) - s));
  const worst = row(estimates, 'interimIr', 'bidder 2', 'all-pay');
  expect([worst.lower < least, worst.upper > least, worst.estimate > -0.6]).toEqual([true, true, true]);
  expect(notes.filter((note) => note.includes('stand inside it'))).toHaveLength(1);
});
