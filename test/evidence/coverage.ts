/**
 * How often certificates at 80% contain the truth, and how much wider they are than they need be, on asymmetric problems with known
 * answers: `npx tsx test/evidence/coverage.ts [SEEDS]` (300) runs them and writes docs/coverage.md. The quantities of a problem share
 * draws, so their misses are not independent of each other; those of different seeds are.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { scenarios } from '../../scenarios/registry.ts';
import type { Estimate } from '../../src/results/document.ts';
import { runStudy } from '../../src/study/study.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { defaultValues } from '../scenarios/support/rows.ts';
import { excludes, faultsOf } from './judge.ts';

interface Problem {
  readonly scenario: string;
  readonly values: Readonly<Record<string, number | string>>;
  /** Relative half-width asked for, in place of a number of profiles. */
  readonly precision?: number;
}

const CONFIDENCE = 0.8;
const PROFILES = 3000;
/** Two-sided normal quantile of CONFIDENCE: what a textbook interval of the same estimate would be wide. */
const NORMAL = 1.2815515655446004;

const UNIFORM = 'uniform(0,1)';
const ATOMS = 'discrete(0:0.3,0.4:0.3,1:0.4)';
const PROBLEMS: readonly Problem[] = [
  { scenario: 'double-auction', values: { sellers: 2, buyers: 3, kappa: 0.3, cost: 'uniform(0,1)', value: 'beta(2,3)' } },
  { scenario: 'double-auction', values: { sellers: 5, buyers: 3, kappa: 0.7, cost: ATOMS, value: ATOMS } },
  { scenario: 'double-auction', values: { sellers: 4, buyers: 6, kappa: 0.5, cost: 'lognormal(0,1)', value: 'pareto(1,3)' } },
  { scenario: 'double-auction', values: { sellers: 3, buyers: 7, kappa: 0.5, cost: UNIFORM, value: UNIFORM }, precision: 0.1 },
  { scenario: 'double-auction-ambiguity', values: { sellers: 3, buyers: 2 } },
  { scenario: 'single-object', values: { bidders: 3, rivals: 'beta(2,3)' } },
  { scenario: 'single-object', values: { bidders: 2, value: 'uniform(0,1)', rivals: 'truncated-exponential(1,0,100)' } },
  { scenario: 'single-object', values: { bidders: 2, rivals: 'beta(2,3)' }, precision: 0.1 },
  { scenario: 'first-price', values: { bidders: 3, value: 'truncated-exponential(1,0,50)' } },
  { scenario: 'bilateral-trade', values: { cost: 'beta(2,3)', value: 'uniform(0,2)' } },
  { scenario: 'unit-demand', values: { bidders: 4, objects: 1, value: 'beta(2,3)' } },
  { scenario: 'unit-demand', values: { bidders: 1, objects: 3, value: 'exponential(1)' } },
  { scenario: 'modified-vcg', values: {} },
  { scenario: 'approximate-efficiency', values: { perturbation: 'bonus', xi: 0.2 } },
];

/** One row over all seeds. */
interface Tally {
  readonly first: Estimate;
  rows: number;
  misses: number;
  widths: number;
  estimates: number;
  squares: number;
}

const nameOf = ({ quantity, agent, point }: Estimate): string => JSON.stringify([quantity, agent, point]);

