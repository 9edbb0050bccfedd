/** Whole problems for kernel `ex-post`, in integers, made from agents' values that are linear in everybody's signals. */
import type { AuditedAgent, Deviations, ExPostParameters } from '../../kernels/ex-post/spec.ts';
import type { Factor, Functional } from '../../kernels/linear/positions.ts';
import { caseMaker } from '../oracles/statistics.ts';
import { thresholds } from './run.ts';

export type Make = ReturnType<typeof caseMaker>;

/** Agent i's value of alternative k: bases[i][k] + sum over j, d of slopes[i][k][j][d] * signal (j, d) in [0, 1). */
export interface LinearValues {
  readonly bases: number[][];
  readonly slopes: number[][][][];
}

/** Coordinate d of agent j is number j * dimensions + d. */
export function functionalOf(constants: number[], slopes: number[][][]): Functional {
  const dimensions = slopes[0]?.[0]?.length ?? 0;
  const terms = slopes.flatMap((agents, k) =>
    agents.flatMap((own, j) => own.flatMap((m, d) => (m === 0 ? [] : [{ k, coordinate: j * dimensions + d, m }]))));
  const factor: Factor = {
    rows: constants.length,
    rowOf: Int32Array.from(constants, (_, k) => k),
    termRow: Int32Array.from(terms, ({ k }) => k),
    coordinates: Int32Array.from(terms, ({ coordinate }) => coordinate),
    multipliers: Int32Array.from(terms, ({ m }) => m),
  };
  return { constants: Int32Array.from(constants), factors: [factor] };
}

