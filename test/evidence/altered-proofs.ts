/**
 * Alters every entry of the proofs of random environments, one at a time, and compares `misreport verify` with the definitions in
 * doubles: `npx tsx test/evidence/altered-proofs.ts [SEEDS]`, 18 by default. Prints a row a kind of proof; ends with 1 where the two
 * differ. `npm test` does the same for a few environments (test/mechanism/finite/altered-proofs.test.ts).
 */
import { judgeProof } from '../../src/cli/judge.ts';
import { alterationsJudged, designProofs, deviationProofs, tradeProofs } from '../support/altered-proofs.ts';

interface Tally { files: number; kept: number; rejected: number; wrong: number }

const tallies = new Map<string, Tally>();

async function main(seeds: number): Promise<void> {
  for (let seed = 0; seed < seeds; seed++) {
    for (const { name, file } of [...await designProofs(seed), ...await tradeProofs(seed), ...await deviationProofs(seed)]) {
      const { faults } = judgeProof(file);
      const { wrong, kept, rejected } = alterationsJudged(file);
      for (const line of [...faults, ...wrong]) process.stdout.write(`${name}: ${line}\n`);
      const kind = [String(file.schema).split(/[./]/)[1], file.goal, file.transfers, file.money && 'of money'].filter(Boolean).join(' ');
      const tally = tallies.get(kind) ?? { files: 0, kept: 0, rejected: 0, wrong: 0 };
      tallies.set(kind, {
        files: tally.files + 1, kept: tally.kept + kept, rejected: tally.rejected + rejected,
        wrong: tally.wrong + wrong.length + faults.length,
      });
    }
  }
  process.stdout.write('| proof | files | alterations | still proofs | rejected | wrong |\n| --- | ---: | ---: | ---: | ---: | ---: |\n');
  for (const [kind, { files, kept, rejected, wrong }] of [...tallies].sort(([a], [b]) => a.localeCompare(b)))
    process.stdout.write(`| ${kind} | ${files} | ${kept + rejected} | ${kept} | ${rejected} | ${wrong} |\n`);
  process.exitCode = [...tallies.values()].some(({ wrong }) => wrong > 0) ? 1 : 0;
}

void main(Number(process.argv[2] ?? 18));
