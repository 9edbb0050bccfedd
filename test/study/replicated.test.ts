/** Replicas of an economy: what each kind makes of copies, and scenarios that sweep their number. */
import { describe, expect, it } from 'vitest';
import { doubleAuctionScenario } from '../../scenarios/double-auction/scenario.ts';
import { unitDemandScenario } from '../../scenarios/unit-demand/scenario.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { linearValues } from '../../src/environment/linear-values.ts';
import { publicGood } from '../../src/environment/public-good.ts';
import type { LinearValuations } from '../../src/environment/social-choice.ts';
import { replicas } from '../../src/kinds/social-choice/replicas.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import { checkConfiguration } from '../../src/study/check-configuration.ts';
import { replicated } from '../../src/study/replicated.ts';
import type { Scenario } from '../../src/study/scenario.ts';
import { prepareStudy } from '../../src/study/study.ts';

const UNIFORM = parseDistribution('uniform(0,1)');
const study = (given: Partial<SocialChoiceStudy> = {}): SocialChoiceStudy => ({
  kind: 'social-choice',
  problem: publicGood({ laws: [UNIFORM, parseDistribution('beta(2,3)')], cost: 1, shares: [0.4, 0.6] }),
  mechanisms: [{ name: 'VCG', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } }],
  ...given,
});
const ofStudy = (name: string, of: () => SocialChoiceStudy): Scenario =>
  ({ name, title: name, description: name, source: name, parameters: {}, size: () => 1, primaryAgent: () => 'agent 1', environment: of });

describe('copies of a social choice problem', () => {
  it('with private values they are the problem with as many agents, and the cost paid as often', () => {
    const { problem, agents } = replicas(study(), 2);
    const laws = [UNIFORM, parseDistribution('beta(2,3)')];
    const twice = publicGood({ laws: [...laws, ...laws], cost: 2, shares: [0.2, 0.3, 0.2, 0.3] });
    expect(problem.valuations).toEqual(twice.valuations);
    expect(problem.signals.map(({ owner, law }) => [owner, law.text])).toEqual(twice.signals.map(({ owner, law }) => [owner, law.text]));
    expect(problem.agents).toEqual(['agent 1', 'agent 2', 'agent 1 #2', 'agent 2 #2']);
    expect(agents).toEqual([0, 1]);
  });

  it('each values as the original does where copies have the same signals; another\'s signal counts by its mean', () => {
    const valuations: LinearValuations = {
      kind: 'linear', constants: [[0, -1], [0, -2]], coefficients: [[[0, 0], [3, 1]], [[0, 0], [0.5, 4]]],
    };
    const { problem } = study();
    const copies = replicas(study({ problem: { ...problem, valuations } }), 3).problem.valuations as LinearValuations;
    const original = linearValues(valuations, Float64Array.of(0.3, 0.8));
    const same = linearValues(copies, Float64Array.of(0.3, 0.8, 0.3, 0.8, 0.3, 0.8));
    [0, 1, 2].forEach((copy) => [0, 1].forEach((agent) => [0, 1].forEach((k) =>
      expect(same[2 * copy + agent]![k]).toBeCloseTo(original[agent]![k]!, 12))));
    const apart = linearValues(copies, Float64Array.of(0.3, 0.9, 0.1, 0.6, 0.2, 0.3));
    expect(apart[2]![1]).toBeCloseTo(-1 + 3 * 0.1 + 0.6, 12);
    expect(apart[5]![1]).toBeCloseTo(-2 + 0.5 * 0.2 + 4 * 0.3, 12);
  });

  it('weights and reserves repeat, bonuses are of all copies, and what is of its own number of agents is refused', () => {
    const of = (rule: SocialChoiceStudy['mechanisms'][number]['rule']) =>
      replicas(study({ mechanisms: [{ name: 'M', rule, transfers: { kind: 'none' } }] }), 2).mechanisms[0]!.rule;
    expect(of({ kind: 'affine-maximizer', weights: [1, 2], bonuses: [0, 0.5] }))
      .toEqual({ kind: 'affine-maximizer', weights: [1, 2, 1, 2], bonuses: [0, 1] });
    const other = { kind: 'affine-maximizer', weights: [1, 1], bonuses: [1, 0] } as const;
    expect(of({ kind: 'mixture', share: 0.5, rule: { kind: 'efficient' }, other }))
      .toMatchObject({ other: { weights: [1, 1, 1, 1], bonuses: [2, 0] } });
    expect(() => of({ kind: 'posted-price', price: 0.5 }))
      .toThrow(/^replicas: mechanisms\[0\].rule: the rule 'posted-price' has no replicas/);
    expect(() => replicas(study({ mechanisms: [{ name: 'M', rule: { kind: 'efficient' }, transfers: { kind: 'all-pay' } }] }), 2))
      .toThrow(/mechanisms\[0\].transfers: the transfers 'all-pay'/);
  });
});

