/** Which lies a solution of the relaxation breaks, and utilities that keep them all at its chances. */
import type { ArcRows } from '../../programs/cycles.ts';
import { leastPotentials } from '../../programs/least-potentials.ts';
import type { AgentColumns, RelaxedProgram } from './relaxed-program.ts';
import { distance, meanSlack } from './type-cells.ts';

/** Lies broken by less than this share of the spread of values are left out. */
const TOLERANCE = 1e-7;
/** Sweeps over all pairs of types in which utilities settle. */
const SWEEPS = 64;

export interface Lie {
  readonly agent: number;
  readonly type: number;
  readonly report: number;
}

/** What type s must have above the utility of type t: Σ_k q_k(t) A_k·(m_s - m_t) - Σ_k A_k·c_k(t) - ε E|s - t|. */
function gains({ cells, q, c }: AgentColumns, primal: Float64Array, epsilon: number): (s: number, t: number) => number {
  const slack = meanSlack(cells, epsilon);
  const rates = q.map((columns) => cells.error.map((_, d) =>
    columns.reduce((sum, column, k) => sum + primal[column]! * cells.own[k]![d]!, 0)));
  const within = c.map((rows) => rows.reduce((sum, columns, k) =>
    sum + columns.reduce((total, column, d) => total + primal[column]! * cells.own[k]![d]!, 0), 0));
  return (s, t) => {
    const [from, to, rate] = [cells.means[s]!, cells.means[t]!, rates[t]!];
    let gain = -within[t]! - slack;
    for (let d = 0; d < rate.length; d++) gain += rate[d]! * (from[d]! - to[d]!);
    return epsilon > 0 ? gain - epsilon * distance(cells, s, t) : gain;
  };
}

/** The lie each cell is most tempted by, and the cell most tempted by each report, where they are broken. */
export function brokenLies({ agents, spread, constraints: { epsilon } }: RelaxedProgram, primal: Float64Array): Lie[] {
  return agents.flatMap((columns, agent) => {
    const gain = gains(columns, primal, epsilon);
    const own = columns.u.map((column) => primal[column]!);
    const tempted = own.map(() => ({ type: -1, by: TOLERANCE * spread }));
    const lies: Lie[] = [];
    own.forEach((utility, type) => {
      let [report, most] = [-1, TOLERANCE * spread];
      own.forEach((other, t) => {
        if (t === type) return;
        const by = gain(type, t) + other - utility;
        if (by > most) [report, most] = [t, by];
        if (by > tempted[t]!.by) tempted[t] = { type, by };
      });
      if (report >= 0) lies.push({ agent, type, report });
    });
    tempted.forEach(({ type }, report) => { if (type >= 0) lies.push({ agent, type, report }); });
    return lies;
  });
}

/** [T] the least utilities that keep every lie, slope and end at those chances, to the tolerance; undefined where none are found. */
function leastUtilities(columns: AgentColumns, primal: Float64Array, epsilon: number, give: number): Float64Array | undefined {
  const { u, ties } = columns;
  const types = u.length;
  const gain = gains(columns, primal, epsilon);
  // What must lie between two types, or a type and nobody, who stands last.
  const nodes = types + 1;
  const least = new Float64Array(nodes * nodes).fill(-Infinity);
  for (let s = 0; s < types; s++) for (let t = 0; t < types; t++) if (s !== t) least[s * nodes + t] = gain(s, t) - give;
  const raise = (s: number, t: number, by: number): void => { least[s * nodes + t] = Math.max(least[s * nodes + t]!, by - give); };
  for (const { cells: [s, t], terms, give: most, loose = [] } of ties) {
    const wide = loose.reduce((sum, [column, factor]) => sum + factor * primal[column]!, most);
    const middle = -terms.reduce((sum, [column, factor]) => sum + factor * primal[column]!, 0);
    raise(s, s === t ? types : t, middle - wide);
    if (s !== t) raise(t, s, -middle - wide);
  }
  const arcs: ArcRows = { nodes, row: (from, weight) => weight.set(least.subarray(from * nodes, (from + 1) * nodes)) };
  const largest = primal.reduce((most, x, j) => (u.includes(j) ? Math.max(most, Math.abs(x)) : most), give);
  return leastPotentials(arcs, 0, largest, SWEEPS)?.potentials.slice(0, types);
}

/**
 * [agents][T] utilities that keep every lie at the chances of a solution, which is then one of the program with all of them; undefined
 * where there are none, or where they ask for more money than those of the solution.
 */
export function utilitiesThatKeep(
  { agents, spread, most, constraints: { epsilon, participation, deficit } }: RelaxedProgram, primal: Float64Array,
): Float64Array[] | undefined {
  const give = TOLERANCE * spread;
  const found: Float64Array[] = [];
  let more = 0;
  for (const columns of agents) {
    const least = leastUtilities(columns, primal, epsilon, give);
    if (least === undefined) return undefined;
    found.push(least);
    least.forEach((utility, t) => { more += columns.cells.masses[t]! * (utility - primal[columns.u[t]!]!); });
  }
  const counts = most === 'money' || (participation && deficit !== undefined);
  return counts && more > give ? undefined : found;
}
