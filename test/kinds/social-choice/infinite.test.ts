/** Constants that are infinite: which problems and mechanisms have them, and what a document and its tables say in the row's place. */
import { expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import type { Dependence } from '../../../src/distributions/dependence.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import { whyNoEpsilon } from '../../../src/kinds/social-choice/infinite.ts';
import type { Mechanism } from '../../../src/mechanism/mechanism.ts';
import { renderTables } from '../../../src/report/terminal/table.ts';
import { firstPriceEquilibrium } from '../../../scenarios/first-price/equilibrium.ts';
import { row, study } from './support.ts';

const efficient = { kind: 'efficient' } as const;
const vcg: Mechanism = { name: 'second price', rule: efficient, transfers: { kind: 'vcg' } };
const insured: Mechanism = { name: 'insured', rule: efficient, transfers: { kind: 'full-insurance', base: vcg } };
const firstPrice: Mechanism = { name: 'first price', rule: efficient, transfers: { kind: 'first-price' } };
const allPay: Mechanism = { name: 'all-pay', rule: efficient, transfers: { kind: 'all-pay' } };
const uniform = parseDistribution('uniform(0,1)');
const bids = firstPriceEquilibrium(uniform, 2);
const atEquilibrium: Mechanism = { ...firstPrice, strategies: [bids, bids] };

const gaussian = { kind: 'gaussian-copula', correlations: 0.5 } as const;
const clayton = { kind: 'clayton', theta: 2 } as const;
const apart = { kind: 'common-factor', loadings: [0.5, 0] } as const;

it.each<readonly [string, readonly [string, string], Mechanism, Dependence | undefined, RegExp | undefined]>([
  ['all-pay, scores', ['uniform(0,1)', 'uniform(0,1)'], allPay, gaussian, /highest type chances/],
  ['all-pay, scores, from 1 on', ['uniform(1,2)', 'uniform(1,2)'], allPay, gaussian, /lowest type/],
  ['all-pay, Clayton', ['uniform(0,1)', 'uniform(0,1)'], allPay, clayton, undefined],
  ['all-pay, Clayton, from 1 on', ['uniform(1,2)', 'uniform(1,2)'], allPay, clayton, /lowest type/],
  ['first price, truthful', ['uniform(1,2)', 'uniform(1,2)'], firstPrice, gaussian, undefined],
  ['first price, equilibrium', ['uniform(0,1)', 'uniform(0,1)'], atEquilibrium, gaussian, /highest type chances/],
  ['the same, independent', ['uniform(0,1)', 'uniform(0,1)'], atEquilibrium, undefined, undefined],
  ['insured', ['beta(2,3)', 'beta(2,3)'], insured, gaussian, /highest type, surer/],
  ['insured, Clayton', ['beta(2,3)', 'beta(2,3)'], insured, clayton, undefined],
  ['insured, unlike', ['uniform(0,1)', 'uniform(0,2)'], insured, gaussian, undefined],
  ['insured, one who depends on nobody', ['uniform(0,1)', 'uniform(0,1)'], insured, apart, undefined],
  ['all-pay, no density next to the top', ['beta(1,0.5)', 'beta(1,0.5)'], allPay, undefined, /highest type chances/],
  ['all-pay, independent', ['uniform(0,1)', 'uniform(0,1)'], allPay, undefined, undefined],
  ['all-pay, law without an end', ['exponential(1)', 'exponential(1)'], allPay, gaussian, undefined],
])('%s', (_name, laws, mechanism, dependence, why) => {
  const problem = { ...singleObject({ laws: laws.map((text) => parseDistribution(text)) }), ...(dependence && { dependence }) };
  const said = whyNoEpsilon(problem, mechanism, 'private', 0);
  if (why) expect(said).toMatch(why);
  else expect(said).toBeUndefined();
});

it('a document has a verdict and no row, and tables say infinite in its place', async () => {
  const problem = { ...singleObject({ laws: [uniform, uniform] }), dependence: gaussian };
  const document = await study(
    { kind: 'social-choice', problem, mechanisms: [allPay], agents: [0], reports: () => [[0.2], [0.5], [0.8]] }, { profiles: 64 },
  );
  expect(document.estimates.filter(({ quantity }) => quantity === 'epsilonLic')).toEqual([]);
  expect(row(document, 'epsilonIc', 'bidder 1').lower).toBeGreaterThan(0.2);
  expect(document.verdicts.find(({ id }) => id === 'infinite-epsilon-lic')).toMatchObject({
    agent: 'bidder 1', status: 'no', holds: false, text: expect.stringContaining('ε-LIC for no ε') as string,
  });
  expect(renderTables(document, { width: 120, color: false })).toMatch(/ε-LIC constant +infinite/);
});
