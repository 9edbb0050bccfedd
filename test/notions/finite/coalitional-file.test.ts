/** Files that show what coalitions cannot do to a rule: of the text's examples and random ones, and altered. */
import { describe, expect, it } from 'vitest';
import { publicGoodFile, type Variant } from '../../../scenarios/public-good-coalitions/file.ts';
import { judgeProof } from '../../../src/cli/judge.ts';
import { coalitionsUpTo, patternLabel } from '../../../src/environment/finite/coalitions.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { coalitionAnswer } from '../../../src/kinds/finite/coalitions.ts';
import { incentiveFile } from '../../../src/notions/finite/coalitional-file.ts';
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
