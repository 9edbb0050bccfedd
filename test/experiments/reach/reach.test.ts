/** Reach against linear programs and lattices in real numbers, profile by profile. */
import { describe, expect, it } from 'vitest';
import { kernels } from '../../../kernels/registry.ts';
import { referencePositions } from '../../../kernels/linear/evaluate.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { multiObject } from '../../../src/environment/multi-object.ts';
import { publicGood } from '../../../src/environment/public-good.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import { valueTable } from '../../../src/environment/table.ts';
import type { ChoiceRule, Mechanism } from '../../../src/mechanism/mechanism.ts';
import { pointFinder } from '../../../src/experiments/reach/point.ts';
import { integerReach, type IntegerReach } from '../../../src/experiments/reach/sampler.ts';
import { ReachOracle, type RealBox } from './oracle.ts';
import { caseMaker } from '../../oracles/statistics.ts';
import { expectSame, expectWithin } from '../../support/same.ts';

const key = { k0: 0x01234567, k1: 0x89abcdef };
const law = (text: string) => parseDistribution(text);
const unit = law('uniform(0,1)');
const efficient = (rule: ChoiceRule = { kind: 'efficient' }): Mechanism => ({ name: 'rule', rule, transfers: { kind: 'none' } });

interface Case {
  readonly title: string;
  readonly problem: SocialChoiceProblem;
  readonly rule?: ChoiceRule;
  readonly agent?: number;
  readonly reports: readonly (readonly number[])[];
  readonly radii: readonly number[];
  readonly exact: boolean;
}

const reserved = singleObject({ laws: [unit, law('uniform(0,2)'), law('beta(2,3)')], sellerMayKeep: true });
const sharedScalar = (agents: number, slopes: readonly number[], constants: readonly number[]): SocialChoiceProblem => valueTable({
  agents: Array.from({ length: agents }, (_, i) => `agent ${i + 1}`),
  alternatives: slopes.map((_, k) => `option ${k + 1}`),
  signals: 'one-dimensional', law: unit,
  // The first agent's own value rises with the alternative, the others' by the slopes given, in their own signals.
  coefficients: slopes.map((slope, k) =>
    Array.from({ length: agents }, (_, i) =>
      Array.from({ length: agents }, (__, j) => (i !== j ? 0 : i === 0 ? k / 4 : slope * (i === 1 ? 1 : 1 - k ** 2 / 3))))),
  constants: constants.map((constant) => Array.from({ length: agents }, (_, i) => (i === 0 ? constant : 0))),
});
const randomTable = (agents: number, alternatives: number, seed: number): SocialChoiceProblem => {
  const make = caseMaker(seed);
  return valueTable({
    agents: Array.from({ length: agents }, (_, i) => `agent ${i + 1}`),
    alternatives: Array.from({ length: alternatives }, (_, k) => `option ${k + 1}`),
    signals: 'one-dimensional', law: (owner) => law(owner === 1 ? 'uniform(-1,2)' : 'uniform(0,1)'),
    coefficients: Array.from(
      { length: alternatives },
      () => Array.from({ length: agents }, () => Array.from({ length: agents }, () => make.unit() * 2 - 1)),
    ),
    constants: Array.from({ length: alternatives }, () => Array.from({ length: agents }, () => make.unit() / 2)),
  });
};

const line = (...types: number[]): number[][] => types.map((type) => [type]);
const RADII = [0, 0.004, 0.05, 0.3, 3];

