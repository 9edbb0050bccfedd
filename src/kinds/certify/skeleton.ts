/** The text that `misreport new NAME --kind certify` writes: a scenario that runs as it is. */

/** `name` is a valid scenario name. */
export const skeleton = (name: string): string => `/**
 * Scenario '${name}': an auction as a function of the bids, written as a list of operations (docs/certify.md).
 *
 *     misreport run ./${name}.ts
 *     misreport run ./${name}.ts --sharpness 5,10,20 --profiles 4096
 */
import { compileNetwork, parseDistribution, type Scenario } from 'misreport';

const scenario: Scenario = {
  name: '${name}',
  title: 'A smooth auction in which winners pay a share of their bids',
  description: 'One object goes to two bidders with chances that rise in their bids, and each pays a share of what she bids for.',
  source: 'Duetting, Feng, Narasimhan, Parkes and Ravindranath, Optimal Auctions through Deep Learning (2019)',
  parameters: {
    sharpness: { kind: 'number', description: 'how fast a chance rises in a bid', default: 10, minimum: 0.1, maximum: 100 },
    share: { kind: 'number', description: 'what is paid of a bid', default: 0.6, minimum: 0, maximum: 1 },
    prior: { kind: 'distribution', description: 'law of a value', default: 'uniform(0,1)' },
  },
  size: ({ sharpness }) => Number(sharpness),
  sizeName: { symbol: 'k', description: 'sharpness' },
  environment: ({ sharpness, share, prior }) => {
    const law = parseDistribution(String(prior), 'prior');
    const mechanism = compileNetwork({
      format: 'misreport.network/1',
      bidders: 2,
      objects: 1,
      nodes: [
        { name: 'strength', op: 'scale', of: 'bids', factor: Number(sharpness) },
        // Against an outside option that is as strong as a bid of 0.3.
        { name: 'outside', op: 'constant', shape: [1, 1], values: [0.3 * Number(sharpness)] },
        { name: 'all', op: 'concatenate', of: ['strength', 'outside'], axis: 0 },
        { name: 'chances', op: 'softmax', of: 'all', axis: 0 },
        { name: 'amounts', op: 'slice', of: 'chances', axis: 0, from: 0, to: 2 },
        { name: 'won', op: 'multiply', of: ['amounts', 'bids'] },
        { name: 'total', op: 'sum', of: 'won', axis: 1 },
        { name: 'payments', op: 'scale', of: 'total', factor: Number(share) },
      ],
      amounts: 'amounts',
      payments: 'payments',
    });
    return { kind: 'certify', network: { name: 'smooth auction', mechanism }, values: 'additive', laws: [[law], [law]], proofs: 1024 };
  },
  primaryAgent: () => 'bidder 1',
};

export default scenario;
`;
