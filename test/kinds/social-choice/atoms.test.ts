/** Laws of atoms in social choice problems, against enumerations written here from the definitions. */
import { expect, test } from 'vitest';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { publicGood } from '../../../src/environment/public-good.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../../../src/mechanism/mechanism.ts';
import type { Estimate } from '../../../src/results/document.ts';
import { scenarios } from '../../../scenarios/registry.ts';
import type { SocialChoiceStudy } from '../../../src/kinds/social-choice/study-point.ts';
import { enumeratedGains } from '../../../src/notions/enumerated-gains.ts';
import { defaultValues } from '../../scenarios/support/rows.ts';
import { law, mechanism, row } from './atoms-support.ts';
import { study } from './support.ts';

const THREE = law('discrete(1:0.2,2:0.5,4:0.3)');
const OTHER = law('discrete(0.5:0.25,2:0.5,3:0.25)');

const rowsOf = async (problem: SocialChoiceProblem, mechanisms: readonly Mechanism[]): Promise<readonly Estimate[]> =>
  (await study({ kind: 'social-choice', problem, mechanisms })).estimates;

/** u(t, s) of a bidder by going through the rivals' values: first-listed of the highest. */
function bidder(laws: readonly ReturnType<typeof law>[], i: number, pays: (mine: number, rivals: number, wins: boolean) => number) {
  const rivals = laws.filter((_, j) => j !== i);
  const profiles = rivals.reduce<{ values: number[]; p: number }[]>(
    (known, one) => known.flatMap(({ values, p }) => one.atoms!.map(({ at, mass }) => ({ values: [...values, at], p: p * mass }))),
    [{ values: [], p: 1 }],
  );
  return (t: number, s: number): number => profiles.reduce((sum, { values, p }) => {
    const before = values.slice(0, i);
    const wins = before.every((x) => t > x) && values.slice(i).every((x) => t >= x);
    return sum + p * ((wins ? s : 0) - pays(t, Math.max(...values), wins));
  }, 0);
}

const PAYS: Readonly<Record<string, (mine: number, rivals: number, wins: boolean) => number>> = {
  'vcg': (_, rivals, wins) => (wins ? rivals : 0),
  'first-price': (mine, _, wins) => (wins ? mine : 0),
  'all-pay': (mine) => mine,
};

/** Largest gain, and largest gain by its size, over a fine list of reports on both sides of every atom. */
function worst(u: (t: number, s: number) => number, own: ReturnType<typeof law>, atoms: readonly number[]) {
  const [low, high] = own.support;
  const near = 1e-9;
  const reports = [...atoms.flatMap((x) => [x - near, x, x + near]), ...Array.from({ length: 61 }, (_, j) => low + ((high - low) * j) / 60)]
    .filter((t) => t >= low && t <= high);
  let [gain, ratio] = [0, 0];
  for (const { at: s } of own.atoms!) {
    for (const t of reports) {
      const g = u(t, s) - u(s, s);
      gain = Math.max(gain, g);
      if (Math.abs(t - s) > 1e-6) ratio = Math.max(ratio, g / Math.abs(t - s));
    }
  }
  return { gain, ratio };
}

test('one object, ties and unequal laws: gains of first price, all-pay and VCG are those of an enumeration', async () => {
  const laws = [THREE, OTHER, THREE];
  const rows = await rowsOf(singleObject({ laws }), Object.keys(PAYS).map((kind) => mechanism({ kind } as TransferScheme)));
  const atoms = laws.flatMap((one) => one.atoms!.map(({ at }) => at));
  for (const [kind, pays] of Object.entries(PAYS)) {
    laws.forEach((own, i) => {
      const { gain, ratio } = worst(bidder(laws, i, pays), own, atoms);
      const ic = row(rows, 'epsilonIc', `bidder ${i + 1}`, kind);
      expect(ic.guarantee).toBe('continuum');
      expect(ic.lower, `${kind} ${i}`).toBeLessThanOrEqual(gain + 2e-8);
      expect(ic.upper, `${kind} ${i}`).toBeGreaterThanOrEqual(gain - 2e-8);
      expect(ic.upper - ic.lower).toBeLessThan(1e-9);
      const lic = row(rows, 'epsilonLic', `bidder ${i + 1}`, kind);
      // Who loses ties pays her bid for nothing, and wins for certain by the smallest raise.
      if (kind === 'all-pay' && i > 0) expect(lic, `${kind} ${i}`).toBeUndefined();
      else {
        expect(lic.lower, `${kind} ${i}`).toBeLessThanOrEqual(ratio + 2e-8);
        expect(lic.upper, `${kind} ${i}`).toBeGreaterThanOrEqual(ratio - 2e-8);
      }
    });
  }
});

