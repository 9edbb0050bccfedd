import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import { valueTable } from '../../src/environment/table.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import type { SecondBestQuestion } from '../../src/kinds/field/study-point.ts';
import type { SweepPoint } from '../../src/kinds/kind.ts';
import { openRun } from '../../src/run/run.ts';
import { asSecondBest } from '../../src/study/as-second-best.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const uniform = parseDistribution('uniform(0,1)', 'law');
const trade = bilateralTrade({ cost: uniform, value: uniform });

async function study(more: Partial<SecondBestQuestion>, pictures = false) {
  const point: SweepPoint<Parameters<typeof fieldKind.plan>[0]['problem']> = {
    values: { x: 1 }, size: 1, primaryAgent: 'market', kind: fieldKind, pictures, references: () => [],
    problem: { kind: 'field', question: 'second-best', problem: trade, ...more },
  };
  fieldKind.validate(point.problem);
  const run = openRun(inProcessDevice(), 'second-best');
  const planned = await fieldKind.plan(point, { command: 'run', maxProfiles: 1, confidence: 0.9, sampler: 'auto' }, run);
  const result = await planned.study(run);
  return { ...result, of: (quantity: string) => result.estimates.find((row) => row.quantity === quantity)! };
}

describe('second best', () => {
  it('shows what trade loses to participation and balance together, and nothing to either alone', async () => {
    const { of, verdicts, curves } = await study({ individuallyRational: 'interim', budget: 'ex-ante', cells: 4096 }, true);
    const loss = of('welfareLoss');
    expect(loss.lower).toBeLessThanOrEqual(1 / 6 - 9 / 64);
    expect(loss.upper).toBeGreaterThanOrEqual(1 / 6 - 9 / 64);
    expect(loss.upper - loss.lower).toBeLessThan(1e-5);
    expect(verdicts[0]).toMatchObject({ id: 'first-best', status: 'no' });
    // Trade where the value exceeds the cost by 1/4: a cost of 0, or minus it, meets such values three times in four.
    const [seller, buyer] = curves;
    expect(seller!.agent).toBe('seller');
    expect(seller!.estimate.at(-1)).toBeCloseTo(0.75, 3);
    expect(buyer!.estimate[0]).toBe(0);
    for (const alone of [{ individuallyRational: 'ex-post' }, { budget: 'ex-post' }, {}] as const) {
      const free = await study({ ...alone, cells: 512 });
      expect(free.of('welfareLoss')).toMatchObject({ lower: 0, upper: 0 });
      expect(free.verdicts[0]!.status).toBe('yes');
    }
  });

  it('takes points beside densities with a permitted ε, and names what would be too many of them', async () => {
    const lumpy = bilateralTrade({ cost: parseDistribution('mixture(0.3:0.5,0.7:uniform(0,1))', 'law'), value: uniform });
    const asked = { problem: lumpy, individuallyRational: 'interim', budget: 'ex-ante', permittedEpsilon: 0.05, cells: 8 } as const;
    const { of } = await study(asked);
    const first = 0.3 / 8 + 0.7 / 6;
    expect(of('firstBestWelfare').lower).toBeLessThan(first);
    expect(of('firstBestWelfare').upper).toBeGreaterThan(first);
    const second = of('secondBestWelfare');
    expect(second.upper - second.lower).toBeLessThan(0.01);
    expect(second.upper).toBeLessThan(of('firstBestWelfare').lower);
    const text = `mixture(0.5:uniform(0,1),${Array.from({ length: 80 }, (_, j) => `0.00625:${j / 80 + 0.001}`).join()})`;
    const many = bilateralTrade({ cost: parseDistribution(text, 'law'), value: parseDistribution(text, 'law') });
    await expect(study({ ...asked, problem: many })).rejects.toThrow(/^problem\.signals: are too many .* one of each point/);
  });

  it('has no end beyond minus the deficit or the first best, which is known better than by the cells asked for', async () => {
    // What a seller's information leaves over is never positive: nothing is traded, and rounding makes it less.
    const lemons: SecondBestQuestion['problem'] = {
      kind: 'social-choice', agents: ['seller', 'buyer'], alternatives: ['none', 'trade'],
      signals: [{ name: 'quality', owner: 0, law: uniform }],
      valuations: { kind: 'linear', constants: [[0, 0], [0, 0]], coefficients: [[[0], [-1]], [[0], [1.5]]] },
    };
    const { of } = await study({ problem: lemons, individuallyRational: 'interim', budget: 'ex-ante', cells: 40 });
    expect(of('secondBestWelfare')).toMatchObject({ lower: 0 });
    expect(of('secondBestWelfare').basis).toMatch(/nor below minus the deficit, where nobody/);
    expect(of('firstBestWelfare').upper - of('firstBestWelfare').lower).toBeLessThan(1e-6);
    const coarse = await study({ individuallyRational: 'interim', budget: 'ex-ante', deficit: 0.16, cells: 8 });
    expect(coarse.of('secondBestWelfare').upper).toBeLessThan(1 / 6 + 1e-7);
    expect(coarse.of('secondBestWelfare').basis).not.toMatch(/minus the deficit/);
    // Few cells are asked for, and no fewer used than the first best's: what is lost shows.
    expect(coarse.of('welfareLoss').lower).toBeGreaterThan(0);
    expect(coarse.of('secondBestWelfare').upper - coarse.of('secondBestWelfare').lower).toBeLessThan(1e-4);
  });

  it('refuses what cannot be asked together, in one line that names the flag', async () => {
    await expect(study({ deficit: 1 })).rejects.toThrow(/^deficit: needs a budget/);
    await expect(study({ individuallyRational: 'ex-post', budget: 'ex-post' })).rejects.toThrow(/^budget: cannot be ex-post/);
    await expect(study({ individuallyRational: 'interim', budget: 'ex-ante', deficit: -1, cells: 64 })).rejects
      .toThrow(/^deficit: must be at least -0\.04\d+: .* worst-off type of each \(.*seller at -1, buyer at 0\) .* add up to 0 >= 0\.95/);
    await expect(study({ cells: 1 })).rejects.toThrow(/^cells: /);
    await expect(study({ budget: 'never' as 'none' })).rejects.toThrow(/^budget: must be one of none, ex-ante, ex-post/);
    const opposed = valueTable({
      agents: ['one', 'two'], alternatives: ['A', 'B'], signals: 'per-alternative', law: uniform,
      coefficients: [[[1, 0], [0, 1]], [[1, 0], [0, 1]]],
    });
    await expect(study({ problem: opposed, individuallyRational: 'interim', budget: 'ex-ante' })).rejects
      .toThrow(/^individually-rational: needs agents whose values/);
  });

  it('is asked of scenarios of other kinds, constraints as flags', () => {
    const named = (name: string) => scenarios.find((scenario) => scenario.name === name)!;
    const asked = asSecondBest(named('myerson-satterthwaite'));
    const values = Object.fromEntries(Object.entries(asked.parameters).map(([key, parameter]) => [key, parameter.default]));
    expect(asked.environment({ ...values, budget: 'ex-ante', 'individually-rational': 'interim', deficit: 0.1 })).toMatchObject({
      question: 'second-best', budget: 'ex-ante', individuallyRational: 'interim', deficit: 0.1, problem: { agents: ['seller', 'buyer'] },
    });
    expect(() => asSecondBest(named('guo-1-4-1'))).toThrow(/^scenario: needs to be a double auction or a social choice problem/);
    expect(() => asked.environment({ ...values, deficit: 0.1 })).toThrow(/^deficit: needs a budget/);
  });
});
