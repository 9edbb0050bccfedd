/** Random exchange economies. */
import type { FiniteModel } from '../../src/environment/finite/environment.ts';
import { modelAt } from '../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../src/environment/finite/parse.ts';
import { randomSource } from './random.ts';

const NAMES = ['ann', 'bob', 'cat'];

/** Endowments 0 to 3 with something for everyone, slopes 1 to 4, sometimes the least of two pieces. */
export function economy(seed: number, counts: readonly number[], goods = 2): FiniteModel {
  const source = randomSource(seed);
  const row = (low: number, high: number): number[] => Array.from({ length: goods }, () => source.whole(low, high));
  const names = NAMES.slice(0, counts.length);
  const utility = (): unknown => (source.chance(0.3) ? { 'least-of': [row(1, 4), [...row(1, 4), source.whole(0, 2)]] } : row(1, 4));
  return modelAt(parseEnvironment({
    finite: 1, goods: ['x', 'y', 'z'].slice(0, goods),
    agents: Object.fromEntries(names.map((name, i) => [name, Array.from({ length: counts[i]! }, (_, t) => `t${t + 1}`)])),
    endowments: Object.fromEntries(names.map((name) => [name, [source.whole(1, 3), ...row(0, 3).slice(1)]])),
    utilities: Object.fromEntries(names.map((name, i) => [name, Array.from({ length: counts[i]! }, utility)])),
  }));
}
