/** Double auctions whose laws have no end, against order statistics integrated elsewhere (scipy, trapezoids on 80,000 points). */
import { expect, it } from 'vitest';
import { doubleAuctionAmbiguityScenario } from '../../../scenarios/double-auction-ambiguity/scenario.ts';
import { doubleAuctionScenario } from '../../../scenarios/double-auction/scenario.ts';
import { InputError } from '../../../src/errors.ts';
import type { ResultDocument } from '../../../src/results/document.ts';
import { runStudy } from '../../../src/study/study.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { defaultValues } from '../../scenarios/support/rows.ts';
import { describeFirst } from '../../support/evidence.ts';

function run(changes: Record<string, string | number>): Promise<ResultDocument> {
  const points = [defaultValues(doubleAuctionScenario, changes)];
  const sampling = { profiles: 60_000, maxProfiles: 60_000, confidence: 0.9999, seed: 'unbounded', sampler: 'auto' } as const;
  return runStudy({ command: 'run', scenario: doubleAuctionScenario, points, ...sampling }, inProcessDevice(), {});
}

/** ε-LIC, ε-IC, ex-ante utility, chance of trade: exact to the digits given. */
type Exact = readonly [lic: number, ic: number, utility: number, trade: number];
const CASES: readonly [sellers: number, buyers: number, kappa: number, cost: string, value: string, seller: Exact, buyer: Exact][] = [
  [3, 2, 0.3, 'exponential(1)', 'pareto(0.5,1.5)', [0.33411, 0.068994, 0.12558, 0.48251], [0.1129, 0.011547, 0.8847, 0.72376]],
  [3, 3, 0.5, 'lognormal(0,1)', 'gamma(2,0.5)', [0.17307, 0.01374, 0.18275, 0.45146], [0.1742, 0.031519, 0.24793, 0.45146]],
];

describeFirst(1, 'laws', CASES)('%d sellers, %d buyers, kappa %d, %s and %s', (sellers, buyers, kappa, cost, value, seller, buyer) => {
  it('every row holds the exact value, and is narrow', async () => {
    const { estimates, notes } = await run({ sellers, buyers, kappa, cost, value });
    expect(notes).toEqual([]);
    const surplus = sellers * seller[2] + buyers * buyer[2];
    const held = (agent: string, quantity: string, exact: number, width: number): void => {
      const row = estimates.find((one) => one.agent === agent && one.quantity === quantity)!;
      expect({ exact, ...row, inside: row.lower <= exact * 1.001 && exact * 0.999 <= row.upper }).toMatchObject({ inside: true });
      expect({ agent, quantity, narrow: row.upper - row.lower <= width }).toMatchObject({ narrow: true });
    };
    for (const [agent, [lic, ic, utility, trade]] of [['seller', seller], ['buyer', buyer]] as const) {
      held(agent, 'epsilonLic', lic, 0.04);
      held(agent, 'epsilonIc', ic, agent === 'buyer' ? 0.5 : 0.04);
      held(agent, 'exAnteUtility', utility, 0.3);
      held(agent, 'exAnteTradeProbability', trade, 0.05);
    }
    held('market', 'expectedSurplus', surplus, 1);
  });
});

it('without a mean the marginal gain is certified all the same, and what needs a mean is left out by name', async () => {
  const { estimates, notes, complete } = await run({ sellers: 3, buyers: 3, kappa: 0.5, cost: 'pareto(1,0.8)', value: 'pareto(1,0.9)' });
  for (const [agent, exact] of [['seller', 0.17294], ['buyer', 0.173]] as const) {
    const row = estimates.find((one) => one.agent === agent && one.quantity === 'epsilonLic')!;
    expect(row.lower).toBeLessThan(exact);
    expect(row.upper).toBeGreaterThan(exact);
    expect(row.upper - row.lower).toBeLessThan(0.02);
  }
  expect(estimates.some(({ quantity }) => ['epsilonIc', 'exAnteUtility', 'expectedSurplus'].includes(quantity))).toBe(false);
  expect(notes.filter((note) => note.includes('has no mean'))).toHaveLength(5);
  expect(complete).toBe(true);
});

it('one buyer alone: a seller of an unbounded law can gain as much as she likes', async () => {
  const { estimates, notes } = await run({ sellers: 2, buyers: 1, kappa: 0.5, cost: 'normal(0,1)', value: 'normal(1,2)' });
  expect(estimates.some(({ quantity, agent }) => quantity === 'epsilonIc' && agent === 'seller')).toBe(false);
  expect(notes).toEqual([expect.stringMatching(/^epsilonIc of sellers is infinite: with one buyer/)]);
  const lic = estimates.find(({ quantity, agent }) => quantity === 'epsilonLic' && agent === 'seller')!;
  expect(lic.upper).toBeCloseTo(0.5, 6);
  expect(lic.lower).toBeGreaterThan(0.49);
});

it('ambiguity asks for a bounded law', async () => {
  const points = [defaultValues(doubleAuctionAmbiguityScenario, { cost: 'normal(0,1)' })];
  const sampling = { profiles: 100, maxProfiles: 100, confidence: 0.9, seed: 'x' } as const;
  const study = runStudy({ command: 'run', scenario: doubleAuctionAmbiguityScenario, points, ...sampling }, inProcessDevice(), {});
  await expect(study).rejects.toThrow(InputError);
});
