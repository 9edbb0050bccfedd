/** Conditions of Guo18 section 3.3 on sets of rules: closure, local efficiency, and monotonicity against definitions written out again. */
import { describe, expect, it } from 'vitest';
import type { CoalitionPattern, FiniteModel } from '../../../src/environment/finite/environment.ts';
import { coalitionsUpTo } from '../../../src/environment/finite/coalitions.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { checkModel } from '../../../src/kinds/finite/check.ts';
import { ambiguousMonotonicity } from '../../../src/notions/finite/ambiguous/monotonicity.ts';
import { coalitionPlans, planned, truthfulPlan, worstUnder } from '../../../src/notions/finite/ambiguous/coalitional-ic.ts';
import { domination } from '../../../src/notions/finite/ambiguous/efficiency.ts';
import {
  closureGap, localImprovement, payoffOf, ruleSetOf, setLie, unassuredProfile,
} from '../../../src/notions/finite/ambiguous/social-choice-set.ts';
import { rational, ZERO } from '../../../src/programs/rational.ts';
import { randomSource } from '../../support/random.ts';

type Belief = readonly (readonly number[])[];
type Rule = readonly (readonly number[])[];

/** Two agents of two types in doubles; `rule[profile]`: chances of three outcomes; beliefs by agent and type, over the other's types. */
class Reference {
  readonly payoffs: number[][][];
  readonly beliefs: Belief[][];

  constructor(model: FiniteModel, beliefs: Belief[][]) {
    this.payoffs = model.payoffs.map((tables) => tables.map((table) => table.map(Number)));
    this.beliefs = beliefs;
  }

  /** The worst that agent of the type expects of the rule at reports(t). */
  worst(rule: Rule, agent: number, type: number, reports: (a: number, b: number) => number): number {
    return Math.min(...this.beliefs[agent]![type]!.map((belief) => belief.reduce((sum, p, other) => {
      if (p === 0) return sum;
      const [a, b] = agent === 0 ? [type, other] : [other, type];
      return sum + p * rule[reports(a, b)]!.reduce((total, share, k) => total + share * this.payoffs[agent]![k]![2 * a + b]!, 0);
    }, 0)));
  }

  /** All members have as much and one has more, by 1e-9. */
  better(
    members: readonly number[], types: readonly number[], rule: Rule, reports: (a: number, b: number) => number, bounds: readonly number[],
  ): boolean {
    const gains = members.map((agent, k) => this.worst(rule, agent, types[agent]!, reports) - bounds[k]!);
    return gains.every((gain) => gain > -1e-9) && gains.some((gain) => gain > 1e-9);
  }
}

const MAPS = [[0, 0], [0, 1], [1, 0], [1, 1]] as const;
const at = (a: number, b: number): number => 2 * a + b;
/** All ways for members to report. */
const deceptions = (members: readonly number[]) => MAPS.flatMap((ann) => MAPS.flatMap((bob) =>
  ((members.includes(0) || ann[0] === 0 && ann[1] === 1) && (members.includes(1) || bob[0] === 0 && bob[1] === 1)
    ? [(a: number, b: number) => at(ann[a]!, bob[b]!)] : [])));
const PROFILES = [[0, 0], [0, 1], [1, 0], [1, 1]] as const;

/** The definition of H_S^f. */
function rewards(
  of: Reference, set: readonly Rule[], pattern: CoalitionPattern, coalition: readonly number[], rule: number, h: Rule,
): boolean {
  return pattern.filter((larger) => coalition.every((agent) => larger.includes(agent))).every((members) =>
    deceptions(members).every((reports) => PROFILES.every((types) => (members.length === 2 ? set : [set[rule]!]).every((f) =>
      !of.better(members, types, h, reports, members.map((agent) => of.worst(f, agent, types[agent]!, at)))))));
}

const NAMES = ['ann', 'bob'];
function drawn(seed: number, sets: number, wald: boolean) {
  const source = randomSource(seed);
  const pick = () => [[0, 1], [2, 3]].map((row) => row.map(() => ['none', 'x', 'y'][source.whole(0, 2)]!));
  const tables = Array.from({ length: sets }, pick);
  const own = () => ({ own: [source.whole(-3, 3), source.whole(-3, 3)] });
  const some = (): number[][] => [[1 / 4, 3 / 4], [1 / 2, 1 / 2]].slice(0, source.whole(1, 2));
  const belief = (): number[][] => (wald ? [[1, 0], [0, 1]] : some());
  const beliefs = NAMES.map(() => [belief(), belief()]);
  const file = {
    finite: 1, agents: { ann: ['l', 'h'], bob: ['l', 'h'] }, outcomes: ['none', 'x', 'y'], rule: tables[0],
    payoffs: Object.fromEntries(NAMES.map((name) => [name, { x: own(), y: own() }])),
    ...(sets > 1 ? { 'social-choice-set': tables.slice(1) } : {}),
    'belief-sets': Object.fromEntries(NAMES.map((name, i) => [name, beliefs[i]!.map((vertices) => ({ vertices }))])),
  };
  const model = modelAt(parseEnvironment(file));
  const rules = tables.map((table): Rule => table.flat().map((outcome) => ['none', 'x', 'y'].map((name) => (name === outcome ? 1 : 0))));
  return { model, set: ruleSetOf(model), of: new Reference(model, beliefs), rules };
}

