/** The text that `misreport new NAME --kind social-choice` writes: a scenario with values of the user's own, which runs as it is. */

/** `name` is a valid scenario name. */
export const skeleton = (name: string): string => `/**
 * Scenario '${name}': neighbours decide whether to build a park, and what it is worth to one depends on what others know.
 *
 *     misreport run ./${name}.ts
 *     misreport run ./${name}.ts --neighbours 2,3,5 --spill 0.2
 *     misreport rate ./${name}.ts
 *
 * The name 'misreport' stands for the misreport that runs this file. For an editor to know the types, link a built clone beside it (npm
 * run build in the clone, then npm install and the clone's path here).
 */
import { parseDistribution, type Scenario } from 'misreport';

const scenario: Scenario = {
  // Key on the command line and in every output: lower case letters, digits and hyphens.
  name: '${name}',
  title: 'A park whose worth depends on what the others know',
  description: 'Neighbours build a park where it is worth its cost to all together. Each has a signal, and the park is worth more '
    + 'to everyone where the others have high ones.',
  // Where the mechanism comes from, in full: it is printed in every report.
  source: 'Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), section 6.1',

  // Every parameter is a flag, and a list sweeps. Kinds: 'count', 'number', 'distribution' (texts such as 'beta(2,3)'),
  // 'choice' (one of the texts in \`choices\`).
  parameters: {
    neighbours: { kind: 'count', description: 'number of neighbours', default: 2, minimum: 2, maximum: 16 },
    spill: { kind: 'number', description: "weight of the others' signals in one's own value", default: 0.5, minimum: 0, maximum: 1 },
    cost: { kind: 'number', description: 'cost of the park', default: 1, minimum: 0, maximum: 10 },
    signal: { kind: 'distribution', description: 'law of every signal', default: 'uniform(0,1)' },
  },

  // What 'misreport rate' sweeps when nothing is said, the x of its fit c * x^b, and what to call it.
  rateDefaults: { spill: [0.05, 0.1, 0.2, 0.4] },
  size: ({ spill }) => Math.max(Number(spill), 1e-9),
  sizeName: { symbol: 'a', description: "weight of the others' signals" },

  // What is studied at one point of the sweep: a problem, and mechanisms to hold against each other on the same draws.
  environment: ({ neighbours, spill, cost, signal }) => {
    const n = Number(neighbours);
    const weight = Number(spill);
    const share = Number(cost) / n;
    const law = parseDistribution(String(signal));
    const [low, high] = law.support;
    // Bounds on every value: the corners of what evaluate below can return, and 0 for not building.
    const corners = [low, high].flatMap((own) => [low, high].map((others) => own * (1 + weight * others) - share));
    const names = Array.from({ length: n }, (_, i) => \`neighbour \${i + 1}\`);
    return {
      kind: 'social-choice',
      problem: {
        kind: 'social-choice',
        agents: names,
        alternatives: ['no park', 'park'],
        // A flat list of coordinates, each seen by one agent.
        signals: names.map((_, i) => ({ owner: i, name: \`s\${i + 1}\`, law })),
        valuations: {
          kind: 'general',
          // Own and others' signals multiply. Also: 'private', 'additively-separable', 'unknown'.
          structure: 'nonseparable',
          range: [Math.min(0, ...corners), Math.max(0, ...corners)],
          // signals [profiles, coordinates] -> values [profiles, agents, alternatives], the same operations on every device.
          evaluate: (tf, signals) => {
            const total = tf.sum(signals, 1, true);
            const others = tf.div(tf.sub(total, signals), n - 1);
            const park = tf.sub(tf.mul(signals, tf.add(tf.mul(others, weight), 1)), share);
            return tf.reshape(tf.stack([tf.zerosLike(park), park], 2), [-1, n, 2]);
          },
        },
      },
      mechanisms: [
        { name: 'generalised VCG', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } },
        { name: 'no transfers', rule: { kind: 'efficient' }, transfers: { kind: 'none' } },
      ],
      // Types that are tried, and reported: nine keep the intervals tight. Left out, the grid is finer and lies are as short as 1/64 of the
      // support; what a lie gains by its size is then known less well from as many profiles.
      reports: () => Array.from({ length: 9 }, (_, k) => [low + (k / 8) * (high - low)]),
      // All neighbours are alike, so one speaks for all.
      agents: [0],
    };
  },

  // Whose epsilon-LIC constant --precision speaks of.
  primaryAgent: () => 'neighbour 1',
};

export default scenario;
`;
