import { describe, expect, it } from 'vitest';
import type { FiniteModel } from '../../../src/environment/finite/environment.ts';
import { conditionalBeliefs } from '../../../src/environment/finite/conditionals.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { beliefsDeterminePreferences, equalBeliefs } from '../../../src/notions/finite/beliefs-determine-preferences.ts';
import { commonPrior } from '../../../src/notions/finite/common-prior.ts';
import { combinedBelief, convexIndependence } from '../../../src/notions/finite/convex-independence.ts';
import { feignedPrior, identifiability, positivePairs } from '../../../src/notions/finite/identifiability.ts';
import { ncpStarStar } from '../../../src/notions/finite/ncp-star-star.ts';
import { ncpStar, ncpStarFailure } from '../../../src/notions/finite/ncp-star.ts';
import { efficiency, exAnteSociallyRational, privateValues } from '../../../src/notions/finite/rule-conditions.ts';
import { ONE, rationalText, sum, ZERO, type Rational } from '../../../src/programs/rational.ts';
import { randomFinite } from '../../support/finite.ts';
import { randomSource } from '../../support/random.ts';

const random = (seed: number, shape: Parameters<typeof randomFinite>[1]): FiniteModel =>
  modelAt(parseEnvironment(randomFinite(randomSource(seed), shape)));

const withPrior = (prior: unknown, counts = [2, 2]): FiniteModel => modelAt(parseEnvironment({
  finite: 1, agents: Object.fromEntries(counts.map((count, i) => [`agent${i}`, Array.from({ length: count }, (_, t) => `${i}.${t}`)])),
  outcomes: ['none'], payoffs: Object.fromEntries(counts.map((_, i) => [`agent${i}`, {}])), prior,
}));

const holds = (conditions: readonly { readonly holds: boolean }[]): boolean[] => conditions.map((condition) => condition.holds);

describe('with a common prior', () => {
  it('NCP* is BDP, and the prior is found again from the beliefs', async () => {
    let failing = 0;
    for (let seed = 0; seed < 40; seed++) {
      const model = random(seed, { counts: [[2, 2], [2, 3], [3, 2], [2, 2, 2]][seed % 4]!, weights: 1 + (seed % 3) });
      const bdp = holds(beliefsDeterminePreferences(model));
      if (bdp.includes(false)) failing++;
      expect(holds(await ncpStar(model))).toEqual(bdp);
      const { beliefs: _, ...rest } = model;
      const found = await commonPrior({ ...rest, beliefs: { kind: 'beliefs', conditionals: conditionalBeliefs(model) } });
      const prior = model.beliefs?.kind === 'prior' ? model.beliefs.probabilities : [];
      expect(found?.map(rationalText)).toEqual(prior.map(rationalText));
      expect(ncpStarStar(model)[0]!.holds).toBe(false);
    }
    expect(failing).toBeGreaterThan(5);
  });

  it('Convex Independence implies BDP, and its witnesses add up', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const model = random(seed, { counts: seed % 2 === 0 ? [2, 3] : [3, 3], weights: 1 + (seed % 3) });
      const rows = conditionalBeliefs(model);
      for (const agent of [0, 1]) {
        const found = await combinedBelief(model, agent);
        if (equalBeliefs(model, agent) !== undefined) expect(found).toBeDefined();
        if (found === undefined) continue;
        expect(sum(found.weights.map(({ weight }) => weight)).equals(ONE)).toBe(true);
        rows[agent]![found.type]!.forEach((value, k) => {
          const mixed = found.weights.reduce<Rational>((total, { type, weight }) => total.add(weight.mul(rows[agent]![type]![k]!)), ZERO);
          expect(mixed.equals(value)).toBe(true);
        });
      }
      // Three beliefs over two states are never in convex position.
      if (seed % 2 === 0) expect((await convexIndependence(model))[1]!.holds).toBe(false);
    }
  });

  it('two agents: independent priors alone are identifiable (Kosenok and Severinov 2008)', async () => {
    const independent = withPrior({ independent: { agent0: ['1/3', '2/3'], agent1: ['1/4', '3/4'] } });
    expect(holds(await identifiability(independent))).toEqual([true]);
    for (let seed = 0; seed < 20; seed++) {
      const model = random(seed, { counts: [2, 2], weights: 4 });
      const product = beliefsDeterminePreferences(model).every((condition) => !condition.holds);
      expect(holds(await identifiability(model))).toEqual([product]);
    }
  });

  it('a feigned prior is another one, in the cones of all agents\' beliefs', async () => {
    for (let seed = 0; seed < 12; seed++) {
      const model = random(seed, { counts: [2, 3], weights: 3 });
      const prior = model.beliefs?.kind === 'prior' ? model.beliefs.probabilities : [];
      const feigned = await feignedPrior(model);
      if (feigned === undefined) continue;
      expect(sum(feigned).equals(ONE)).toBe(true);
      expect(feigned.some((value, k) => !value.equals(prior[k]!))).toBe(true);
      // With three of agent1's beliefs over two states, the cone is spanned by the outermost two.
      const beliefs = conditionalBeliefs(model)[1]!.map(([first]) => first!.valueOf());
      for (const t of [0, 1, 2]) {
        const [a, b] = [feigned[t]!, feigned[3 + t]!];
        if (a.add(b).equals(ZERO)) continue;
        const share = a.div(a.add(b)).valueOf();
        expect(share).toBeGreaterThanOrEqual(Math.min(...beliefs) - 1e-12);
        expect(share).toBeLessThanOrEqual(Math.max(...beliefs) + 1e-12);
      }
    }
  });

  it('sees pairs of types that never meet', () => {
    expect(positivePairs(withPrior([['1/2', 0], ['1/4', '1/4']]))[0]!.text).toContain('0.0 of agent0 and 1.1 of agent1 never meet');
    expect(holds(positivePairs(withPrior('uniform')))).toEqual([true]);
  });
});

