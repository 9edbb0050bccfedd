/** Certificates of menus where values are formulas: accepted as written, refused once an entry is altered visibly. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import type { Distribution } from '../../../src/distributions/distribution.ts';
import { formulaExpressions, formulaValues } from '../../../src/environment/formula-values.ts';
import { InputError } from '../../../src/errors.ts';
import { formulaMenuFile } from '../../../src/kinds/field/second-best-menu-proof.ts';
import { judgeFormulaMenuFile } from '../../../src/notions/verify/formula-menu.ts';

const uniform = parseDistribution('uniform(0,1)', 'law');
const PRICE = 0.3;
const MENU = { weights: [1, 0], lotteries: [[1, 0], [0, 1], [0.5, 0.5]], prices: [0, PRICE, -9] };

/** The first gains s² by A, which the second likes as far as her z goes; both like B somewhat. */
function problemOf(formulas = [['s^2', '0'], ['0.6*z', 'exp(z)/4']], law: Distribution = uniform) {
  return formulaValues({
    agents: ['one', 'two'], alternatives: ['A', 'B'], formulas,
    signals: [{ owner: 0, name: 's', law }, { owner: 1, name: 'z', law: uniform }],
  });
}

/** By the middles of small squares: what the menu, A where s² exceeds the price, loses and reaches. */
function byHand(): { readonly loss: number; readonly reached: number } {
  const n = 600;
  let [loss, reached] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [s, z] = [(i + 0.5) / n, (j + 0.5) / n];
      const [a, b] = [s * s + 0.6 * z, Math.exp(z) / 4];
      const worth = s * s > PRICE ? a : b;
      loss += (Math.max(a, b) - worth) / n ** 2;
      reached += worth / n ** 2;
    }
  }
  return { loss, reached };
}

interface File {
  readonly problem: { readonly values: string[][]; readonly signals: { readonly law: string }[] };
  readonly lossAtMost: number;
  readonly atLeast: number;
}
const { loss, reached } = byHand();
function fileOf(problem = problemOf()): File {
  const file = formulaMenuFile(problem, formulaExpressions(problem as never), MENU, {
    lossAtMost: loss + 0.002, firstBest: reached + loss, confidence: 0.99, values: {},
  });
  return JSON.parse(JSON.stringify(file)) as File;
}
const faults = (file: unknown): string => judgeFormulaMenuFile(file).faults.join();

describe('certificates of menus of values as formulas', () => {
  const file = fileOf();

  it('are accepted, and measure what the menu loses and reaches, a law that is a table included', () => {
    const { what, faults: none } = judgeFormulaMenuFile(file);
    expect(none).toEqual([]);
    const [, lost, within, worth, half] = /; ([\d.]+) within ([\d.]+) and ([\d.]+) within ([\d.]+) on/.exec(what)!.map(Number);
    expect(Math.abs(lost! - loss)).toBeLessThan(within!);
    expect(Math.abs(worth! - reached)).toBeLessThan(half!);
    expect([within! < 0.005, half! < 0.02]).toEqual([true, true]);
    const told = fileOf(problemOf(undefined, { text: 'mine', support: [0, 1], cdf: (x) => x, quantile: (p) => p }));
    const judged = judgeFormulaMenuFile(told);
    expect([judged.faults, /Taken as given, not checked: \d+ values/.test(judged.what)]).toEqual([[], true]);
  });

  it('are refused once an end, a price, a weight, a lottery, a law or a value is another', () => {
    const { problem } = file;
    const valued = (values: string[][]) => ({ problem: { ...problem, values } });
    for (const change of [
      { lossAtMost: loss - 0.005 }, { atLeast: reached + 0.02 }, { prices: [0, 0, -9] }, { prices: [0, PRICE, 9] }, { weights: [0, 0] },
      { lotteries: [[1, 0], [0, 1], [0.5, 0.4]] }, { lotteries: [[0, 1], [1, 0], [0.5, 0.5]] },
      { problem: { ...problem, signals: problem.signals.with(0, { ...problem.signals[0]!, law: 'uniform(0,0.8)' }) } },
      valued([['s^2', '0'], ['0.6*z', 'exp(z)/2']]),
    ]) expect(faults({ ...file, ...change }), JSON.stringify(change).slice(0, 80)).toMatch(/^(it (loses|reaches)|item 3)/);
    expect(faults({ ...file, ...valued([['s^2*(1+z/100)', '0'], ['0.6*z', 'exp(z)/4']]) }))
      .toMatch(/^what one gains by her signals moves with others'/);
    expect(faults({ ...file, ...valued([['s^2 + z - 0.5', '0'], ['0.6*z - z + 0.5', 'exp(z)/4']]) })).toBe('');
  });

  it('are malformed without what they are made of', () => {
    for (const cut of [
      { weights: [1] }, { prices: [0] }, { lotteries: [] }, { confidence: 1 }, { lossAtMost: undefined }, { problem: {} },
      { weights: [-1, 0] },
    ]) expect(() => faults({ ...file, ...cut }), JSON.stringify(cut)).toThrow(InputError);
  });
});
