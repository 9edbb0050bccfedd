/** Networks whose outcomes are so large that sums of squares of them overflow are refused before anything is drawn. */
import { expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { validateCertify } from '../../../src/kinds/certify/validate.ts';
import { compileNetwork } from '../../../src/mechanism/network/compile.ts';

const law = parseDistribution('uniform(0,1)');
const constant = (name: string, shape: number[], value: number) =>
  ({ name, op: 'constant', shape, values: Array.from({ length: shape.reduce((all, side) => all * side, 1) }, () => value) });
const study = (...nodes: readonly object[]) => ({
  kind: 'certify', values: 'additive', laws: [[law], [law]],
  network: { name: 'net', mechanism: compileNetwork({
    format: 'misreport.network/1', bidders: 2, objects: 1, amounts: 'amounts', payments: 'payments', nodes,
  }, new Map()) },
});

it.each([
  ['payments', study(constant('amounts', [2, 1], 0.5), constant('payments', [2], 1e308)), /reaches 1\.00e\+308 .* at most 1e\+100/],
  ['amounts', study(constant('amounts', [2, 1], -1e300), constant('payments', [2], 0)), /reaches 1\.00e\+300/],
  ['a node on the way', study(
    { name: 'large', op: 'scale', of: 'bids', factor: 1e200 }, { name: 'amounts', op: 'sigmoid', of: 'large' },
    constant('payments', [2], 0),
  ), /reaches 1\.00e\+200/],
  ['an overflow', study(
    { name: 'large', op: 'scale', of: 'bids', factor: 1e308 }, { name: 'larger', op: 'scale', of: 'large', factor: 1e308 },
    { name: 'amounts', op: 'sigmoid', of: 'larger' }, constant('payments', [2], 0),
  ), /overflows for some bids/],
])('%s', (_, environment, message) => expect(() => validateCertify(environment)).toThrow(message));

it('1e100 will do', () => {
  expect(() => validateCertify(study(constant('amounts', [2, 1], 0.5), constant('payments', [2], 1e100)))).not.toThrow();
});