const cases: Case[] = [
  {
    title: 'one object, two bidders', problem: singleObject({ laws: [unit, unit] }), reports: line(0, 0.3, 0.5, 1), radii: RADII,
    exact: true,
  },
  {
    title: 'one object, three bidders, different supports',
    problem: singleObject({ laws: [unit, law('uniform(0,2)'), law('uniform(-1,0.5)')] }), reports: line(0, 0.5, 0.9, 1), radii: RADII,
    exact: true,
  },
  {
    title: 'one object, reserve price',
    problem: reserved,
    rule: {
      kind: 'affine-maximizer', weights: reserved.agents.map(() => 1), bonuses: reserved.alternatives.map((_, k) => (k === 0 ? 0.4 : 0)),
    },
    reports: line(0.1, 0.39, 0.6),
    radii: RADII,
    exact: true,
  },
  {
    title: 'public good, two levels', problem: publicGood({ laws: [unit, unit, unit], cost: 1.2 }), reports: line(0, 0.2, 0.9),
    radii: RADII, exact: true,
  },
  {
    title: 'bilateral trade', problem: bilateralTrade({ cost: law('uniform(0.2,1)'), value: unit }), agent: 1,
    reports: line(0.1, 0.2, 0.6, 1), radii: RADII, exact: true,
  },
  {
    title: 'interdependent object, coordinates apart', reports: [[0.2, 0.6, 0.1], [0.7, 0.1, 0.4]], radii: RADII, exact: true,
    problem: singleObject({ laws: [unit, unit, law('uniform(0,0.5)')], interdependence: { kind: 'multi-dimensional', size: 0.4 } }),
  },
  {
    title: 'public good, four levels: one direction',
    problem: publicGood({ laws: [unit, unit, unit], levels: [0, 1, 2, 3].map((n) => ({ name: `${n}`, benefit: n, cost: 0.4 * n * n })) }),
    reports: line(0, 0.35, 1),
    radii: RADII,
    exact: true,
  },
  {
    title: 'two agents, four alternatives: one dimension', problem: sharedScalar(2, [0, 1, 2, 3], [0, -0.15, -0.9, -2.2]),
    reports: line(0, 0.4, 1), radii: RADII, exact: true,
  },
  {
    title: 'three agents, four alternatives: two dimensions', problem: sharedScalar(3, [0, 1, 2, 3], [0, -0.4, -0.2, 0.1]),
    reports: line(0, 0.4, 1), radii: RADII, exact: true,
  },
  {
    title: 'three agents, random slopes: two dimensions', problem: randomTable(3, 5, 4), reports: line(0.1, 0.4), radii: RADII, exact: true,
  },
  {
    title: 'affine maximiser', problem: randomTable(3, 4, 9),
    rule: { kind: 'affine-maximizer', weights: [1, 2, 0.5], bonuses: [0.1, 0, 0.2, 0] }, agent: 2, reports: line(0.1, 0.8), radii: RADII,
    exact: true,
  },
  {
    title: 'dictator', problem: randomTable(3, 3, 5), rule: { kind: 'dictatorial', dictator: 1 }, reports: line(0.2, 0.9), radii: RADII,
    exact: true,
  },
  {
    title: 'four agents, random slopes: bounds in three dimensions', problem: randomTable(4, 6, 3), reports: line(0.1, 0.5), radii: RADII,
    exact: false,
  },
  { title: 'five agents, random slopes: bounds', problem: randomTable(5, 5, 7), reports: line(0.1, 0.8), radii: RADII, exact: false },
  {
    title: 'two objects, two bidders: bounds',
    problem: multiObject({ bidders: 3, objects: 2, values: 'additive', law: unit, crowding: 0.5 }), reports: [[0.2, 0.7], [0.5, 0.4]],
    radii: [0, 0.05, 0.3], exact: false,
  },
];

const lowered = ({ problem, rule, agent = 0, reports, radii }: Case): IntegerReach => {
  const result = integerReach(problem, efficient(rule), { agent, reports, radii });
  if ('unsupported' in result) throw new Error(result.unsupported);
  return result;
};

/** Masks of single profiles. */
function profileMasks({ parameters }: IntegerReach): (profile: number) => {
  y: number[];
  mask(kind: 'inner' | 'outer', i: number, r: number): { chosen: number; mask: number }
} {
  kernels.reach.validate(parameters);
  const run = kernels.reach.prepareCpu(parameters);
  const { classes, coordinates, reports } = parameters;
  const masks = 2 ** classes;
  return (profile) => {
    const statistics = kernels.reach.emptyStatistics(parameters);
    run(key, profile, 1, statistics);
    return {
      y: referencePositions(key, profile, coordinates),
      mask(kind, i, r) {
        const counts = (statistics[kind] ?? statistics.outer)!.subarray(
          (i * reports + r) * classes * masks, (i * reports + r + 1) * classes * masks,
        );
        const at = counts.indexOf(1);
        return { chosen: Math.floor(at / masks), mask: at % masks };
      },
    };
  };
}

/** Corners of the box (or some), and points between. */
function latticeOf({ low, high }: RealBox, make: { unit(): number }): number[][] {
  const corners = Array.from({ length: Math.min(16, 2 ** low.length) }, (_, n) => low.map((from, x) => ((n >> x) & 1 ? high[x]! : from)));
  const inside = Array.from({ length: 12 }, () => low.map((from, x) => from + (high[x]! - from) * make.unit()));
  return [...corners, ...inside];
}

/** Leads smaller than this are left to rounding. */
const CLEAR = 2e-5;

