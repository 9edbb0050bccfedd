/**
 * Whether a file `misreport.second-best/1` proves that no mechanism with its constraints reaches more than `atMost` of expected welfare.
 * Each agent's types are parted into `cells` cells of equal mass an axis, or into those of `axes`, some of them points. Of a mechanism let
 * q_k(T) be its mean chance of k over a cell T, c_kd(T) the covariance there of that chance with signal d, U(T) the mean utility, p_k(a)
 * the mean chance over a cell a of all agents and g(a) what mean welfare there exceeds Σ_k p_k(a) w_k(mean of a) by. Everyone's truth
 * being best, up to ε a unit, implies
 *
 *     lie      U(S) - U(T) - Σ_k q_k(T) A_k·(m_S - m_T) + Σ_k A_k·c_k(T) + ε E|s - t|  >= 0
 *     slope    U(S) - U(T) - Σ_k A_kd (q_k(T) w/2 + c_kd(T) + q_k(S) w/2 - c_kd(S))  is within ε w of 0, S being next above T along d,
 *              where the law is uniform on both, or one is a point: each w is its own cell's
 *     bend     the same under a density f, of which ends are known on both cells: with F what lies below a type of T and G what lies above
 *              one of S, of their law on the cell, F/f is the type and ρ, G/f minus the type and ρ', so that U(S) - U(T) is within
 *              Σ_k 2 |A_kd - middle| (r · min(p_k, 1 - p_k) over T + r' · the same over S) of Σ_k A_kd (q_k(T) (high - m)_T + c_kd(T)
 *              + q_k(S) (m - low)_S - c_kd(S)), r being half of the range of ρ, and within ε a unit of way besides
 *     end      U(T) + (-) Σ_k A_kd (q_k(T) w/2 + (-) c_kd(T)) + ε w/2  >= 0 at the upper (lower) end, if she has one signal, of a uniform
 *              law, and may leave
 *     budget   welfare + deficit - Σ_i E U_i  >= 0
 *     hidden   Σ_i Σ_T P(T) Σ_k B_k·c_k(T) = Σ_a P(a) g(a)
 *     spread   Σ_k c_kd(T) = 0.
 *
 * Their multiples are added to welfare. What is left is linear in U, which has to cancel or be a utility's that is not negative, and in c,
 * of which |c_kd(T)| <= r_d · the mean of min(p_k, 1 - p_k) over T, r_d being how far a type of T may be from its mean (w_d/2 if the law is
 * uniform). So it is a sum over cells a of a function of p(a) that is linear but for min(p_k, 1 - p_k), and g(a) <= E max_k w_k - Σ_k p_k
 * w_k; its largest value is where one chance is 1 or two are 1/2. Means of cells of laws that are not uniform are known to within `off`;
 * what that may change is added. Of a law that is a function of somebody's own the file holds values (given.ts): cells are cut there,
 * masses are those between them, and the mean of a cell is off by half of the width of its pieces, each weighed with its mass. So what is
 * proved is proved of every law with a density and these values.
 */
import { z } from 'zod';
import { lawNamed } from './read-law.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { pointShape, problemShape, requireProblem, tabulatedIn } from './draws.ts';
import { anyLawWords, functionsShape, givenWords, valuesWords } from './given.ts';
import { axesShape } from './signal-cells.ts';
import { boxesOf, JOINT_MAX, meanOfBest } from './type-boxes.ts';
import { Weighed } from './weighed-rows.ts';

const agent = z.number().int().min(0);
const cell = z.number().int().min(0);
const weight = z.number();
const rowShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('lie'), agent, type: cell, report: cell, weight: weight.min(0) }),
  z.strictObject({ kind: z.literal('slope'), agent, above: cell, below: cell, axis: cell, weight }),
  z.strictObject({
    kind: z.literal('bend'), agent, above: cell, below: cell, axis: cell, side: z.enum(['least', 'most']), weight: weight.min(0),
  }),
  z.strictObject({ kind: z.literal('end'), agent, type: cell, end: z.enum(['low', 'high']), weight: weight.min(0) }),
  z.strictObject({ kind: z.literal('spread'), agent, type: cell, axis: cell, weight }),
  z.strictObject({ kind: z.literal('budget'), weight: weight.min(0) }),
  z.strictObject({ kind: z.literal('hidden'), weight }),
]);
/** Rows and their weights. */
export const multipliersShape = z.array(rowShape);
const shape = z.strictObject({
  schema: z.literal('misreport.second-best/1'), point: pointShape, problem: problemShape, cells: z.number().int().min(1).max(64),
  axes: axesShape, permittedEpsilon: z.number().min(0), deficit: z.number().optional(), multipliers: multipliersShape, atMost: z.number(),
  functions: functionsShape,
  /** What the result has for its upper end where that is less: said, not proved. */
  firstBest: z.number().optional(),
});
type File = z.infer<typeof shape>;
type Row = z.infer<typeof rowShape>;
/** What a bound is worked out from. */
type Asked = Pick<File, 'problem' | 'cells' | 'axes' | 'permittedEpsilon' | 'deficit' | 'multipliers'>;

