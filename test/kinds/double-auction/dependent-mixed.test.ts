/** Double auctions of laws with atoms beside densities whose types depend on each other, against gains added up from the definitions. */
import { expect, it } from 'vitest';
import { parseDependence } from '../../../src/distributions/dependence.ts';
import type { Distribution } from '../../../src/distributions/distribution.ts';
import { justAbove, justBelow } from '../../../src/distributions/next-number.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { doubleAuction, traderProblem, type DoubleAuction, type Trader } from '../../../src/environment/double-auction.ts';
import { planDependent } from '../../../src/kinds/double-auction/dependent-point.ts';
import { normalCdf, normalUpperQuantile } from '../../../src/statistics/normal.ts';

const AIM = { command: 'run', sampler: 'auto', confidence: 0.99, precision: 0.3, maxProfiles: 1 } as const;
const NODES = Array.from({ length: 181 }, (_, n) => (n - 90) / 10);
const score = (p: number): number => (p <= 0 ? -Infinity : p >= 1 ? Infinity : -normalUpperQuantile(p));
const less = (law: Distribution, x: number): number => (x > law.support[0] ? law.cdf(justBelow(x)) : 0);
const range = (from: number, to: number, steps: number): number[] =>
  Array.from({ length: steps + 1 }, (_, n) => from + ((to - from) * n) / steps);

/** Of types of one trader: the largest gain, the largest gain a unit of the lie, expected payoff and chance of trade. */
function searched(market: DoubleAuction, trader: Trader, rho: number, steps: number) {
  const { law, others, rank, pivotalWeight: w } = traderProblem(market, trader);
  const each = others.flatMap((group) => Array.from({ length: group.count }, () => group.law));
  const [shared, alone] = [Math.sqrt(rho), Math.sqrt(1 - rho)];
  const given = (p: number, z: number): number => normalCdf((score(p) - shared * z) / alone);
  const all = [law, ...each];
  const ends = [Math.min(...all.map(({ support: [low] }) => low)), Math.max(...all.map(({ support: [, high] }) => high))] as const;
  const known = all.flatMap(({ atoms = [], knots = [] }) => [...atoms.map(({ at }) => at), ...knots]);
  const marks = [...new Set([...known, ...range(...ends, steps)])]
    .filter((x) => x >= ends[0] && x <= ends[1]).sort((a, b) => a - b);
  const middles = marks.slice(1).map((to, i) => (marks[i]! + to) / 2);
  /** Pr(fewer than `rank`, and no more than `rank`, of the others lie below y) at every node. */
  const counted = (levelOf: (one: Distribution) => number) => NODES.map((z) => {
    let counts = [1];
    for (const one of each) {
      const p = given(levelOf(one), z);
      counts = [...counts, 0].map((mass, k) => mass * (1 - p) + (counts[k - 1] ?? 0) * p);
    }
    const upTo = (k: number): number => counts.slice(0, Math.max(0, k + 1)).reduce((sum, mass) => sum + mass, 0);
    return [upTo(rank - 1), upTo(rank)] as const;
  });
  const between = middles.map((y) => counted((one) => one.cdf(y)));
  // A report wins all ties, as those slightly better do.
  const wins = marks.map((x) => counted((one) => (trader === 'seller' ? less(one, x) : one.cdf(x))));
  const seller = trader === 'seller';
  let [ic, lic, utility, total] = [0, 0, 0, 0];
  const types = marks.filter((x) => x >= law.support[0] && x <= law.support[1]);
  const sorts = types.flatMap((c, i) => {
    const atom = (law.atoms ?? []).find(({ at }) => at === c);
    const [from, to] = [law.cdf(c), types[i + 1] === undefined ? 1 : less(law, types[i + 1]!)];
    // The middle of what lies between two marks stands for it.
    const rest = to - from > 1e-9 ? [{ c: (c + types[i + 1]!) / 2, mass: to - from, chances: undefined }] : [];
    return [...(atom ? [{ c, mass: atom.mass, chances: [less(law, c), law.cdf(c)] as const }] : []), ...rest];
  });
  for (const { c, mass, chances } of sorts) {
    const q = score(law.cdf(c));
    const posterior = NODES.map((z) => (chances
      ? Math.exp(-0.5 * z * z) * (given(chances[1], z) - given(chances[0], z)) : Math.exp(-0.5 * ((z - shared * q) / alone) ** 2)));
    const sum = posterior.reduce((a, b) => a + b, 0);
    const mean = (pairs: readonly (readonly [number, number])[], k: 0 | 1): number =>
      pairs.reduce((all_, pair, n) => all_ + pair[k] * posterior[n]!, 0) / sum;
    const S = between.map((pairs) => [mean(pairs, 0), mean(pairs, 1)] as const);
    // Stretches beyond the type, the first in part where it lies inside.
    const beyond = middles.map((_, i) => (seller ? i : middles.length - 1 - i)).map((i) => {
      const length = seller ? marks[i + 1]! - Math.max(c, marks[i]!) : Math.min(c, marks[i + 1]!) - marks[i]!;
      return { i, length };
    }).filter(({ length }) => length > 0);
    let [pivotal, trade, mu] = [0, 0, 0];
    for (const { i, length } of beyond) {
      const [P, wonBy] = [S[i]![1] - S[i]![0], seller ? S[i]![1] : 1 - S[i]![0]];
      pivotal += length * P;
      trade += length * wonBy;
      mu += length * (wonBy - w * P);
      const x = seller ? i + 1 : i;
      if (marks[x]! < law.support[0] || marks[x]! > law.support[1]) continue;
      const size = Math.abs(marks[x]! - c);
      const atReport = seller ? mean(wins[x]!, 1) : 1 - mean(wins[x]!, 0);
      const gain = w * pivotal - trade + size * atReport;
      ic = Math.max(ic, gain);
      lic = Math.max(lic, gain / size);
    }
    utility += mass * mu;
    total += mass;
  }
  return { ic, lic, utility: utility / total };
}

