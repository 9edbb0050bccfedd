/** Files that show what coalitions cannot do to a rule: of the text's examples and random ones, and altered. */
import { describe, expect, it } from 'vitest';
import { publicGoodFile, type Variant } from '../../../scenarios/public-good-coalitions/file.ts';
import { judgeProof } from '../../../src/cli/judge.ts';
import { coalitionsUpTo, patternLabel } from '../../../src/environment/finite/coalitions.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { typeSpaceOf } from '../../../src/environment/finite/type-space.ts';
import { checkModel } from '../../../src/kinds/finite/check.ts';
import { coalitionAnswer } from '../../../src/kinds/finite/coalitions.ts';
import { incentiveFile } from '../../../src/notions/finite/coalitional-file.ts';
import { coalitionalDeviation, directMechanism, truthfulStrategies } from '../../../src/notions/finite/interim-coalitional-equilibrium.ts';
import { robustCoalitionalLies } from '../../../src/notions/finite/robust-coalitional-ic.ts';
import { rational } from '../../../src/programs/rational.ts';
import type { Json } from '../../support/finite-oracle.ts';
import { randomFinite } from '../../support/finite.ts';
import { randomSource } from '../../support/random.ts';

async function filesOf(variant: Variant, gamma: number, size: number, agents = 2): Promise<Map<string, Json>> {
  const environment = parseEnvironment(publicGoodFile({ variant, agents, grid: 3, gamma: rational(Math.round(4 * gamma), 4) }));
  const model = modelAt(environment);
  const pattern = coalitionsUpTo(agents, size);
  const { proofs } = await coalitionAnswer({ model, pattern, label: patternLabel(model.agents, pattern), point: {}, environment });
  return new Map(proofs.map(({ name, file }) => [name, JSON.parse(JSON.stringify(file)) as Json]));
}

const faultsOf = (file: Json): readonly string[] => judgeProof(JSON.parse(JSON.stringify(file))).faults;