describe('monotonicity', () => {
  it('has objections that are such by the definition, and none of the rewards listed where it has none', async () => {
    const found = { yes: 0, no: 0, undecided: 0 };
    for (const seed of [1, 2, 3, 11, 16, 26, 30, 36]) {
      const { set, of, rules } = drawn(seed, 1 + (seed % 2), seed % 4 < 2);
      const pattern = coalitionsUpTo(2, seed % 3 === 0 ? 2 : 1);
      const answer = await ambiguousMonotonicity(set, pattern);
      found[answer.verdict]++;
      type Plan = readonly (readonly number[])[];
      const lied = (plan: Plan) => (a: number, b: number) => at(plan[0]![a]!, plan[1]![b]!);
      const objects = (rule: number, plan: Plan, coalition: readonly number[], types: readonly number[], h: Rule): boolean =>
        of.better(coalition, types, h, (a, b) => at(coalition.includes(0) ? a : plan[0]![a]!, coalition.includes(1) ? b : plan[1]![b]!),
          coalition.map((agent) => of.worst(rules[rule]!, agent, types[agent]!, lied(plan))));
      if (answer.verdict === 'yes') {
        for (const { rule, plan, coalition, types, reward } of answer.objections) {
          const h = reward.map(({ lottery }) => lottery.map(Number));
          expect(rewards(of, rules, pattern, coalition, rule, h), `seed ${seed}`).toBe(true);
          expect(objects(rule, plan, coalition, coalition.length === 2 ? types : [types[0]!, types[0]!], h), `seed ${seed}`).toBe(true);
        }
      }
      if (answer.verdict !== 'no') continue;
      // Rewards of pure outcomes: 81 of them.
      const { rule, plan } = answer;
      for (let code = 0; code < 81; code++) {
        const h = [0, 1, 2, 3].map((profile) => [0, 1, 2].map((k) => (Math.floor(code / 3 ** profile) % 3 === k ? 1 : 0)));
        for (const coalition of pattern) {
          if (!rewards(of, rules, pattern, coalition, rule, h)) continue;
          for (const types of PROFILES) expect(objects(rule, plan, coalition, types, h), `seed ${seed}, ${code}`).toBe(false);
        }
      }
    }
    expect(found).toEqual({ yes: 5, no: 3, undecided: 0 });
  });
});

describe('Lemma 3.6.1', () => {
  it('with private values and Wald preferences: what is efficient no coalition misreports', async () => {
    const efficient = { constant: 0, dictated: 0 };
    for (let seed = 100; seed < 106; seed++) {
      const { model, set } = drawn(seed, 1, true);
      const worth = (outcome: number, profile: number): number => Number(model.payoffs[0]![outcome]![profile]!);
      const favourites = PROFILES.map((_, at) => [0, 1, 2].reduce((best, k) => (worth(k, at) > worth(best, at) ? k : best)));
      for (const [kind, chosen] of [['constant', PROFILES.map(() => 1)], ['dictated', favourites]] as const) {
        const rule = chosen.map((outcome) => ({ lottery: [0, 1, 2].map((k) => rational(k === outcome ? 1 : 0)), money: [ZERO, ZERO] }));
        if ((await domination(model, set.beliefs, payoffOf(model, rule))) !== undefined) continue;
        efficient[kind]++;
        expect(setLie({ ...set, rules: [rule] }, coalitionsUpTo(2, 2))).toBeUndefined();
        expect(localImprovement({ ...set, rules: [rule] })).toBeUndefined();
        // Corollary 3.6.1: a deception that lowers nobody's worst case leaves the rule efficient.
        const payoff = payoffOf(model, rule);
        const truth = worstUnder(model, set.beliefs, payoff, truthfulPlan(model), [0, 1]);
        for (const plan of coalitionPlans(model, [0, 1])) {
          const lied = worstUnder(model, set.beliefs, payoff, plan, [0, 1]);
          if ([0, 1].some((agent) => lied.get(agent)!.some((value, type) => value.compare(truth.get(agent)![type]!) < 0))) continue;
          const reports = planned(model, plan);
          const deceived = rule.map((_, profile) => rule[reports(profile)]!);
          if (deceived.every((one, profile) => one === rule[profile])) continue;
          expect(await domination(model, set.beliefs, payoffOf(model, deceived))).toBeUndefined();
        }
      }
    }
    expect(efficient.dictated).toBeGreaterThan(1);
  });
});