/** Halvings at most of a cell of all agents, for the mean of the best welfare over it. */
const HALVINGS = 9;
/** Of sums, as a share of the bound and of how large welfare may be; of multipliers, whole. */
export const ROUNDING = 1e-9;

function requireRow(row: Row, agents: readonly Weighed[], { deficit }: Pick<Asked, 'deficit'>): void {
  if (row.kind === 'budget' || row.kind === 'hidden') {
    if (row.kind === 'budget' && deficit === undefined) throw new InputError('multipliers', 'weigh a budget, and the file has no deficit');
    return;
  }
  const one = agents[row.agent]?.cells;
  if (!one) throw new InputError('multipliers', `name agent ${row.agent} of ${agents.length}`);
  const places = row.kind === 'lie' ? [row.type, row.report] : 'above' in row ? [row.above, row.below] : [row.type];
  if (places.some((at) => at >= one.size)) throw new InputError('multipliers', `name a cell of ${one.size}`);
  if ('axis' in row && row.axis >= one.signals.length) throw new InputError('multipliers', `name an axis of ${one.signals.length}`);
  if ('above' in row && !one.isNext(row.above, row.below, row.axis)) {
    throw new InputError('multipliers', 'have a slope between cells that are not next to one another');
  }
  const along = row.kind === 'slope' ? row.axis : 0;
  if ((row.kind === 'slope' || row.kind === 'end') && places.some((at) => !one.side(at, along).even)) {
    throw new InputError('multipliers', 'have a slope or an end along a signal whose law is not uniform');
  }
  if (row.kind === 'end' && (deficit === undefined || one.signals.length !== 1)) {
    throw new InputError('multipliers', 'weigh the end of a cell, which is for agents of one signal who may stay away');
  }
}

/** Weighs the rows; what they leave besides. */
function weigh(file: Asked, agents: readonly Weighed[]): { readonly rest: number; readonly budget: number; readonly hidden: number } {
  const { multipliers, permittedEpsilon: epsilon } = file;
  let [rest, budget, hidden] = [0, 0, 0];
  for (const row of multipliers) {
    requireRow(row, agents, file);
    if (row.kind === 'budget') budget += row.weight;
    else if (row.kind === 'hidden') hidden += row.weight;
    else if (row.kind === 'lie') rest += agents[row.agent]!.lie(row.type, row.report, row.weight, epsilon);
    else if (row.kind === 'slope') rest += agents[row.agent]!.slope(row.above, row.below, row.axis, row.weight, epsilon);
    else if (row.kind === 'bend') rest += agents[row.agent]!.bend(row.above, row.below, row.axis, row.side, row.weight, epsilon);
    else if (row.kind === 'end') rest += agents[row.agent]!.end(row.type, row.end, row.weight, epsilon);
    else agents[row.agent]!.spread[row.type]![row.axis]! += row.weight;
  }
  for (const one of agents) {
    one.hide(hidden);
    one.u.forEach((_, t) => { one.u[t]! -= budget * one.cells.masses[t]!; });
  }
  return { rest, budget, hidden };
}

/** The most that a cell of all agents is worth, by the mean chances p in it. */
function mostOf(linear: readonly number[], doubt: readonly number[]): number {
  let most = Math.max(...linear);
  for (let k = 0; k < linear.length; k++) {
    for (let l = 0; l < k; l++) most = Math.max(most, (linear[k]! + linear[l]! + doubt[k]! + doubt[l]!) / 2);
  }
  return most;
}

/** What utilities that do not cancel may add: nobody's differ by more than all that signals do, and budgets end those who may leave. */
function utilityRest(agents: readonly Weighed[], { deficit, permittedEpsilon }: Asked, first: number): number {
  return agents.reduce((sum, { u, cells: { rates, signals, enters }, cells }) => {
    const range = signals.reduce((total, _, d) =>
      total + cells.reach(d) * (Math.max(...rates.map((row) => Math.abs(row[d]!))) + (enters[d] ? permittedEpsilon : 0)), 0);
    const most = deficit === undefined ? range : range + Math.max(0, first + deficit);
    if (deficit !== undefined) return sum + u.reduce((total, left) => total + Math.max(0, left) * most, 0);
    const mean = u.reduce((total, left) => total + left, 0);
    // A constant added to all of her utilities changes nothing, so that what is left has to add up to nothing.
    return sum + (Math.abs(mean) > ROUNDING ? Infinity : u.reduce((total, left) => total + Math.abs(left) * range, 0));
  }, 0);
}