test('whole profiles: welfare, revenue and utilities of the same auctions, and full insurance of the second price', async () => {
  const laws = [OTHER, THREE];
  const second = mechanism({ kind: 'vcg' });
  const insured = mechanism({ kind: 'full-insurance', base: second });
  const rows = await rowsOf(singleObject({ laws }), [second, mechanism({ kind: 'first-price' }), insured]);
  let [welfare, price] = [0, 0];
  for (const a of OTHER.atoms!) {
    for (const b of THREE.atoms!) {
      welfare += a.mass * b.mass * Math.max(a.at, b.at);
      price += a.mass * b.mass * Math.min(a.at, b.at);
    }
  }
  for (const name of ['vcg', 'full-insurance']) expect(row(rows, 'revenue', 'market', name).estimate).toBeCloseTo(price, 9);
  expect(row(rows, 'revenue', 'market', 'first-price').estimate).toBeCloseTo(welfare, 9);
  expect(row(rows, 'welfare', 'market', 'vcg').estimate).toBeCloseTo(welfare, 9);
  expect(row(rows, 'epsilonIc', 'bidder 2', 'full-insurance').upper).toBeLessThan(1e-9);
  const mu = bidder(laws, 1, PAYS.vcg!);
  const mean = THREE.atoms!.reduce((sum, { at, mass }) => sum + mass * mu(at, at), 0);
  for (const name of ['vcg', 'full-insurance']) expect(row(rows, 'exAnteUtility', 'bidder 2', name).estimate).toBeCloseTo(mean, 9);
  expect(row(rows, 'interimIr', 'bidder 2', 'full-insurance').estimate).toBeCloseTo(mu(1, 1), 9);
  expect(row(rows, 'exPostGainProbability', 'bidder 1', 'vcg').upper).toBeLessThan(1e-9);
});

test('bilateral trade and a public good with ties at the margin: the alternative listed first, whatever rounding says', async () => {
  const [cost, value] = [law('discrete(0.1:0.5,0.3:0.5)'), law('discrete(0.3:0.5,0.7:0.5)')];
  const schemes: TransferScheme[] = [{ kind: 'vcg' }, { kind: 'expected-externality' }, { kind: 'none' }];
  const trade = await rowsOf(bilateralTrade({ cost, value }), schemes.map(mechanism));
  expect(row(trade, 'welfare', 'market', 'vcg').estimate).toBeCloseTo((0.2 + 0.6 + 0 + 0.4) / 4, 9);
  // The buyer pays the cost where there is trade, and the seller the value where there is none.
  expect(row(trade, 'revenue', 'market', 'vcg').estimate).toBeCloseTo((0.1 + 0.1 + 0.3 + 0.3) / 4, 9);
  expect(row(trade, 'imbalanceProbability', 'market', 'expected-externality').estimate).toBe(0);
  expect(row(trade, 'epsilonIc', 'seller', 'vcg')).toMatchObject({ lower: 0, upper: 0 });
  // Cost and value both 0.3: no trade.
  expect(row(trade, 'interimIr', 'seller', 'none').estimate).toBeCloseTo(-0.15, 9);

  // 0.1 + 0.2 is the cost of 0.3 on paper, not in doubles: not built.
  const values = law('discrete(0.1:0.5,0.2:0.5)');
  const good = await rowsOf(publicGood({ laws: [values, values], cost: 0.3 }), schemes.map(mechanism));
  expect(row(good, 'interimIr', 'agent 1', 'none').estimate).toBeCloseTo(0, 12);
  expect(row(good, 'welfare', 'market', 'vcg').estimate).toBeCloseTo(0.25 * 0.1, 9);
  expect(row(good, 'epsilonIc', 'agent 2', 'vcg').upper).toBe(0);
});

/** u(t, s) of both traders at a posted price, from its definition: trade where cost < price < value. */
function atPrice(price: number, cost: ReturnType<typeof law>, value: ReturnType<typeof law>) {
  const chance = (one: ReturnType<typeof law>, holds: (x: number) => boolean): number =>
    one.atoms!.reduce((sum, { at, mass }) => sum + (holds(at) ? mass : 0), 0);
  const [sells, buys] = [chance(cost, (c) => c < price), chance(value, (v) => v > price)];
  return {
    seller: (t: number, s: number): number => (t < price ? buys * (price - s) : 0),
    buyer: (t: number, s: number): number => (t > price ? sells * (s - price) : 0),
  };
}

