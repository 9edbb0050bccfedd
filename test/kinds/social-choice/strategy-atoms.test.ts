/** Strategies with flat parts and jumps at laws of atoms, against enumerations from the definitions. */
import { expect, test } from 'vitest';
import { singleObject } from '../../../src/environment/single-object.ts';
import type { Mechanism } from '../../../src/mechanism/mechanism.ts';
import type { Strategy } from '../../../src/mechanism/strategy.ts';
import { law, mechanism, row } from './atoms-support.ts';
import { study } from './support.ts';

const LAWS = ['discrete(1:0.2,2:0.5,4:0.3)', 'discrete(0.5:0.25,2:0.5,3:0.25)', 'discrete(1:0.2,2:0.5,4:0.3)'].map(law);

/** 0.6 of the type, up to a cap, which many types share; it does not matter which of them the inverse names. */
const capped: Strategy = { name: 'capped', range: [0, 1.5], bid: (v) => Math.min(0.6 * v, 1.5), inverse: (b) => (b >= 1.5 ? 4 : b / 0.6) };
/** 0.2 of it below 1.7, and 0.7 from there on: nobody bids between 0.34 and 1.19. */
const jumping: Strategy = {
  name: 'jumping', range: [0, 2.8], bid: (v) => (v < 1.7 ? 0.2 * v : 0.7 * v),
  inverse: (b) => (b < 0.34 ? b / 0.2 : b < 1.19 ? 1.7 - 1e-12 : b / 0.7),
};
/** Of a reserve price of 0.9: those below it bid nothing. */
const reserved: Strategy = {
  name: 'reserved', range: [0, 2.2], bid: (v) => (v < 0.9 ? 0 : 0.9 + 0.4 * (v - 0.9)),
  inverse: (b) => (b < 0.9 ? 0.9 - 1e-12 : 0.9 + (b - 0.9) / 0.4),
};

type Pays = (mine: number, wins: boolean) => number;
const PAYS: Readonly<Record<string, Pays>> = { 'first-price': (mine, wins) => (wins ? mine : 0), 'all-pay': (mine) => mine };

/** What type s of bidder i gets by acting as t, ties going to the first of the highest bids. */
function payoff(strategies: readonly Strategy[], i: number, t: number, s: number, pays: Pays): number {
  const rivals = LAWS.reduce<{ bids: number[]; p: number }[]>((known, own, j) => (j === i ? known.map(({ bids, p }) =>
    ({ bids: [...bids, strategies[i]!.bid(t)], p })) : known.flatMap(({ bids, p }) => own.atoms!.map(({ at, mass }) =>
    ({ bids: [...bids, strategies[j]!.bid(at)], p: p * mass })))), [{ bids: [], p: 1 }]);
  return rivals.reduce((sum, { bids, p }) => {
    const wins = bids.indexOf(Math.max(...bids)) === i;
    return sum + p * ((wins ? s : 0) - pays(bids[i]!, wins));
  }, 0);
}

test.each([
  ['all capped', [capped, capped, capped]], ['a jump, a cap, a reserve', [jumping, capped, reserved]],
] as const)('%s: gains, utilities and revenue are those of an enumeration over many reports', async (_, strategies) => {
  const mechanisms = Object.keys(PAYS).map((kind): Mechanism => ({ ...mechanism({ kind: kind as 'first-price' }), strategies }));
  const { estimates } = await study({ kind: 'social-choice', problem: singleObject({ laws: LAWS }), mechanisms });
  for (const [kind, pays] of Object.entries(PAYS)) {
    LAWS.forEach((own, i) => {
      const [low, high] = own.support;
      const near = [0.9, 1.7, 2, 2.5].flatMap((x) => [x - 1e-9, x, x + 1e-9]).filter((t) => t >= low && t <= high);
      const reports = [...Array.from({ length: 301 }, (__, j) => low + ((high - low) * j) / 300), ...near];
      const truths = own.atoms!.map(({ at: s }) => payoff(strategies, i, s, s, pays));
      const gain = Math.max(...own.atoms!.flatMap(({ at: s }, a) => reports.map((t) => payoff(strategies, i, t, s, pays) - truths[a]!)));
      const ic = row(estimates, 'epsilonIc', `bidder ${i + 1}`, kind);
      const where = `${kind} ${i} [${ic.lower}, ${ic.upper}] ${gain}`;
      expect(ic.guarantee).toBe('continuum');
      // The list comes within a step of the supremum.
      expect(ic.upper, where).toBeGreaterThanOrEqual(gain - 1e-9);
      expect(ic.lower, where).toBeLessThanOrEqual(gain + 0.02);
      expect(ic.lower, where).toBeGreaterThan(gain - 0.02);
      const mu = own.atoms!.reduce((sum, { mass }, a) => sum + mass * truths[a]!, 0);
      expect(row(estimates, 'exAnteUtility', `bidder ${i + 1}`, kind).estimate).toBeCloseTo(mu, 10);
      const lic = row(estimates, 'epsilonLic', `bidder ${i + 1}`, kind);
      if (lic) expect(lic.guarantee).toBe('grid');
    });
    const revenue = LAWS[0]!.atoms!.flatMap((a) => LAWS[1]!.atoms!.flatMap((b) => LAWS[2]!.atoms!.map((c) => {
      const bids = [a, b, c].map(({ at }, j) => strategies[j]!.bid(at));
      return a.mass * b.mass * c.mass * bids.reduce((sum, bid, j) => sum + pays(bid, bids.indexOf(Math.max(...bids)) === j), 0);
    }))).reduce((sum, x) => sum + x, 0);
    expect(row(estimates, 'revenue', 'market', kind).estimate).toBeCloseTo(revenue, 10);
  }
});

test('strategies beside densities are refused by the law before computing', async () => {
  const problem = singleObject({ laws: [LAWS[0]!, law('uniform(0,1)')] });
  await expect(study({
    kind: 'social-choice', problem, mechanisms: [{ ...mechanism({ kind: 'first-price' }), strategies: [capped, capped] }],
  })).rejects.toThrow(/signals\[0\]\.law: .*strategies, which 'first-price' has, are played over discrete laws only/);
});
