/** What fits of rates ask of certificates: the interval of a row at a share of its error probability. */
import { expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { streamKey } from '../../../src/engine/streams.ts';
import { planPoint } from '../../../src/kinds/certify/plan-point.ts';
import type { NetworkStudy } from '../../../src/kinds/certify/problem.ts';
import { compileNetwork } from '../../../src/mechanism/network/compile.ts';
import { drawOn, type Run } from '../../../src/run/run.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

/** The object goes by shares that rise with bids; each pays half her bid for hers. Of two objects lists are shorter than all types. */
const mechanism = compileNetwork({
  format: 'misreport.network/1', bidders: 2, objects: 1, amounts: 'q', payments: 'p', nodes: [
    { name: 'steep', op: 'scale', of: 'bids', factor: 3 }, { name: 'q', op: 'softmax', of: 'steep', axis: 0 },
    { name: 'worth', op: 'multiply', of: ['q', 'bids'] }, { name: 'half', op: 'scale', of: 'worth', factor: 0.5 },
    { name: 'p', op: 'sum', of: 'half', axis: 1 },
  ],
});

const law = parseDistribution('beta(2,3)');
const problem: NetworkStudy = {
  kind: 'certify', values: 'additive', laws: [[law], [law]], network: { name: 'shares', mechanism }, proofs: 4, boxes: 8, gap: 1e-3,
};

async function studied(confidence: number) {
  const run = {
    ...drawOn(inProcessDevice()), seed: 'rates', stream: (name: string) => streamKey('rates', name), log: () => {}, progress: () => {},
    prove: () => {},
  } as unknown as Run;
  return (await planPoint({ problem, values: {} } as never, { confidence, profiles: 512 } as never)).study(run);
}

it('is the row itself at the whole of it, wider at less, and what a study at that confidence finds where nothing is left out', async () => {
  const { estimates, intervalAt } = await studied(0.9);
  const sure = await studied(0.98);
  const seen = [];
  for (const row of estimates.filter(({ quantity }) => quantity === 'epsilonIc' || quantity === 'epsilonLic')) {
    const { lower, upper } = intervalAt!(row, 1)!;
    expect([lower, upper]).toEqual([row.lower, row.upper]);
    const fifth = intervalAt!(row, 1 / 5)!;
    expect(fifth.lower).toBeLessThanOrEqual(row.lower);
    expect(fifth.upper).toBeGreaterThan(row.upper);
    const other = sure.estimates.find(({ quantity, agent }) => quantity === row.quantity && agent === row.agent)!;
    expect(Math.abs(fifth.upper - other.upper)).toBeLessThan(0.02 * other.upper);
    seen.push(`${row.quantity} ${row.guarantee}`);
  }
  expect(new Set(seen).size).toBeGreaterThan(1);
  expect(intervalAt!(estimates.find(({ quantity }) => quantity === 'revenue')!, 1 / 2)).toBeUndefined();
});