test.each([
  [0.5, 'discrete(0:0.4,1:0.6)', 'discrete(0:0.4,1:0.6)'], [0.26, 'discrete(0:0.4,1:0.6)', 'discrete(0:0.4,1:0.6)'],
  [0.24, 'discrete(0:0.4,1:0.6)', 'discrete(0:0.4,1:0.6)'], [1.5, 'discrete(0:0.3,1:0.4,2:0.3)', 'discrete(1:0.2,2:0.5,4:0.3)'],
  [0.5, 'discrete(0:0.3,1:0.4,2:0.3)', 'discrete(1:0.2,2:0.5,4:0.3)'], [1.2, 'discrete(0:0.3,1:0.4,2:0.3)', 'discrete(1:0.2,2:0.5,4:0.3)'],
  [1, 'discrete(0:0.3,1:0.4,2:0.3)', 'discrete(1:0.2,2:0.5,4:0.3)'], [1.0001, 'discrete(0.3:0.5,7:0.5)', 'discrete(1:0.5,1.1:0.5)'],
])('a posted price of %d, costs %s, values %s: no report gains, and truth is worth what trade at the price is', async (price, ...texts) => {
  const [cost, value] = texts.map(law) as [ReturnType<typeof law>, ReturnType<typeof law>];
  const posted: Mechanism = { name: 'posted', rule: { kind: 'posted-price', price }, transfers: { kind: 'posted-price', price } };
  // The same transfers without a structure that says that truth is dominant: the seller is paid a tenth more.
  const generous: Mechanism = { ...posted, name: 'generous', transfers: { kind: 'posted-price', price: 1.1 * price } };
  const rows = await rowsOf(bilateralTrade({ cost, value }), [posted, generous]);
  const u = atPrice(price, cost, value);
  const bonus = 0.1 * price * value.atoms!.reduce((sum, { at, mass }) => sum + (at > price ? mass : 0), 0);
  const bought = 0.1 * price * cost.atoms!.reduce((sum, { at, mass }) => sum + (at < price ? mass : 0), 0);
  const priced = {
    seller: (t: number, s: number): number => u.seller(t, s) + (t < price ? bonus : 0),
    buyer: (t: number, s: number): number => u.buyer(t, s) - (t > price ? bought : 0),
  };
  const places = [...cost.atoms!, ...value.atoms!].map(({ at }) => at);
  for (const [agent, own] of [['seller', cost], ['buyer', value]] as const) {
    expect(row(rows, 'epsilonIc', agent, 'posted')).toMatchObject({ lower: 0, upper: 0, guarantee: 'continuum' });
    expect(row(rows, 'exAnteUtility', agent, 'posted').estimate)
      .toBeCloseTo(own.atoms!.reduce((sum, { at, mass }) => sum + mass * u[agent](at, at), 0), 10);
    const { gain, ratio } = worst(priced[agent], own, [...places, price]);
    const ic = row(rows, 'epsilonIc', agent, 'generous');
    expect(ic.guarantee).toBe('continuum');
    expect([ic.lower <= gain + 1e-8, ic.upper >= gain - 1e-8], `${ic.lower} ${ic.upper} ${gain}`).toEqual([true, true]);
    const lic = row(rows, 'epsilonLic', agent, 'generous');
    // A trader whose type is the price gains the same by however small a lie.
    if (lic) expect([lic.lower <= ratio + 1e-6, lic.upper >= ratio - 1e-6], `${lic.lower} ${lic.upper} ${ratio}`).toEqual([true, true]);
    else expect(own.atoms!.some(({ at }) => at === price)).toBe(true);
  }
});

test('where breakpoints are not known to be all, only reports that were played count', () => {
  // Chances 0 below 0.6 and 1 above: no breakpoint of the line [0, 1] is told.
  const payoff = (t: number) => ({ fixed: t < 0.6 ? 0 : 1, slopes: [0], chances: [1] });
  const played = [2 ** -20, 0.25, 0.5, 0.75, 1 - 2 ** -20].map((report) => ({ report, payoff: payoff(report) }));
  const line = {
    at: [0, 1].map((report) => ({ report, payoff: payoff(report) })), pieces: [{ from: 0, to: 1, played }], affine: false,
  };
  const { epsilonIc, epsilonLic, jump } = enumeratedGains(() => line, [0], [payoff(0)], 1e-12);
  expect([epsilonIc.estimate, epsilonIc.guarantee, jump]).toEqual([1, 'grid', 0]);
  expect(epsilonLic!.estimate).toBeCloseTo(4 / 3, 12);
  expect(epsilonLic!.guarantee).toBe('grid');
});

test('two signals: short lies about what matters are on the list', async () => {
  const scenario = scenarios.find(({ name }) => name === 'modified-vcg')!;
  const values = defaultValues(scenario, { value: 'discrete(1:0.2,2:0.5,4:0.3)', information: 'discrete(0:0.5,1:0.5)' });
  const { estimates } = await study(scenario.environment(values) as SocialChoiceStudy);
  // Brute force: reporting 1.99 for 2 and telling the truth about information gains a quarter of the lie.
  expect(row(estimates, 'weakEpsilonLic', 'bidder 1', 'modified VCG').estimate).toBeCloseTo(0.25, 6);
});

