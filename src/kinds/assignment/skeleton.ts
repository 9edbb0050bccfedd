/** The text that `misreport new NAME --kind assignment` writes: a unit-demand market that runs as it is. */

/** `name` is a valid scenario name. */
export const skeleton = (name: string): string => `/**
 * Scenario '${name}': bidders who each want one of several objects, under VCG and under pay-as-bid.
 *
 *     misreport run ./${name}.ts
 *     misreport run ./${name}.ts --bidders 10,20,40
 *     misreport rate ./${name}.ts --profiles 20000
 *
 * The efficient assignment is found profile by profile, so markets of hundreds are no trouble.
 */
import { assignmentMarket, parseDistribution, type Scenario } from 'misreport';

const scenario: Scenario = {
  // Key on the command line and in every output: lower case letters, digits and hyphens.
  name: '${name}',
  title: 'Rooms among tenants',
  description: 'Every tenant wants one room. What can she gain by understating what rooms are worth to her?',
  // Where the mechanism comes from, in full: it is printed in every report.
  source: 'Leonard, Elicitation of Honest Preferences for the Assignment of Individuals to Positions, '
    + 'Journal of Political Economy 91 (1983)',

  // Every parameter is a flag. Kinds: 'count' (whole numbers), 'number', 'distribution' (texts such as 'beta(2,3)'),
  // 'choice' (one of the texts in \`choices\`).
  parameters: {
    bidders: { kind: 'count', description: 'number of tenants', default: 7, minimum: 1, maximum: 1000 },
    rooms: { kind: 'count', description: 'number of rooms', default: 5, minimum: 1, maximum: 1000 },
    value: { kind: 'distribution', description: 'law of what a room is worth to a tenant', default: 'beta(2,3)' },
  },

  // What 'misreport rate' sweeps when nothing is said, and the M of its fit c * M^b.
  rateDefaults: { bidders: [6, 12, 24] },
  size: ({ bidders }) => Number(bidders),

  // One market, from one point of the sweep, and the payments to hold against each other on the same draws.
  environment: ({ bidders, rooms, value }) => assignmentMarket({
    bidders: Number(bidders), objects: Number(rooms), law: parseDistribution(String(value)),
    mechanisms: [{ name: 'VCG', payments: 'vcg' }, { name: 'pay-as-bid', payments: 'pay-as-bid' }],
  }),

  // Whose constant --precision speaks of. Bidders of like laws are studied once, by the first of them.
  primaryAgent: () => 'bidder 1',
};

export default scenario;
`;