/**
 * No less than `welfare` times expected welfare of any mechanism with these constraints, as far as the rows prove, and how often they weigh
 * the budget. With `welfare` 0 a bound below 0 says that there is none.
 */
export function mostOverCells(file: Asked, welfare = 1): { readonly most: number; readonly budget: number } {
  const { problem, cells, axes, deficit } = file;
  const { fixed, parted } = boxesOf(problem, cells, axes);
  const agents = parted.map((one) => new Weighed(one));
  const joint = agents.reduce((product, one) => product * one.cells.size, 1);
  const { rest, budget, hidden } = weigh(file, agents);
  const inside = welfare + budget - hidden;
  // What lies within cells may not count for more than welfare does: nothing is known of how little it is.
  if (inside < -ROUNDING) return { most: Infinity, budget };
  const doubts = agents.map((one) => one.u.reduce<number[][]>((rows, _, t) => [...rows, one.worthOfDoubt(t)], []));
  const off = agents.reduce((sum, one) => sum + one.cells.off(), 0);
  const halvings = Math.min(HALVINGS, Math.floor(Math.log2(JOINT_MAX / joint)));
  let [total, first] = [0, 0];
  const places = agents.map(() => 0);
  for (let a = 0; a < joint; a++) {
    let at = a;
    agents.forEach((one, i) => {
      places[i] = at % one.cells.size;
      at = Math.floor(at / one.cells.size);
    });
    const masses = agents.map((one, i) => one.cells.masses[places[i]!]!);
    const mass = masses.reduce((product, x) => product * x, 1);
    const worths = fixed.map((constant, k) => agents.reduce((sum, one, i) => sum + one.cells.worth(places[i]!, k), constant));
    const best = meanOfBest(worths, parted, places, halvings) + off;
    const linear = worths.map((worth, k) => agents.reduce(
      (sum, one, i) => sum + one.q[places[i]!]![k]! / masses[i]!, (welfare + budget - Math.max(0, inside)) * worth,
    ));
    const doubt = worths.map((_, k) => agents.reduce((sum, __, i) => sum + doubts[i]![places[i]!]![k]! / masses[i]!, 0));
    total += mass * (mostOf(linear, doubt) + Math.max(0, inside) * best);
    first += mass * best;
  }
  // Welfare at the means of cells is off by no more than `off`, here and in what is subtracted from the best.
  const welfareOff = (welfare + budget + Math.max(0, inside)) * off;
  const beyond = agents.reduce((sum, one) => sum + one.worthBeyond(), 0);
  return { most: total + welfareOff + rest + beyond + budget * (deficit ?? 0) + utilityRest(agents, file, first), budget };
}

/** What no welfare exceeds in size. */
export function sizeOf({ alternatives, signals, constants, coefficients }: File['problem']): number {
  const ends = signals.map(({ law }, d) => Math.max(...lawNamed(law, `problem.signals.${d}.law`).support.map(Math.abs)));
  return Math.max(...alternatives.map((_, k) => coefficients.reduce((sum, rows, i) =>
    rows[k]!.reduce((total, c, d) => total + (c === 0 ? 0 : Math.abs(c) * ends[d]!), sum + Math.abs(constants[i]![k]!)), 0)));
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeSecondBestFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  requireProblem(file.problem);
  const { most: bound } = mostOverCells(file);
  const { atMost, permittedEpsilon, deficit } = file;
  const asked = [
    ...(permittedEpsilon > 0 ? [`a permitted epsilon of ${permittedEpsilon}`] : []),
    ...(deficit === undefined ? [] : [`participation and a deficit of ${deficit}`]),
  ];
  const tables = tabulatedIn(file.problem);
  const less = file.firstBest === undefined || file.firstBest >= atMost ? ''
    : ` (the result has the first best, ${file.firstBest}, for its upper end, which is not proved here: `
      + `this is ${(atMost - file.firstBest).toPrecision(2)} more)`;
  return {
    what: `no incentive compatible mechanism${asked.length > 0 ? ` with ${asked.join(', ')}` : ''} reaches more welfare than ${atMost}`
      + less + anyLawWords(tables) + givenWords(tables, valuesWords(file.problem.signals), file.functions),
    faults: bound <= atMost + ROUNDING * (sizeOf(file.problem) + Math.abs(atMost)) ? []
      : [bound < Infinity ? `its multipliers prove ${bound} and no less` : 'its multipliers prove nothing'],
  };
}
