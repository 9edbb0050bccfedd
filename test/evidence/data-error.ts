/**
 * How often what `--data-error` says contains the truth, at 80%, on double auctions whose laws are known and data drawn of them:
 * `npx tsx test/evidence/data-error.ts [SEEDS]` (48, of which the bootstrap takes half) writes docs/data-error-coverage.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exactEpsilonIcOfLaws, exactEpsilonLicOfTwoLaws } from '../../scenarios/double-auction/reference.ts';
import { resampleText } from '../../src/distributions/empirical.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { doubleAuction, traderProblem, type DoubleAuction, type Trader } from '../../src/environment/double-auction.ts';
import { atLaws, overLaws } from '../../src/kinds/double-auction/data-error.ts';
import type { LawRow } from '../../src/kinds/kind.ts';
import { dkwHalfWidth } from '../../src/statistics/dkw.ts';
import { middleOf } from '../../src/statistics/bootstrap.ts';
import { uniforms } from '../support/nearby-law.ts';

interface Problem {
  readonly name: string;
  readonly sellers: number;
  readonly buyers: number;
  readonly kappa: number;
  /** True laws; a law is sampled where its text is in `sampled`, types lying on its support. */
  readonly cost: string;
  readonly value: string;
  readonly sampled: readonly ('cost' | 'value')[];
  readonly draws: number;
}

const CONFIDENCE = 0.8;
const RESAMPLES = 19;
const PROBLEMS: readonly Problem[] = [
  {
    name: '2 sellers, 3 buyers, κ = 0.25, uniform costs, values of density 2v, two samples', sellers: 2, buyers: 3, kappa: 0.25,
    cost: 'uniform(0,1)', value: 'beta(2,1)', sampled: ['cost', 'value'], draws: 50,
  },
  {
    name: '4 sellers, 4 buyers, κ = 0, beta(2,2) for all, one sample', sellers: 4, buyers: 4, kappa: 0, cost: 'beta(2,2)',
    value: 'beta(2,2)', sampled: ['cost', 'value'], draws: 200,
  },
  {
    name: '3 sellers, 2 buyers, κ = 0.6, truncated exponential costs sampled, uniform values known', sellers: 3, buyers: 2, kappa: 0.6,
    cost: 'truncated-exponential(1,0,3)', value: 'uniform(0,3)', sampled: ['cost'], draws: 500,
  },
];

const marketOf = ({ sellers, buyers, kappa }: Problem, cost: string, value: string): DoubleAuction =>
  doubleAuction({ sellers, buyers, kappa, cost: parseDistribution(cost), value: parseDistribution(value) });
const keyOf = ({ agent, quantity }: Pick<LawRow, 'agent' | 'quantity'>): string => `${agent} ${quantity}`;

/** By formulas for the two constants, else by sums over the fine grid. */
function truths(problem: Problem): Map<string, number> {
  const market = marketOf(problem, problem.cost, problem.value);
  const known = new Map(atLaws(market).map((row) => [keyOf(row), row.upper]));
  for (const agent of ['seller', 'buyer'] as const satisfies readonly Trader[]) {
    const trader = traderProblem(market, agent);
    known.set(`${agent} epsilonLic`, exactEpsilonLicOfTwoLaws(trader)!);
    known.set(`${agent} epsilonIc`, exactEpsilonIcOfLaws(trader)!);
  }
  return known;
}

interface Tally {
  trials: number;
  misses: number;
  width: number;
}

const folder = mkdtempSync(join(tmpdir(), 'misreport-evidence-'));

