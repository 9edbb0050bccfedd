/** Timings of fields: chances, gaps, critical cycles, least ε under side constraints, the second best; beside numpy and scipy's HiGHS. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { interim } from '../kernels/interim/cpu.ts';
import { walkGains } from '../kernels/walk-gains/cpu.ts';
import { parseDistribution } from '../src/distributions/parse.ts';
import { doubleAuction } from '../src/environment/double-auction.ts';
import { valueTable } from '../src/environment/table.ts';
import { curlExperiment } from '../src/experiments/field/curl-sums.ts';
import type { LinearProblem } from '../src/experiments/field/walk-sums.ts';
import { integerInterim } from '../src/experiments/integer/interim.ts';
import { integerWalks } from '../src/experiments/integer/walks.ts';
import { ownSpace } from '../src/experiments/own-signal.ts';
import { rectangles } from '../src/kinds/field/grid.ts';
import { leastEpsilon, type TypeField } from '../src/notions/least-epsilon.ts';
import { doubleAuctionLeastEpsilon } from '../src/notions/least-epsilon/double-auction.ts';
import { constrainedLeastEpsilon, type ConstrainedAgent } from '../src/notions/least-epsilon/program.ts';
import { relaxedSecondBest } from '../src/notions/second-best/relaxation.ts';
import { RelaxedProgram } from '../src/notions/second-best/relaxed-program.ts';
import { secondBestOfTwo } from '../src/notions/second-best/two-alternatives.ts';
import { twoWayReduction } from '../src/notions/second-best/two-way-reduction.ts';
import { typeCells } from '../src/notions/second-best/type-cells.ts';
import { FloatBuilder } from '../src/programs/float-builder.ts';
import { solveFloat, type FloatProgram } from '../src/programs/float.ts';
import { scipyTime } from './scipy.ts';
import { median, REPEATS, type Row } from './timing.ts';

const uniform = parseDistribution('uniform(0,1)', 'law');
const AXIS = 33;
/** As many types as are taken. */
const AXIS_MAX = 65;
const SIDE = 200;

const gridOf = (axis: number): number[][] =>
  Array.from({ length: axis * axis }, (_, t) => [(t % axis + 0.5) / axis, (Math.floor(t / axis) + 0.5) / axis]);

/** Own rates 1, 1 against social ones 1.5, 1: chances that are no gradient. */
function cycleRow(axis: number): Promise<Row> {
  const points = gridOf(axis);
  const field: TypeField = {
    points, relevant: [true, true], classes: 2, values: Float64Array.from(points.flat()),
    chances: Float64Array.from(points.flatMap(([a, b]) => {
      const first = Math.min(1, Math.max(0, 0.5 + (1.5 * a! - b!) / 2));
      return [first, 1 - first];
    })),
  };
  return timed(`critical cycle, ${points.length} types`, () => leastEpsilon(field, 'lic'), axis === AXIS ? REPEATS : 1);
}

const timed = async (what: string, task: () => unknown, repeats = REPEATS): Promise<Row> =>
  ({ what, who: 'misreport', figure: 1e3 * await median(task, repeats), unit: 'ms' });

/** The same rates, a signal of agent 2 for each alternative, and with three alternatives one that agent 1's signals do not move. */
function fieldProblem(alternatives: 2 | 3): LinearProblem {
  const own = [[1, 0], [0, 1], [0, 0]].slice(0, alternatives);
  const names = own.map((_, k) => `k${k}`);
  const zeros = own.map(() => 0);
  return {
    kind: 'social-choice', agents: ['1', '2'], alternatives: names,
    signals: [{ owner: 0, name: 'a', law: uniform }, { owner: 0, name: 'b', law: uniform },
      ...names.map((name) => ({ owner: 1, name, law: uniform }))],
    valuations: {
      kind: 'linear', constants: [zeros, zeros],
      coefficients: [
        own.map((row) => [...row, ...zeros]), own.map((row, k) => [row[0]! / 2, 0, ...zeros.map((_, j) => (j === k ? 1 : 0))]),
      ],
    },
  };
}

const PROFILES = 1_000_000;
/** Chunks that cover the profiles. */
const CHUNKS = 16;

async function fieldOf(alternatives: 2 | 3): Promise<Row[]> {
  const problem = fieldProblem(alternatives);
  const what = `field, ${AXIS} x ${AXIS} types, 10^6 profiles, ${alternatives} alternatives`;
  const efficient = { name: 'efficient', rule: { kind: 'efficient' }, transfers: { kind: 'none' } } as const;
  const question = { agent: 0, reports: gridOf(AXIS), paired: [], groupSize: 32, line: false, choicesAlone: true };
  const lowered = integerInterim(problem, efficient, question);
  if ('unsupported' in lowered) throw new Error(lowered.unsupported);
  const run = interim.prepareCpu(lowered.parameters);
  const statistics = interim.emptyStatistics(lowered.parameters);
  const key = { k0: 1, k1: 2 };
  const step = 1 / AXIS;
  const planes = [{ axes: [0, 1], held: [0, 0], low: [0, 0], step: [step, step], cells: [AXIS, AXIS] }] as const;
  const curl = curlExperiment(problem, 0, planes);
  const size = PROFILES / CHUNKS;
  const round = integerWalks(problem, 0, rectangles(ownSpace(problem, 0)).slice(0, 4));
  if ('unsupported' in round) throw new Error(round.unsupported);
  const gains = walkGains.emptyStatistics(round.parameters);
  return [
    await timed(`${what}: chances`, () => {
      for (let chunk = 0; chunk < CHUNKS; chunk++) run(key, chunk * size, size, statistics);
    }),
    await timed(`${what}: gaps of all cells with standard errors`, () => curl.draw(undefined as never, key, 0, PROFILES, {}), 3),
    await timed(`${what}: circulations round four rectangles`, () => {
      for (let chunk = 0; chunk < CHUNKS; chunk++) walkGains.prepareCpu(round.parameters)(key, chunk * size, size, gains);
    }, 3),
  ];
}

