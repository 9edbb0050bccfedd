/** Files that prove a maximin core empty, or an allocation in it: random economies, and any one entry altered. */
import { describe, expect, it } from 'vitest';
import { judgeProof } from '../../../src/cli/judge.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { coreAnswer } from '../../../src/kinds/finite/exchange.ts';
import { blockOf, everyCoalition, worstUtilities } from '../../../src/notions/finite/exchange/candidate.ts';
import { maximinCore } from '../../../src/notions/finite/exchange/maximin-core.ts';
import { parseRational } from '../../../src/programs/rational.ts';
import { alterations } from '../../support/alterations.ts';
import { isProved } from '../../support/altered-proofs.ts';
import type { Json } from '../../support/finite-oracle.ts';
import { randomSource } from '../../support/random.ts';

function economyFile(seed: number, counts: readonly number[], goods: number): Json {
  const source = randomSource(seed);
  const row = (): string[] => Array.from({ length: goods }, () => String(source.whole(1, 4)));
  const names = ['ann', 'bob', 'cat'].slice(0, counts.length);
  const byAgent = (value: (agent: number) => unknown): Json => Object.fromEntries(names.map((name, agent) => [name, value(agent)]));
  return {
    finite: 1, goods: ['x', 'y', 'z'].slice(0, goods),
    agents: byAgent((agent) => Array.from({ length: counts[agent]! }, (_, type) => `${names[agent]![0]}${type + 1}`)),
    endowments: byAgent(() => row()),
    utilities: byAgent((agent) => Array.from({ length: counts[agent]! }, () =>
      (source.chance(0.3) ? { 'least-of': [row(), [...row(), '1/2']] } : row()))),
  };
}

async function proofOf(file: Json): Promise<Json> {
  const { proofs } = await coreAnswer(modelAt(parseEnvironment(file)), {}, undefined, { file, parameters: new Map() });
  expect(proofs).toHaveLength(1);
  return JSON.parse(JSON.stringify(proofs[0]!.file)) as Json;
}

/** What an altered file states, decided anew. */
async function isTrue(file: Json): Promise<boolean> {
  const model = modelAt(parseEnvironment(file.environment));
  if (file.empty !== undefined) return (await maximinCore(model, { first: true })).verdict === 'no';
  const allocation = (file.allocation as string[][][]).map((bundles) =>
    bundles.map((row) => row.map((cell) => parseRational(cell, 'cell'))));
  return await blockOf(model, worstUtilities(model, allocation), everyCoalition(model)) === undefined;
}

describe('files misreport.core/1', () => {
  it('prove every verdict on random economies, of one agent to three', async () => {
    const seen = new Map<string, number>();
    const shapes = [[[2, 2], 2], [[1, 2], 3], [[2], 2], [[1, 1, 2], 2], [[3, 2], 2]] as const;
    for (let seed = 0; seed < 10; seed++) {
      const [counts, goods] = shapes[seed % shapes.length]!;
      const file = await proofOf(economyFile(seed + 60, counts, goods));
      const { what, faults } = judgeProof(file);
      expect(faults, `seed ${seed}`).toEqual([]);
      seen.set(what, (seen.get(what) ?? 0) + 1);
    }
    expect([...seen.values()].every((count) => count > 1)).toBe(true);
    expect([...seen.keys()].sort()).toEqual(['an allocation in the maximin core', 'an empty maximin core']);
  });

  it.each([[60, true], [64, false]])('with one entry altered prove nothing false (economy %i)', async (seed, empty) => {
    const file = await proofOf(economyFile(seed, [2, 2], 2));
    expect(file.empty !== undefined).toBe(empty);
    let [kept, rejected] = [0, 0];
    for (const [k, { name, file: altered }] of [...alterations(file)].entries()) {
      // Every third is enough to reach every list of the file.
      if (k % 3 !== 0) continue;
      if (!isProved(name, altered)) { rejected++; continue; }
      kept++;
      expect(await isTrue(altered), name).toBe(true);
    }
    expect(rejected).toBeGreaterThan(3 * kept);
    expect(kept).toBeGreaterThan(0);
  });
});