/** Texts of the laws of one seed: samples in a file of its own, each with the ends of its true law. */
function sampleOf(problem: Problem, seed: number): { readonly cost: string; readonly value: string } {
  const random = uniforms(seed);
  const same = problem.cost === problem.value;
  const laws = { cost: parseDistribution(problem.cost), value: parseDistribution(problem.value) };
  const columns = { cost: Array.from({ length: problem.draws }, () => laws.cost.quantile(random())), value: [] as number[] };
  columns.value = same ? columns.cost : columns.cost.map(() => laws.value.quantile(random()));
  const file = join(folder, 'data.csv');
  writeFileSync(file, `cost,value\n${columns.cost.map((x, i) => `${x},${columns.value[i]}`).join('\n')}\n`);
  const textOf = (name: 'cost' | 'value'): string => (problem.sampled.includes(name)
    ? `empirical(${file},${same ? 'cost' : name},smoothed,${laws[name].support.join(':')})` : problem[name]);
  return { cost: textOf('cost'), value: textOf('value') };
}

function count(tallies: Map<string, Tally>, key: string, truth: number, [lower, upper]: readonly [number, number]): void {
  const tally = tallies.get(key) ?? { trials: 0, misses: 0, width: 0 };
  const slack = 1e-4 * Math.max(1e-3, Math.abs(truth));
  tally.trials++;
  tally.misses += Number(truth < lower - slack || truth > upper + slack);
  tally.width += upper - lower;
  tallies.set(key, tally);
}

const seeds = Number(process.argv[2] ?? 48);
const lines: string[] = [];
for (const problem of PROBLEMS) {
  const truth = truths(problem);
  const [dkw, bootstrap] = [new Map<string, Tally>(), new Map<string, Tally>()];
  const samples = problem.cost === problem.value ? 1 : problem.sampled.length;
  for (let seed = 1; seed <= seeds; seed++) {
    const texts = sampleOf(problem, seed);
    const market = marketOf(problem, texts.cost, texts.value);
    const half = dkwHalfWidth(problem.draws, (1 - CONFIDENCE) / samples);
    for (const row of overLaws(market, () => half)) count(dkw, keyOf(row), truth.get(keyOf(row))!, [row.lower, row.upper]);
    if (seed > seeds / 2) continue;
    const again = Array.from({ length: RESAMPLES }, (_, b) => {
      const key = (seed * 1000 + b).toString(16).padStart(16, '0');
      const law = (text: string): string => (text.startsWith('empirical') ? resampleText(text, key) : text);
      return atLaws(marketOf(problem, law(texts.cost), law(texts.value)));
    });
    for (const [at, row] of atLaws(market).entries()) {
      const [low, high] = middleOf(again.map((rows) => rows[at]!.upper - row.upper), CONFIDENCE)!;
      count(bootstrap, keyOf(row), truth.get(keyOf(row))!, [Math.max(0, row.upper - high), row.upper - low]);
    }
  }
  lines.push('', `## ${problem.name}, ${problem.draws} draws`, '');
  lines.push('| row | truth | dkw contains it | mean width | bootstrap contains it | mean width |');
  lines.push('| --- | ---: | ---: | ---: | ---: | ---: |');
  for (const [key, { trials, misses, width }] of dkw) {
    const other = bootstrap.get(key)!;
    const share = (tally: Tally): string => `${tally.trials - tally.misses} of ${tally.trials}`;
    const number = (x: number): string => x.toPrecision(3);
    const cells = [
      key, number(truth.get(key)!), share({ trials, misses, width }), number(width / trials), share(other),
      number(other.width / other.trials),
    ];
    lines.push(`| ${cells.join(' | ')} |`);
  }
}
rmSync(folder, { recursive: true, force: true });
const page = fileURLToPath(new URL('../../docs/data-error-coverage.md', import.meta.url));
writeFileSync(page, `# How often ends of the data's error contain the truth

Written by \`npx tsx test/evidence/data-error.ts\`. Nominal ${100 * CONFIDENCE}%; ${seeds} seeds, half of them for the bootstrap with
${RESAMPLES} resamples. Laws are smoothed and their ends known. Rows of one problem share their data, so that their misses are not
independent. The ends of \`dkw\` hold for all rows at once, and so each holds more often than that; the bootstrap promises nothing.
${lines.join('\n')}
`);
