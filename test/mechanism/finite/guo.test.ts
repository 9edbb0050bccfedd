/** Guo18 chapter 1: verdicts, multipliers and thresholds of its examples. */
import { describe, expect, it } from 'vitest';
import { guo141Scenario } from '../../../scenarios/guo-1-4-1/scenario.ts';
import { guo142Scenario } from '../../../scenarios/guo-1-4-2/scenario.ts';
import { guo151Scenario } from '../../../scenarios/guo-1-5-1/scenario.ts';
import { guo152Scenario } from '../../../scenarios/guo-1-5-2/scenario.ts';
import { guoA11Scenario } from '../../../scenarios/guo-a-1-1/scenario.ts';
import { defaultsOf } from '../../../scenarios/support/parameters.ts';
import type { FiniteModel } from '../../../src/environment/finite/environment.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { bestOf, extract, implement } from '../../../src/mechanism/finite/design.ts';
import { answerThreshold } from '../../../src/kinds/finite/threshold.ts';
import { certificateFaults } from '../../../src/mechanism/finite/verify/certificate.ts';
import { readProofFile } from '../../../src/mechanism/finite/verify/file.ts';
import { mechanismFaults } from '../../../src/mechanism/finite/verify/mechanism.ts';
import type { Scenario } from '../../../src/study/scenario.ts';
import type { ThresholdQuestion } from '../../../src/mechanism/finite/threshold-question.ts';
import { thresholds } from '../../../src/mechanism/finite/threshold.ts';
import { certificateLine } from '../../../src/programs/certificate.ts';
import { parseRational } from '../../../src/programs/rational.ts';

/** The environment file at the scenario's defaults. */
function fileOf(scenario: Scenario): Record<string, unknown> {
  const problem = scenario.environment(defaultsOf(scenario.parameters));
  if (problem.kind !== 'finite') throw new Error(problem.kind);
  return problem.environment as Record<string, unknown>;
}

const [guo141, guo142, guo151, guo152, guoA11] = [guo141Scenario, guo142Scenario, guo151Scenario, guo152Scenario, guoA11Scenario].map(
  fileOf,
) as [Record<string, unknown>, Record<string, unknown>, Record<string, unknown>, Record<string, unknown>, Record<string, unknown>];

const model = (file: unknown, values: Record<string, string> = {}): FiniteModel =>
  modelAt(parseEnvironment(file), new Map(Object.entries(values).map(([name, value]) => [name, parseRational(value, name)])));

async function certificate(file: unknown, transfers: 'bayesian' | 'ambiguous', values: Record<string, string> = {}): Promise<string> {
  const verdict = await implement(model(file, values), transfers, 'exact');
  return verdict.verdict === 'no' ? certificateLine(verdict.impossibility.certificate) : verdict.verdict;
}

async function flips(file: unknown, parameter: string, rest: Partial<ThresholdQuestion> = {}): Promise<string[]> {
  const found = await thresholds(parseEnvironment(file), {
    parameter,
    goal: 'implement',
    transfers: 'bayesian',
    balance: 'exact',
    ...rest,
  });
  expect(found.undecided).toEqual([]);
  return found.flips.map(({ value, below, at, above }) => `${value.toFraction()}: ${below} ${at} ${above}`);
}

describe('Example 1.4.1', () => {
  const revenue = async (transfers: 'bayesian' | 'ambiguous'): Promise<string> => {
    const best = await bestOf(model(guo141), { transfers, balance: 'none', allocation: 'free', objective: 'revenue' });
    return best.status === 'optimal' ? best.value.toFraction() : best.status;
  };
  it('extracts the full surplus with ambiguous transfers and not with Bayesian ones', async () => {
    const bayesian = await extract(model(guo141), 'bayesian');
    expect([bayesian.verdict.verdict, bayesian.surplus.toFraction()]).toEqual(['no', '19/10']);
    if (bayesian.verdict.verdict === 'no')
      expect(certificateLine(bayesian.verdict.impossibility.certificate)).toMatch(/IC\(2\^1 -> 2\^3\).*IC\(2\^2 -> 2\^3\).*gives 0 >= /);
    expect(await revenue('bayesian')).toBe('33/20');
    const ambiguous = await extract(model(guo141), 'ambiguous');
    expect(ambiguous.verdict.verdict).toBe('yes');
    expect(await revenue('ambiguous')).toBe('19/10');
  });
});

