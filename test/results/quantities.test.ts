/** The registry of quantities held against the golden results: nothing is emitted without words, and no words stand for nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { goldenCases } from '../support/golden-cases.ts';
import { isFitted, QUANTITIES, quantitiesOf, quantityOf, type Place } from '../../src/results/quantities.ts';

interface Row {
  readonly quantity: string;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

interface Golden {
  readonly kind: string;
  readonly rows: readonly Row[];
  readonly curves: readonly { readonly quantity: string; readonly estimate: readonly number[] }[];
  readonly surfaces: readonly { readonly quantity: string }[];
}

const folder = new URL('../golden/', import.meta.url);

const goldens = readdirSync(folder).map((file): Golden => {
  const { scenario, values } = goldenCases.find(({ name }) => `${name}.json` === file)!;
  const { kind } = scenario.environment(values);
  const { estimates, curves, surfaces } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { estimates: Row[] } & Golden;
  return { kind, rows: estimates, curves, surfaces };
});

const kinds = [...new Set(goldens.map(({ kind }) => kind))];
const places: readonly Place[] = ['rows', 'curves', 'surfaces'];

/** Emitted by no scenario at its defaults, or past the curves that goldens tell; shown by test/kinds/field-comparisons.test.ts. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = { 'field rows': ['irrelevantGain'], 'field curves': ['interimUtility'] };

describe.each(kinds)('%s', (kind) => {
  it.each(places)('emits in its golden %s what is declared, and declares what it emits', (place) => {
    const emitted = goldens.filter((golden) => golden.kind === kind).flatMap((golden) => golden[place].map(({ quantity }) => quantity));
    expect([...new Set([...emitted, ...(ELSEWHERE[`${kind} ${place}`] ?? [])])].sort()).toEqual([...quantitiesOf(kind, place)].sort());
  });
});

describe('QUANTITIES', () => {
  it('knows no kind that has no golden', () => {
    expect([...new Set(Object.values(QUANTITIES).flatMap(({ emitted }) => Object.keys(emitted)))].sort()).toEqual([...kinds].sort());
  });

  it.each(Object.entries(QUANTITIES))('has words for %s', (name, { name: words, symbol, unit, meaning }) => {
    expect(quantityOf(name)).toBe(QUANTITIES[name as keyof typeof QUANTITIES]);
    expect(words.length).toBeGreaterThan(3);
    expect(symbol).toMatch(/^\S.{0,23}$/);
    expect(unit).toMatch(/^(units|gain|size|share|probability|utility)/);
    expect(meaning).toMatch(/^[a-zξεδ].{20,}[^.]$/);
  });

  it('tells quantities apart by their meanings', () => {
    const meanings = Object.values(QUANTITIES).map(({ meaning }) => meaning);
    expect(new Set(meanings).size).toBe(meanings.length);
  });

  it('has signs that the golden intervals allow: gains are not clamped, shares lie in [0, 1]', () => {
    for (const { rows, curves } of goldens) {
      for (const { quantity, lower, upper } of rows) {
        const { sign } = quantityOf(quantity);
        if (sign !== 'any') expect(upper, quantity).toBeGreaterThanOrEqual(0);
        if (sign === 'share') expect(lower >= 0 && upper <= 1, quantity).toBe(true);
      }
      for (const { quantity, estimate } of curves) {
        if (quantityOf(quantity).sign === 'share') expect(Math.min(...estimate) >= 0 && Math.max(...estimate) <= 1, quantity).toBe(true);
      }
    }
    const negative = goldens.flatMap(({ rows }) => rows.filter(({ estimate }) => estimate < 0).map(({ quantity }) => quantity));
    expect([...new Set(negative)].map((quantity) => quantityOf(quantity).sign)).not.toContain('share');
  });

  it('calls a quantity that it does not know by its own name', () => {
    expect(quantityOf('toString')).toEqual({ name: 'toString', symbol: 'toString', unit: '', sign: 'any', meaning: '', emitted: {} });
  });

  it('has rates of constants that vanish, and of nothing else', () => {
    expect(Object.keys(QUANTITIES).filter(isFitted).sort()).toEqual([
      'deltaStar', 'epsilonIc', 'epsilonLic', 'leastEpsilon',
      'lostTrades', 'lostWelfare', 'ruleDistance', 'surplusPerTrade', 'weakEpsilonLic', 'welfareLoss',
    ]);
  });
});
