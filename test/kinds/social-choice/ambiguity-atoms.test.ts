/** Ambiguity of laws of atoms in social choice problems, against worst cases written here from the definitions. */
import { expect, test } from 'vitest';
import type { BeliefSet } from '../../../src/beliefs/belief-set.ts';
import { publicGood } from '../../../src/environment/public-good.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import type { Mechanism } from '../../../src/mechanism/mechanism.ts';
import { law, mechanism } from './atoms-support.ts';
import { study } from './support.ts';

type Law = ReturnType<typeof law>;

/** One agent: the slope in her own type of what report t leads to, and what she keeps told truly. */
interface Asked {
  readonly own: Law;
  readonly others: readonly Law[];
  slope(t: number, others: readonly number[]): number;
  mu(t: number): number;
}

const profilesOf = (laws: readonly Law[]): { values: number[]; p: number }[] => laws.reduce<{ values: number[]; p: number }[]>(
  (known, { atoms }) => known.flatMap(({ values, p }) => atoms!.map(({ at, mass }) => ({ values: [...values, at], p: p * mass }))),
  [{ values: [], p: 1 }],
);

const HAIR = 1e-7;

/** Points of the box of the others' signals within `radius`: ends, the place itself, on both sides of the own report, and steps between. */
function near(laws: readonly Law[], values: readonly number[], radius: number, t: number, steps: number): number[][] {
  return values.reduce<number[][]>((known, y, j) => {
    const [low, high] = laws[j]!.support;
    const [from, to] = [Math.max(low, y - radius), Math.min(high, y + radius)];
    const inner = Array.from({ length: steps }, (_, n) => from + ((to - from) * (n + 1)) / (steps + 1));
    const points = [...new Set([from, to, y, t - HAIR, t, t + HAIR, ...inner])].filter((x) => x >= from && x <= to);
    return known.flatMap((before) => points.map((x) => [...before, x]));
  }, [[]]);
}

/** What type s gains by report t in full insurance of mu: the worst mean of (s - t) slope, masses moved and then sent greedily. */
function gainOf({ others, slope, mu }: Asked, beliefs: BeliefSet, steps: number) {
  const profiles = profilesOf(others);
  return (t: number, s: number): number => {
    const h = (x: readonly number[]): number => (s - t) * slope(t, x);
    const least = (values: readonly number[], radius: number): number => Math.min(...near(others, values, radius, t, steps).map(h));
    // Nothing is worse than the prior makes it for a lie that gains nothing there.
    const mean = mu(t) - mu(s) + profiles.reduce((sum, { values, p }) => sum + p * h(values), 0);
    if (mean <= 0) return mean;
    const anywhere = least(profiles[0]!.values, Infinity);
    const [delta, shares] = 'delta' in beliefs ? [beliefs.delta, beliefs.kind] : [beliefs.kind === 'all' ? 1 : 0, 'totalVariation'];
    const moved = profiles.map(({ values, p }) => ({ p, h: shares === 'prokhorov' ? least(values, delta) : h(values) }));
    let [left, worst] = [delta, 0];
    for (const one of moved.sort((a, b) => b.h - a.h)) {
      const sent = shares === 'contamination' ? delta * one.p : Math.min(left, one.p);
      left -= sent;
      worst += (one.p - sent) * one.h + sent * anywhere;
    }
    return mu(t) - mu(s) + worst;
  };
}

/** The most over reports on both sides of `marks` and of what moves of delta, of one rival or two, bring there. */
function most(asked: Asked, beliefs: BeliefSet, marks: readonly number[], steps: number): number {
  const { own: { support: [low, high], atoms } } = asked;
  const by = beliefs.kind === 'prokhorov' ? [-2, -1, 0, 1, 2].map((times) => times * beliefs.delta) : [0];
  const reports = marks.flatMap((x) => by.flatMap((move) => [x + move - 2 * HAIR, x + move, x + move + 2 * HAIR]));
  const gain = gainOf(asked, beliefs, steps);
  return Math.max(0, ...reports.filter((t) => t >= low && t <= high).flatMap((t) => atoms!.map(({ at }) => gain(t, at))));
}

const METRICS = ['prokhorov', 'totalVariation', 'contamination'] as const;
const SETS: readonly BeliefSet[] = [
  { kind: 'prokhorov', delta: 0.1 }, { kind: 'prokhorov', delta: 0.37 }, { kind: 'totalVariation', delta: 0.37 },
  { kind: 'contamination', delta: 0.1 }, { kind: 'all' }, { kind: 'bayesian' },
];

