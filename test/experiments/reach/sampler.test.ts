/** The sampler of reach: counts, limits, ties, known probabilities. */
import { afterAll, describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import type { Device } from '../../../src/engine/device.ts';
import { openCpuDevice } from '../../../src/engine/devices/cpu.ts';
import { multiObject } from '../../../src/environment/multi-object.ts';
import { publicGood } from '../../../src/environment/public-good.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import { valueTable } from '../../../src/environment/table.ts';
import type { Mechanism } from '../../../src/mechanism/mechanism.ts';
import { pointFinder, type PointFinder } from '../../../src/experiments/reach/point.ts';
import { reachSampler, integerReach } from '../../../src/experiments/reach/sampler.ts';
import { fusedInterimSampler } from '../../../src/experiments/fused.ts';
import type { ReachCount, ReachQuestion, ReachSums } from '../../../src/experiments/reach-sums.ts';
import { drawOn } from '../../../src/run/run.ts';

const unit = parseDistribution('uniform(0,1)');
const stream = { k0: 77, k1: 99 };
const vcg: Mechanism = { name: 'VCG', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } };
const devices = new Map<number, Promise<Device>>();
const device = (workers: number): Promise<Device> => {
  const opened = devices.get(workers) ?? openCpuDevice(workers, workers === 1 ? {} : { alone: 0 });
  devices.set(workers, opened);
  return opened;
};
afterAll(async () => {
  for (const opened of devices.values()) await (await opened).close();
});

async function reach(
  problem: SocialChoiceProblem,
  question: ReachQuestion,
  profiles: number,
  { workers = 1, first = 0, mechanism = vcg } = {},
): Promise<ReachSums> {
  const sampler = reachSampler(problem, mechanism, question, drawOn(await device(workers)));
  if ('unsupported' in sampler) throw new Error(sampler.unsupported);
  return sampler.run(stream, first, profiles);
}

const countWhere = (counts: readonly ReachCount[], holds: (count: ReachCount) => boolean): number =>
  counts.reduce((sum, count) => sum + (holds(count) ? count.count : 0), 0);
const has = (c: number) => ({ mask }: ReachCount): boolean => ((mask >> c) & 1) === 1;
const grid = Array.from({ length: 11 }, (_, r) => [r / 10]);

const three = singleObject({ laws: [unit, unit, unit] });
const rivals = valueTable({
  agents: ['a', 'b', 'c'], alternatives: ['x', 'y', 'z', 'w'], signals: 'one-dimensional', law: unit,
  coefficients: [
    [[1, 0, 0], [0, 1, 0], [0, 0, 0.3]], [[0.2, 0, 0], [0, 0.4, 0], [0, 0, 1]], [[0.6, 0, 0], [0, 0.1, 0], [0, 0, 0.2]],
    [[0.5, 0, 0], [0, 0.7, 0], [0, 0, 0.5]],
  ],
});
const shared = multiObject({ bidders: 3, objects: 2, values: 'additive', law: unit, crowding: 0.5 });