describe('replicated scenarios', () => {
  it('a double auction of so many traders; references at one copy alone; swept by rate', () => {
    const scenario = replicated(doubleAuctionScenario);
    const values = Object.fromEntries(Object.entries(doubleAuctionScenario.parameters).map(([name, one]) => [name, one.default]));
    const of = (sellers: number, buyers: number) => JSON.stringify(doubleAuctionScenario.environment({ ...values, sellers, buyers }));
    const copies = (replicas: number) => ({ ...values, sellers: 1, buyers: 2, replicas });
    expect([1, 3].map((replicas) => JSON.stringify(scenario.environment(copies(replicas))))).toEqual([of(1, 2), of(3, 6)]);
    expect([1, 3].map((replicas) => scenario.size!(copies(replicas)))).toEqual([1, 3]);
    expect(scenario.references!(copies(1))).toEqual(doubleAuctionScenario.references!({ ...values, sellers: 1, buyers: 2 }));
    expect(scenario.references!(copies(3))).toEqual([]);
    expect(scenario.rateDefaults).toEqual({ replicas: [1, 2, 4, 8, 16] });
    expect(() => scenario.environment({ ...copies(2 ** 24), sellers: 2 })).toThrow(/^sellers: must be a whole number/);
  });

  it('bidders and objects of an assignment market are copied alike', () => {
    const { environment } = replicated(unitDemandScenario);
    const values = Object.fromEntries(Object.entries(unitDemandScenario.parameters).map(([name, one]) => [name, one.default]));
    const of = (copies: number) => environment({ ...values, replicas: copies });
    const [one, three] = [of(1), of(3)];
    if (one.kind !== 'assignment' || three.kind !== 'assignment') throw new Error('another kind');
    expect([three.market.bidders, three.market.objects]).toEqual([3 * one.market.bidders, 3 * one.market.objects]);
    expect(three.market.laws).toHaveLength(9 * one.market.laws.length);
  });

  it('says what is wrong of the economy, of its copies, and of what has none', () => {
    const prepared = (scenario: Scenario, copies: number) =>
      () => prepareStudy(checkConfiguration({
        scenario: replicated(scenario), points: [{ replicas: copies }], profiles: 100, confidence: 0.9, seed: 's', sampler: 'auto',
      }));
    const listed = { name: 'M', rule: { kind: 'posted-price', price: 0.5 }, transfers: { kind: 'none' } } as const;
    expect(prepared(ofStudy('fine', study), 3)).not.toThrow();
    expect(prepared(ofStudy('listed', () => study({ mechanisms: [listed] })), 2)).toThrow(/rule/);
    expect(prepared(ofStudy('crowded', study), 40)).toThrow(/agents/);
    const robust = ofStudy('other', () => ({ kind: 'finite' } as never));
    expect(prepared(robust, 2)).toThrow(/replicas: .* has no replicas/);
    expect(() => replicated(replicated(doubleAuctionScenario))).toThrow(/parameters.replicas/);
  });
});