test('monotone repair of the second price: who wins less than epsilon gets what the least of the others does, by hand', async () => {
  const repaired = mechanism({ kind: 'monotone-repair', base: { kind: 'vcg' }, epsilon: 0.5 });
  const rows = await rowsOf(singleObject({ laws: [THREE, OTHER] }), [repaired]);
  const of = (quantity: string): Estimate => row(rows, quantity, 'bidder 1', 'monotone-repair');
  // She wins with 0.25 below 2 and 0.75 from there on, where she has 0.25 x 1.5; type 4 has 2.125. Type 2 gains 0.25 (2 - t) by t < 2.
  expect(of('interimIr').estimate).toBeCloseTo(0.375, 10);
  expect(of('exAnteUtility').estimate).toBeCloseTo(0.7 * 0.375 + 0.3 * 2.125, 10);
  for (const quantity of ['epsilonIc', 'epsilonLic']) {
    expect(of(quantity).estimate).toBeCloseTo(0.25, 9);
    expect(of(quantity).guarantee).toBe('continuum');
  }
  expect(of('monotonicityViolation').upper).toBeLessThan(1e-9);
});

test('what is not enumerated is refused by its law before computing', async () => {
  const mixed = law('piecewise-linear(0,0.5,0.5,1)');
  const second = mechanism({ kind: 'vcg' });
  await expect(rowsOf(singleObject({ laws: [THREE, law('uniform(0,1)')] }), [second]))
    .rejects.toThrow(/signals\[0\]\.law: discrete.*integrals along the types of an agent who is studied, which must be an interval/);
  const repaired = mechanism({ kind: 'monotone-repair', base: second.transfers, epsilon: 0.1 });
  await expect(rowsOf(singleObject({ laws: [mixed, mixed] }), [repaired]))
    .rejects.toThrow(/signals\[0\]\.law.*estimated first, from laws with a density, or added up over discrete laws/);
  await expect(rowsOf(publicGood({ laws: [THREE, THREE, THREE], cost: 3.1 }), [mechanism({ kind: 'redistributed-vcg' })]))
    .rejects.toThrow(/signals\[0\]\.law.*\(redistributed-vcg\) are not computed on single profiles/);
  const eleven = Array.from({ length: 11 }, () => THREE);
  await expect(rowsOf(singleObject({ laws: eleven }), [second])).rejects.toThrow(/177147 profiles of types/);
});

test('distances between rules at the worst report, and how nearly one is efficient at the worst type', async () => {
  const laws = [THREE, OTHER];
  const rule: ChoiceRule = { kind: 'affine-maximizer', weights: [1, 1], bonuses: [0.75, 0] };
  const problem = singleObject({ laws });
  const { estimates } = await study({
    kind: 'social-choice', problem, mechanisms: [mechanism({ kind: 'vcg' })],
    distances: [
      { name: 'bonus', rule, other: { kind: 'efficient' } }, { name: 'none', rule: { kind: 'efficient' }, other: { kind: 'efficient' } },
    ],
  });
  const found = (quantity: string, name: string) => row(estimates, quantity, 'market', name);
  // Bidder 1 wins ties; with the bonus wherever bidder 2 is ahead by no more than it.
  const reports = (i: number) => Array.from({ length: 1401 }, (_, j) => j / 400 + 0.5).filter((t) =>
    t >= laws[i]!.support[0] && t <= laws[i]!.support[1]);
  const [apart, losses] = [[0, 1].map((i) => reports(i).map((own) => laws[1 - i]!.atoms!.reduce((sum, { at, mass }) => {
    const ahead = i === 0 ? at - own : own - at;
    return sum + (ahead > 0 && ahead <= 0.75 ? mass : 0);
  }, 0))), [0, 1].map((i) => laws[i]!.atoms!.map(({ at: own }) => laws[1 - i]!.atoms!.map(({ at, mass }) => {
    const ahead = i === 0 ? at - own : own - at;
    return { mass, loss: ahead > 0 && ahead <= 0.75 ? ahead : 0 };
  })))];
  expect(found('ruleDistance', 'bonus').estimate).toBeCloseTo(Math.max(...apart.flat()), 12);
  const isEnough = (xi: number): boolean => losses.flat().every((of) =>
    of.reduce((sum, { loss, mass }) => sum + (loss < xi ? mass : 0), 0) > 1 - xi);
  const { lower, upper } = found('xiEfficiency', 'bonus');
  expect([isEnough(upper + 1e-9), isEnough(lower - 1e-9)]).toEqual([true, false]);
  for (const quantity of ['ruleDistance', 'xiEfficiency']) expect(found(quantity, 'none')).toMatchObject({ estimate: 0, profiles: 0 });
});
