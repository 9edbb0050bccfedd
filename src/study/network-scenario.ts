/** A network as a scenario whose parameters are the flags of `misreport certify`. */
import { parseDistribution } from '../distributions/parse.ts';
import { requireLaw } from '../environment/checks.ts';
import { InputError } from '../errors.ts';
import { DEFAULTS, TYPE_LAWS, VALUES } from '../kinds/certify/problem.ts';
import type { Network } from '../mechanism/network/read-network.ts';
import type { Scenario } from './scenario.ts';

const SIDES_MAX = 256;

/** A file's name as a scenario's: lower case, digits and hyphens; `other` where nothing is left. */
export const scenarioName = (file: string, other: string): string =>
  file.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || other;

/** Numbers of bidders and objects are those of the manifest: flags that say otherwise are refused. */
export function networkScenario(network: Network): Scenario {
  const { name, title, source, mechanism, hash } = network;
  const { bidders, objects } = mechanism;
  const agreed = (flag: 'bidders' | 'objects', given: unknown): void => {
    if (Number(given) !== mechanism[flag]) throw new InputError(flag, `the network is of ${mechanism[flag]} ${flag}, got ${String(given)}`);
  };
  return {
    name: scenarioName(name, 'network'),
    title: title ?? `Network ${name}`,
    description: `A function of the bids of ${bidders} bidders for ${objects} object${objects === 1 ? '' : 's'}: a network of `
      + `${mechanism.graph.length - 1} operations.`,
    source: source ?? `${name}, files of SHA-256 ${hash}`,
    parameters: {
      prior: { kind: 'distribution', description: "law of every bidder's value of every object, with a mean", default: 'uniform(0,1)' },
      values: { kind: 'choice', description: 'whether a bidder can use several objects', default: 'additive', choices: VALUES },
      bidders: { kind: 'count', description: 'number of bidders, as in the manifest', default: bidders, minimum: 1, maximum: SIDES_MAX },
      objects: { kind: 'count', description: 'number of objects, as in the manifest', default: objects, minimum: 1, maximum: SIDES_MAX },
      proved: {
        kind: 'count', description: 'profiles whose regret is bounded from both sides', default: DEFAULTS.proofs, minimum: 1,
          maximum: 2 ** 24,
      },
      boxes: { kind: 'count', description: 'boxes of reports that one proof may look at', default: DEFAULTS.boxes, minimum: 1,
        maximum: 2 ** 24 },
      'seconds-per-profile': {
        kind: 'number', default: 0, minimum: 0, maximum: 1e6,
        description: 'stated time of a proof, in place of boxes: as many as take it at a fixed cost of each; 0: none',
      },
      starts: { kind: 'count', description: 'points from which a search begins', default: DEFAULTS.starts, minimum: 2, maximum: 1024 },
      gap: {
        kind: 'number', description: 'distance of the ends at which a proof is finished, as a share of the largest value',
        default: DEFAULTS.gap, minimum: 1e-9, maximum: 0.999,
      },
    },
    size: (given) => Number(given.bidders),
    sizeName: { symbol: 'n', description: 'number of bidders' },
    environment: (given) => {
      agreed('bidders', given.bidders);
      agreed('objects', given.objects);
      const law = parseDistribution(String(given.prior), 'prior');
      requireLaw('prior', law, TYPE_LAWS);
      return {
        kind: 'certify', network, values: given.values as (typeof VALUES)[number],
        laws: Array.from({ length: bidders }, () => new Array<typeof law>(objects).fill(law)),
        proofs: Number(given.proved), boxes: Number(given.boxes), starts: Number(given.starts), gap: Number(given.gap),
        ...(Number(given['seconds-per-profile']) > 0 ? { seconds: Number(given['seconds-per-profile']) } : {}),
      };
    },
    primaryAgent: () => 'bidder 1',
  };
}
