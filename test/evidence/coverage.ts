/**
 * How often certificates at 80% contain the truth, and how much wider they are than they need be, on asymmetric problems with known
 * answers: `npx tsx test/evidence/coverage.ts [SEEDS] [FROM] [TO]` brings problems number FROM to TO (all; counted from 1) up to SEEDS
 * (300) seeds each, twenty at a time. After every twenty it writes what is known to coverage.json beside it and docs/coverage.md, and the
 * next call goes on from there: delete coverage.json when a certificate has changed. The quantities of a problem share draws, so their
 * misses are not independent of each other; those of different seeds are.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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

/** One row over all seeds. Estimates are counted from the first, so that squares lose nothing. */
interface Tally {
  readonly quantity: string;
  readonly guarantee: string;
  readonly first: number;
  rows: number;
  misses: number;
  widths: number;
  off: number;
  squares: number;
}

interface ProblemRecord {
  seeds: number;
  readonly rows: Record<string, Tally>;
}

type Coverage = Record<string, ProblemRecord>;

const RECORD = fileURLToPath(new URL('coverage.json', import.meta.url));
const PAGE = fileURLToPath(new URL('../../docs/coverage.md', import.meta.url));
/** Seeds between two writings. */
const PIECE = 20;

const rowName = ({ quantity, agent, point: { mechanism } }: Estimate): string => `${quantity} of ${agent}, ${mechanism ?? ''}`;

/** Problem and what of it stays the same from seed to seed. */
function nameOf({ scenario, values, precision }: Problem): string {
  const market = [...Object.entries(values).map(([key, value]) => `${key} ${value}`), ...(precision ? [`precision ${precision}`] : [])];
  return `${scenario}: ${market.join(', ') || 'defaults'}`;
}

/** Adds one seed. */
async function tally({ scenario: name, values, precision }: Problem, seed: number, rows: Record<string, Tally>): Promise<void> {
  const scenario = scenarios.find((one) => one.name === name)!;
  const document = await runStudy({
    command: 'run', scenario, points: [defaultValues(scenario, values)], confidence: CONFIDENCE, seed: `coverage-${seed}`, sampler: 'auto',
    ...(precision === undefined ? { profiles: PROFILES, maxProfiles: PROFILES } : { precision, maxProfiles: 2 ** 22 }),
  }, inProcessDevice(), {});
  const faults = faultsOf(document);
  if (faults.length > 0) throw new Error(`${name}, seed coverage-${seed}: ${faults.join('; ')}`);
  for (const row of document.estimates) {
    if (row.reference === undefined) continue;
    const { quantity, guarantee, estimate: first, lower, upper } = row;
    const record = rows[rowName(row)] ??= { quantity, guarantee, first, rows: 0, misses: 0, widths: 0, off: 0, squares: 0 };
    record.rows++;
    record.misses += Number(excludes(row));
    record.widths += upper - lower;
    record.off += row.estimate - record.first;
    record.squares += (row.estimate - record.first) ** 2;
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

/** Mean width over what a normal interval of the estimate's own spread would need; undefined where nothing varies. */
function excess({ rows, first, widths, off, squares }: Tally): number | undefined {
  const deviation = Math.sqrt(Math.max(0, squares / rows - (off / rows) ** 2));
  const mean = Math.abs(first + off / rows);
  return deviation > 1e-9 * Math.max(1e-9, mean) ? widths / rows / (2 * NORMAL * deviation) : undefined;
}

const contained = ({ rows, misses }: Tally): number => 1 - misses / rows;

/** A line for every quantity and guarantee of a problem: the worst of its rows. */
function linesOf(name: string, { rows }: ProblemRecord): string[] {
  const groups = new Map<string, Tally[]>();
  for (const record of Object.values(rows)) {
    const key = `${record.quantity} | ${record.guarantee}`;
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups].map(([key, group]) => {
    const worst = group.reduce((least, record) => (contained(record) < contained(least) ? record : least));
    const ratios = group.map(excess).filter((ratio) => ratio !== undefined);
    const wider = ratios.length === 0 ? 'exact' : `${Math.min(...ratios).toFixed(1)} to ${Math.max(...ratios).toFixed(1)}`;
    return `| ${name} | ${key} | ${group.length} | ${worst.rows} | ${percent(CONFIDENCE)} | ${percent(contained(worst))} | ${wider} |`;
  });
}

/** The least share that a certificate of CONFIDENCE reaches in so many seeds but once in ten thousand times. */
const leastShare = (seeds: number): number => CONFIDENCE - 3.72 * Math.sqrt((CONFIDENCE * (1 - CONFIDENCE)) / seeds);

/** Rows that say that a certificate is wrong. */
const wrongOf = (coverage: Coverage): string[] => Object.entries(coverage).flatMap(([name, { rows }]) =>
  Object.entries(rows).filter(([, record]) => contained(record) < leastShare(record.rows)).map(([row]) => `${name}: ${row}`));

const pageOf = (coverage: Coverage): string => `# How often intervals contain the truth

Written by \`npx tsx test/evidence/coverage.ts\`, which goes on where it stopped: problems are run with the number of seeds that their
rows name, at a confidence of ${percent(CONFIDENCE)} (${PROFILES} profiles, or the precision that is named), and every row with a known
answer is held against it. "Contained" is the share of seeds whose interval contains the answer, of the worst row of the line (agents and
mechanisms); where an upper end is over a grid of lies only, an answer above it does not count against it. "Wider" is the mean width over
that of a normal interval for the estimate's own spread, which would be valid for large samples only: certificates are valid for any
sample size and hold for all lies at once. "exact": the estimate does not vary. A row of n seeds that contains less than
${percent(CONFIDENCE)} less 3.72 standard deviations, ${percent(leastShare(300))} at 300 seeds, would say that a certificate is wrong:
${wrongOf(coverage).join('; ') || 'there is none'}.

| Problem | Quantity | Guarantee | Rows | Seeds | Nominal | Contained | Wider |
| :-- | :-- | :-- | --: | --: | --: | --: | :-- |
${Object.entries(coverage).flatMap(([name, record]) => linesOf(name, record)).join('\n')}
`;

const [, , seeds = 300, from = 1, to = PROBLEMS.length] = process.argv.map(Number);
const read = (): Coverage => (existsSync(RECORD) ? JSON.parse(readFileSync(RECORD, 'utf8')) as Coverage : {});
for (let target = PIECE; target < seeds + PIECE; target += PIECE) {
  for (const problem of PROBLEMS.slice(from - 1, to)) {
    const name = nameOf(problem);
    const record = read()[name] ?? { seeds: 0, rows: {} };
    const started = Date.now();
    const first = record.seeds + 1;
    while (record.seeds < Math.min(target, seeds)) await tally(problem, ++record.seeds, record.rows);
    if (record.seeds < first) continue;
    const known = { ...read(), [name]: record };
    const coverage = Object.fromEntries(PROBLEMS.map(nameOf).flatMap((one) => (known[one] ? [[one, known[one]]] : [])));
    writeFileSync(RECORD, `${JSON.stringify(coverage, undefined, 1)}\n`);
    writeFileSync(PAGE, pageOf(coverage));
    process.stderr.write(`${name}: seeds ${first} to ${record.seeds}, ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
  }
}
writeFileSync(PAGE, pageOf(read()));
const wrong = wrongOf(read());
for (const row of wrong) process.stdout.write(`contains the truth too seldom: ${row}\n`);
process.exitCode = wrong.length > 0 ? 1 : 0;
