import { describe, expect, it } from 'vitest';
import { guo142Scenario } from '../../../scenarios/guo-1-4-2/scenario.ts';
import { guo151Scenario } from '../../../scenarios/guo-1-5-1/scenario.ts';
import { guo152Scenario } from '../../../scenarios/guo-1-5-2/scenario.ts';
import { defaultsOf } from '../../../scenarios/support/parameters.ts';
import type { FiniteEnvironment, FiniteModel } from '../../../src/environment/finite/environment.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { implement, type FiniteMechanism } from '../../../src/mechanism/finite/design.ts';
import { smallestMenu } from '../../../src/mechanism/finite/menu-size.ts';
import { requireConcave, valueOf, worth, type Preference } from '../../../src/mechanism/finite/preference.ts';
import { mechanismFile } from '../../../src/mechanism/finite/proof-file.ts';
import { menuAtStake, smallestC, symmetricMenu } from '../../../src/mechanism/finite/smallest-c.ts';
import { noTransfers, smallestStake } from '../../../src/mechanism/finite/stake.ts';
import { certificateFaults } from '../../../src/mechanism/finite/verify/certificate.ts';
import { readProofFile, type MechanismFile } from '../../../src/mechanism/finite/verify/file.ts';
import { mechanismFaults } from '../../../src/mechanism/finite/verify/mechanism.ts';
import { rational, ZERO } from '../../../src/programs/rational.ts';
import type { Scenario } from '../../../src/study/scenario.ts';
import { randomFinite } from '../../support/finite.ts';
import { randomSource } from '../../support/random.ts';

function environmentOf(scenario: Scenario, values: Record<string, number> = {}): FiniteEnvironment {
  const problem = scenario.environment({ ...defaultsOf(scenario.parameters), ...values });
  if (problem.kind !== 'finite') throw new Error(problem.kind);
  return parseEnvironment(problem.environment);
}

/** What an independent check has against a menu under a preference. */
function faults(environment: FiniteEnvironment, menu: FiniteMechanism['menu'], preference: Preference = { kind: 'maxmin' }): string[] {
  const model = modelAt(environment);
  const file = mechanismFile(
    model,
    { environment, parameters: new Map(), goal: 'implement', transfers: 'ambiguous', balance: 'exact', allocation: 'rule', preference },
    { allocation: model.rule!, menu, lies: [] },
  );
  return mechanismFaults(readProofFile(JSON.parse(JSON.stringify(file))) as MechanismFile);
}

describe('smallestMenu', () => {
  it('is a mechanism, and of one rule exactly where a Bayesian one implements', async () => {
    const sizes = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const environment = parseEnvironment(
        randomFinite(randomSource(seed), { counts: seed % 4 === 0 ? [2, 3] : [2, 2], weights: 3, ownBeliefs: seed % 2 === 0 }),
      );
      const model = modelAt(environment);
      const found = await smallestMenu(model, 'exact');
      const bayesian = (await implement(model, 'bayesian', 'exact')).verdict === 'yes';
      const ambiguous = (await implement(model, 'ambiguous', 'exact')).verdict === 'yes';
      expect(found.status).toBe(ambiguous ? 'found' : 'none');
      if (found.status !== 'found') continue;
      sizes.add(found.size);
      expect(found.size === 1).toBe(bayesian);
      expect(found.menu).toHaveLength(found.size);
      expect(faults(environment, found.menu)).toEqual([]);
    }
    expect(sizes.has(1) && sizes.has(2)).toBe(true);
  });
});

