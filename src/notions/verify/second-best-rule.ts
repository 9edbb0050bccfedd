/**
 * Whether a file `misreport.second-best-rule/1` proves that some mechanism with its constraints reaches `atLeast` of expected welfare: a
 * rule that is constant on cells of agents who see one signal each, with the slopes of utilities. Each signal is parted into `cells` cells
 * of equal mass; `chances` are of alternatives, for the cells of all agents, the last agent's fastest. With ψ_i(T) = Σ_k A_k q_k(T), q the
 * chances given an agent's own cell, utilities of slopes m_i that do not fall from cell to cell and are within ε of ψ_i leave no lie more
 * than ε a unit: between types s < t the mean slope is at least m_i(s) >= ψ_i(s) - ε and at most m_i(t) <= ψ_i(t) + ε, which are the two
 * lies. A cell may be a point of positive probability, and over a gap between cells, where nobody is, `between` has the slope. Utilities
 * are linear on cells, so that whoever may leave is left with nothing or more if the ends of cells are; what the rule is worth and what
 * utilities cost are sums over cells. Means of cells of laws that are not uniform are known to within `off`, by which what is worth less,
 * or costs more, is counted. Of a law that is a function of somebody's own the file holds values (given.ts): masses of cells are those
 * between them, and their means are off by half of the width of their pieces.
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { pointShape, problemShape, requireProblem, tabulatedIn, type FileProblem } from './draws.ts';
import { anyLawWords, functionsShape, givenWords, valuesWords } from './given.ts';
import { axesShape } from './signal-cells.ts';
import { boxesOf, type CellsOfAgent } from './type-boxes.ts';

const shape = z.strictObject({
  schema: z.literal('misreport.second-best-rule/1'), point: pointShape, problem: problemShape, cells: z.number().int().min(1).max(64),
  axes: axesShape, permittedEpsilon: z.number().min(0),
  /** Money that may be lost, where agents may leave. */
  deficit: z.number().optional(),
  chances: z.array(z.array(z.number().min(0))), slopes: z.array(z.array(z.number())),
  /** From each cell to the next: what counts where types between them are missing; absent: that of the former. */
  between: z.array(z.array(z.number())).optional(), atLeast: z.number(), functions: functionsShape,
});
type File = z.infer<typeof shape>;

/** Cells of all agents together at most. */
const JOINT_MAX = 2 ** 18;
/** Of sums: as a share of rates, and of how large welfare may be. */
const ROUNDING = 1e-9;

/** Throws InputError naming the key where sizes do not fit. */
function requireFit({ problem, chances, slopes, between }: File, parted: readonly CellsOfAgent[]): void {
  if (parted.some(({ signals }) => signals.length !== 1)) throw new InputError('problem.signals', 'must be one of each agent who sees any');
  const joint = parted.reduce((product, { size }) => product * size, 1);
  if (joint > JOINT_MAX) throw new InputError('cells', `make ${joint} cells of all agents together, more than ${JOINT_MAX}`);
  if (chances.length !== joint || chances.some((row) => row.length !== problem.alternatives.length)) {
    throw new InputError('chances', `must have a number for each alternative in each of ${joint} cells of all agents together`);
  }
  if (slopes.length !== parted.length || slopes.some((row, i) => row.length !== parted[i]!.size)) {
    throw new InputError('slopes', `must have a number for each cell of each of ${parted.length} agents`);
  }
  if (between && (between.length !== parted.length || between.some((row, i) => row.length !== parted[i]!.size - 1))) {
    throw new InputError('between', `must have a number from each cell to the next of each of ${parted.length} agents`);
  }
}

/** Welfare of the rule, for sure, and each agent's chances given her own cell, [agent][T][K]. */
function evaluated({ chances }: File, fixed: readonly number[], parted: readonly CellsOfAgent[]) {
  const given = parted.map(({ size }) => Array.from({ length: size }, () => fixed.map(() => 0)));
  const strides = parted.map((_, i) => parted.slice(i + 1).reduce((product, { size }) => product * size, 1));
  let welfare = 0;
  chances.forEach((row, joint) => {
    const places = parted.map(({ size }, i) => Math.floor(joint / strides[i]!) % size);
    const mass = places.reduce((product, t, i) => product * parted[i]!.masses[t]!, 1);
    row.forEach((chance, k) => {
      welfare += mass * chance * places.reduce((sum, t, i) => sum + parted[i]!.worth(t, k), fixed[k]!);
      places.forEach((t, i) => { given[i]![t]![k]! += (mass / parted[i]!.masses[t]!) * chance; });
    });
  });
  return { given, welfare: welfare - parted.reduce((sum, one) => sum + one.off(), 0) };
}