describe('sampler of reach', () => {
  it('one object against two uniform rivals: probabilities by hand', async () => {
    const radii = [0, 0.1, 0.5, 2];
    const sums = await reach(three, { agent: 0, reports: grid, radii }, 2 ** 16);
    expect(sums.exact).toBe(true);
    expect(sums.inner).toBe(sums.outer);
    expect(sums.classOf).toEqual([0, 1, 1]);
    expect(sums.lawError).toBeLessThan(1e-5);
    const win = sums.classOf[0]!;
    grid.forEach(([t], r) => radii.forEach((radius, i) => {
      const counts = sums.outer[i]![r]!;
      expect(countWhere(counts, () => true)).toBe(2 ** 16);
      const inside = t! > 0 && t! < 1;
      // A rival of y wins against t within radius iff y + radius >= t; she loses to all iff both are below t + radius.
      const winNear = inside ? Math.min(1, t! + radius) ** 2 : t!;
      const loseNear = inside ? 1 - Math.max(0, t! - radius) ** 2 : 1 - t!;
      const error = (p: number): number => 5 * Math.sqrt((p * (1 - p)) / 2 ** 16) + 1e-5;
      expect(Math.abs(countWhere(counts, has(win)) / 2 ** 16 - winNear)).toBeLessThan(error(winNear));
      expect(Math.abs(countWhere(counts, has(1 - win)) / 2 ** 16 - loseNear)).toBeLessThan(error(loseNear));
    }));
    // The lowest type never wins and the highest never loses, but for ties.
    expect(sums.anywhereInner).toEqual(grid.map(([t]) => (t === 0 ? 2 : t === 1 ? 1 : 3)));
    expect(sums.anywhereOuter).toEqual(sums.anywhereInner);
  });

  it.each(
    [['apart', three, grid], ['two directions', rivals, grid], ['bounds', shared, [[0.2, 0.7], [0.5, 0.4]]]] as const
  )('%s: same counts whatever the workers and the pieces', async (_, problem, reports) => {
    const question = { agent: 0, reports, radii: [0, 0.02, 0.1] };
    const profiles = 3001;
    const whole = await reach(problem, question, profiles);
    expect(await reach(problem, question, profiles, { workers: 2 })).toEqual(whole);
    const [one, two] = [await reach(problem, question, 1234), await reach(problem, question, profiles - 1234, { first: 1234 })];
    for (const kind of ['inner', 'outer'] as const) {
      whole[kind].forEach((row, i) => row.forEach((counts, r) => counts.forEach((count) => {
        const same = ({ chosen, mask }: ReachCount): boolean => chosen === count.chosen && mask === count.mask;
        expect(countWhere(one[kind][i]![r]!, same) + countWhere(two[kind][i]![r]!, same)).toBe(count.count);
      })));
    }
  });

  it.each(
    [['one object', three, grid], ['shared coordinates', rivals, grid], ['two objects', shared, [[0.2, 0.7], [0.5, 0.4]]]] as const
  )('%s: chosen classes are those of kernel interim, draw for draw', async (_, problem, reports) => {
    const sums = await reach(problem, { agent: 0, reports, radii: [0.1] }, 4096);
    const sampler = fusedInterimSampler(
      problem, vcg, { agent: 0, reports, paired: [], groupSize: 1, line: false }, drawOn(await device(1)),
    );
    if ('unsupported' in sampler) throw new Error(sampler.unsupported);
    const interim = await sampler.run(stream, 0, 4096);
    expect(sums.classOf).toEqual(interim.classOf);
    reports.forEach((__, r) => {
      for (let c = 0; c < sums.classes; c++) {
        expect(countWhere(sums.outer[0]![r]!, ({ chosen }) => chosen === c)).toBe(interim.choices[r * sums.classes + c]);
      }
    });
  });

  it('reach grows with the radius', async () => {
    for (const [problem, reports] of [[three, grid], [rivals, grid], [shared, [[0.2, 0.7]]]] as const) {
      const sums = await reach(problem, { agent: 0, reports, radii: [0, 0.01, 0.03, 0.1, 0.4, 1] }, 500);
      for (const kind of ['inner', 'outer'] as const) {
        reports.forEach((_, r) => {
          for (let c = 0; c < sums.classes; c++) {
            const shares = sums[kind].map((row) => countWhere(row[r]!, has(c)));
            expect(shares).toEqual([...shares].sort((a, b) => a - b));
          }
        });
      }
    }
  });

  it('alternatives that are worth the same everywhere: the tie rule decides, and the loser is never within reach', async () => {
    const twins = valueTable({
      agents: ['a', 'b'], alternatives: ['mine', 'theirs'], signals: 'one-dimensional', law: unit,
      coefficients: [[[1, 0], [0, 1]], [[0, 0], [0, 1]]],
    });
    // Type 0 of agent a is worth nothing to either.
    const sums = await reach(twins, { agent: 0, reports: [[0], [0.5]], radii: [0.2] }, 100);
    expect(sums.outer[0]!.map((counts) => counts.map(({ chosen, mask }) => [chosen, mask]))).toEqual([[[0, 1]], [[0, 1]]]);
    expect(sums.anywhereInner).toEqual([1, 1]);
  });

  it('a dictator leaves nothing to the others but what they know', async () => {
    const dictator: Mechanism = { name: 'dictator', rule: { kind: 'dictatorial', dictator: 0 }, transfers: { kind: 'none' } };
    const sums = await reach(three, { agent: 0, reports: [[0.5]], radii: [1] }, 100, { mechanism: dictator });
    expect(sums.outer[0]![0]).toEqual([{ chosen: 0, mask: 1, count: 100 }]);
  });

  it('what it does not cover, it says', async () => {
    const question = { agent: 0, reports: [[0.5]], radii: [0.1] };
    const cpu = await device(1);
    const why = (problem: SocialChoiceProblem, mechanism: Mechanism, asked: ReachQuestion): string => {
      const sampler = reachSampler(problem, mechanism, asked, drawOn(cpu));
      return 'unsupported' in sampler ? sampler.unsupported : 'supported';
    };
    const levels = Array.from({ length: 9 }, (_, n) => ({ name: `${n}`, benefit: n, cost: n * n / 5 }));
    expect(
      why(publicGood({ laws: [unit, unit], levels }), vcg, question)
    ).toBe('9 classes of alternatives; reach is counted for at most 8');
    expect(why(three, { ...vcg, rule: { kind: 'posted-price', price: 0.5 } }, question)).toContain('posted-price');
    expect(
      why(
        three,
        { ...vcg, strategies: three.agents.map(() => ({ name: 'half', bid: (x) => x / 2, inverse: (b) => 2 * b, range: [0, 0.5] })) },
        question,
      )
    ).toContain('strategies');
    expect(
      why(three, vcg, { ...question, radii: Array.from({ length: 600_000 }, (_, i) => i / 600_000) })
    ).toContain('at most 4194304 are kept');
    expect(() => why(three, vcg, { ...question, radii: [] })).toThrow('radii');
    expect(() => why(three, vcg, { ...question, radii: [0.1, 0.05] })).toThrow('radii[1]');
    expect(() => why(three, vcg, { ...question, reports: [[0.5, 0.2]] })).toThrow('reports[0]');
  });

  it('radii count in units of each signal', () => {
    const problem = singleObject({ laws: [unit, parseDistribution('uniform(0,4)'), parseDistribution('uniform(2,2.5)')] });
    const lowered = integerReach(problem, vcg, { agent: 0, reports: [[0.5]], radii: [0, 0.25, 9] });
    if ('unsupported' in lowered) throw new Error(lowered.unsupported);
    expect([...lowered.parameters.shifts]).toEqual([0, 0, 2 ** 17, 2 ** 20, 2 ** 21, 2 ** 21]);
  });
});

describe('points for pictures', () => {
  const finderAt = (report: number): PointFinder => {
    const finder = pointFinder(three, vcg, 0, [report]);
    if ('unsupported' in finder) throw new Error(finder.unsupported);
    return finder;
  };

  it('one object: the nearest winning profile lowers only the rival in the way', () => {
    const point = finderAt(0.5).within([0.6, 0.2], 0.3, 0)!;
    expect(point[0]).toBeCloseTo(0.5, 4);
    expect(point[0]).toBeLessThan(0.5);
    expect(point[1]).toBeCloseTo(0.2, 12);
    expect(finderAt(0.5).within([0.6, 0.2], 0.09, 0)).toBeUndefined();
    expect(finderAt(0.5).within([0.6, 0.2], 0.09, 1)).toEqual([0.6, 0.2]);
    expect(finderAt(0.5).anywhere(0)!.every((y) => y < 0.5)).toBe(true);
    expect(finderAt(0).anywhere(0)).toBeUndefined();
  });
});
