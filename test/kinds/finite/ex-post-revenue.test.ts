/** The most that is collected ex post under a rule that is given: of each agent, against each profile of the others, a shortest path. */
import { expect, it } from 'vitest';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { typeIn, withType } from '../../../src/environment/finite/profiles.ts';
import { answerDesign } from '../../../src/kinds/finite/design.ts';

const fileOf = (payoffs: object) => ({
  finite: 1, agents: { ann: ['a', 'b', 'c'], ben: ['x', 'y'] }, outcomes: ['none', 's', 't'], payoffs, rule: 'efficient',
  prior: [['1/6', '1/6'], ['1/12', '1/4'], ['1/6', '1/6']],
});
const PRIVATE = { ann: { s: { own: [1, 2, 0.5] }, t: { own: [0, 1, 3] } }, ben: { s: { own: [1, 0.25] }, t: { own: [2, 0.5] } } };
const SHARED = {
  ann: { s: [[1, 2], [0, -1], [2, 1]], t: [[1, 0], [3, 1], [-1, 2]] }, ben: { s: [[1, 2], [1, 0], [0, 1]], t: [[0, 2], [1, 1], [1, -1]] },
};

/** Undefined where a circle of lies gains, so that no payments make truth best. */
function collected(file: object): number | undefined {
  const { agents, profiles, payoffs, rule, beliefs } = modelAt(parseEnvironment(file));
  const worth = (agent: number, truth: number, reported: number): number =>
    rule![reported]!.reduce((sum, share, k) => sum + share.valueOf() * payoffs[agent]![k]![truth]!.valueOf(), 0);
  const chances = (beliefs as { readonly probabilities: readonly { valueOf: () => number }[] }).probabilities;
  let total = 0;
  for (const [i, { types }] of agents.entries()) {
    for (let profile = 0; profile < profiles.size; profile++) {
      // A payment is at most what the outcome is worth, and at most that of another report and the difference between the two outcomes.
      const at = types.map((_, t) => withType(profiles, profile, i, t));
      const paid = at.map((truth) => worth(i, truth, truth));
      for (let round = 0; round <= types.length; round++) {
        const before = paid.join();
        at.forEach((truth, t) => at.forEach((lie, s) => {
          paid[t] = Math.min(paid[t]!, paid[s]! + worth(i, truth, truth) - worth(i, truth, lie));
        }));
        if (round === types.length && paid.join() !== before) return undefined;
      }
      total += chances[profile]!.valueOf() * paid[typeIn(profiles, profile, i)]!;
    }
  }
  return total;
}

it.each([['private values', PRIVATE], ['values of both types', SHARED]])('%s', async (_, payoffs) => {
  const file = fileOf(payoffs);
  const { estimates, verdicts } = await answerDesign({
    environment: parseEnvironment(file), parameters: new Map(), goal: 'revenue', transfers: 'bayesian', balance: 'none',
    preference: { kind: 'maxmin' },
  });
  const of = (allocation: string) =>
    estimates.find(({ quantity, point }) => quantity === 'exPostRevenue' && point.allocation === allocation);
  const exact = collected(file)!;
  expect(of('rule')?.estimate).toBeCloseTo(exact, 12);
  expect(of('efficient')!.estimate).toBeGreaterThanOrEqual(exact - 1e-12);
  expect(of('free')!.estimate).toBeGreaterThanOrEqual(of('efficient')!.estimate - 1e-12);
  expect(verdicts).toEqual([]);
});

it('a rule that no payments make best ex post has no such revenue, and says why', async () => {
  const file = { ...fileOf(PRIVATE), rule: [['t', 's'], ['none', 't'], ['s', 'none']] };
  expect(collected(file)).toBeUndefined();
  const { estimates, verdicts } = await answerDesign({
    environment: parseEnvironment(file), parameters: new Map(), goal: 'revenue', transfers: 'bayesian', balance: 'none',
    preference: { kind: 'maxmin' },
  });
  expect(estimates.filter(({ point }) => point.allocation === 'rule')).toEqual([]);
  expect(verdicts.map(({ status, text }) => [status, text])).toContainEqual(
    ['no', expect.stringMatching(/^There is no revenue ex post under allocation rule: .*>= /) as string],
  );
});
