/**
 * `npm run bench`: one table of timings, printed and written to bench/RESULTS.md with the machine.
 * Every figure is a median; alternatives run in the same call, so that both see the same machine. MISREPORT_PYTHON names the
 * Python that has numpy, PyTorch or JAX (default python3).
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { binomialSplitting } from '../kernels/binomial-splitting/cpu.ts';
import { direct } from '../kernels/direct/cpu.ts';
import { orderStatistics } from '../kernels/order-statistics/cpu.ts';
import { loadSimdLoops } from '../kernels/simd/simd.ts';
import type { Device } from '../src/engine/device.ts';
import { InputError } from '../src/errors.ts';
import { quote } from '../src/input/quote.ts';
import { openDevice } from '../src/engine/open-device.ts';
import { streamKey } from '../src/engine/streams.ts';
import { ambiguityRows } from './ambiguity.ts';
import { fieldRows } from './fields.ts';
import { finiteRows } from './finite.ts';
import { gpuRows } from './gpu.ts';
import { networkRows } from './networks.ts';
import { robustRows } from './robust.ts';
import { socialChoiceRows } from './social-choice.ts';
import { median, REPEATS, type Row } from './timing.ts';

const KEY = streamKey('bench', 'bench');
const CELLS = 1024;
const CASES = [
  { M: 64, profiles: 100_000 },
  { M: 4096, profiles: 2_000 },
];

const evenThresholds = (power: number): Float64Array =>
  Float64Array.from({ length: CELLS + 1 }, (_, j) => Math.round((j / CELLS) ** power * 2 ** 32));

const directParameters = (M: number, differentLaws = false) => ({
  groups: differentLaws
    ? [{ count: M - 1, thresholds: evenThresholds(1) }, { count: M, thresholds: evenThresholds(2) }]
    : [{ count: 2 * M - 1, thresholds: evenThresholds(1) }],
  rank: M - 1,
  cells: CELLS,
});

async function directOneCore(rows: Row[]): Promise<void> {
  for (const { M, profiles } of CASES) {
    for (const differentLaws of [false, true]) {
      const parameters = directParameters(M, differentLaws);
      const run = direct.prepareCpu(parameters);
      const statistics = direct.emptyStatistics(parameters);
      const seconds = await median(() => run(KEY, 0, profiles, statistics));
      const laws = differentLaws ? 'two laws' : 'one law';
      rows.push({
        what: `direct, M = ${M}, ${laws}`, who: 'misreport, 1 core', figure: (seconds / profiles / (2 * M - 1)) * 1e9, unit: 'ns/draw',
      });
    }
  }
  const loops = loadSimdLoops(8192);
  const seconds = await median(() => {
    for (let i = 0; i < 2000; i++) loops.words(KEY.k0, KEY.k1, i, 512);
  });
  rows.push({ what: 'generator alone', who: 'misreport, 1 core', figure: (seconds / 2000 / 8192) * 1e9, unit: 'ns/draw' });
}

async function orderStatisticsOneCore(rows: Row[]): Promise<void> {
  for (const M of [2, 64, 4096, 1_000_000]) {
    const others = 2 * M - 1;
    const mean = (M - 0.5) / (others + 1);
    const deviation = Math.sqrt((mean * (1 - mean)) / others);
    const levels = Float64Array.from(
      { length: 8 * CELLS + 1 }, (_, j) => Math.min(1, Math.max(0, mean + 5 * deviation * (j / (4 * CELLS) - 1))),
    );
    const parameters = { others, rank: M - 1, levels };
    const run = orderStatistics.prepareCpu(parameters);
    const statistics = orderStatistics.emptyStatistics(parameters);
    const seconds = await median(() => run(KEY, 0, 1_000_000, statistics));
    rows.push({ what: `order-statistics, M = ${M}`, who: 'misreport, 1 core', figure: seconds * 1e3, unit: 'ns/profile' });
    // Costs uniform, values with cdf x^2: the ranks lie where x + x^2 = 1.
    const centre = (Math.sqrt(5) - 1) / 2;
    const xs = levels.map((_, j) => Math.min(1, Math.max(0, centre + 5 * deviation * (j / (4 * CELLS) - 1))));
    const split = { groups: [{ count: M - 1, levels: xs }, { count: M, levels: xs.map((x) => x ** 2) }], rank: M - 1 };
    const runSplit = binomialSplitting.prepareCpu(split);
    const into = binomialSplitting.emptyStatistics(split);
    const splitSeconds = await median(() => runSplit(KEY, 0, 200_000, into));
    rows.push({
      what: `binomial-splitting (two laws), M = ${M}`, who: 'misreport, 1 core', figure: splitSeconds * 5e3, unit: 'ns/profile',
    });
  }
}

async function throughDevice(rows: Row[], device: Device, who: string, profiles: number): Promise<number> {
  const job = { kernel: 'direct', parameters: directParameters(64), stream: KEY, first: 0, count: profiles } as const;
  const seconds = await median(() => device.run(job));
  const perDraw = (seconds / profiles / 127) * 1e9;
  rows.push({ what: 'direct, M = 64, one law', who, figure: perDraw, unit: 'ns/draw' });
  return perDraw;
}

async function workers(rows: Row[]): Promise<void> {
  const figures: number[] = [];
  for (const count of [1, 2]) {
    const device = await openDevice({ device: 'cpu', workers: count });
    figures.push(await throughDevice(rows, device, `misreport, pool of ${count}`, 1_000_000));
    await device.close();
  }
  rows.push({ what: 'two workers against one', who: 'misreport', figure: figures[0]! / figures[1]!, unit: 'times as fast' });
}

async function gpu(rows: Row[]): Promise<void> {
  try {
    const device = await openDevice({ device: 'webgpu' });
    const { hardware, adapter } = device.description;
    await device.close();
    if (hardware) rows.push(...(await gpuRows()));
    else console.error(`webgpu: only an emulation here (${adapter}); not timed`);
  } catch (error) {
    console.error(`webgpu: not measured (${error instanceof Error ? error.message : String(error)})`);
  }
}

function alternatives(rows: Row[]): void {
  const script = new URL('alternatives.py', import.meta.url).pathname;
  const cases = CASES.map(({ M, profiles }) => ({ M, profiles: Math.floor(profiles / 5) }));
  const python = spawnSync(
    process.env.MISREPORT_PYTHON ?? 'python3', [script],
    { input: JSON.stringify(cases), encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1' } },
  );
  if (python.stderr) process.stderr.write(python.stderr);
  if (python.status !== 0) return;
  for (
    const { library, what, M, ns_per_draw: figure } of JSON.parse(python.stdout) as {
      library: string;
      what: string;
      M: number;
      ns_per_draw: number;
    }[]
  ) {
    rows.push({ what: `direct, M = ${M}: ${what}`, who: library, figure, unit: 'ns/draw' });
  }
}

/** A default rate study as a user runs it, in a process of its own, with its peak memory. */
function mainJob(rows: Row[], scenario: string, what: string): void {
  const started = performance.now();
  const bin = new URL('../bin/misreport.mjs', import.meta.url).pathname;
  const probe = `process.on('exit',()=>process.stderr.write('RSS '+process.resourceUsage().maxRSS))`;
  const run = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(probe)}`, bin, 'rate', scenario, '--no-out', '--quiet', '--device', 'cpu'],
    { encoding: 'utf8' },
  );
  const seconds = (performance.now() - started) / 1000;
  if (run.status !== 0) throw new Error(`rate ${scenario} failed: ${run.stderr}`);
  rows.push({ what, who: 'misreport, all cores', figure: seconds, unit: 's' });
  const peak = Number(/RSS (\d+)/.exec(run.stderr)?.[1]);
  if (Number.isFinite(peak)) rows.push({ what: 'its peak memory', who: 'misreport', figure: peak / 1024, unit: 'MiB' });
}

function render(rows: readonly Row[]): string {
  const processor = cpus()[0];
  const machine =
    `${cpus().length} cores (${processor?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node `
    + `${process.versions.node}, ${process.platform}-${process.arch}`;
  const shown = ({ figure, unit }: Row): string => (figure === undefined ? unit : `${figure.toPrecision(3)} ${unit}`);
  const body = rows.map((row) => `| ${row.what} | ${row.who} | ${shown(row)} |`);
  return [
    '| what | who | figure |', '| --- | --- | --- |', ...body, '',
    `Machine: ${machine}. Medians of ${REPEATS} runs after a warm-up, generator included.`, '',
  ].join('\n');
}

const PARTS = {
  'social-choice': socialChoiceRows,
  'ambiguity': ambiguityRows,
  'finite': finiteRows,
  'robust': robustRows,
  'fields': fieldRows,
  'networks': networkRows,
} as const;

/** What is timed now, on stderr: the table comes when all of it is known. */
const timing = (what: string): void => console.error(`timing ${what}`);

/** The whole table, printed and written. */
async function everything(): Promise<void> {
  const rows: Row[] = [];
  timing('draws on one core');
  await directOneCore(rows);
  timing('the same in Python');
  alternatives(rows);
  timing('order statistics on one core');
  await orderStatisticsOneCore(rows);
  timing('pools of workers');
  await workers(rows);
  timing('the GPU');
  await gpu(rows);
  timing('default rate studies');
  mainJob(rows, 'double-auction', 'default rate study, M = 2 .. 4096, 1% certificates');
  mainJob(rows, 'double-auction-ambiguity', 'the same with delta* by Prokhorov and total variation');
  for (const [name, part] of Object.entries(PARTS)) {
    timing(name);
    rows.push(...(await part()));
  }
  const table = render(rows);
  console.log(table);
  const preface = `# Timings\n\nWritten by \`npm run bench\`; what the figures mean is discussed in DESIGN.md ("Speed").\n\n`;
  writeFileSync(new URL('RESULTS.md', import.meta.url), preface + table);
}

// `npm run bench -- social-choice`, or another part, prints that part alone and writes nothing; so does `--device webgpu`.
const argv = process.argv.slice(2);
const onGpu = argv[0] === '--device';
if (onGpu && (argv[1] !== 'webgpu' || argv.length > 2)) {
  throw new InputError('bench --device', `is ${quote(argv.slice(1).join(' '))}; accepted: webgpu, and nothing beside it`);
}
const strange = argv.find((name) => !onGpu && !Object.hasOwn(PARTS, name));
if (strange !== undefined) {
  const parts = Object.keys(PARTS).join(', ');
  throw new InputError('bench', `has no part ${quote(strange)}; accepted: ${parts}, --device webgpu, or nothing for all of it`);
}
const asked = Object.entries(PARTS).filter(([name]) => argv.includes(name));
for (const [name, part] of asked) {
  timing(name);
  console.log(render(await part()));
}
if (onGpu) timing('the GPU');
if (onGpu) console.log(render(await gpuRows()));
else if (asked.length === 0) await everything();