describe.each(cases)('$title', (one) => {
  const plan = lowered(one);
  const oracle = new ReachOracle(one.problem, efficient(one.rule), one.agent ?? 0, plan.classOf);
  const at = profileMasks(plan);
  const classes = Array.from({ length: plan.parameters.classes }, (_, c) => c);
  const real = (positions: readonly number[]): number[] =>
    positions.map((p, x) => oracle.supports[x]![0] + ((oracle.supports[x]![1] - oracle.supports[x]![0]) * (p + 0.5)) / 2 ** 20);

  it('reach is what linear programs and lattices find', () => {
    const make = caseMaker(17);
    let [within, without, undecided] = [0, 0, 0];
    for (let profile = 0; profile < 4; profile++) {
      const { y: positions, mask } = at(profile);
      const y = real(positions);
      one.reports.forEach((report, r) => one.radii.forEach((radius, i) => {
        const [inner, outer] = [mask('inner', i, r), mask('outer', i, r)];
        const truth = oracle.choice(report, y);
        if (truth.lead > CLEAR) expect(outer.chosen).toBe(truth.chosen);
        expectSame((inner.mask | outer.mask) & (1 << outer.chosen), 1 << outer.chosen);
        expectSame(inner.mask & ~outer.mask, 0);
        if (radius === 0) return expect([inner.mask, outer.mask]).toEqual([1 << outer.chosen, 1 << outer.chosen]);
        const box = oracle.box(y, radius);
        for (const point of latticeOf(box, make)) {
          const { chosen, lead } = oracle.choice(report, point);
          if (lead > CLEAR) expectSame((outer.mask >> chosen) & 1, 1);
        }
        for (const c of classes.filter((other) => other !== outer.chosen)) {
          const lead = oracle.lead(report, box, c);
          const [sure, possible] = [(inner.mask >> c) & 1, (outer.mask >> c) & 1];
          if (lead > CLEAR) {
            within++;
            expectSame(possible, 1);
            if (sure !== possible) undecided++;
          } else if (lead < -CLEAR) {
            without++;
            expectSame(sure, 0);
            if (sure !== possible) undecided++;
          }
        }
      }));
    }
    expect(within).toBeGreaterThan(5);
    expect(without).toBeGreaterThan(5);
    expect(plan.parameters.sure.every((sure) => sure === 1)).toBe(one.exact);
    if (one.exact) expect(undecided).toBe(0);
    // Bounds that decide little would be of no use.
    else expect(undecided).toBeLessThan((within + without) / 20);
  });

  it('anywhere is what linear programs find over the whole space, and radii beyond the supports', () => {
    const space = { low: oracle.supports.map(([low]) => low), high: oracle.supports.map(([, high]) => high) };
    const { mask } = at(3);
    one.reports.forEach((report, r) => {
      const [inner, outer] = [plan.anywhere.anywhereInner[r]!, plan.anywhere.anywhereOuter[r]!];
      for (const c of classes) {
        const lead = oracle.lead(report, space, c);
        if (lead > CLEAR) expect((outer >> c) & 1).toBe(1);
        if (lead < CLEAR) expect((inner >> c) & 1).toBe(0);
        if (one.exact) expect(inner).toBe(outer);
      }
      const last = mask('outer', one.radii.length - 1, r);
      if (one.exact && one.radii.at(-1)! >= 3) expect(last.mask).toBe(outer | (1 << last.chosen));
    });
  });

  it('points lead where they are said to, within the radius, and no nearer ones do', () => {
    const finder = pointFinder(one.problem, efficient(one.rule), one.agent ?? 0, one.reports[1]!);
    if ('unsupported' in finder) throw new Error(finder.unsupported);
    let found = 0;
    for (let profile = 20; profile < 23; profile++) {
      const { y: positions, mask } = at(profile);
      const y = real(positions);
      one.radii.forEach((radius, i) => {
        for (const c of classes) {
          const point = finder.within(y, radius, c);
          if (point === undefined) {
            if (one.exact && radius > 0) expect(oracle.lead(one.reports[1]!, oracle.box(y, radius), c)).toBeLessThan(CLEAR);
            continue;
          }
          found++;
          expect((mask('outer', i, 1).mask >> c) & 1).toBe(1);
          const moved = Math.max(...point.map((to, x) => Math.abs(to - y[x]!)));
          expect(moved).toBeLessThanOrEqual(radius * (1 + 1e-9));
          point.forEach((to, x) => expectWithin(to, oracle.supports[x]![0] - 1e-12, oracle.supports[x]![1] + 1e-12));
          expect(
            oracle.objective(one.reports[1]!, point).some((value, k, all) => plan.classOf[k] === c && value > Math.max(...all) - 1e-6)
          ).toBe(true);
          if (one.exact && moved > 0) {
            expect(oracle.lead(one.reports[1]!, oracle.box(y, moved - 1e-5 - 2e-4 * radius), c)).toBeLessThan(CLEAR);
          }
        }
      });
    }
    expect(found).toBeGreaterThan(10);
    for (const c of classes) {
      const point = finder.anywhere(c);
      if ((plan.anywhere.anywhereInner[1]! >> c) & 1) expect(finder.classAt(point!)).toBe(c);
      else if (!((plan.anywhere.anywhereOuter[1]! >> c) & 1)) expect(point).toBeUndefined();
    }
  });
});
