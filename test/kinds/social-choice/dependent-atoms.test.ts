/** Laws of atoms that depend on each other, against enumerations written here from the definitions and a copula in closed form. */
import { expect, test } from 'vitest';
import { publicGood } from '../../../src/environment/public-good.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import type { Mechanism, TransferScheme } from '../../../src/mechanism/mechanism.ts';
import { insideEnds } from '../../../src/experiments/played/law-error.ts';
import { normalCdf, normalUpperQuantile } from '../../../src/statistics/normal.ts';
import { law, mechanism, row } from './atoms-support.ts';
import { study } from './support.ts';

const THREE = law('discrete(1:0.2,2:0.5,4:0.3)');
const OTHER = law('discrete(0.5:0.25,2:0.5,3:0.25)');
const LAWS = [THREE, OTHER, THREE];
const THETA = 2;
const DEPENDENCE = { kind: 'clayton', theta: THETA } as const;

const cdf = (u: readonly number[]): number =>
  (u.includes(0) ? 0 : (1 + u.reduce((sum, x) => sum + x ** -THETA - 1, 0)) ** (-1 / THETA));

/** Of a profile of places among the atoms, by differences of the copula. */
const mass = (places: readonly number[]): number => Array.from({ length: 2 ** places.length }, (_, bits) => bits).reduce((sum, bits) => {
  const corner = places.map((a, d) => LAWS[d]!.atoms!.slice(0, a + ((bits >> d) & 1)).reduce((total, atom) => total + atom.mass, 0));
  const below = places.filter((_, d) => ((bits >> d) & 1) === 0).length;
  return sum + (below % 2 ? -1 : 1) * cdf(corner);
}, 0);

const PLACES = [0, 1, 2].flatMap((a) => [0, 1, 2].flatMap((b) => [0, 1, 2].map((c) => [a, b, c])));
const PROFILES = PLACES.map((places) => ({ places, p: mass(places), values: places.map((a, d) => LAWS[d]!.atoms![a]!.at) }));

/** First-listed of the highest. */
const winner = (values: readonly number[]): number => values.indexOf(Math.max(...values));

type Pays = (mine: number, rivals: number, wins: boolean) => number;
const PAYS: Readonly<Record<string, Pays>> = {
  'vcg': (_, rivals, wins) => (wins ? rivals : 0), 'first-price': (mine, _, wins) => (wins ? mine : 0), 'all-pay': (mine) => mine,
};

/** What bidder i's type in place s gets by reporting t. */
function payoff(i: number, s: number, t: number, pays: Pays): number {
  const alike = PROFILES.filter(({ places }) => places[i] === s);
  const total = alike.reduce((sum, { p }) => sum + p, 0);
  return alike.reduce((sum, { p, values }) => {
    const reported = values.map((x, j) => (j === i ? t : x));
    const wins = winner(reported) === i;
    return sum + (p / total) * ((wins ? values[i]! : 0) - pays(t, Math.max(...values.filter((_, j) => j !== i)), wins));
  }, 0);
}