async function recordsOf({ scenario: name, values, precision }: Problem, seeds: number): Promise<readonly Tally[]> {
  const scenario = scenarios.find((one) => one.name === name)!;
  const points = [defaultValues(scenario, values)];
  const records = new Map<string, Tally>();
  for (let seed = 1; seed <= seeds; seed++) {
    const document = await runStudy({
      command: 'run', scenario, points, maxProfiles: precision === undefined ? PROFILES : 2 ** 22, confidence: CONFIDENCE,
      seed: `coverage-${seed}`, sampler: 'auto', ...(precision === undefined ? { profiles: PROFILES } : { precision }),
    }, inProcessDevice(), {});
    const faults = faultsOf(document);
    if (faults.length > 0) throw new Error(`${name}, seed coverage-${seed}: ${faults.join('; ')}`);
    for (const row of document.estimates) {
      if (row.reference === undefined) continue;
      let record = records.get(nameOf(row));
      if (record === undefined) records.set(nameOf(row), record = { first: row, rows: 0, misses: 0, widths: 0, estimates: 0, squares: 0 });
      record.rows++;
      record.misses += Number(excludes(row));
      record.widths += row.upper - row.lower;
      record.estimates += row.estimate;
      record.squares += row.estimate ** 2;
    }
  }
  return [...records.values()];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

/** Mean width over what a normal interval of the estimate's own spread would need; undefined where nothing varies. */
function excess({ rows, widths, estimates, squares }: Tally): number | undefined {
  const mean = estimates / rows;
  const deviation = Math.sqrt(Math.max(0, squares / rows - mean ** 2));
  return deviation > 1e-9 * Math.max(1e-9, Math.abs(mean)) ? widths / rows / (2 * NORMAL * deviation) : undefined;
}

/** A line for every quantity and guarantee of a problem: the worst of its rows. */
function linesOf({ scenario, values, precision }: Problem, records: readonly Tally[]): string[] {
  const groups = new Map<string, Tally[]>();
  for (const record of records) {
    const key = `${record.first.quantity} | ${record.first.guarantee}`;
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  const market = [...Object.entries(values).map(([key, value]) => `${key} ${value}`), ...(precision ? [`precision ${precision}`] : [])];
  return [...groups].map(([key, group]) => {
    const worst = Math.min(...group.map(({ rows, misses }) => 1 - misses / rows));
    const ratios = group.map(excess).filter((ratio) => ratio !== undefined);
    const wider = ratios.length === 0 ? 'exact' : `${Math.min(...ratios).toFixed(1)} to ${Math.max(...ratios).toFixed(1)}`;
    const described = `${scenario}: ${market.join(', ') || 'defaults'}`;
    return `| ${described} | ${key} | ${group.length} | ${group[0]!.rows} | ${percent(worst)} | ${wider} |`;
  });
}

/** The least share that a certificate of CONFIDENCE reaches in so many seeds but once in ten thousand times. */
const leastShare = (seeds: number): number => CONFIDENCE - 3.72 * Math.sqrt((CONFIDENCE * (1 - CONFIDENCE)) / seeds);

const seeds = Number(process.argv[2] ?? 300);
const lines: string[] = [];
let least = 1;
for (const problem of PROBLEMS) {
  const started = Date.now();
  const records = await recordsOf(problem, seeds);
  const found = linesOf(problem, records);
  lines.push(...found);
  least = Math.min(least, ...records.map(({ rows, misses }) => 1 - misses / rows));
  process.stderr.write(`${problem.scenario}: ${records.length} rows, ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
}
writeFileSync(fileURLToPath(new URL('../../docs/coverage.md', import.meta.url)), `# How often intervals contain the truth

Written by \`npx tsx test/evidence/coverage.ts ${seeds}\` : every problem is run with ${seeds} seeds at a confidence of
${percent(CONFIDENCE)} (${PROFILES} profiles, or the precision that is named), and every row with a known answer is held against it.
"Contained" is the share of seeds whose interval contains the answer, of the worst row of the line (agents and mechanisms); where an
upper end is over a grid of lies only, an answer above it does not count against it. "Wider" is the mean width over that of a normal
interval for the estimate's own spread, which would be valid for large samples only: certificates are valid for any sample size and
hold for all lies at once. "exact": the estimate does not vary. Nominal: ${percent(CONFIDENCE)}. A share below
${percent(leastShare(seeds))} would say that a certificate is wrong; the least found is ${percent(least)}.

| Problem | Quantity | Guarantee | Rows | Seeds | Contained | Wider |
| :-- | :-- | :-- | --: | --: | --: | :-- |
${lines.join('\n')}
`);
process.exitCode = least < leastShare(seeds) ? 1 : 0;