/** What utilities of these slopes cost at most, the least that leave nobody with less than nothing. */
function costOf(one: CellsOfAgent, slopes: readonly number[], between: readonly number[] = slopes): number {
  let [utility, least, mean] = [0, 0, 0];
  slopes.forEach((slope, t) => {
    const { low, high, mean: at, off, open } = one.side(t, 0);
    // Whoever is without an end has less than nothing, sooner or later, where utility falls on the way out.
    if (open * slope < 0) least = -Infinity;
    if (t > 0) utility += between[t - 1]! * (low - one.side(t - 1, 0).high);
    least = Math.min(least, utility);
    mean += one.masses[t]! * (utility + slope * (at - low) + Math.abs(slope) * off);
    utility += slope * (high - low);
    least = Math.min(least, utility);
  });
  return mean - least;
}

/** How large welfare may be. */
function sizeOf({ alternatives, constants, coefficients }: FileProblem, parted: readonly CellsOfAgent[]): number {
  const ends = parted.map((one) => Math.max(Math.abs(one.side(0, 0).low), Math.abs(one.side(one.size - 1, 0).high)));
  return Math.max(...alternatives.map((_, k) => parted.reduce((sum, { social }, i) => sum + Math.abs(social[k]![0]!) * ends[i]!,
    coefficients.reduce((sum, __, i) => sum + Math.abs(constants[i]![k]!), 0))));
}

function lieFaults(
  { permittedEpsilon, slopes, between = slopes }: File, parted: readonly CellsOfAgent[], given: readonly number[][][],
): string[] {
  return parted.flatMap(({ rates, enters }, i) => {
    const range = Math.max(...rates.map((row) => Math.abs(row[0]!)));
    const epsilon = enters[0] ? permittedEpsilon : 0;
    const steep = slopes[i]!.findIndex((slope, t) =>
      Math.abs(slope - rates.reduce((sum, row, k) => sum + row[0]! * given[i]![t]![k]!, 0)) > epsilon + ROUNDING * range);
    const falls = slopes[i]!.findIndex((slope, t) =>
      t > 0 && !(slopes[i]![t - 1]! <= between[i]![t - 1]! && between[i]![t - 1]! <= slope));
    return [
      ...(steep < 0 ? [] : [`in cell ${steep} of informed agent ${i + 1} utility moves by more than ${epsilon} apart from her value`]),
      ...(falls < 0 ? [] : [`the slope of utility falls at cell ${falls} of informed agent ${i + 1}`]),
    ];
  });
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeSecondBestRuleFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { problem, permittedEpsilon, deficit, chances, slopes, atLeast } = file;
  requireProblem(problem);
  const { fixed, parted } = boxesOf(problem, file.cells, file.axes);
  requireFit(file, parted);
  const { welfare, given: seen } = evaluated(file, fixed, parted);
  const size = sizeOf(problem, parted);
  const odd = chances.findIndex((row) => Math.abs(row.reduce((sum, chance) => sum + chance, 0) - 1) > ROUNDING);
  const left = deficit === undefined ? 0
    : welfare + deficit - parted.reduce((sum, one, i) => sum + costOf(one, slopes[i]!, file.between?.[i]), 0);
  const asked = [
    ...(permittedEpsilon > 0 ? [`a permitted epsilon of ${permittedEpsilon}`] : []),
    ...(deficit === undefined ? [] : [`participation and a deficit of ${deficit}`]),
  ];
  const tables = tabulatedIn(problem);
  return {
    what: `a rule constant on ${file.cells} cells a signal reaches at least ${atLeast} of welfare, incentive compatible on the continuum`
      + (asked.length > 0 ? ` with ${asked.join(' and ')}` : '') + anyLawWords(tables)
      + givenWords(tables, valuesWords(problem.signals), file.functions),
    faults: [
      ...(odd < 0 ? [] : [`chances in cell ${odd} of all agents add up to something else than one`]),
      ...lieFaults(file, parted, seen),
      ...(left < -ROUNDING * size ? [`utilities cost ${-left} more than welfare and the deficit`] : []),
      ...(welfare < atLeast - ROUNDING * (size + Math.abs(atLeast)) ? [`the rule reaches ${welfare}, below ${atLeast}`] : []),
    ],
  };
}