test('one object: gains, utilities and means of first price, all-pay and VCG are those of an enumeration given the own type', async () => {
  const problem: SocialChoiceProblem = { ...singleObject({ laws: LAWS }), dependence: DEPENDENCE };
  const { estimates, notes } = await study({
    kind: 'social-choice', problem, mechanisms: Object.keys(PAYS).map((kind) => mechanism({ kind } as TransferScheme)),
  });
  expect(notes.join(' ')).toContain('outside the papers');
  const near = 1e-9;
  const atoms = [0.5, 1, 2, 3, 4];
  for (const [kind, pays] of Object.entries(PAYS)) {
    LAWS.forEach((own, i) => {
      const [low, high] = own.support;
      const reports = [...atoms.flatMap((x) => [x - near, x, x + near]), 1.3, 2.7].filter((t) => t >= low && t <= high);
      let [gain, ratio] = [0, 0];
      own.atoms!.forEach(({ at: s }, a) => reports.forEach((t) => {
        const g = payoff(i, a, t, pays) - payoff(i, a, s, pays);
        gain = Math.max(gain, g);
        if (Math.abs(t - s) > 1e-6) ratio = Math.max(ratio, g / Math.abs(t - s));
      }));
      const bidder = `bidder ${i + 1}`;
      const ic = row(estimates, 'epsilonIc', bidder, kind);
      expect(ic.guarantee).toBe('continuum');
      expect(Math.abs(ic.estimate - gain), `${kind} ${i}`).toBeLessThan(2e-8);
      expect(ic.upper - ic.lower).toBeLessThan(1e-9);
      const lic = row(estimates, 'epsilonLic', bidder, kind);
      if (kind === 'all-pay' && i > 0) expect(lic).toBeUndefined();
      else expect(Math.abs(lic.estimate - ratio), `${kind} ${i}`).toBeLessThan(2e-8);
      expect(row(estimates, 'interimIr', bidder, kind).estimate)
        .toBeCloseTo(Math.min(...own.atoms!.map(({ at }, a) => payoff(i, a, at, pays))), 10);
      expect(row(estimates, 'exAnteUtility', bidder, kind).estimate).toBeCloseTo(PROFILES.reduce((sum, { p, values }) => {
        const wins = winner(values) === i;
        return sum + p * ((wins ? values[i]! : 0) - pays(values[i]!, Math.max(...values.filter((_, j) => j !== i)), wins));
      }, 0), 10);
      expect(row(estimates, 'epsilonBounded', bidder, kind)).toBeUndefined();
    });
    expect(row(estimates, 'welfare', 'market', kind).estimate)
      .toBeCloseTo(PROFILES.reduce((sum, { p, values }) => sum + p * Math.max(...values), 0), 10);
  }
  // Some lower report would have won as well wherever the winner's rivals bid less; where they tie she must be listed first.
  const regret = PROFILES.reduce((sum, { p, values }) => {
    const rivals = values.filter((_, j) => j !== 0);
    return sum + (winner(values) === 0 && values[0]! > Math.max(...rivals) ? p : 0);
  }, 0);
  expect(row(estimates, 'exPostGainProbability', 'bidder 1', 'first-price').estimate).toBeCloseTo(regret, 10);
});

const known = new Map<string, ReturnType<typeof givenReport>>();
const given = (i: number, report: number): ReturnType<typeof givenReport> => {
  const found = known.get(`${i} ${report}`) ?? givenReport(i, report);
  known.set(`${i} ${report}`, found);
  return found;
};

/** Of the others' places given i's report: her atom, or between atoms the chance that it would have, by a derivative of the copula. */
function givenReport(i: number, report: number): { readonly p: number; readonly values: readonly number[] }[] {
  const atoms = LAWS[i]!.atoms!;
  const a = atoms.findIndex(({ at }) => at === report);
  const chance = atoms.reduce((sum, { at, mass: own }) => (at < report ? sum + own : sum), 0);
  const slope = (u: readonly number[]): number => (u.includes(0) ? 0
    : chance ** (-THETA - 1) * (1 + [chance, ...u].reduce((sum, x) => sum + x ** -THETA - 1, 0)) ** (-1 / THETA - 1));
  const others = LAWS.map((_, j) => j).filter((j) => j !== i);
  const found = PROFILES.filter(({ places }) => (a >= 0 ? places[i] === a : places[i] === 0)).map(({ places, p, values }) => {
    const corners = [0, 1, 2, 3].reduce((sum, bits) => {
      const corner = others.map((j, n) => LAWS[j]!.atoms!.slice(0, places[j]! + ((bits >> n) & 1)).reduce((t, atom) => t + atom.mass, 0));
      return sum + (bits === 1 || bits === 2 ? -1 : 1) * slope(corner);
    }, 0);
    return { p: a >= 0 ? p : corners, values: values.map((x, j) => (j === i ? report : x)) };
  });
  const total = found.reduce((sum, { p }) => sum + p, 0);
  return found.map(({ p, values }) => ({ p: p / total, values }));
}

const COST = 2.2;
const mean = (i: number, report: number, of: (values: readonly number[]) => number): number =>
  given(i, report).reduce((sum, { p, values }) => sum + p * of(values), 0);
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

