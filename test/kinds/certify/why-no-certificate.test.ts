/** Files that cannot be written are refused before anything is computed. */
import { expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import type { BidsStudy } from '../../../src/kinds/certify/bids.ts';
import { certifyKind } from '../../../src/kinds/certify/kind.ts';
import type { CertifyStudy } from '../../../src/kinds/certify/problem.ts';
import { networkScenario } from '../../../src/study/network-scenario.ts';
import { defaultsOf } from '../../../src/study/points.ts';
import { SMALL_AUCTION } from '../../notions/verify/network-cases.ts';

const why = (study: unknown): string | undefined => certifyKind.whyNoCertificate!(study as CertifyStudy);

it('of bids whose laws have points or no formula, of averse bidders and too many points; of networks by their laws', () => {
  const bids = (law: string, more: object = {}, cells = 64): BidsStudy => ({
    kind: 'certify', laws: [0, 1].map(() => parseDistribution(law)), cells,
    bids: { name: 'b', auction: 'first-price', strategies: [0, 1].map(() => ({ values: [0, 1], bids: [0, 0.5] })), ...more },
  });
  expect(why(bids('uniform(0,1)'))).toBeUndefined();
  expect(why(bids('discrete(0.2:0.5,0.8:0.5)'))).toMatch(/^discrete\(.*\) has points of positive probability, and files are/);
  expect(why(bids('beta(2,3)'))).toMatch(/^beta\(2,3\) is no law with a formula of the check/);
  expect(why(bids('uniform(0,1)', { utility: 'crra', aversion: 0.5 }))).toMatch(/^bids are checked of bidders to whom money/);
  expect(why(bids('uniform(0,1)', {}, 2 ** 20))).toMatch(/points are too many for a file; --cells asks for fewer$/);
  const scenario = networkScenario(SMALL_AUCTION);
  const network = (prior: string) => scenario.environment({ ...defaultsOf(scenario), prior });
  expect(why(network('discrete(0:0.5,1:0.5)'))).toBeUndefined();
  expect(why(network('exponential(1)'))).toMatch(/^exponential\(1\) is no law with a formula of the check/);
});