describe('without a common prior', () => {
  it('NCP** implies NCP* for all, and failures of NCP* satisfy its two conditions', async () => {
    let failures = 0;
    for (let seed = 0; seed < 60; seed++) {
      const model = random(seed, { counts: [[2, 2], [2, 2, 2], [2, 3]][seed % 3]!, weights: 2, ownBeliefs: true });
      const failing = await ncpStar(model);
      if (ncpStarStar(model)[0]!.holds) expect(failing.every((condition) => condition.holds)).toBe(true);
      const beliefs = conditionalBeliefs(model);
      for (const agent of model.agents.keys()) {
        const found = await ncpStarFailure(model, agent);
        expect(failing[agent]!.holds).toBe(found === undefined);
        if (found === undefined || model.agents.length > 2) continue;
        failures++;
        const { bar, hat, prior, barConstant, hatConstant } = found;
        expect(barConstant.compare(ZERO)).toBe(1);
        expect(hatConstant.compare(ONE)).toBe(1);
        expect(sum(prior).equals(ONE)).toBe(true);
        const other = 1 - agent;
        model.agents[other]!.types.forEach((_, t) => {
          const [i, j] = [beliefs[agent]!, beliefs[other]!];
          const left = hatConstant.mul(i[hat]![t]!);
          const right = i[bar]![t]!.add(barConstant.mul(i[bar]![t]!.div(j[t]![bar]!)).mul(j[t]![hat]!));
          expect(left.equals(right), `condition 2, seed ${seed}`).toBe(true);
        });
      }
    }
    expect(failures).toBeGreaterThan(5);
  });
});

describe('of payoffs and rules', () => {
  const file = { finite: 1, agents: { a: ['x', 'y'], b: ['z'] }, outcomes: ['none', 'on'], prior: [['1/3'], ['2/3']] };
  const model = (payoffs: unknown, rule: unknown): FiniteModel => modelAt(parseEnvironment({ ...file, payoffs, rule }));

  it('private values, by the witness', () => {
    const interdependent = model({ a: { on: 1 }, b: { on: [[1], [2]] } }, 'efficient');
    expect(holds(privateValues(interdependent))).toEqual([true, false]);
    expect(privateValues(interdependent)[1]!.text).toBe('Values are interdependent: on is worth 1 at (x, z) and 2 at (y, z)');
    expect(holds(privateValues(model({ a: { on: { own: [1, 2] } }, b: { on: 0 } }, 'efficient')))).toEqual([true, true]);
  });

  it('efficiency with ties, and ex ante social rationality', () => {
    const payoffs = { a: { on: { own: [0, -1] } }, b: { on: 0 } };
    expect(efficiency(model(payoffs, 'efficient'))[0]!.text).toBe(
      'The rule is efficient; at (x, z) none and on are equally good, and the rule takes none; write rule: as a table to ask about '
        + 'another',
    );
    const wrong = model(payoffs, [['on'], [{ none: '1/2', on: '1/2' }]]);
    expect(efficiency(wrong)[0]!.text).toBe('The rule is not efficient: at (y, z) it takes on, and none is worth more in total; '
      + 'rule: efficient takes what is worth most');
    expect(exAnteSociallyRational(wrong)[0]!.text).toBe("The rule's expected surplus is -1/3: it is not ex ante socially rational");
  });
});