/** Numpy's times of the same chances, or why they are not known. */
function fieldPeers(): Row[] {
  const python = process.env.MISREPORT_PYTHON ?? 'python3';
  const script = fileURLToPath(new URL('field_alternatives.py', import.meta.url));
  const { error, status, stdout } = spawnSync(python, [script], { encoding: 'utf8' });
  if (error !== undefined || status !== 0) {
    const unit = `not measured: ${python} has no numpy (MISREPORT_PYTHON names another)`;
    return [{ what: `field, ${AXIS} x ${AXIS} types`, who: 'numpy', unit }];
  }
  return (JSON.parse(stdout) as { library: string; what: string; seconds: number }[]).map(({ library, what, seconds }) => ({
    what: `field, ${AXIS} x ${AXIS} types, 10^6 profiles, ${what}: chances`,
    who: `${library}, ${what.startsWith('two') ? 'sort and searchsorted' : 'type by type'}`, figure: 1e3 * seconds, unit: 'ms',
  }));
}

const besideScipy = (what: string, program: FloatProgram): Row =>
  ({ what, who: "scipy's HiGHS, every row at once", ...scipyTime(program) });

/** A buyer and a seller with uniform types at midpoints, who trade where it is efficient. */
function traders(): ConstrainedAgent[] {
  const points = Array.from({ length: SIDE }, (_, j) => [(j + 0.5) / SIDE]);
  return [1, -1].map((sign) => ({
    weights: new Float64Array(SIDE).fill(1 / SIDE),
    field: {
      points, relevant: [true], classes: 2, values: Float64Array.from(points.flatMap(([x]) => [sign * x!, 0])),
      chances: Float64Array.from(points.flatMap(([x]) => (sign === 1 ? [x!, 1 - x!] : [1 - x!, x!]))),
    },
  }));
}

/** The same with all pairs of types as rows. */
function everyPair(agents: readonly ConstrainedAgent[]): FloatProgram {
  const build = new FloatBuilder('minimise');
  const epsilon = build.column(0, Infinity, 1);
  const utilities = agents.map(({ field: { points } }) => points.map(() => build.column(0, Infinity)));
  agents.forEach(({ field: { points, values, chances } }, i) => points.forEach(([s], type) => points.forEach(([t], report) => {
    if (type === report) return;
    const gain = chances[report * 2]! * (values[type * 2]! - values[report * 2]!);
    build.row([[utilities[i]![type]!, 1], [utilities[i]![report]!, -1], [epsilon, Math.abs(s! - t!)]], gain);
  })));
  build.row(utilities.flatMap((row) => row.map((column) => [column, -1 / SIDE] as const)), -1 / 6);
  return build.program();
}

async function programRows(): Promise<Row[]> {
  const agents = traders();
  const what = `least ε with participation and budget, ${SIDE} types a side`;
  const constraints = { notion: 'lic', individuallyRational: true, budget: { welfare: 1 / 6, deficit: 0 } } as const;
  return [await timed(what, () => constrainedLeastEpsilon(agents, constraints)), besideScipy(what, everyPair(agents))];
}

const table = (alternatives: number): LinearProblem => valueTable({
  agents: ['1', '2'], alternatives: Array.from({ length: alternatives }, (_, k) => `k${k}`), signals: 'per-alternative', law: uniform,
  coefficients: Array.from({ length: alternatives }, (_, k) => [[1, 0], [0.5 - k / (alternatives - 1), 1]]),
}) as LinearProblem;

async function secondBestRows(): Promise<Row[]> {
  const two = table(2);
  const rows = [await timed(
    'second best, two agents with two signals each, two alternatives, on the continuum',
    () => secondBestOfTwo(twoWayReduction(two, undefined, false)),
  )];
  for (const [alternatives, cells] of [[2, 3], [2, 6], [2, 8], [3, 2], [3, 4]] as const) {
    const problem = table(alternatives);
    const parts = problem.agents.map((_, agent) => typeCells(problem, agent, cells));
    const constraints = { epsilon: 0, participation: false };
    const what = `second best above, two agents, ${alternatives} alternatives, ${cells} cells an axis`;
    rows.push(await timed(what, () => relaxedSecondBest(problem, parts, constraints, solveFloat), cells > 3 ? 1 : REPEATS));
    // Several runs of the finest would take scipy minutes.
    if (cells < 4) rows.push(besideScipy(`${what}, its first program`, new RelaxedProgram(problem, parts, constraints).program()));
  }
  return rows;
}

const auctionRow = (): Promise<Row> => timed('certified least ε of double auctions, M = 2 .. 4096, 1%', () => {
  for (let traded = 2; traded <= 4096; traded *= 2) {
    const market = doubleAuction({ sellers: traded, buyers: traded, kappa: 0, cost: uniform, value: uniform });
    doubleAuctionLeastEpsilon(market, 0, 0.01, 1e-6);
  }
});

export async function fieldRows(): Promise<Row[]> {
  return [
    ...(await fieldOf(2)), ...(await fieldOf(3)), ...fieldPeers(), await cycleRow(AXIS), await cycleRow(AXIS_MAX),
    ...(await programRows()), ...(await secondBestRows()), await auctionRow(),
  ];
}