describe('smallestStake', () => {
  it('is the stake of a menu that works, and no smaller multiple of that bet does', async () => {
    let used = 0;
    for (let seed = 0; seed < 60; seed++) {
      const environment = parseEnvironment(randomFinite(randomSource(seed + 40), { counts: [2, 2], weights: 4 }));
      const model = modelAt(environment);
      for (const base of [undefined, noTransfers(model)]) {
        const found = await smallestStake(model, { balance: 'exact', ...(base === undefined ? {} : { base }) });
        if (found.status !== 'found') continue;
        const menu = symmetricMenu(found.base, found.bet);
        expect(faults(environment, menuAtStake(menu, rational(1)))).toEqual([]);
        const c = smallestC(model, menu);
        if (c.status !== 'found') throw new Error(c.reason);
        expect(c.c.equals(found.stake.equals(ZERO) ? ZERO : 1)).toBe(true);
        const largest = found.bet.flat().reduce((most, value) => (value.abs().compare(most) > 0 ? value.abs() : most), ZERO);
        expect(largest.equals(found.stake)).toBe(true);
        if (found.stake.compare(ZERO) > 0) used++;
      }
    }
    expect(used).toBeGreaterThan(3);
  });

  it('agrees with all sign patterns, one after the other', async () => {
    // Example 1.4.2 without money as base: only IC(2^2 -> 2^1) gains, B, and its bet is worth |2/3 x + 1/3 y| with fair bets.
    const model = modelAt(environmentOf(guo142Scenario));
    const zero = await smallestStake(model, { balance: 'exact', base: noTransfers(model) });
    expect(zero.status === 'found' && zero.stake.toFraction()).toBe('6');
    const free = await smallestStake(model, { balance: 'exact' });
    expect(free.status === 'found' && free.stake.toFraction()).toBe('1');
  });

  it('finds none in Example 1.5.2, where another menu of two rules does', async () => {
    const environment = environmentOf(guo152Scenario);
    expect((await smallestStake(modelAt(environment), { balance: 'exact' })).status).toBe('none');
    const menu = await smallestMenu(modelAt(environment), 'exact');
    expect(menu.status === 'found' && menu.size).toBe(2);
  });
});

describe('smallestC', () => {
  const model: FiniteModel = modelAt(environmentOf(guo142Scenario));
  const environment = environmentOf(guo142Scenario);
  const given = symmetricMenu(noTransfers(model), model.menu!.bet);
  const kinked: Preference = {
    kind: 'smooth',
    weights: [rational(1, 2), rational(1, 2)],
    v: { kinks: [rational(1)], slopes: [rational(2), rational(1)] },
  };

  it.each<[string, Preference, string]>([
    ['maxmin', { kind: 'maxmin' }, '3'],
    ['alpha 3/4', { kind: 'alpha', alpha: rational(3, 4) }, '6'],
    ['alpha 0.51', { kind: 'alpha', alpha: rational(51, 100) }, '150'],
    ['smooth', kinked, '9'],
  ])('%s: sharp, by an independent check of both sides', (_, preference, c) => {
    const found = smallestC(model, given, preference);
    if (found.status !== 'found') throw new Error(found.reason);
    expect(found.c.toFraction()).toBe(c);
    expect(found.binding).toBe('IC(2^2 -> 2^1)');
    expect(faults(environment, menuAtStake(given, found.c), preference)).toEqual([]);
    expect(faults(environment, menuAtStake(given, found.c.sub(rational(1, 1000))), preference).join()).toMatch(
      /^IC\(two: 2\^2 -> 2\^1\) fails/,
    );
  });

  it('has none where agents do not mind ambiguity, or like it', () => {
    for (const alpha of [rational(1, 2), rational(1, 4), ZERO])
      expect(smallestC(model, given, { kind: 'alpha', alpha }).status).toBe('none');
    const neutral: Preference = { kind: 'smooth', weights: [rational(1, 2), rational(1, 2)], v: { kinks: [], slopes: [rational(1)] } };
    expect(smallestC(model, given, neutral).status).toBe('none');
  });

  it('is 0 where the base does by itself, and stops where truth would lose too', () => {
    const easy = modelAt(environmentOf(guo142Scenario, { b: 0.5 }));
    const found = smallestC(easy, symmetricMenu(noTransfers(easy), easy.menu!.bet));
    // Lies of agent 2 from 2^2 gain b still: the base alone is not incentive compatible.
    expect(found.status === 'found' && found.c.toFraction()).toBe('1/2');
    // A bet that truth may lose: individual rationality bounds c from above.
    const unfair = model.menu!.bet.map((row) => row.map((value, k) => (k === 0 ? value.mul(40) : value)));
    expect(smallestC(model, symmetricMenu(noTransfers(model), unfair)).status).toBe('none');
  });
});

