/** A mechanism of code as a scenario whose parameters are the flags of `misreport certify mechanism.ts`. */
import { parseDistribution } from '../distributions/parse.ts';
import { requireLaw } from '../environment/checks.ts';
import { InputError } from '../errors.ts';
import { DEFAULTS, largestValue, TYPE_LAWS, VALUES, type FunctionStudy } from '../kinds/certify/problem.ts';
import type { MechanismCode } from '../mechanism/function/read-mechanism.ts';
import { scenarioName } from './network-scenario.ts';
import type { Scenario } from './scenario.ts';

const LARGEST = 1e9;

/** Ends of payments are shares of what all objects together can be worth. */
export function functionScenario(code: MechanismCode): Scenario {
  const { name, hash, source, map } = code;
  return {
    name: scenarioName(name, 'mechanism'),
    title: `Mechanism ${name}`,
    description: 'A function of the bids, given as code. Nothing is known of it but its values.',
    source: `${name}, a script of SHA-256 ${hash}`,
    parameters: {
      prior: { kind: 'distribution', description: "law of every bidder's value of every object, with a mean", default: 'uniform(0,1)' },
      values: { kind: 'choice', description: 'whether a bidder can use several objects', default: 'additive', choices: VALUES },
      bidders: { kind: 'count', description: 'number of bidders', default: 2, minimum: 1, maximum: 30 },
      objects: { kind: 'count', description: 'number of objects', default: 1, minimum: 1, maximum: 256 },
      least: { kind: 'number', description: 'least payment, as a share of the largest value of all objects together', default: 0,
        minimum: -LARGEST, maximum: LARGEST },
      most: { kind: 'number', description: 'largest payment, as such a share', default: 1, minimum: -LARGEST, maximum: LARGEST },
      slope: {
        kind: 'number', description: 'most that utility changes where a bid changes by 1, an assumption; 0: unknown, regret is over a list',
        default: 0, minimum: 0, maximum: LARGEST,
      },
      proved: { kind: 'count', description: 'profiles whose regret is bounded', default: DEFAULTS.proofs, minimum: 1, maximum: 2 ** 24 },
      boxes: { kind: 'count', description: 'reports that one proof may try, where a slope is given', default: DEFAULTS.boxes, minimum: 1,
        maximum: 2 ** 24 },
      gap: {
        kind: 'number', description: 'distance of the ends at which a proof is finished, as a share of the largest value',
        default: DEFAULTS.gap, minimum: 1e-9, maximum: 0.999,
      },
    },
    size: (given) => Number(given.bidders),
    sizeName: { symbol: 'n', description: 'number of bidders' },
    environment: (given): FunctionStudy => {
      const law = parseDistribution(String(given.prior), 'prior');
      requireLaw('prior', law, TYPE_LAWS);
      const [bidders, objects] = [Number(given.bidders), Number(given.objects)];
      if (Number(given.least) > Number(given.most)) {
        throw new InputError('least', `must be at most --most, which is ${given.most}, got ${given.least}`);
      }
      const laws = Array.from({ length: bidders }, () => new Array<typeof law>(objects).fill(law));
      const all = objects * largestValue({ laws });
      return {
        kind: 'certify', values: given.values as (typeof VALUES)[number], laws,
        code: { name, hash, map, mechanism: { source, bidders, objects, payments: [Number(given.least) * all, Number(given.most) * all] } },
        proofs: Number(given.proved), boxes: Number(given.boxes), gap: Number(given.gap), slope: Number(given.slope),
      };
    },
    primaryAgent: () => 'bidder 1',
  };
}
