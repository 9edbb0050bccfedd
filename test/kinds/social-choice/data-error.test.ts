/** Social choice problems over all laws near the data: no law within the distance moves anything further than is said. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { outlineOf } from '../../../src/cli/outline.ts';
import { scenarios } from '../../../scenarios/registry.ts';
import { distanceFromSample } from '../../../src/distributions/law-band.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { socialChoiceKind } from '../../../src/kinds/social-choice/kind.ts';
import type { LawMove, LawRow } from '../../../src/kinds/kind.ts';
import type { SocialChoiceStudy } from '../../../src/kinds/social-choice/study-point.ts';
import { runStudy } from '../../../src/study/study.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import type { Atoms } from '../../oracles/market-of-atoms.ts';
import { nearbyLaw, uniforms } from '../../support/nearby-law.ts';
import { defaultValues } from '../../scenarios/support/rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'misreport-laws-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
function csv(name: string, columns: Readonly<Record<string, readonly number[]>>): string {
  const names = Object.keys(columns);
  const path = join(folder, name);
  const rows = columns[names[0]!]!.map((_, i) => names.map((column) => columns[column]![i]).join(','));
  writeFileSync(path, `${names.join(',')}\n${rows.join('\n')}\n`);
  return path;
}

const studyOf = (name: string, given: Readonly<Record<string, number | string>>): SocialChoiceStudy => {
  const scenario = scenarios.find((one) => one.name === name)!;
  return scenario.environment(defaultValues(scenario, given)) as unknown as SocialChoiceStudy;
};
const find = (rows: readonly (LawRow | LawMove)[], quantity: string, agent: string, mechanism: string): LawMove =>
  rows.find((row) => row.quantity === quantity && row.agent === agent && row.mechanism === mechanism) as LawMove;
const mean = (laws: readonly Atoms[], of: (...xs: number[]) => number): number => {
  const over = (d: number, xs: readonly number[]): number => (d === laws.length
    ? of(...xs) : laws[d]!.at.reduce((sum, x, i) => sum + laws[d]!.mass[i]! * over(d + 1, [...xs, x]), 0));
  return over(0, []);
};
const even = (numbers: readonly number[]): Atoms =>
  ({ at: [...numbers].sort((a, b) => a - b), mass: numbers.map(() => 1 / numbers.length) });

describe('over all laws near the sample', () => {
  const random = uniforms(3);
  const numbers = Array.from({ length: 15 }, () => 0.2 + random());
  const others = Array.from({ length: 15 }, () => 2 * random());
  const file = csv('numbers.csv', { x: numbers, y: others });
  const DISTANCE = 0.12;

  it('two bidders: welfare, revenue, utilities, and what pay-as-bid bidders gain', () => {
    const study = studyOf('single-object', { bidders: 2, value: `empirical(${file},x)`, rivals: `empirical(${file},x)` });
    const rows = socialChoiceKind.overLaws!(study, () => DISTANCE);
    const answers = (law: Atoms) => {
      const chance = (t: number): number => law.at.reduce((sum, x, i) => sum + (x <= t ? law.mass[i]! : 0), 0);
      const types = even(numbers).at;
      return {
        welfare: mean([law, law], Math.max), second: mean([law, law], Math.min),
        utility: mean([law, law], (own, other) => Math.max(0, own - other)),
        lic: Math.max(...types.slice(0, -1).map(chance)),
        ic: Math.max(...types.flatMap((s) => types.map((t) => (s - t) * chance(t)))),
      };
    };
    const base = answers(even(numbers));
    let furthest = 0;
    for (let trial = 0; trial < 60; trial++) {
      const moved = answers(nearbyLaw(numbers, DISTANCE, random));
      const held = (quantity: keyof typeof base, agent: string, mechanism: string, row: string): void => {
        const off = Math.abs(moved[quantity] - base[quantity]);
        const { moves } = find(rows, row, agent, mechanism);
        expect(off, `${row} in trial ${trial}`).toBeLessThanOrEqual(moves + 1e-12);
        furthest = Math.max(furthest, off / moves);
      };
      held('welfare', 'market', 'second price', 'welfare');
      held('second', 'market', 'second price', 'revenue');
      held('utility', 'bidder 1', 'second price', 'exAnteUtility');
      held('lic', 'bidder 1', 'first price, truthful bids', 'epsilonLic');
      held('ic', 'bidder 1', 'first price, truthful bids', 'epsilonIc');
    }
    expect(furthest).toBeGreaterThan(0.5);
    // Dominance holds whatever the laws; insured utilities are made of the laws themselves, and nothing is said.
    expect(rows.find((row) => row.quantity === 'epsilonIc' && row.mechanism === 'second price')).toMatchObject({ lower: 0, upper: 0 });
    const insured = rows.filter((row) => row.mechanism === 'full insurance').map(({ quantity }) => quantity);
    expect(insured.toSorted()).toEqual(['firstBest', 'welfare']);
    expect(find(rows, 'firstBest', 'market', 'second price').range![1]).toBeCloseTo(Math.max(...numbers), 12);
  });

  it('trade: two samples of one file, each moving its own signal', () => {
    const study = studyOf('bilateral-trade', { cost: `empirical(${file},x,smoothed)`, value: `empirical(${file},y)` });
    const rows = socialChoiceKind.overLaws!(study, ({ id }) => (id.endsWith('/x') ? 0.1 : 0.05));
    const law = parseDistribution(`empirical(${file},x,smoothed)`);
    const width = (xs: readonly number[]): number => Math.max(...xs) - Math.min(...xs);
    // Smoothed ranks of 15 different numbers: the first and the last are off by most, 1 / 15.
    expect(distanceFromSample(law, law.data!)).toBeCloseTo(1 / 15, 12);
    // Expected externalities are means under the laws: truth-telling is optimal under these, and not under others.
    expect(rows.filter((row) => row.quantity === 'epsilonIc').map((row) => row.mechanism)).not.toContain('expected externality');
    expect(find(rows, 'epsilonIc', 'seller', 'VCG')).toMatchObject({ lower: 0, upper: 0 });
    const { moves } = find(rows, 'firstBest', 'market', 'VCG');
    expect(moves).toBeCloseTo((0.1 + 1 / 15) * width(numbers) + 0.05 * width(others), 12);
    for (let trial = 0; trial < 30; trial++) {
      const [cost, value] = [nearbyLaw(numbers, 0.1, random), nearbyLaw(others, 0.05, random)];
      const gains = mean([cost, value], (c, v) => Math.max(0, v - c));
      expect(Math.abs(gains - mean([even(numbers), even(others)], (c, v) => Math.max(0, v - c)))).toBeLessThanOrEqual(moves);
    }
  });

  it('ends said of a file widen the interval on which signals lie, and pay-as-bid gains there are not known', () => {
    const rows = socialChoiceKind.overLaws!(
      studyOf('single-object', { bidders: 2, value: `empirical(${file},x,0:4)`, rivals: `empirical(${file},x,0:4)` }), () => 0.1,
    );
    expect(find(rows, 'welfare', 'market', 'second price')).toMatchObject({ moves: expect.closeTo(2 * 0.1 * 4, 12), range: [0, 4] });
    expect(find(rows, 'welfare', 'market', 'second price').assumesEnds).toBeUndefined();
    expect(find(rows, 'epsilonIc', 'bidder 1', 'first price, truthful bids')).toBeUndefined();
  });

  it('a row adds the error probability of the data to that of its draws', async () => {
    const scenario = scenarios.find(({ name }) => name === 'single-object')!;
    const study = (text: string) => runStudy({
      scenario, points: [{ bidders: 2, value: text, rivals: text }], profiles: 512, confidence: 0.95, dataError: 'dkw',
    }, inProcessDevice(), {});
    const drawn = (await study(`empirical(${file},x,smoothed)`)).estimates.find(({ quantity }) => quantity === 'welfare')!;
    const { lower, upper, confidence, words } = drawn.dataError!;
    expect(confidence).toBeCloseTo(0.9, 12);
    expect(words).toMatch(/; of 0\.1 that may go wrong 0\.05 is the data's$/);
    const width = Math.max(...numbers) - Math.min(...numbers);
    const moves = 2 * (Math.sqrt(Math.log(2 / 0.05) / 30) + 1 / 15) * width;
    expect(lower).toBeCloseTo(Math.max(Math.min(...numbers), drawn.lower - moves), 9);
    expect(upper).toBeCloseTo(Math.min(Math.max(...numbers), drawn.upper + moves), 9);
    const enumerated = (await study(`empirical(${file},x)`)).estimates.find(({ quantity }) => quantity === 'welfare')!;
    expect(enumerated.dataError!.confidence).toBe(0.95);
  });

  it('describe says what can be told of a scenario', () => {
    const told = (name: string) => outlineOf(scenarios.find((one) => one.name === name)!).dataErrors;
    expect(['double-auction', 'single-object', 'unit-demand'].map(told)).toEqual([
      ['dkw', 'bootstrap'], ['dkw', 'bootstrap'], ['bootstrap'],
    ]);
  });

  it('is refused where signals depend', async () => {
    const scenario = scenarios.find(({ name }) => name === 'single-object')!;
    const text = `empirical(${file},x,smoothed)`;
    await expect(runStudy({
      scenario, points: [{ value: text }], profiles: 64, dataError: 'dkw', dependence: 'gaussian(0.5)',
    }, inProcessDevice(), {})).rejects.toThrow(/^data-error: dkw: is for signals that are independent/);
  });
});