describe('files misreport.coalitional/1', () => {
  it('prove what holds of the public goods of Guo18 section 2.7', async () => {
    const seen = new Set<string>();
    for (const [gamma, size] of [[1, 2], [0, 2], [0, 1]] as const) {
      for (const [name, file] of await filesOf('common', gamma, size)) {
        expect(faultsOf(file), `${name}, gamma ${gamma}`).toEqual([]);
        seen.add(name);
      }
    }
    expect([...seen].sort()).toEqual([
      'bad-outcome-all', 'bad-outcome-singletons', 'coalition-ann-bob', 'robust-coalitional-ic-all', 'robust-coalitional-ic-singletons',
      'robust-coalitional-monotonicity-all', 'robust-coalitional-monotonicity-singletons', 'robust-strong-monotonicity-all',
    ]);
  });

  it('altered, prove nothing', async () => {
    const files = await filesOf('common', 1, 2);
    const monotone = files.get('robust-coalitional-monotonicity-all')!;
    const objections = monotone.objections as Json[];
    const [first, ...rest] = objections;
    const withFirst = (changed: Json): Json => ({ ...monotone, objections: [{ ...first!, ...changed }, ...rest] });
    expect(faultsOf({ ...monotone, objections: rest })[0]).toMatch(/^nobody objects where types \(/);
    const answers = first!.answers as Json[];
    expect(faultsOf(withFirst({ answers: answers.slice(1) }))).toContain('objections.0: no reward for some conjecture');
    const rewards = first!.rewards as Json[][];
    const withReward = (consequence: Json): Json =>
      withFirst({ rewards: [[{ ...rewards[0]![0]!, consequence }, ...rewards[0]!.slice(1)], ...rewards.slice(1)] });
    const paid = Object.fromEntries((first!.coalition as unknown as string[]).map((name) => [name, '1000']));
    const { lottery } = rewards[0]![0]!.consequence as Json;
    expect(faultsOf(withReward({ lottery, money: paid } as Json)).join()).toMatch(/would be worth a lie|has money/);
    expect(faultsOf(withReward({ lottery: {}, money: {} } as Json)).join()).toContain('is no lottery');
    expect(faultsOf({ ...monotone, statement: 'robust-strong-monotonicity' }).join()).toContain('only single agents may object');
    const single = { ...(monotone.environment as Json), coalitions: 'singletons' };
    expect(faultsOf({ ...monotone, environment: single }).join()).toContain('the coalition is not among those that can form');

    const bad = files.get('bad-outcome-all')!;
    expect(faultsOf({ ...bad, margin: '1000' })[0]).toContain('does not prefer every outcome of the rule by 1000');
    expect(faultsOf({ ...bad, margin: '0' })).toContain('the margin is not above 0');
    expect(() => judgeProof({ ...bad, outcome: undefined })).toThrow('outcome: and margin have to be there');
    expect(() => judgeProof({ ...bad, statement: 'nonsense' })).toThrow('statement');
    expect(() => judgeProof({ ...monotone, objections: undefined })).toThrow('objections: are missing');
  });

  it('state incentive compatibility exactly where no lie was found, of random rules', () => {
    let held = 0;
    for (let seed = 0; seed < 40; seed++) {
      const random = randomSource(seed + 900);
      const outcome = (): string => ['none', 'small', 'big'][random.whole(0, 1 + (seed % 2))]!;
      const rule = [[outcome(), outcome()], [outcome(), outcome()]];
      const file = { ...randomFinite(random, { counts: [2, 2], weights: 2 }), rule };
      const model = modelAt(parseEnvironment(file));
      const pattern = coalitionsUpTo(2, 1 + (seed % 2));
      const holds = robustCoalitionalLies(model, pattern).length === 0;
      const proof = incentiveFile({ model, coalitions: pattern, file, parameters: new Map() }) as Json;
      expect(faultsOf(proof).length === 0, `seed ${seed}`).toBe(holds);
      held += Number(holds);
    }
    expect(held).toBeGreaterThan(3);
    expect(held).toBeLessThan(37);
  });
});

describe('files misreport.equilibrium/1', () => {
  const [agents, outcomes] = [{ ann: ['low', 'high'], bob: ['low', 'high'] }, ['none', 'build']];
  const fileOf = (environment: Json, of: string, information: string): Json =>
    ({ schema: 'misreport.equilibrium/1', of, information, parameters: {}, environment });

  it('hold equilibria exactly where no deviation was found, of random rules and beliefs', () => {
    const seen = { yes: 0, no: 0 };
    for (let seed = 0; seed < 24; seed++) {
      const random = randomSource(seed + 300);
      const counts = seed % 6 === 0 ? [2, 1, 2] : [2, 2];
      const drawn = randomFinite(random, { counts, weights: 3, ownBeliefs: seed % 3 === 1, privateValues: seed % 2 === 0 });
      // Some types are sure, so that information of others contradicts them.
      const sure = { anna: [[0, 1], ['1/2', '1/2']], ben: [[1, 0], [1, 0]] };
      const beliefs = seed % 3 === 1 && counts.length === 2 ? { beliefs: sure } : {};
      const file = { ...drawn, ...beliefs, coalitions: { 'up-to': 1 + (seed % 2) } };
      const model = modelAt(parseEnvironment(file));
      const space = typeSpaceOf(model);
      for (const pooled of [true, false]) {
        const found = coalitionalDeviation(
          model, space, directMechanism(model), truthfulStrategies(space), { pattern: model.coalitions!, pooled },
        );
        const faults = faultsOf(fileOf(file as unknown as Json, 'rule', pooled ? 'pooled' : 'own'));
        expect(faults.length === 0, `seed ${seed}: ${faults[0]}`).toBe(found === undefined);
        seen[found === undefined ? 'yes' : 'no']++;
      }
    }
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(4);
  });

  it('of a mechanism are written by check; altered, hold none', async () => {
    const yes = { low: 'no', high: 'yes' };
    const environment = {
      finite: 1, agents, outcomes, coalitions: 'all', prior: 'uniform',
      payoffs: { ann: { build: { own: [-1, 2] } }, bob: { build: { own: [-1, 2] } } },
      mechanism: {
        messages: { ann: ['yes', 'no'], bob: ['yes', 'no'] }, outcomes: [['build', 'build'], ['build', 'none']],
        strategies: { ann: yes, bob: yes },
      },
    };
    const parsed = parseEnvironment(environment);
    const { proofs, verdicts } = await checkModel(modelAt(parsed), {}, undefined, { environment: parsed });
    const made = proofs.filter(({ name }) => name.startsWith('mechanism-equilibrium'));
    expect(made.map(({ name }) => name)).toEqual(['mechanism-equilibrium-pooled-all']);
    expect(verdicts.filter(({ id }) => id === 'mechanism-equilibrium').map(({ holds }) => holds)).toEqual([true, false]);
    const file = JSON.parse(JSON.stringify(made[0]!.file)) as Json;
    expect(judgeProof(file)).toEqual({
      what: 'the strategies of the mechanism are an interim coalitional equilibrium, information pooled', faults: [],
    });
    // Committed to no each of two low types escapes the high one that she thinks possible.
    expect(faultsOf({ ...file, information: 'own' })).toContain('ann of type low and bob of type low all gain by sending no, no');
    const always = { low: 'yes', high: 'yes' };
    const silent = { ...environment, mechanism: { ...environment.mechanism, strategies: { ann: always, bob: yes } } };
    expect(faultsOf(fileOf(silent as unknown as Json, 'mechanism', 'own'))[0]).toBe('ann of type low gains by sending no');
    const bare = { ...environment, mechanism: undefined } as unknown as Json;
    expect(() => judgeProof(fileOf(bare, 'mechanism', 'own'))).toThrow('environment.mechanism');
    expect(() => judgeProof(fileOf(environment as unknown as Json, 'rule', 'own'))).toThrow('environment.rule: is missing');
    expect(() => judgeProof({ ...file, information: 'some' })).toThrow('information');
  });
});
