/** Allocations that are none are named with the profile. */
import { expect, it } from 'vitest';
import { infeasibleNotes } from '../../../src/kinds/certify/outcome-rows.ts';
import { amountsPlace } from '../../../src/kinds/certify/problem.ts';

it('the profile furthest from shares of objects is named with its bids', () => {
  const types = Float64Array.from([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]);
  expect(infeasibleNotes({ excess: Float64Array.of(0.25, 0.5), types }, 'net', 2, 1e-9)).toEqual([
    'net: amounts are below 0, or add up to more than there is, by 0.5 at profile 1, bids [[0.5,0.6],[0.7,0.8]]',
  ]);
  expect(infeasibleNotes({ excess: Float64Array.of(0, 1e-12), types }, 'net', 2, 1e-9)).toEqual([]);
  const network = { name: 'net', mechanism: {} as never };
  const rest = { kind: 'certify', values: 'additive', laws: [] } as const;
  expect(amountsPlace({ ...rest, network: { ...network, files: { manifest: { amounts: 'shares' }, tensors: new Map() } } }))
    .toBe("net, node 'shares'");
  expect(amountsPlace({ ...rest, network })).toBe('net');
  expect(infeasibleNotes({ excess: new Float64Array(0), types: new Float64Array(0) }, 'net', 2, 1e-9)).toEqual([]);
});
