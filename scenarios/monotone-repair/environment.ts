/** One object, the insured VCG utility less a fee on reported signals, and its monotone repair (Song22 Proposition 4.1). */
import { valueTable } from '../../src/environment/table.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../../src/mechanism/mechanism.ts';
import type { Parameter, ParameterValues } from '../../src/study/scenario.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import { checkParameters, nonnegativeLaw } from '../support/parameters.ts';
import { feeTable, type FeeMarket } from './reference.ts';

export const PARAMETERS = {
  fee: {
    kind: 'number', description: 'fee epsilon that a bidder pays for each unit of the signal she reports', default: 0.25, minimum: 0.001,
    maximum: 1,
  },
  slope: {
    kind: 'number', description: "value of bidder 2 for each unit of her signal; everybody else's is 1", default: 2, minimum: 1,
    maximum: 10,
  },
  bidders: { kind: 'count', description: 'number of bidders N', default: 2, minimum: 2, maximum: 16 },
  signal: { kind: 'distribution', description: "law of every bidder's signal", default: 'uniform(0,1)' },
} as const satisfies Record<string, Parameter>;

export const BASE = 'insured VCG less a fee';
export const REPAIRED = 'monotone repair';

export function marketOf(values: ParameterValues): FeeMarket {
  checkParameters(PARAMETERS, values);
  const bidders = Number(values.bidders);
  return {
    fee: Number(values.fee),
    bidders,
    law: nonnegativeLaw(values, 'signal'),
    slopes: Array.from({ length: bidders }, (_, i) => (i === 1 ? Number(values.slope) : 1)),
  };
}

const EFFICIENT: ChoiceRule = { kind: 'efficient' };

function problemOf({ bidders, law, slopes }: FeeMarket): SocialChoiceProblem {
  const names = Array.from({ length: bidders }, (_, i) => `bidder ${i + 1}`);
  return valueTable({
    agents: names,
    alternatives: names.map((name) => `${name} wins`),
    signals: 'one-dimensional',
    law,
    coefficients: names.map((_, k) => names.map((_, i) => names.map((_, j) => (i === k && j === k ? slopes[k]! : 0)))),
  });
}

/** Full insurance (Definition 1) with every bidder's interim utility under VCG, less the fee on her report. */
function feeTransfers(market: FeeMarket): TransferScheme {
  const tableOf = (i: number): number[] => feeTable(market, i);
  // All but bidder 2 are alike.
  const [alike, second] = [tableOf(0), tableOf(1)];
  return { kind: 'insured-table', utility: market.slopes.map((_, i) => (i === 1 ? second : alike)) };
}

export function environment(values: ParameterValues): SocialChoiceStudy {
  const market = marketOf(values);
  const transfers = feeTransfers(market);
  return {
    kind: 'social-choice',
    problem: problemOf(market),
    mechanisms: [
      { name: BASE, rule: EFFICIENT, transfers },
      { name: REPAIRED, rule: EFFICIENT, transfers: { kind: 'monotone-repair', base: transfers, epsilon: market.fee } },
    ] satisfies Mechanism[],
    agents: [0, 1],
  };
}
