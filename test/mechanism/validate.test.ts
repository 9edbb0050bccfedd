import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import { publicGood } from '../../src/environment/public-good.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import { InputError } from '../../src/errors.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import { validateMechanism } from '../../src/mechanism/validate.ts';

const unit = parseDistribution('uniform(0,1)');
const problem = singleObject({ laws: [unit, unit, unit] });
const good: Mechanism = { name: 'second price', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } };
const efficient = { kind: 'efficient' } as const;

const fieldOf = (mechanism: Mechanism, of = problem): string => {
  try {
    validateMechanism(of, mechanism);
  } catch (error) {
    if (error instanceof InputError) return error.field;
    throw error;
  }
  return 'accepted';
};

describe('validateMechanism', () => {
  it.each<[string, Partial<Mechanism>]>([
    ['accepted', {}],
    ['accepted', { transfers: { kind: 'first-price' } }],
    ['rule.weights', { rule: { kind: 'affine-maximizer', weights: [1, 1], bonuses: [0, 0, 0] } }],
    ['rule.weights[2]', { rule: { kind: 'affine-maximizer', weights: [1, 1, 0], bonuses: [0, 0, 0] } }],
    ['rule.bonuses[1]', { rule: { kind: 'affine-maximizer', weights: [1, 1, 1], bonuses: [0, NaN, 0] } }],
    ['rule.dictator', { rule: { kind: 'dictatorial', dictator: 3 } }],
    ['rule.kind', { rule: { kind: 'posted-price', price: 0.5 } }],
    ['rule.share', { rule: { kind: 'mixture', share: 1.5, rule: efficient, other: efficient } }],
    ['rule.other.dictator', { rule: { kind: 'mixture', share: 0.5, rule: efficient, other: { kind: 'dictatorial', dictator: -1 } } }],
    ['transfers.kind', { transfers: { kind: 'posted-price', price: 0.5 } }],
    ['transfers.kind', { transfers: { kind: 'k-double-auction', k: 0.5 } }],
    ['rule.kind', { rule: { kind: 'stepped', threshold: 0.5, exceptions: [] } }],
    ['transfers.relevant', { transfers: { kind: 'modified-vcg', relevant: [true] } }],
    ['transfers.epsilon', { transfers: { kind: 'monotone-repair', base: { kind: 'vcg' }, epsilon: 0 } }],
    ['transfers.utility', { transfers: { kind: 'insured-table', utility: [[0, 1]] } }],
    [
      'transfers.base.rule.dictator',
      { transfers: { kind: 'full-insurance', base: { ...good, rule: { kind: 'dictatorial', dictator: 9 } } } },
    ],
    ['rule.other', { rule: { kind: 'mixture', share: 0.5, rule: efficient } as unknown as Mechanism['rule'] }],
    [
      'rule.rule.choose',
      { rule: { kind: 'mixture', share: 0.5, rule: { kind: 'general' }, other: efficient } as unknown as Mechanism['rule'] },
    ],
    ['transfers.base', { transfers: { kind: 'full-insurance' } as unknown as Mechanism['transfers'] }],
    ['transfers.base', { transfers: { kind: 'monotone-repair', epsilon: 0.1 } as unknown as Mechanism['transfers'] }],
    [
      'transfers.base.transfers.transfer',
      { transfers: {
        kind: 'full-insurance', base: { ...good, transfers: { kind: 'general', range: [0, 1] } },
      } as unknown as Mechanism['transfers'] },
    ],
    [
      'strategies[0].inverse',
      { strategies: [0, 1, 2].map(() => ({ name: 'half', bid: (s) => s / 2, inverse: (b) => b, range: [0, 0.5] as const })) },
    ],
    [
      'accepted',
      { strategies: [0, 1, 2].map(() => ({
        name: 'half, at least 0.1', bid: (s) => Math.max(0.1, s / 2), inverse: (b) => 2 * b, range: [0.1, 0.5] as const,
      })) },
    ],
    ['strategies', { strategies: [] }],
    ['strategies[0].range', { strategies: [{}, {}, {}] as unknown as NonNullable<Mechanism['strategies']> }],
    [
      'strategies[1].bid',
      { strategies: [(s: number) => s, (s: number) => 1 - s, (s: number) => s].map((bid) => ({
        name: 'bid', bid, inverse: (b) => b, range: [0, 1] as const,
      })) },
    ],
    [
      'strategies[0].bid',
      { strategies: [(s: number) => 2 * s, (s: number) => s, (s: number) => s].map((bid) => ({
        name: 'bid', bid, inverse: (b) => b, range: [0, 1] as const,
      })) },
    ],
    [
      'strategies[0].line',
      { strategies: [0, 1, 2].map(() => ({
        name: 'half', bid: (s) => s / 2, inverse: (b) => 2 * b, range: [0, 0.5] as const, line: { slope: 0.5, intercept: 0.1 },
      })) },
    ],
  ])('names %s', (field, change) => expect(fieldOf({ ...good, ...change })).toBe(field));

  it('checks prices between bids, and rules that step', () => {
    const trade = bilateralTrade({ cost: unit, value: unit });
    const of = (change: object) => fieldOf({ ...good, ...change } as Mechanism, trade);
    expect(of({ transfers: { kind: 'k-double-auction', k: 0.5 } })).toBe('accepted');
    for (const k of [-0.1, 1.5, NaN, undefined, '1']) expect(of({ transfers: { kind: 'k-double-auction', k } })).toBe('transfers.k');
    const stepped = (exceptions: unknown) => of({ rule: { kind: 'stepped', threshold: 0.5, exceptions }, transfers: { kind: 'none' } });
    expect(stepped([{ at: 1, threshold: 2 }])).toBe('accepted');
    expect(stepped(undefined)).toBe('rule.exceptions');
    for (const one of [null, {}, { at: 'x', threshold: 1 }]) expect(stepped([one])).toBe('rule.exceptions[0].at');
    expect(stepped([{ at: 1, threshold: Infinity }])).toBe('rule.exceptions[0].threshold');
  });

  it('asks for a single object where the winner pays her bid', () => {
    expect(fieldOf({ ...good, transfers: { kind: 'all-pay' } }, publicGood({ laws: [unit, unit], cost: 1 }))).toBe('transfers.kind');
    const several = singleObject({ laws: [unit, unit], interdependence: { kind: 'multi-dimensional', size: 0.1 } });
    expect(fieldOf({ ...good, transfers: { kind: 'weak-congruence' } }, several)).toBe('transfers.kind');
  });
});