test('expected externality and full insurance pay what is expected given the report, an atom or not', async () => {
  const good = publicGood({ laws: LAWS, cost: COST });
  const problem: SocialChoiceProblem = { ...good, dependence: DEPENDENCE };
  const insured = mechanism({ kind: 'full-insurance', base: mechanism({ kind: 'vcg' }) });
  const { estimates } = await study({ kind: 'social-choice', problem, mechanisms: [mechanism({ kind: 'expected-externality' }), insured] });
  // What the good is worth to one, her share of the cost taken off, as the problem has it.
  const [linear, build] = [good.valuations, good.alternatives.length - 1];
  if (linear.kind !== 'linear') throw new TypeError('linear');
  const worth = (i: number, x: number, k: number): number =>
    linear.constants[i]![k]! + linear.coefficients[i]![k]!.reduce((all, c) => all + c, 0) * x;
  const choice = (values: readonly number[]): number => {
    const totals = good.alternatives.map((_, k) => sum(values.map((x, i) => worth(i, x, k))));
    return totals[build]! > totals[0]! ? build : 0;
  };
  const others = (values: readonly number[], i: number, k: number): number => sum(values.map((x, j) => (j === i ? 0 : worth(j, x, k))));
  const externality = (j: number, report: number): number => mean(j, report, (values) => others(values, j, choice(values)));
  const clarke = (values: readonly number[], i: number): number =>
    others(values, i, choice(values)) - Math.max(...good.alternatives.map((_, k) => others(values, i, k)));
  const truth = (i: number, report: number): number =>
    mean(i, report, (values) => worth(i, values[i]!, choice(values)) + clarke(values, i));
  const pays = {
    'expected-externality': (i: number, values: readonly number[]): number =>
      sum(values.map((x, j) => externality(j, x) * (j === i ? 1 : -1 / 2))),
    'full-insurance': (i: number, values: readonly number[]): number => truth(i, values[i]!) - worth(i, values[i]!, choice(values)),
  };
  for (const [kind, paid] of Object.entries(pays)) {
    LAWS.forEach((own, i) => {
      const gets = (type: number, report: number): number => mean(i, type, (values) => {
        const told = values.map((x, j) => (j === i ? report : x));
        return worth(i, type, choice(told)) + paid(i, told);
      });
      const name = good.agents[i]!;
      const [low, high] = own.support;
      const reports = [...own.atoms!.flatMap(({ at }) => [at, at + 1e-9, at - 1e-9]),
        0.6, 0.9, 1.1, 1.3, 1.6, 1.9, 2.1, 2.4, 2.6, 2.9, 3.1, 3.4, 3.6, 3.9].filter((t) => t >= low && t <= high);
      const gain = Math.max(...own.atoms!.flatMap(({ at }) => reports.map((t) => gets(at, t) - gets(at, at))));
      const ic = row(estimates, 'epsilonIc', name, kind);
      expect(Math.abs(ic.estimate - gain), `${kind} ${i}`).toBeLessThan(1e-8);
      expect(ic.guarantee).toBe('continuum');
      expect(ic.upper - ic.lower).toBeLessThan(1e-9);
      expect(row(estimates, 'interimIr', name, kind).estimate)
        .toBeCloseTo(Math.min(...own.atoms!.map(({ at }) => gets(at, at))), 10);
    });
  }
  expect(row(estimates, 'imbalanceProbability', 'market', 'expected-externality').estimate).toBe(0);
});

test('distances between rules are over types, and over those between atoms that no type has', async () => {
  const distances = [{
    name: 'none', rule: { kind: 'efficient' }, other: { kind: 'affine-maximizer', weights: [1, 1, 1], bonuses: [0, -1.2] },
  }] as const;
  const problem: SocialChoiceProblem = { ...publicGood({ laws: LAWS, cost: 4.2 }), dependence: DEPENDENCE };
  const { estimates } = await study({ kind: 'social-choice', problem, mechanisms: [mechanism({ kind: 'none' })], distances });
  // Built by the one rule and not by the other.
  const apart = (values: readonly number[]): number => Number(sum(values) > 4.2 && sum(values) <= 5.4);
  const reports = (i: number): number[] => Array.from({ length: 141 }, (_, n) => 0.5 + n * 0.025 + 1e-9)
    .filter((t) => t >= LAWS[i]!.support[0] && t <= LAWS[i]!.support[1]);
  const most = Math.max(...LAWS.flatMap((_, i) => reports(i).map((t) => mean(i, t, apart))));
  expect(most).toBeGreaterThan(Math.max(...LAWS.flatMap((own, i) => own.atoms!.map(({ at }) => mean(i, at, apart)))) );
  expect(row(estimates, 'ruleDistance', 'market', 'none').estimate).toBeCloseTo(most, 10);
});