/** Sum over agents of `members` of value k, keeping the slopes on signals of agents j that `keep` wants. */
export function sumOf(
  { bases, slopes }: LinearValues,
  members: number[],
  keep: (j: number) => boolean = () => true,
  constants = true,
): Functional {
  const add = (pick: (i: number) => number): number => members.reduce((sum, i) => sum + pick(i), 0);
  const shape = slopes[0]!;
  return functionalOf(
    bases[0]!.map((_, k) => (constants ? add((i) => bases[i]![k]!) : 0)),
    shape.map((agents, k) => agents.map((own, j) => own.map((_, d) => (keep(j) ? add((i) => slopes[i]![k]![j]![d]!) : 0)))),
  );
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

/** Efficient rule; agent i's reports are `reports[r][d]` in [0, 1), everything entering as exact real numbers rounded. */
export function efficientProblem(
  values: LinearValues,
  cells: Float64Array[],
  transfer: AuditedAgent['transfer'],
  reports: number[][],
  tolerance: number,
): ExPostParameters {
  const n = values.bases.length;
  const everyone = range(n);
  const alternatives = values.bases[0]!.length;
  const agents = everyone.map((i): AuditedAgent => {
    const others = everyone.filter((j) => j !== i);
    const table = (members: number[]): Int32Array =>
      Int32Array.from(
        reports.flatMap((report) =>
          range(alternatives).map((k) =>
            Math.round(members.reduce((sum, m) => sum + report.reduce((part, x, d) => part + x * values.slopes[m]![k]![i]![d]!, 0), 0))))
      );
    const deviations: Deviations = {
      objective: sumOf(values, everyone, (j) => j !== i),
      othersWelfare: sumOf(values, others, (j) => j !== i),
      ownValue: sumOf(values, [i], (j) => j !== i),
      ownSignal: sumOf(values, [i], (j) => j === i, false),
      reports: reports.length,
      classes: alternatives,
      classOf: Int32Array.from(range(alternatives)),
      reportObjective: table(everyone),
      reportOthers: table(others),
    };
    return { value: sumOf(values, [i]), othersWelfare: sumOf(values, others), transfer, ...(reports.length > 0 ? { deviations } : {}) };
  });
  const welfare = sumOf(values, everyone);
  return { coordinates: cells.map((t) => ({ thresholds: t })), alternatives, objective: welfare, welfare, agents, tolerance };
}

/** Values up to `most`; with `privately` nobody's depend on others' signals. */
export function randomValues(
  make: Make,
  n: number,
  alternatives: number,
  dimensions: number,
  most: number,
  privately: boolean,
): LinearValues {
  const number = (): number => Math.round((2 * make.unit() - 1) * most);
  return {
    bases: range(n).map(() => range(alternatives).map(number)),
    slopes: range(n).map((i) =>
      range(alternatives).map(() => range(n).map((j) => range(dimensions).map(() => (privately && i !== j ? 0 : number()))))),
  };
}

function randomLaw(make: Make): Float64Array {
  const cells = 2 ** make.whole(6);
  if (make.whole(3) === 0) return thresholds(cells);
  const inner = Array.from({ length: cells - 1 }, () => [0, 2 ** 32, 2 ** 31, make.whole(2 ** 32)][make.whole(4)]!).sort((a, b) => a - b);
  return Float64Array.of(0, ...inner, 2 ** 32);
}

export const randomLaws = (make: Make, count: number): Float64Array[] => range(count).map(() => randomLaw(make));

function randomFunctional(make: Make, alternatives: number, coordinates: number, most: number, coarse: boolean): Functional {
  const number = (): number => (coarse ? make.whole(3) - 1 : Math.round((2 * make.unit() - 1) * most));
  const factor = (): Factor => {
    const rows = 1 + make.whole(4);
    const terms = coordinates === 0 ? 0 : make.whole(7);
    return {
      rows,
      rowOf: Int32Array.from({ length: alternatives }, () => make.whole(rows + 1) - 1),
      termRow: Int32Array.from({ length: terms }, () => make.whole(rows)).sort(),
      coordinates: Int32Array.from({ length: terms }, () => make.whole(coordinates)),
      multipliers: Int32Array.from({ length: terms }, number),
    };
  };
  return { constants: Int32Array.from({ length: alternatives }, number), factors: range(make.whole(3)).map(factor) };
}

export interface Shape {
  readonly agents: number;
  readonly alternatives: number;
  readonly coordinates: number;
  readonly reports: number;
  readonly classes: number;
}

/**
 * Anything the kernel accepts: functionals that have nothing to do with each other. `coarse`: numbers of -1, 0 and 1, so that ties abound.
 */
export function randomProblem(
  make: Make,
  { agents, alternatives, coordinates, reports, classes }: Shape,
  coarse = false,
): ExPostParameters {
  const most = 2 ** 22;
  const functional = (): Functional => randomFunctional(make, alternatives, coordinates, most, coarse);
  const shared = [functional(), functional()];
  const some = (): Functional => (make.whole(3) === 0 ? shared[make.whole(2)]! : functional());
  const table = (): Int32Array =>
    Int32Array.from({ length: reports * classes }, () => (coarse ? make.whole(3) - 1 : Math.round((2 * make.unit() - 1) * most)));
  const agent = (i: number): AuditedAgent => ({
    value: some(),
    othersWelfare: some(),
    transfer: (['vcg', 'none', 'groves'] as const)[i % 3]!,
    ...(i % 4 === 3 || reports === 0
      ? {}
      : {
          deviations: {
            objective: some(),
            othersWelfare: some(),
            ownValue: some(),
            ownSignal: some(),
            reports,
            classes,
            // Every class occurs; the rest as it comes.
            classOf: Int32Array.from(
              { length: alternatives }, (_, k) => (k >= alternatives - classes ? alternatives - 1 - k : make.whole(classes)),
            ),
            reportObjective: table(),
            reportOthers: i % 2 === 0 ? table() : new Int32Array(reports * classes),
          },
        }),
  });
  return {
    coordinates: randomLaws(make, coordinates).map((thresholds) => ({ thresholds })),
    alternatives,
    objective: some(),
    welfare: some(),
    agents: range(agents).map(agent),
    tolerance: coarse ? make.whole(2) : make.whole(100_000),
  };
}
