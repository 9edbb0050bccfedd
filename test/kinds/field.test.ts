import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { doubleAuction } from '../../src/environment/double-auction.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import type { SweepPoint } from '../../src/kinds/kind.ts';
import { openRun } from '../../src/run/run.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const uniform = parseDistribution('uniform(0,1)', 'law');
const market = doubleAuction({ sellers: 1, buyers: 1, kappa: 0.5, cost: uniform, value: uniform });

async function study(deficits: readonly number[]) {
  const point: SweepPoint<Parameters<typeof fieldKind.plan>[0]['problem']> = {
    values: { x: 1 }, size: 1, primaryAgent: 'market', kind: fieldKind, pictures: false, references: () => [],
    problem: { kind: 'field', question: 'least-epsilon', market, deficits },
  };
  const run = openRun(inProcessDevice(), 'field');
  const planned = await fieldKind.plan(point, { command: 'run', precision: 0.01, maxProfiles: 1, confidence: 0.9, sampler: 'auto' }, run);
  return planned.study(run);
}

describe('field, double auctions', () => {
  it('names its laws and deficits when they cannot be answered', () => {
    const validate = (more: object) => () => fieldKind.validate({ kind: 'field', question: 'least-epsilon', market, ...more });
    expect(validate({})).not.toThrow();
    expect(validate({ market: { ...market, cost: { ...uniform, text: 'endless', support: [0, Infinity] as const } } })).toThrow(/market.cost/);
    expect(validate({ market: { ...market, value: { ...uniform, text: 'lumpy', atoms: [{ at: 0.5, mass: 0 }] } } })).toThrow(/market.value/);
    expect(validate({ market: { ...market, sellers: 0 } })).toThrow(/market.sellers/);
    expect(validate({ deficits: [] })).toThrow(/deficits/);
    expect(validate({ deficits: [0, Infinity] })).toThrow(/deficits/);
  });

  it('says of a deficit out of reach that no mechanism collects as much, and answers the others', async () => {
    const { estimates, verdicts } = await study([-0.2, 0]);
    expect(verdicts).toHaveLength(1);
    expect(verdicts[0]).toMatchObject({ status: 'no', point: { deficit: -0.2 } });
    expect(estimates.filter(({ quantity }) => quantity === 'leastEpsilon').map(({ point }) => point.deficit)).toEqual([0]);
    await expect(study([-0.2])).rejects.toThrow(/deficit/);
  });

  it('shows both sides of an auction whose price is set in the middle', async () => {
    const { estimates } = await study([0]);
    const constants = estimates.filter(({ quantity }) => quantity === 'epsilonLic');
    expect(constants.map(({ agent, upper, point }) => [agent, upper, point.mechanism])).toEqual([
      ['seller', 0.5, 'double auction, kappa 0.5'], ['buyer', 0.5, 'double auction, kappa 0.5'],
    ]);
  });
});
