import { expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { study } from './support.ts';

it('what rests on inner means, whose error is not bounded, is left out and said to be', async () => {
  const law = parseDistribution('beta(2,3)');
  const efficient = { kind: 'efficient' } as const;
  const mechanisms = [
    {
      name: 'AGV', rule: efficient, transfers: { kind: 'expected-externality' },
    }, { name: 'VCG', rule: efficient, transfers: { kind: 'vcg' } },
  ] as const;
  const document = await study(
    { kind: 'social-choice', problem: bilateralTrade({ cost: law, value: law }), mechanisms, agents: [0] },
    { profiles: 256 },
  );
  const has = (quantity: string) => document.estimates.filter((row) => row.quantity === quantity).map(({ point }) => point.mechanism);
  for (const quantity of ['exAnteUtility', 'exPostIrViolation', 'exPostGainProbability']) expect(has(quantity)).toEqual(['VCG']);
  expect(has('revenue')).toEqual(['AGV', 'VCG']);
  expect(document.notes.join()).toContain("not reported for 'AGV': expected externalities are means over 1024 draws");
});