/** Gains under every set, and delta* between one delta at which some lie gains and one at which none does. */
async function compare(problem: SocialChoiceProblem, one: Mechanism, i: number, asked: Asked, marks: readonly number[], steps = 0) {
  const { estimates } = await study({
    kind: 'social-choice', problem, mechanisms: [one], agents: [i], ambiguity: { metrics: METRICS, at: SETS },
  });
  const rowsOf = (quantity: string, key: 'beliefs' | 'metric', name: string) =>
    estimates.find((row) => row.quantity === quantity && row.point[key] === name);
  for (const beliefs of SETS) {
    const name = 'delta' in beliefs ? `${beliefs.kind}(${beliefs.delta})` : beliefs.kind;
    const { estimate, lower, upper, guarantee, profiles } = rowsOf('ambiguousGain', 'beliefs', name)!;
    expect([guarantee, profiles], name).toEqual(['continuum', 0]);
    expect(Math.abs(estimate - most(asked, beliefs, marks, steps)), name).toBeLessThan(20 * HAIR);
    expect(upper - lower, name).toBeLessThan(1e-10);
  }
  for (const metric of METRICS) {
    const star = rowsOf('deltaStar', 'metric', metric);
    expect(star === undefined, metric).toBe(most(asked, { kind: 'all' }, marks, steps) > 1e-5);
    if (!star) continue;
    expect(star.upper - star.lower, metric).toBeLessThan(1e-9);
    const [below, above] = [star.lower - 1e-4, star.upper + 1e-6];
    if (below > 0) expect(most(asked, { kind: metric, delta: below }, marks, steps), metric).toBeGreaterThan(2 * HAIR);
    if (above < 1) expect(most(asked, { kind: metric, delta: above }, marks, steps), metric).toBeLessThan(20 * HAIR);
  }
  return estimates;
}

const THREE = law('discrete(0:0.2,0.5:0.5,1:0.3)');
const OTHER = law('discrete(0.1:0.25,0.5:0.5,1:0.25)');
const COIN = law('discrete(0:0.4,1:0.6)');
const ODD = law('discrete(0.3:0.3,0.55:0.1,0.7:0.2,0.95:0.4)');
const marksOf = (laws: readonly Law[]): number[] => laws.flatMap(({ atoms }) => atoms!.map(({ at }) => at));

/** The highest bid wins, the first-listed of several. */
const wins = (i: number) => (t: number, x: readonly number[]): number =>
  Number(x.slice(0, i).every((y) => t > y) && x.slice(i).every((y) => t >= y));

test.each([
  ['a tie won', 0, [THREE, OTHER]], ['a tie lost', 1, [THREE, OTHER]], ['three bidders', 1, [OTHER, THREE, COIN]],
  ['a rival who cannot be beaten', 0, [ODD, COIN]], ['one who always is', 1, [law('discrete(0:0.5,0.2:0.5)'), ODD]],
] as const)('first price, %s', async (_, i, laws) => {
  const asked = { own: laws[i]!, others: laws.filter((__, j) => j !== i), slope: wins(i), mu: () => 0 };
  await compare(singleObject({ laws: [...laws] }), mechanism({ kind: 'first-price' }), i, asked, marksOf(laws));
});

/** Linear between equal steps over the support. */
const interpolated = ({ support: [low, high] }: Law, table: readonly number[]) => (t: number): number => {
  const x = ((t - low) / (high - low)) * (table.length - 1);
  const j = Math.min(table.length - 2, Math.floor(x));
  return table[j]! + (x - j) * (table[j + 1]! - table[j]!);
};

test.each([
  ['rising too little', ODD, [0, 0.02, 0.1, 0.12]], ['rising too much', ODD, [0, 0.2, 0.5, 0.9]], ['about right', THREE, [0, 0.1, 0.35]],
] as const)('full insurance of a table, %s: one object', async (_, own, table) => {
  const laws = [own, OTHER];
  const one: Mechanism = { name: 'table', rule: { kind: 'efficient' }, transfers: { kind: 'insured-table', utility: [table, [0, 0.5]] } };
  const knots = table.map((__, j) => own.support[0] + (j * (own.support[1] - own.support[0])) / (table.length - 1));
  await compare(singleObject({ laws }), one, 0, { own, others: [OTHER], slope: wins(0), mu: interpolated(own, table) },
    [...marksOf(laws), ...knots]);
});