describe('Example 1.4.2', () => {
  it('has the multipliers of the text, 0.5, 0.5, 0.3, 0.3', async () => {
    expect(await certificate(guo142, 'bayesian')).toBe(
      '5 x IC(1^1 -> 1^2) + 5 x IC(1^2 -> 1^1) + 3 x IC(2^1 -> 2^2) + 3 x IC(2^2 -> 2^1) gives 0 >= 6',
    );
    expect(await certificate(guo142, 'ambiguous')).toBe('yes');
  });
  it('flips where B passes a', async () => {
    expect(await flips(guo142, 'b')).toEqual(['1: true true false']);
    expect(await flips(guo142, 'a')).toEqual(['3: false true true']);
    expect(await flips(guo142, 'b', { transfers: 'ambiguous' })).toEqual([]);
  });
});

describe('Example 1.5.1', () => {
  it('is implementable by ambiguous transfers alone where B > a, not only where B > 8.5 a', async () => {
    expect(await flips(guo151, 'b')).toEqual(['1: true true false']);
    expect(await certificate(guo151, 'bayesian', { b: '2' })).toBe(
      '14 x IC(1^1 -> 1^2) + 14 x IC(1^2 -> 1^1) + 9 x IC(2^1 -> 2^2) + 9 x IC(2^1 -> 2^3) + 18 x IC(2^2 -> 2^1) + 9 x IC(2^3 -> '
        + '2^2) gives 0 >= 18',
    );
    expect(await certificate(guo151, 'ambiguous')).toBe('yes');
  });
});

describe('Example 1.5.2', () => {
  it('has the multipliers of the text, 4, 10, 1, 10, 8, and the sum 0.9', async () => {
    expect(await certificate(guo152, 'bayesian')).toBe(
      '4 x IC(1^1 -> 1^2) + 10 x IR(1^2) + IC(1^2 -> 1^1) + 10 x IR(2^1) + 8 x IC(2^2 -> 2^1) gives 0 >= 9/10',
    );
    expect(await certificate(guo152, 'ambiguous')).toBe('yes');
  });
  it("becomes implementable at a buyer's value of 19/4", async () =>
    expect(await flips(guo152, 'high')).toEqual(['19/4: false true true']));
});

describe('Example A.1.1', () => {
  it('fails under ambiguous transfers too, by 0 >= 4', async () => {
    expect(await certificate(guoA11, 'ambiguous')).toBe(
      'truth(1^1 | 1^2 -> 1^1) + truth(1^2 | 1^1 -> 1^2) + IC(1^1 -> 1^2) + IC(1^2 -> 1^1) gives 0 >= 4',
    );
    expect(await flips(guoA11, 'gain', { transfers: 'ambiguous' })).toEqual(['0: true true false']);
  });
});