describe('sets of rules', () => {
  // Everyone knows everything of a common state.
  const certain = { ann: [{ vertices: [[1, 0]] }, { vertices: [[0, 1]] }], bob: [{ vertices: [[1, 0]] }, { vertices: [[0, 1]] }] };
  const file = (rule: unknown, set: unknown[], rest: object = {}) => ({
    finite: 1, agents: { ann: ['l', 'h'], bob: ['l', 'h'] }, outcomes: ['none', 'x'], rule, 'social-choice-set': set, coalitions: 'all',
    payoffs: { ann: { x: { own: [1, 2] } }, bob: { x: { own: [1, -1] } } }, ...rest,
  });
  const setOf = (given: object) => ruleSetOf(modelAt(parseEnvironment(given)));

  it('are closed where rules put together cell by cell are among them; off T* they may do anything', () => {
    const sure = { 'belief-sets': certain };
    const [low, high] = [[['x', 'x'], ['none', 'none']], [['none', 'none'], ['none', 'x']]];
    const gap = closureGap(setOf(file('none', ['x'], sure)))!;
    expect([gap.cells, gap.choice]).toEqual([[[0], [3]], [1, 0]]);
    expect(closureGap(setOf(file('none', ['x', low, high], sure)))).toBeUndefined();
    // Whoever thinks all possible knows nothing in common with others.
    expect(closureGap(setOf(file('none', ['x'])))).toBeUndefined();
    expect(() => closureGap(setOf(file('none', Array.from({ length: 200 }, () => 'x'), sure)))).toThrow(/^social-choice-set: 201 rules/);
  });

  it('are locally efficient where no other of them, with a plan of reports, is better for someone and worse for none', () => {
    const better = localImprovement(setOf(file('none', [[['x', 'none'], ['x', 'none']]])))!;
    // With bob of type l both have x, if bob says l whatever he is; ann may be of either type.
    expect([better.rule, better.other, better.plan[1]]).toEqual([0, 1, [0, 0]]);
    expect(localImprovement(setOf(file('x', ['x'])))).toBeUndefined();
  });

  it('need at each possible profile an agent who is sure or excludes nothing (Assumption 3.4.1)', () => {
    expect(unassuredProfile(setOf(file('none', ['x'])))).toBeUndefined();
    expect(unassuredProfile(setOf(file('none', ['x'], { 'belief-sets': certain })))).toBeUndefined();
    const half = { vertices: [['1/2', '1/2'], ['1/3', '2/3']] };
    // Everything is possible to all; some beliefs of some types exclude a type of the other, and none is sure of (h, h).
    const wary = { vertices: [['1/2', '1/2'], [1, 0]] };
    const beliefs = (ann: object, bob: object) => ({ 'belief-sets': { ann: [half, ann], bob: [half, bob] } });
    expect(unassuredProfile(setOf(file('none', ['x'], beliefs(wary, wary))))).toBe(3);
    expect(unassuredProfile(setOf(file('none', ['x'], beliefs(wary, half))))).toBeUndefined();
  });

  it('are checked as a whole, with what is possible and known in common', async () => {
    const { verdicts, notes } = await checkModel(modelAt(parseEnvironment(file('none', ['x'], { 'belief-sets': certain }))));
    const status = (id: string) => verdicts.filter((verdict) => verdict.id === id).map((verdict) => verdict.status);
    expect(status('closure')).toEqual(['no']);
    expect(status('local-pareto-efficiency')).toEqual(['no']);
    expect(status('ambiguous-pareto-efficient')).toEqual(['no', 'yes']);
    expect(status('assured-profiles')).toEqual(['yes']);
    expect(status('ambiguous-coalitional-implementation')).toEqual(['no']);
    expect(notes).toEqual(expect.arrayContaining([
      'Possible profiles T*: {(l, l), (h, h)}', 'Common knowledge of coalitions, cells of T*: {ann, bob} {(l, l)} {(h, h)}',
    ]));
  });

  it('are refused with money, and without a rule', () => {
    expect(() => parseEnvironment(file('none', ['x'], { 'rule-transfers': { ann: 0 } }))).toThrow(/^social-choice-set: is of rules/);
    expect(() => parseEnvironment({ ...file('none', ['x']), rule: undefined })).toThrow(/^rule: is missing, and social-choice-set:/);
    expect(() => parseEnvironment(file('none', [['x']]))).toThrow(/^social-choice-set, 1: has 1 entry/);
  });
});
