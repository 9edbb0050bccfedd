import { describe, expect, it } from 'vitest';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { necessityEconomies } from '../../../src/kinds/finite/economies.ts';
import { certificateFaults } from '../../../src/mechanism/finite/verify/certificate.ts';
import { readProofFile } from '../../../src/mechanism/finite/verify/file.ts';
import { beliefsDeterminePreferences } from '../../../src/notions/finite/beliefs-determine-preferences.ts';
import { convexIndependence } from '../../../src/notions/finite/convex-independence.ts';
import { efficiency, privateValues } from '../../../src/notions/finite/rule-conditions.ts';
import { randomFinite } from '../../support/finite.ts';
import { randomSource } from '../../support/random.ts';

describe('necessityEconomies', () => {
  it('has an economy with a proved certificate for every theorem whose condition fails, and for no other', async () => {
    const seen = new Map<string, number>();
    for (let seed = 0; seed < 30; seed++) {
      const file = randomFinite(randomSource(seed + 300), {
        counts: [
          [2, 2],
          [2, 3],
          [3, 2],
          [2, 2, 2],
          [3, 4],
        ][seed % 5]!,
        weights: 1 + (seed % 3),
        outcomes: 2,
      });
      const model = modelAt(parseEnvironment(file));
      const short = beliefsDeterminePreferences(model).filter(({ holds }) => !holds).length;
      const mixed = (await convexIndependence(model)).filter(({ holds }) => !holds).length;
      const { verdicts, proofs } = await necessityEconomies(model, {});
      const expected = [
        ...(short > 0 ? ['theorem-1.4.1', 'theorem-1.4.2'] : []), ...(short > 1 ? ['theorem-1.5.1'] : []),
        ...(model.agents.length === 2 ? ['footnote-9'] : []),
        ...(mixed > 0 ? ['cremer-mclean'] : []), ...(mixed > 1 ? ['proposition-1.5.1'] : []),
      ];
      expect(verdicts.map(({ id }) => id).sort(), `seed ${seed}`).toEqual([...expected].sort());
      for (const { id = '', status, text } of verdicts) {
        expect(status, `seed ${seed}, ${id}: ${text}`).toBe('yes');
        seen.set(id, (seen.get(id) ?? 0) + 1);
      }
      for (const { name, file: proof } of proofs) {
        const read = readProofFile(JSON.parse(JSON.stringify(proof)));
        if (read.schema !== 'misreport.certificate/1') throw new Error(name);
        expect(certificateFaults(read), name).toEqual([]);
        const economy = modelAt(parseEnvironment(read.environment));
        expect(efficiency(economy)[0]!.holds).toBe(true);
        if (name !== 'economy-theorem-1.4.2') expect(privateValues(economy).every(({ holds }) => holds)).toBe(true);
      }
    }
    expect(seen.size).toBe(6);
  });

  it('has one where NCP* fails without a common prior', async () => {
    let found = 0;
    for (let seed = 0; seed < 60; seed++) {
      const file = randomFinite(randomSource(seed + 9), {
        counts: seed % 2 === 0 ? [2, 2] : [2, 3],
        weights: 4,
        ownBeliefs: true,
        outcomes: 2,
      });
      const { verdicts } = await necessityEconomies(modelAt(parseEnvironment(file)), {});
      found += verdicts.filter(({ id, status }) => id === 'remark-1.5.2' && status === 'yes').length;
      expect(verdicts.every(({ status }) => status === 'yes')).toBe(true);
    }
    expect(found).toBeGreaterThan(2);
  });

  it('has none of extraction without a common prior', async () => {
    const file = { ...randomFinite(randomSource(1), { counts: [2, 2], weights: 1, ownBeliefs: true }) };
    const { verdicts } = await necessityEconomies(modelAt(parseEnvironment(file)), {});
    expect(verdicts.map(({ id }) => id)).toEqual(['theorem-1.4.2', 'theorem-1.5.1', 'proposition-1.5.1']);
  });
});