test('beside densities what is not played is refused by the law before computing', async () => {
  const second = mechanism({ kind: 'vcg' });
  const mixed = [law('uniform(0,1)'), law('mixture(0.5:0.5,0.5:uniform(0,1))')];
  const refusal = async (more: Partial<SocialChoiceProblem>, mechanisms: Mechanism[] = [second], rest: object = {}): Promise<string> =>
    study({
      kind: 'social-choice', problem: { ...singleObject({ laws: mixed }), dependence: DEPENDENCE, ...more }, mechanisms, ...rest,
    }).then(() => 'none', (error: Error) => error.message);
  const laws = [...mixed, law('uniform(0,1)')];
  const chain = [[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]];
  expect(await refusal({ ...singleObject({ laws }), dependence: { kind: 'gaussian-copula', correlations: chain } }))
    .toMatch(/signals\[1\]\.law: .*a matrix of correlations behind which no one factor stands is not played/);
  expect(await refusal({}, [mechanism({ kind: 'monotone-repair', base: { kind: 'vcg' }, epsilon: 0.1 })])).toMatch(/monotone-repair/);
  const other = { kind: 'general', choose: () => { throw new Error('not asked'); } };
  const distances = [{ name: 'none', rule: { kind: 'efficient' }, other }];
  expect(await refusal({}, [second], { distances })).toMatch(/distances\[0\]\.other: is a function on tensors/);
});

const CORRELATION = 0.5;
test.each([
  ['independent', undefined, 0], ['scores', { kind: 'gaussian-copula', correlations: CORRELATION } as const, CORRELATION],
])('distances between rules beside densities are played, types that are atoms among them: %s', async (_, dependence, r) => {
  // With the bonus bidder 1 wins where bidder 2 is ahead by no more than it; half of bidder 2's law is at 1/2.
  const laws = [law('uniform(0,1)'), law('mixture(0.5:0.5,0.5:uniform(0,1))')];
  const bonus = 0.25;
  const rule = { kind: 'affine-maximizer', weights: [1, 1], bonuses: [bonus, 0] } as const;
  const { estimates } = await study({
    kind: 'social-choice', problem: { ...singleObject({ laws }), ...(dependence && { dependence }) },
    mechanisms: [mechanism({ kind: 'vcg' })], reports: () => [[0.25], [0.5]],
    distances: [{ name: 'bonus', rule, other: { kind: 'efficient' } }],
  }, { profiles: 1024, confidence: 0.99 });
  const score = (p: number): number => -normalUpperQuantile(Math.min(1 - 1e-15, Math.max(1e-15, p)));
  const below = (v: number, u: number): number => normalCdf((score(v) - r * score(u)) / Math.sqrt(1 - r * r));
  const [one, two] = laws as [typeof laws[0], typeof laws[0]];
  const types = laws.map((own) => {
    const [from, to] = dependence ? insideEnds(own!) : own!.support;
    return Array.from({ length: 17 }, (__, n) => from + ((to - from) * n) / 16);
  });
  const most = Math.max(
    ...types[0]!.map((s) => below(two!.cdf(s + bonus), one!.cdf(s)) - below(two!.cdf(s), one!.cdf(s))),
    ...types[1]!.filter((s) => s !== 0.5).map((s) => below(one!.cdf(s), two!.cdf(s)) - below(one!.cdf(s - bonus), two!.cdf(s))),
  );
  const found = row(estimates, 'ruleDistance', 'market', 'bonus');
  expect(found).toMatchObject({ guarantee: 'grid', profiles: 1024 });
  expect(found.lower).toBeLessThan(most + 0.01);
  expect(found.upper).toBeGreaterThan(most - 0.01);
  expect(found.upper - found.lower).toBeLessThan(0.2);
  const xi = row(estimates, 'xiEfficiency', 'market', 'bonus');
  // Losses are at most the bonus, so that 1/4 will do; with some chance beyond 1/8 they are not below it.
  expect(xi.upper).toBeLessThanOrEqual(0.3);
  expect(xi.lower).toBeGreaterThan(0.05);
});

test('a public good under one factor: independence is its limit, to the digit', async () => {
  const problem = publicGood({ laws: [THREE, OTHER], cost: 3.1 });
  const rows = async (dependence?: SocialChoiceProblem['dependence']) => (await study({
    kind: 'social-choice', problem: dependence ? { ...problem, dependence } : problem, mechanisms: [mechanism({ kind: 'none' })],
  })).estimates;
  const [one, other] = [await rows(), await rows({ kind: 'common-factor', loadings: 0 })];
  for (const estimate of other) {
    const { estimate: expected } = row(one, estimate.quantity, estimate.agent, 'none');
    expect(estimate.estimate, estimate.quantity).toBeCloseTo(expected, 10);
  }
});
