/** Atoms beside densities under a Clayton copula, two bidders: sampled means against sums over the copula written here. */
import { expect, test } from 'vitest';
import { massBelow } from '../../src/distributions/distribution.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { openPlayedExPost } from '../../src/experiments/played/ex-post.ts';
import { openPlayedInterim } from '../../src/experiments/played/interim.ts';
import { dependentLine } from '../../src/experiments/played/law-error.ts';
import type { Mechanism, TransferScheme } from '../../src/mechanism/mechanism.ts';

const THETA = 2;
const LAWS = ['mixture(0.4:discrete(0.5:1),0.6:uniform(0,1))', 'mixture(0.5:discrete(0.25:0.5,0.5:0.5),0.5:uniform(0,1))']
  .map((text) => parseDistribution(text, 'law'));
const problem: SocialChoiceProblem = { ...singleObject({ laws: LAWS }), dependence: { kind: 'clayton', theta: THETA } };
const STREAM = { k0: 7, k1: 11 };
const PROFILES = 512;
const TYPES = [0.1, 0.25, 0.5, 0.8];

const copula = (u: number, v: number): number => (u === 0 || v === 0 ? 0 : (u ** -THETA + v ** -THETA - 1) ** (-1 / THETA));
const slope = (u: number, v: number): number => (v === 0 ? 0 : u ** (-THETA - 1) * (u ** -THETA + v ** -THETA - 1) ** (-1 / THETA - 1));
/** Pr(V <= v | own report): of an atom given its interval of chances. */
function below(i: number, report: number, v: number): number {
  const [from, to] = [massBelow(LAWS[i]!, report), LAWS[i]!.cdf(report)];
  return to > from + 1e-12 ? (copula(to, v) - copula(from, v)) / (to - from) : slope(to, v);
}
const STEPS = 400;
const CELLS = LAWS.map((law) => Array.from({ length: STEPS }, (_, n) => law.quantile((n + 0.5) / STEPS)));
/** E[f(other's value) | own report]. */
const mean = (i: number, report: number, f: (other: number) => number): number => CELLS[1 - i]!.reduce((sum, x, n) =>
  sum + f(x) * (below(i, report, (n + 1) / STEPS) - below(i, report, n / STEPS)), 0);

/** Ties go to the first bidder. */
const wins = (i: number, mine: number, other: number): boolean => (i === 0 ? mine >= other : mine > other);
const held = [0, 1].map(() => new Map<number, number>());
const externality = (i: number, report: number): number => {
  const known = held[i]!.get(report) ?? mean(i, report, (other) => (wins(i, report, other) ? 0 : other));
  held[i]!.set(report, known);
  return known;
};
const served = (i: number, type: number, report: number): number => mean(i, type, (other) => Number(wins(i, report, other)));
const vickrey = (i: number, type: number, report: number): number =>
  mean(i, type, (other) => (wins(i, report, other) ? type - other : 0));
const PAYOFFS: Readonly<Record<string, (i: number, type: number, report: number) => number>> = {
  'first-price': (i, type, report) => (type - report) * served(i, type, report),
  'vcg': vickrey,
  'expected-externality': (i, type, report) =>
    type * served(i, type, report) + externality(i, report) - mean(i, type, (other) => externality(1 - i, other)),
  'full-insurance': (i, type, report) => vickrey(i, report, report) + (type - report) * served(i, type, report),
};
const paying = (kind: string): Mechanism => ({
  name: kind, rule: { kind: 'efficient' },
  transfers: (kind === 'full-insurance' ? { kind, base: paying('vcg') } : { kind }) as TransferScheme,
});

test.each(Object.keys(PAYOFFS))('%s: means of gains and of truthful payoffs, given atoms and what lies between', async (kind) => {
  for (const agent of [0, 1]) {
    const question = { agent, reports: TYPES.map((t) => [t]), paired: [0, 1, 2, 3], groupSize: 1, line: true };
    const sums = await openPlayedInterim({ problem, mechanism: paying(kind), question }).run(STREAM, 0, PROFILES, {});
    const near = (sum: number, squares: number, want: number, name: string): void => {
      const spread = Math.sqrt(Math.max(0, squares / PROFILES - (sum / PROFILES) ** 2) / PROFILES);
      expect(Math.abs(sum / PROFILES - want), name).toBeLessThan(4.5 * spread + 2.5 / STEPS);
    };
    TYPES.forEach((type, s) => {
      const told = PAYOFFS[kind]!(agent, type, type);
      near(sums.truth[s]!, sums.truthSquares[s]!, told, `${agent} truth ${type}`);
      TYPES.forEach((report, r) => near(
        sums.gain[r * 4 + s]!, sums.gainSquares[r * 4 + s]!, PAYOFFS[kind]!(agent, type, report) - told, `${agent} ${type} ${report}`,
      ));
      expect(Math.abs(sums.choices[s * 2 + (sums.classOf[agent]!)]! / PROFILES - served(agent, type, type))).toBeLessThan(0.1);
    });
    expect([sums.typeValue, sums.reportPart]).toEqual([undefined, undefined]);
    expect(sums.lawShare).toBeLessThan(1e-4);
  }
});

test('whole profiles, and a line of types that has the atoms', async () => {
  const sums = await openPlayedExPost({ problem, mechanism: paying('vcg'), questions: [] }).run(STREAM, 0, PROFILES, {});
  const want = CELLS[0]!.reduce((sum, x, n) => (n % 8 === 4 ? sum + mean(0, x, (other) => Math.max(x, other)) * (8 / STEPS) : sum), 0);
  expect(Math.abs(sums.welfare.sum / PROFILES - want)).toBeLessThan(0.05);
  const line = dependentLine(LAWS[1]!, 32).map(([x]) => x!);
  expect(line).toHaveLength(33);
  expect(line).toContain(0.25);
  expect(line).toContain(0.5);
  expect(line[0]).toBe(LAWS[1]!.quantile(2 ** -10));
  line.slice(1).forEach((x, r) => expect(x).toBeGreaterThan(line[r]!));
});
