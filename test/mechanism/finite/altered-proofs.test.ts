/** Proof files with any one entry altered: `verify` is right about each, whether the change leaves a proof or not. */
import { describe, expect, it } from 'vitest';
import { judgeProof } from '../../../src/cli/judge.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { requireAuction } from '../../../src/mechanism/finite/auction/chains.ts';
import { exPostRevenue } from '../../../src/mechanism/finite/auction/ex-post-revenue.ts';
import { answerDesign } from '../../../src/kinds/finite/design.ts';
import { parseRational } from '../../../src/programs/rational.ts';
import { alterations } from '../../support/alterations.ts';
import { alterationsJudged, designProofs, deviationProofs, tradeProofs, type NamedProof, isProved } from '../../support/altered-proofs.ts';
import type { Json } from '../../support/finite-oracle.ts';

/** Of alterations of environments one in so many is tried here, all by test/evidence/altered-proofs.ts. */
const EVERY = 13;

/** Kinds of proofs among them. */
function expectRight(proofs: readonly NamedProof[]): string[] {
  const kinds = new Set<string>();
  for (const { name, file } of proofs) {
    expect(judgeProof(file).faults, name).toEqual([]);
    const { wrong, kept, rejected } = alterationsJudged(file, EVERY);
    expect(wrong, name).toEqual([]);
    expect(rejected, name).toBeGreaterThan(kept);
    kinds.add(`${String(file.schema).split(/[./]/)[1]!}${file.money === undefined ? '' : ' of money'}`);
  }
  return [...kinds].sort();
}

describe('verify on files with one altered entry', () => {
  it.each([
    [0, /^extract|^implement (bayesian exact|ambiguous)/, ['mechanism']],
    [7, /exact|extract ambiguous/, ['certificate']],
    [8, /bayesian none|ambiguous no-deficit/, ['certificate', 'mechanism']],
    [11, /bayesian none|ex-post/, ['certificate', 'mechanism']],
  ])('is right about every entry of the proofs of seed %i', async (seed, asked, kinds) => {
    expect(expectRight(await designProofs(seed, (question) => asked.test(question)))).toEqual(kinds);
  });

  it('is right about every entry of trades, noisy concordances and lies of coalitions', async () => {
    const proofs = [...await tradeProofs(0), ...await tradeProofs(1), ...await deviationProofs(2)];
    expect(expectRight(proofs)).toEqual(['deviation', 'trade', 'trade of money']);
  });

  it('takes an altered auction for a proof only where its revenue is the most', async () => {
    const environment = parseEnvironment({
      finite: 1, auction: { bidders: ['b1', 'b2'], values: { b1: ['5', '6'], b2: ['8', '10'] } }, prior: [['1/7', '3/7'], ['2/7', '1/7']],
    });
    const { proofs } = await answerDesign({
      environment, parameters: new Map(), goal: 'ex-post', transfers: 'bayesian', balance: 'none', preference: { kind: 'maxmin' },
    });
    const file = JSON.parse(JSON.stringify(proofs.find(({ file: { schema } }) => schema === 'misreport.auction/1')!.file)) as Json;
    let [kept, rejected] = [0, 0];
    for (const { name, file: altered } of alterations(file)) {
      if (!isProved(name, altered)) { rejected++; continue; }
      kept++;
      const found = await exPostRevenue(requireAuction(modelAt(parseEnvironment(altered.environment)), 'a test'));
      const stated = parseRational(String(altered.revenue), 'revenue');
      expect(found.status === 'optimal' && found.auction.revenue.equals(stated), name).toBe(true);
    }
    expect(rejected).toBeGreaterThan(100);
    expect(kept).toBeGreaterThan(0);
  });
});
