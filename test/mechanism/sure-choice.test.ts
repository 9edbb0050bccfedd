/** Chances of a choice and payoffs of a type that hold whatever is drawn: sharp in tails, and never more than is true. */
import { expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { linearValues } from '../../src/environment/linear-values.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import { sureChoice } from '../../src/mechanism/sure-choice.ts';
import { typeRange } from '../../src/mechanism/type-range.ts';
import { efficient, named, Random, randomProblem } from './linear-cases.ts';

const exponential = parseDistribution('truncated-exponential(1,0,10000)');
const auction = singleObject({ laws: [exponential, exponential, exponential] });
const WON = [1, 0, 0];

it('one object: from below by the sum of the tails, within a step of the ladder', () => {
  const sure = sureChoice(auction, named(efficient, { kind: 'vcg' }), 0, WON)!;
  for (const t of [2, 5, 20, 100, 500]) {
    const missed = 1 - sure(t)[1]!;
    expect(missed, `${t}`).toBeGreaterThanOrEqual(t > 40 ? 0 : -Math.expm1(2 * Math.log1p(-Math.exp(-t))));
    expect(missed).toBeLessThan(2 ** 1.26 * Math.exp(-t) + 1e-15);
  }
  // Where nearly all that is lower is not enough, the others win for sure.
  expect(sure(1e-9)[0]).toBeGreaterThan(0.99);
  expect(sure(1)[1]).toBeLessThan((1 - Math.exp(-1)) ** 2);
});

it('bids, weights and a seller who keeps count', () => {
  const half = { name: 'half', bid: (x: number) => x / 2, inverse: (b: number) => 2 * b, range: [0, 5000] } as const;
  const whole = { name: 'whole', bid: (x: number) => x, inverse: (b: number) => b, range: [0, 10000] } as const;
  const at = (strategies: readonly (typeof half | typeof whole)[]): number =>
    sureChoice(auction, { ...named(efficient, { kind: 'first-price' }), strategies }, 0, WON)!(20)[1]!;
  // Others at half of their values: as a report of 40; her own at half: as one of 10.
  expect(1 - at([whole, half, half])).toBeLessThan(1e-15);
  expect(1 - at([half, whole, whole])).toBeGreaterThan(2 * Math.exp(-10) * 0.99);
  const kept = singleObject({ laws: [exponential, exponential], sellerMayKeep: true });
  const weighted = named({ kind: 'affine-maximizer', weights: [1, 2], bonuses: [8, 0, 0] }, { kind: 'vcg' });
  const sure = sureChoice(kept, weighted, 0, [0, 1, 0])!;
  expect([...sure(7)]).toEqual([1, 0]);
  expect(1 - sure(30)[1]!).toBeLessThan(2 ** 0.26 * Math.exp(-15));
  expect(1 - sure(30)[1]!).toBeGreaterThan(Math.exp(-15) * 0.99);
});

it('is not to be had where values are shared or signals move together', () => {
  const interdependent = { ...auction.valuations, coefficients: auction.signals.map(() => [[1, 0.5, 0], [0, 0, 0], [0, 0, 0]]) };
  const mechanism = named(efficient, { kind: 'vcg' });
  expect(sureChoice({ ...auction, valuations: interdependent as typeof auction.valuations }, mechanism, 0, WON)).toBeUndefined();
  expect(sureChoice({ ...auction, dependence: { kind: 'clayton', theta: 2 } }, mechanism, 0, WON)).toBeUndefined();
});

it('random problems with private values: no chance that draws contradict, no payoff outside a type\'s range', () => {
  const random = new Random(7);
  const draws = 200;
  for (let trial = 0; trial < 16; trial++) {
    const problem = randomProblem(random, { dimensions: 1, agents: [2, 4], private: true });
    const mechanism = named(efficient, { kind: 'vcg' });
    const { valuations, signals } = problem;
    if (valuations.kind !== 'linear') throw new Error('linear');
    const classOf = problem.alternatives.map((_, k) => k);
    const [sure, range] = [sureChoice(problem, mechanism, 0, classOf)!, typeRange(problem, mechanism, 0)!];
    const own = signals[0]!.law.quantile(random.unit());
    const counts = classOf.map(() => 0);
    for (let draw = 0; draw < draws; draw++) {
      const values = linearValues(valuations, signals.map(({ law }, d) => (d === 0 ? own : law.quantile(random.unit()))));
      const total = (k: number, from: number): number => values.slice(from).reduce((sum, row) => sum + row[k]!, 0);
      const best = (from: number): number => classOf.reduce((top, k) => (total(k, from) > total(top, from) ? k : top), 0);
      const [chosen, without] = [best(0), best(1)];
      counts[chosen]!++;
      const payoff = total(chosen, 0) - total(without, 1);
      const [low, high] = range([own])!;
      expect(payoff).toBeGreaterThan(low - 1e-9);
      expect(payoff).toBeLessThan(high + 1e-9);
    }
    // Five standard errors of a share are at most 5 / 2 / sqrt(200).
    [...sure(own)].forEach((chance, k) => expect(chance - counts[k]! / draws, `trial ${trial}`).toBeLessThan(0.18));
  }
});

it('who pays by her bid keeps what she shades, or loses her bid', () => {
  const half = { name: 'half', bid: (x: number) => x / 2, inverse: (b: number) => 2 * b, range: [0, 5000] } as const;
  const strategies = [half, half, half];
  const at = (kind: 'first-price' | 'all-pay'): readonly number[] =>
    typeRange(auction, { ...named(efficient, { kind }), strategies }, 0)!([30])!;
  expect(at('first-price')).toEqual([0, 15]);
  expect(at('all-pay')[0]).toBe(-15);
  expect(typeRange(auction, named(efficient, { kind: 'first-price' }), 0)!([30])).toEqual([0, 0]);
  const insured = named(efficient, { kind: 'full-insurance', base: named(efficient, { kind: 'vcg' }) });
  expect(typeRange(auction, insured, 0)!([30])).toEqual([0, 30]);
});
