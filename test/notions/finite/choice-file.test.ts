/** Files that show what may be chosen of a correspondence ex post, or that nothing may: random ones, and any one entry altered. */
import { describe, expect, it } from 'vitest';
import { bergemannMorrisScenario } from '../../../scenarios/bergemann-morris/scenario.ts';
import { judgeProof } from '../../../src/cli/judge.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { choicesAnswer } from '../../../src/kinds/finite/choices.ts';
import { requireChoices } from '../../../src/notions/finite/ex-post-choice.ts';
import { alterations } from '../../support/alterations.ts';
import { isProved } from '../../support/altered-proofs.ts';
import { number, pathsOf, type Json } from '../../support/finite-oracle.ts';
import { randomFinite } from '../../support/finite.ts';
import { randomSource } from '../../support/random.ts';

async function proofsOf(file: Json): Promise<Json[]> {
  const { proofs } = await choicesAnswer(modelAt(parseEnvironment(file)), {}, { file, parameters: new Map() });
  expect(proofs).toHaveLength(2);
  return proofs.map((proof) => JSON.parse(JSON.stringify(proof.file)) as Json);
}

/** Random payoffs, and at every profile two or three of three outcomes. */
function randomChoices(seed: number): Json {
  const random = randomSource(seed + 300);
  const file = randomFinite(random, { counts: [2, 2], weights: 1 });
  const cell = (): string => (random.chance(0.5) ? ['none|small', 'small|big', 'none|big'][random.whole(0, 2)]! : 'none|small|big');
  return { ...file, rule: undefined, choices: [[cell(), cell()], [cell(), cell()]] };
}

/** Every selection of outcomes, tried in doubles. */
function someSelection(file: Json): boolean {
  const model = requireChoices(modelAt(parseEnvironment(file)));
  const payoff = (agent: number, outcome: number, profile: number): number =>
    number(model.payoffs[agent]![outcome]![profile]!.toFraction());
  return pathsOf(model.choices.map(({ length }) => length)).some((picks) => {
    const chosen = picks.map((pick, profile) => model.choices[profile]![pick]!);
    return [[0, 2], [1, 1]].every(([agent, stride]) => chosen.every((outcome, profile) => {
      const other = profile ^ stride!;
      return payoff(agent!, outcome, profile) >= payoff(agent!, chosen[other]!, profile);
    }));
  });
}

describe('files misreport.choice/1', () => {
  it('prove every verdict on random correspondences, which trying every selection agrees with', async () => {
    const seen = new Map<string, number>();
    for (let seed = 0; seed < 30; seed++) {
      const file = randomChoices(seed);
      const proofs = await proofsOf(file);
      for (const proof of proofs) {
        const { what, faults } = judgeProof(proof);
        expect(faults, `seed ${seed}, ${what}`).toEqual([]);
        seen.set(what, (seen.get(what) ?? 0) + 1);
      }
      expect(proofs[0]!.chosen !== undefined, `seed ${seed}`).toBe(someSelection(file));
    }
    expect(seen.size).toBe(4);
  });

  it.each([0.5, 2])('with one entry altered prove nothing false (Bergemann and Morris at k = %d)', async (k) => {
    const { environment } = bergemannMorrisScenario.environment({ k }) as { environment: Json };
    for (const file of await proofsOf(environment)) {
      let [kept, rejected] = [0, 0];
      for (const [at, { name, file: altered }] of [...alterations(file)].entries()) {
        if (at % 2 !== 0) continue;
        if (!isProved(name, altered)) { rejected++; continue; }
        kept++;
        const model = modelAt(parseEnvironment(altered.environment));
        const { estimates } = await choicesAnswer(model, {}, { file: altered.environment, parameters: new Map() });
        const row = estimates.find(({ point }) => point.mechanisms === altered.mechanisms)!;
        // A selection stands also as lotteries, and multipliers exclude outcomes as well.
        expect(row.exact, name).toBe(altered.chosen === undefined ? '0' : '1');
      }
      expect(rejected).toBeGreaterThan(15);
      expect(kept).toBeGreaterThan(0);
    }
  });

  it('say what is missing', () => {
    const { environment } = bergemannMorrisScenario.environment({ k: 0 }) as { environment: Json };
    const head = { schema: 'misreport.choice/1', mechanisms: 'lotteries', parameters: {}, environment };
    expect(() => judgeProof(head)).toThrow('chosen: or refuted, or multipliers: one of the three has to be there');
    expect(() => judgeProof({ ...head, chosen: [] })).toThrow('chosen: has 0 entries, and there are 4 profiles');
    expect(() => judgeProof({ ...head, multipliers: [{ multiplier: '1' }] })).toThrow('multipliers.0: speaks of a lottery or of a truth');
  });
});
