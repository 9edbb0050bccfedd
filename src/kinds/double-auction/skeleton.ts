/** The text that `misreport new NAME` writes: a scenario that runs as it is, with a law of the user's own. */

/** `name` is a valid scenario name. */
export const skeleton = (name: string): string => `/**
 * Scenario '${name}': a double auction whose traders draw from a law of our own.
 *
 *     misreport run ./${name}.ts
 *     misreport run ./${name}.ts --traders 2,4,...,64 --strength 2
 *     misreport rate ./${name}.ts --precision 0.05
 *
 * Only types are imported, so this file runs wherever misreport does. For an editor to know the types, link a built clone beside it
 * (npm run build in the clone, then npm install and the clone's path here). Functions may be imported from 'misreport' as well, for
 * example \`import { parseDistribution, doubleAuction } from 'misreport'\`.
 */
import type { Distribution, Scenario } from 'misreport';

/**
 * A law is a cdf and its inverse on a bounded interval. This one has cdf x^strength on [0, 1]: strength 1 is uniform,
 * larger strengths put more weight on high types. \`text\` names the law: equal texts must mean equal laws.
 */
function powerLaw(strength: number): Distribution {
  return {
    text: \`power(\${strength})\`,
    support: [0, 1],
    // Exactly 0 up to the lower end and exactly 1 from the upper end on.
    cdf: (x) => (x <= 0 ? 0 : x >= 1 ? 1 : x ** strength),
    // The smallest x with cdf(x) >= p.
    quantile: (p) => p ** (1 / strength),
  };
}

const scenario: Scenario = {
  // Key on the command line and in every output: lower case letters, digits and hyphens.
  name: '${name}',
  title: 'Double auction with strong buyers',
  description: 'Costs are uniform on [0, 1], values have cdf x^strength. What can a seller gain by asking more than her cost?',
  // Where the mechanism comes from, in full: it is printed in every report.
  source: 'Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), section 5.2',

  // Every parameter is a flag. Kinds: 'count' (whole numbers), 'number', 'distribution' (texts such as 'beta(2,3)'),
  // 'choice' (one of the texts in \`choices\`).
  parameters: {
    sellers: { kind: 'count', description: 'number of sellers', default: 8, minimum: 1, maximum: 100_000 },
    buyers: { kind: 'count', description: 'number of buyers', default: 8, minimum: 1, maximum: 100_000 },
    kappa: { kind: 'number', description: 'price rule: 0 is the lower marginal report, 1 the higher', default: 0, minimum: 0, maximum: 1 },
    strength: { kind: 'number', description: 'values have cdf x^strength', default: 2, minimum: 0.1, maximum: 10 },
  },

  // Flags that set several parameters at once: --traders 16 is --sellers 16 --buyers 16.
  shorthands: { traders: { sets: ['sellers', 'buyers'], description: 'traders on each side' } },

  // What 'misreport rate' sweeps when nothing is said, and the M of its fit c * M^b.
  rateDefaults: { traders: [4, 8, 16, 32, 64] },
  size: ({ sellers, buyers }) => (Number(sellers) + Number(buyers)) / 2,

  // One market, from one point of the sweep.
  environment: ({ sellers, buyers, kappa, strength }) => ({
    kind: 'double-auction',
    sellers: Number(sellers),
    buyers: Number(buyers),
    kappa: Number(kappa),
    cost: powerLaw(1),
    value: powerLaw(Number(strength)),
  }),

  // Whose epsilon-LIC constant --precision speaks of. At kappa = 1 a seller cannot move the price, so it is the buyers'.
  primaryAgent: ({ kappa }) => (Number(kappa) === 1 ? 'buyer' : 'seller'),
};

export default scenario;
`;