describe('preferences', () => {
  it('v is concave, increasing and 0 at 0', () => {
    const v = { kinks: [rational(-1), rational(2)], slopes: [rational(3), rational(2), rational(1, 2)] };
    const values = [-2, -1, 0, 1, 2, 4].map((x) => valueOf(v, rational(x)).toFraction());
    expect(values).toEqual(['-5', '-2', '0', '2', '4', '5']);
    expect(() => requireConcave({ kinks: [ZERO], slopes: [rational(1), rational(2)] }, 'smooth')).toThrow(
      'smooth: slopes must not increase',
    );
    expect(() => requireConcave({ kinks: [ZERO], slopes: [rational(1)] }, 'smooth')).toThrow('needs one slope more than kinks');
    expect(() => requireConcave({ kinks: [ZERO, ZERO], slopes: [rational(3), rational(2), rational(1)] }, 'smooth')).toThrow(
      'kinks must increase',
    );
    expect(() => requireConcave({ kinks: [], slopes: [ZERO] }, 'smooth')).toThrow('slopes must be positive');
  });
  it('alpha-maxmin lies between the worst and the best', () => {
    const values = [rational(3), rational(-1), rational(2)];
    expect(worth({ kind: 'alpha', alpha: rational(1, 4) }, values).toFraction()).toBe('2');
    expect(worth({ kind: 'maxmin' }, values).toFraction()).toBe('-1');
  });
});

describe('multipliers of Guo18 Example 1.5.1, with the missing IC(2^1 -> 2^3)', () => {
  const multipliers = ([ic21to22, ic21to23, ic22to21, ic23to22]: readonly string[]) => [
    ...[
      ['1^1', '7'],
      ['1^2', '7'],
    ].map(([type, multiplier]) => ({ constraint: 'IR', agent: 'one', type, multiplier })),
    ...[
      ['2^1', '3'],
      ['2^2', '8'],
      ['2^3', '3'],
    ].map(([type, multiplier]) => ({ constraint: 'IR', agent: 'two', type, multiplier })),
    { constraint: 'IC', agent: 'one', type: '1^1', report: '1^2', multiplier: '7/2' },
    { constraint: 'IC', agent: 'one', type: '1^2', report: '1^1', multiplier: '7/2' },
    ...[
      ['2^1', '2^2', ic21to22],
      ['2^1', '2^3', ic21to23],
      ['2^2', '2^1', ic22to21],
      ['2^3', '2^2', ic23to22],
    ].map(([type, report, multiplier]) => ({ constraint: 'IC', agent: 'two', type, report, multiplier })),
  ];
  const check = (b: number, four: readonly string[]): string[] => {
    const environment = environmentOf(guo151Scenario, { b });
    const file = readProofFile({
      schema: 'misreport.certificate/1',
      goal: 'implement',
      transfers: 'bayesian',
      balance: 'exact',
      preference: 'maxmin',
      allocation: 'rule',
      parameters: { b: String(b) },
      environment: environment.file,
      multipliers: multipliers(four),
    });
    return file.schema === 'misreport.certificate/1' ? certificateFaults(file) : ['kind'];
  };

  it('prove the impossibility above 8.5 a, as 0 >= 4B - 34a', () => {
    expect(check(9, ['3', '3', '4', '3'])).toEqual([]);
    expect(check(8.5, ['3', '3', '4', '3'])).toEqual(['the constraints add up to 0 >= 0, which is no contradiction']);
    expect(check(8, ['3', '3', '4', '3'])).toEqual(['the constraints add up to 2 >= 0, which is no contradiction']);
  });
  it('and do not cancel without it', () => expect(check(9, ['3', '0', '4', '3']).join()).toMatch(/does not cancel/));
});