it.each([
  { sellers: 1, buyers: 1, kappa: 0.5, cost: 'mixture(0.5:uniform(0,1),0.5:0.5)', value: 'mixture(0.5:uniform(0,1),0.5:0.5)', rho: 0.5 },
  {
    sellers: 2, buyers: 1, kappa: 0.3, rho: 0.3, cost: 'mixture(0.4:1000000.25,0.6:uniform(1000000,1000001))',
    value: 'mixture(0.3:1000000.75,0.3:1000000.25,0.4:uniform(1000000.5,1000001))',
  },
  { sellers: 1, buyers: 2, kappa: 0.5, cost: 'discrete(0.2:0.5,0.6:0.5)', value: 'uniform(0,1)', rho: 0.3 },
])('$sellers sellers of $cost, $buyers buyers of $value', async ({ rho, ...told }) => {
  const [cost, value] = [told.cost, told.value].map((text) => parseDistribution(text)) as [Distribution, Distribution];
  const market = doubleAuction({ ...told, cost, value });
  const problem = { ...market, dependence: parseDependence(`gaussian(${rho})`)! };
  const { estimates } = await planDependent({ problem, values: {}, pictures: true } as never, AIM).study({ progress: () => {} } as never);
  for (const trader of ['seller', 'buyer'] as const) {
    const band = (quantity: string) => estimates.find((row) => row.agent === trader && row.quantity === quantity)!;
    const found = searched(market, trader, rho, 48);
    for (const [quantity, most, share] of [['epsilonIc', found.ic, 0.9], ['epsilonLic', found.lic, 0.75]] as const) {
      const { lower, upper, witness } = band(quantity);
      expect(upper, `${trader} ${quantity}`).toBeGreaterThan(most * (1 - 1e-3));
      expect(most, `${trader} ${quantity}`).toBeGreaterThan(share * lower);
      const law = trader === 'seller' ? cost : value;
      for (const at of Object.values(witness ?? {}) as number[]) {
        expect(at >= law.support[0] && at <= law.support[1], `${trader} ${quantity} ${at}`).toBe(true);
      }
    }
    const { lower, upper } = band('exAnteUtility');
    expect(found.utility, trader).toBeGreaterThan(lower - 2e-3);
    expect(found.utility, trader).toBeLessThan(upper + 2e-3);
  }
});

it('doubles next to a number', () => {
  for (const x of [0, 1, -1, 0.1, 1e6, -3e-300, 2 ** -1022]) {
    const [below, above] = [justBelow(x), justAbove(x)];
    expect(below < x && x < above).toBe(true);
    const middles = [(x + above) / 2, (x + below) / 2];
    for (const y of middles) expect([below, x, above]).toContain(y);
  }
});
