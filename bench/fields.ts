/** Timings of fields: critical cycles, least ε under side constraints, the second best; beside the same programs in scipy's HiGHS. */
import { parseDistribution } from '../src/distributions/parse.ts';
import { doubleAuction } from '../src/environment/double-auction.ts';
import { valueTable } from '../src/environment/table.ts';
import type { LinearProblem } from '../src/experiments/field/walk-sums.ts';
import { leastEpsilon, type TypeField } from '../src/notions/least-epsilon.ts';
import { doubleAuctionLeastEpsilon } from '../src/notions/least-epsilon/double-auction.ts';
import { constrainedLeastEpsilon, type ConstrainedAgent } from '../src/notions/least-epsilon/program.ts';
import { relaxedSecondBest } from '../src/notions/second-best/relaxation.ts';
import { secondBestOfTwo } from '../src/notions/second-best/two-alternatives.ts';
import { twoWayReduction } from '../src/notions/second-best/two-way-reduction.ts';
import { typeCells } from '../src/notions/second-best/type-cells.ts';
import { FloatBuilder } from '../src/programs/float-builder.ts';
import { solveFloat, type FloatProgram } from '../src/programs/float.ts';
import { scipyTime } from './scipy.ts';
import { median, type Row } from './timing.ts';

const uniform = parseDistribution('uniform(0,1)', 'law');
const AXIS = 33;
const SIDE = 200;

/** Own rates 1, 1 against social ones 1.5, 1: chances that are no gradient. */
function cycleRow(): Promise<Row> {
  const points = Array.from({ length: AXIS * AXIS }, (_, t) => [(t % AXIS + 0.5) / AXIS, (Math.floor(t / AXIS) + 0.5) / AXIS]);
  const field: TypeField = {
    points, relevant: [true, true], classes: 2, values: Float64Array.from(points.flat()),
    chances: Float64Array.from(points.flatMap(([a, b]) => {
      const first = Math.min(1, Math.max(0, 0.5 + (1.5 * a! - b!) / 2));
      return [first, 1 - first];
    })),
  };
  return timed(`critical cycle, ${points.length} types`, () => leastEpsilon(field, 'lic'));
}

const timed = async (what: string, task: () => unknown): Promise<Row> =>
  ({ what, who: 'misreport', figure: 1e3 * await median(task), unit: 'ms' });

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
  for (const [alternatives, cells] of [[2, 3], [3, 2]] as const) {
    const problem = table(alternatives);
    const parts = problem.agents.map((_, agent) => typeCells(problem, agent, cells));
    const programs: FloatProgram[] = [];
    const solve = (program: FloatProgram) => {
      programs.push(program);
      return solveFloat(program);
    };
    const what = `second best above, two agents, ${alternatives} alternatives, ${cells} cells an axis`;
    rows.push(await timed(what, () => relaxedSecondBest(problem, parts, { epsilon: 0, participation: false }, solve)));
    rows.push(besideScipy(`${what}, its last program`, programs.at(-1)!));
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
  return [await cycleRow(), ...(await programRows()), ...(await secondBestRows()), await auctionRow()];
}