describe('thresholds', () => {
  it('sees an efficient rule change, and points where it differs from both sides', async () => {
    // One agent of two types: `small` is efficient below 1, `big` above; at B = 1 both are and the first is taken.
    const file = {
      finite: 1,
      agents: { anna: ['x', 'y'], ben: ['z'] },
      outcomes: ['none', 'small', 'big'],
      prior: [['1/2'], ['1/2']],
      rule: 'efficient',
      payoffs: { anna: { small: { own: [1, 1] }, big: { own: ['B', 'B'] } }, ben: { small: { own: [0] }, big: { own: [0] } } },
      parameters: { B: { value: 0, range: [-1, 3] } },
    };
    expect(await flips(file, 'B')).toEqual([]);
    const harder = { ...file, payoffs: { ...file.payoffs, anna: { small: { own: [1, 0] }, big: { own: ['B', '2 - 3 B'] } } } };
    const found = await thresholds(parseEnvironment(harder), {
      parameter: 'B',
      goal: 'implement',
      transfers: 'bayesian',
      balance: 'exact',
    });
    for (const { from, to, fromClosed, toClosed, holds } of found.segments) {
      for (const value of [...(fromClosed ? [from] : []), ...(toClosed ? [to] : []), from.add(to).div(2)]) {
        if (!fromClosed && value.equals(from)) continue;
        expect((await implement(model(harder, { B: value.toFraction() }), 'bayesian', 'exact')).verdict).toBe(holds ? 'yes' : 'no');
      }
    }
  });

  it('ex post: exact even where beliefs move, and proved on both sides', async () => {
    // Anna has the object as y and not as x: truth at ben's type z needs a price from B to 1; interim, from B/2 to 1.
    const file = {
      finite: 1,
      agents: { anna: ['x', 'y'], ben: ['z', 'w'] },
      outcomes: ['none', 'big'],
      prior: [['1/4', '1/4'], ['1/4', '1/4']],
      rule: [['none', 'none'], ['big', 'big']],
      payoffs: { anna: { big: [['B', 0], [1, 1]] }, ben: { big: 0 } },
      parameters: { B: { value: 0, range: [0, 3] } },
    };
    const moved = { ...file, prior: [['1/4 + B/16', '1/4 - B/16'], ['1/4', '1/4']] };
    for (const balance of ['exact', 'no-deficit', 'none'] as const) {
      expect(await flips(file, 'B', { goal: 'ex-post', balance })).toEqual(['1: true true false']);
      expect(await flips(file, 'B', { balance })).toEqual(['2: true true false']);
    }
    const asked = { parameter: 'B', goal: 'ex-post', transfers: 'bayesian', balance: 'exact' } as const;
    const { estimates, proofs } = await answerThreshold(parseEnvironment(moved), asked);
    expect(estimates.map(({ exact, point }) => [exact, point.goal, point.balance])).toEqual([['1', 'ex-post', 'exact']]);
    const [yes, no] = proofs.map(({ file: proof }) => readProofFile(JSON.parse(JSON.stringify(proof))));
    if (yes?.schema !== 'misreport.mechanism/1' || no?.schema !== 'misreport.certificate/1') throw new Error('one proof a side');
    expect([mechanismFaults(yes), certificateFaults(no)]).toEqual([[], []]);
  });

  it('isolates roots where beliefs move', async () => {
    // Independent types at e = 0: the trade of two close values cannot be had with balance; correlated, ambiguity allows it.
    const file = {
      ...guo142,
      prior: [
        ['1/10 + e', '2/10', '2/10 - e'],
        ['2/10', '1/10', '2/10'],
      ],
      parameters: { a: 1, b: 3, e: { value: 0, range: ['-1/20', '1/20'] } },
    };
    const found = await thresholds(parseEnvironment(file), { parameter: 'e', goal: 'implement', transfers: 'bayesian', balance: 'exact' });
    for (const { value, isolated } of found.flips) {
      expect(isolated![0].compare(value)).toBe(-1);
      expect(isolated![1].sub(isolated![0]).valueOf()).toBeLessThan(1e-10);
    }
    expect(found.segments.map(({ holds }) => holds)).toHaveLength(found.flips.length + 1);
  });

  it('names what cannot be asked', async () => {
    await expect(flips(guo142, 'C')).rejects.toThrow("--parameter: 'C' is no parameter of this environment; known: a, b");
    await expect(flips({ ...guo142, parameters: { a: 1, b: 3 } }, 'b')).rejects.toThrow('--parameter: b has no range');
  });
});
