/**
 * How often the exponent in the limit that `rate` extrapolates to is the right one: `npx tsx test/evidence/limits.ts [SEEDS]` (200) takes
 * exact values along sweeps whose limits are known, puts intervals round them in which they lie at random, and prints the share of sweeps
 * whose limit is held, of those that have an exponent, and the mean width.
 */
import { binomialMass } from '../../scenarios/double-auction/reference.ts';
import {
  expectedEfficientTrades, expectedFirstBest, noTrade, uniformMargin,
} from '../../scenarios/double-auction-mechanisms/reference.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { doubleAuction } from '../../src/environment/double-auction.ts';
import { acceptance, bestPrice, postedWelfare } from '../../src/mechanism/double-auction/best-price.ts';
import { rateAsymptotics } from '../../src/statistics/asymptotics.ts';
import { expectedMinimum } from '../../src/statistics/binomial-sum.ts';
import { randomSource } from '../support/random.ts';

const UNIFORM = parseDistribution('uniform(0,1)');
const marketOf = (M: number) => doubleAuction({ sellers: M, buyers: M, kappa: 0, cost: UNIFORM, value: UNIFORM });

/** Units that a trader of four sells, of M: the largest of j Pr(M - j of the 2 M - 4 others lie below). */
const ofFourUnits = (M: number): number =>
  Math.max(...[1, 2, 3, 4].map((j) => j * binomialMass(2 * M - 4, M - j, (M - j) / (2 * M - 4))));

function postedTradesLost(M: number): number {
  const market = marketOf(M);
  const [a, b] = acceptance(market, bestPrice(market));
  return 1 - expectedMinimum({ count: M, p: a }, { count: M, p: b }) / expectedEfficientTrades(market);
}

interface Series {
  readonly name: string;
  readonly limit: number;
  value(M: number): number;
}

const SERIES: readonly Series[] = [
  { name: 'ε-LIC, `cem`', limit: -1 / 2, value: (M) => binomialMass(2 * M - 1, M - 1, (M - 1) / (2 * M - 1)) },
  { name: 'ε-LIC, `uniform-price(4)`', limit: -1 / 2, value: ofFourUnits },
  { name: 'trades lost, `trade-reduction`', limit: -1, value: (M) => (1 - noTrade(marketOf(M))) / expectedEfficientTrades(marketOf(M)) },
  { name: 'gains lost, `trade-reduction`', limit: -2, value: (M) => uniformMargin(marketOf(M)).spread / expectedFirstBest(marketOf(M)) },
  { name: 'trades lost, `posted-price`', limit: -1 / 2, value: postedTradesLost },
  {
    name: 'gains lost, `posted-price`', limit: -1 / 2,
    value: (M) => 1 - postedWelfare(marketOf(M), bestPrice(marketOf(M))) / expectedFirstBest(marketOf(M)),
  },
  { name: '(log M) / M', limit: -1, value: (M) => Math.log(M) / M },
  { name: '(1 + M^(-1/2)) M^(-1/2)', limit: -1 / 2, value: (M) => (1 + M ** -0.5) * M ** -0.5 },
  { name: '(1 + M^(-1/2)) / M', limit: -1, value: (M) => (1 + M ** -0.5) / M },
];
const ERRORS = [0.003, 0.01, 0.03];
const LARGEST = [64, 256, 1024];

const seeds = Number(process.argv[2] ?? 200);
process.stdout.write(`| | ${LARGEST.flatMap((M) => ERRORS.map((error) => `${M}, ±${100 * error}%`)).join(' | ')} |\n`);
process.stdout.write(`| --- |${' --- |'.repeat(LARGEST.length * ERRORS.length)}\n`);
for (const { name, limit, value } of SERIES) {
  const sizes = Array.from({ length: Math.log2(LARGEST.at(-1)! / 4) + 1 }, (_, i) => 4 * 2 ** i);
  const exact = sizes.map(value);
  const cells = LARGEST.flatMap((largest) => ERRORS.map((error) => {
    const { unit } = randomSource(Math.round(1e6 * error) + largest);
    let [given, held, width] = [0, 0, 0];
    for (let seed = 0; seed < seeds; seed++) {
      const points = sizes.filter((M) => M <= largest).map((market, i) => {
        // Half of the reach is where estimates of finite-sample intervals lie at most.
        const estimate = exact[i]! * (1 + error * (unit() - 0.5));
        return { market, estimate, lower: estimate * (1 - error), upper: estimate * (1 + error) };
      });
      const found = rateAsymptotics(points)!.asymptoticExponent;
      if (!found) continue;
      given++;
      held += Number(found.lower <= limit && limit <= found.upper);
      width += found.upper - found.lower;
    }
    const often = given < seeds ? ` of ${Math.round((100 * given) / seeds)}%` : '';
    return given === 0 ? 'none' : `${Math.round((100 * held) / given)}%${often}, ${(width / given).toFixed(2)}`;
  }));
  process.stdout.write(`| ${name} | ${cells.join(' | ')} |\n`);
}