test('a public good of three levels: alternatives that share every signal, and two others', async () => {
  const levels = [{ name: 'none', benefit: 0, cost: 0 }, { name: 'some', benefit: 1, cost: 0.9 }, { name: 'all', benefit: 1.5, cost: 1.9 }];
  const pair = law('discrete(0.1:0.25,0.5:0.75)');
  const laws = [THREE, pair, COIN];
  const table = [0, 0.2, 0.7];
  const level = (total: number): number => {
    const net = levels.map(({ benefit, cost }) => benefit * total - cost);
    return net.findIndex((x) => x >= Math.max(...net) - 1e-11);
  };
  const one: Mechanism = {
    name: 'table', rule: { kind: 'efficient' }, transfers: { kind: 'insured-table', utility: [table, [0, 0.5], [0, 0.5]] },
  };
  const asked = {
    own: THREE, others: [pair, COIN], mu: interpolated(THREE, table),
    slope: (t: number, [x, y]: readonly number[]) => levels[level(t + x! + y!)]!.benefit,
  };
  // Where the total passes a level's margin: 0.9, 1 / 0.5 = 2, at sums of atoms and at the ends of moves.
  const margins = [0.9, 2].flatMap((margin) => [0.1, 0.5].flatMap((x) => [margin - x, margin - x - 1]));
  const marks = [0, 0.5, 1, ...margins];
  await compare(publicGood({ laws, levels }), one, 0, asked, marks, 1);
});

test('finite sets of priors of atoms, one of which the problem does not have', async () => {
  const laws = [ODD, OTHER, COIN];
  const priors = [['low', 'discrete(0.1:0.5,0.6:0.5)', 'discrete(0:0.9,0.25:0.1)'], ['high', OTHER.text, 'discrete(0.5:0.5,0.9:0.5)']]
    .map(([name, ...others]) => ({ name: name!, laws: [ODD, ...others.map(law)] }));
  const { estimates } = await study({
    kind: 'social-choice', problem: singleObject({ laws }), mechanisms: [mechanism({ kind: 'first-price' })], agents: [0],
    ambiguity: { metrics: [], at: [{ kind: 'priors', priors }] },
  });
  const places = [...marksOf(laws), 0.25, 0.6, 0.9].flatMap((x) => [x - HAIR, x, x + HAIR]).filter((t) => t >= 0.3 && t <= 0.95);
  const chance = (t: number, [, ...others]: readonly Law[]): number =>
    profilesOf(others).reduce((sum, { values, p }) => sum + p * wins(0)(t, values), 0);
  const gains = places.flatMap((t) => ODD.atoms!.map(({ at }) => Math.min(...priors.map((prior) => (at - t) * chance(t, prior.laws)))));
  const found = estimates.find(({ quantity }) => quantity === 'ambiguousGain')!;
  expect(Math.abs(found.estimate - Math.max(...gains))).toBeLessThan(2 * HAIR);
  expect(found.guarantee).toBe('continuum');
});

test('who reports more is served less: what the rule needs whatever the transfers', async () => {
  const laws = [THREE, ODD];
  const weights = [[0, 1.5], [1.5, 0]];
  const { estimates } = await study({
    kind: 'social-choice', problem: singleObject({ laws, interdependence: { kind: 'one-dimensional', weights } }),
    mechanisms: [mechanism({ kind: 'vcg' })], agents: [0], ambiguity: { metrics: METRICS },
  });
  // Served where t <= y: chances of that at least and at most under delta.
  const chance = (t: number, metric: string, delta: number, sign: 1 | -1): number => {
    const by = metric === 'prokhorov' ? sign * delta : 0;
    const [can, must] = [t <= 0.95, t <= 0.3];
    const served = ODD.atoms!.reduce((sum, { at, mass }) => sum + (Math.min(0.95, Math.max(0.3, at + by)) >= t ? mass : 0), 0);
    if (sign > 0 ? !can : must) return served;
    if (metric === 'contamination') return (1 - delta) * served + (sign > 0 ? delta : 0);
    return sign > 0 ? Math.min(1, served + delta) : Math.max(0, served - delta);
  };
  const fails = (metric: string, delta: number): boolean => [[0, 0.5], [0, 1], [0.5, 1]].some(([s, t]) =>
    chance(t!, metric, delta, 1) < chance(s!, metric, delta, -1) - 1e-9);
  for (const metric of METRICS) {
    const { lower, upper } = estimates.find((row) => row.quantity === 'implementabilityDelta' && row.point.metric === metric)!;
    expect(fails(metric, lower - 1e-6), metric).toBe(true);
    if (upper < 1) expect(fails(metric, upper + 1e-6), metric).toBe(false);
    expect(upper - lower).toBeLessThan(1e-9);
  }
});
