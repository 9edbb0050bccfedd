/** Three small auctions that were trained by train.py: against lies anywhere, against small lies, and strategy-proof by construction. */
import { fileURLToPath } from 'node:url';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { checkParameters } from '../support/parameters.ts';
import { readNetwork } from '../../src/mechanism/network/read-network.ts';
import type { Parameter, Scenario } from '../../src/study/scenario.ts';
import { learnedAuctionClaims } from './claims.ts';

const NETWORKS = ['global', 'local', 'menu'] as const;

const PROOFS_MAX = 1_000_000;
const BOXES_MAX = 10_000_000;

const PARAMETERS = {
  network: { kind: 'choice', description: 'how the auction was trained', default: 'global', choices: NETWORKS },
  prior: { kind: 'distribution', description: "law of a bidder's value of an object", default: 'uniform(0,1)' },
  proved: { kind: 'count', description: 'profiles whose regret is bounded from both sides', default: 64, minimum: 1,
    maximum: PROOFS_MAX },
  boxes: { kind: 'count', description: 'boxes of reports that one proof may look at', default: 200, minimum: 1, maximum: BOXES_MAX },
} as const satisfies Record<string, Parameter>;

const fileOf = (name: string): string => fileURLToPath(new URL(`./networks/${name}.json`, import.meta.url));

export const learnedAuctionScenario: Scenario = {
  name: 'learned-auction',
  title: 'Learned auctions: what the best report would have gained',
  description:
    'Two bidders with additive values for two objects, in auctions that were trained for revenue: RegretNets whose penalty was on gains '
    + 'from reports anywhere (global) or near the truth (local), and prices that a network makes of the other bids (menu), which no report '
    + 'can move. Training sees a lower bound of regret only; here every profile has an upper one as well.',
  source:
    'Paul Duetting, Zhe Feng, Harikrishna Narasimhan, David Parkes and Sai Srivatsa Ravindranath, Optimal Auctions through Deep Learning, '
    + 'Proceedings of the 36th International Conference on Machine Learning (2019).',
  parameters: PARAMETERS,
  rateDefaults: { boxes: [10, 100, 1000] },
  size: ({ boxes }) => Number(boxes),
  sizeName: { symbol: 'B', description: 'boxes of a proof' },
  environment: (values) => {
    checkParameters(PARAMETERS, values);
    const { network, prior, proved, boxes } = values;
    const law = parseDistribution(String(prior), 'prior');
    return {
      kind: 'certify', network: readNetwork(fileOf(String(network))), values: 'additive', laws: [[law, law], [law, law]],
      proofs: Number(proved), boxes: Number(boxes),
    };
  },
  primaryAgent: () => 'bidder 1',
  claims: learnedAuctionClaims,
};
