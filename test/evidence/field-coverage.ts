/**
 * How often certificates of a field at 80% contain what they are about, critical cycles included, where all chances are known by hand:
 * `npx tsx test/evidence/field-coverage.ts [SEEDS]`, 200 by default. Prints a row a quantity; ends with 1 where a share is too small by
 * more than chance allows. `npm test` goes through a few seeds (test/kinds/field-coverage.test.ts).
 */
import { coveredBy, marketCoveredBy } from '../support/field-coverage.ts';

const CONFIDENCE = 0.8;
const PROFILES = 640;
/** Markets of bilateral trade: fewer say nothing of the least ε. */
const MARKETS = 8192;

async function main(seeds: number): Promise<void> {
  const contained = new Map<string, number>();
  const widths = new Map<string, number>();
  const apart = new Map<string, number>();
  const add = (to: Map<string, number>, key: string, by: number): void => void to.set(key, (to.get(key) ?? 0) + by);
  for (let seed = 0; seed < seeds; seed++) {
    const rows = [
      ...(await coveredBy(`coverage-${seed}`, PROFILES, CONFIDENCE)), ...(await marketCoveredBy(`coverage-${seed}`, MARKETS, CONFIDENCE)),
    ];
    for (const row of rows) {
      add(contained, row.quantity, Number(row.contained));
      add(widths, row.quantity, row.width / seeds);
      add(apart, row.quantity, row.apart / seeds);
    }
  }
  process.stdout.write(`| quantity | contained in ${seeds} seeds | mean width | mean error |\n| --- | ---: | ---: | ---: |\n`);
  for (const [quantity, count] of contained) {
    const means = [widths, apart].map((of) => of.get(quantity)!.toFixed(4)).join(' | ');
    process.stdout.write(`| ${quantity.replace(/^\w+/, '`$&`')} | ${((100 * count) / seeds).toFixed(1)}% | ${means} |\n`);
  }
  // Once in ten thousand times.
  const least = CONFIDENCE - 3.72 * Math.sqrt((CONFIDENCE * (1 - CONFIDENCE)) / seeds);
  process.exitCode = [...contained.values()].some((count) => count / seeds < least) ? 1 : 0;
}

void main(Number(process.argv[2] ?? 200));
