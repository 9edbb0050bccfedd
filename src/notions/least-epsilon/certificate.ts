/**
 * What proves a least ε on types, as data that can be checked by adding up: whole multipliers of inequalities under which no utility is
 * left over, and the utilities themselves (docs/fields.md, section 8; the file is checked by src/notions/verify/least-epsilon.ts).
 */
import { nodesOf, type TypeField } from '../least-epsilon.ts';
import type { BindingRow, ConstrainedAgent, ConstrainedLeastEpsilon, SideConstraints } from './program.ts';
import { neededByLies, provedLower, type ProvedAgent, type WeighedRow } from './proved-ends.ts';

/** Multipliers are whole numbers up to here, so that what is left over is known exactly. */
const WHOLE = 2 ** 40;
/** What rounding can do to the upper end, as a share of it, and to an inequality, as a share of how far values move with the type. */
const SHARE = 1e-11;
const SLACK = 1e-9;

/** Each lie of a cycle once. */
export const cycleRows = (cycle: readonly number[]): WeighedRow[] =>
  cycle.map((from, position) => ({ kind: 'lie', agent: 0, from, to: cycle[(position + 1) % cycle.length]!, weight: 1 }));

/** Multipliers of a solver as whole numbers, with the lies that make up for their rounding. */
export function balancedRows(
  agents: readonly ProvedAgent[],
  binding: readonly BindingRow[],
  { notion, individuallyRational = false }: SideConstraints,
): WeighedRow[] {
  const most = Math.max(Number.MIN_VALUE, ...binding.map(({ multiplier }) => multiplier));
  const rows = binding.map(({ multiplier, agent, kind, ...rest }): WeighedRow =>
    ({ ...rest, kind, ...(kind === 'budget' ? {} : { agent }), weight: Math.round((multiplier / most) * WHOLE) }));
  const budget = rows.reduce((sum, { kind, weight }) => sum + (kind === 'budget' ? weight : 0), 0);
  agents.forEach(({ field, weights }, agent) => {
    const left = new Float64Array(field.points.length);
    for (const { agent: of, kind, from, to, weight } of rows) {
      if (of !== agent) continue;
      left[from!]! += kind === 'monotone' ? -weight : weight;
      left[to!]! += kind === 'monotone' ? weight : -weight;
    }
    const taken = (type: number): number => Math.floor(budget * weights[type]! * (1 - SHARE));
    rows.push(...lies(nodesOf(field, notion).nodeOf, agent, left, individuallyRational ? taken : undefined));
  });
  return rows.filter(({ weight }) => weight > 0);
}

/**
 * Lies that move what is left over of utilities to one type, first within types between which lies have no length. `taken`, where
 * participation says that utilities are not negative: what the budget takes, up to which nothing need be moved.
 */
function lies(
  nodeOf: Int32Array,
  agent: number,
  left: Float64Array,
  taken?: (type: number) => number,
): WeighedRow[] {
  const moves: WeighedRow[] = [];
  const move = (from: number, to: number, weight: number): void => {
    moves.push({ kind: 'lie', agent, from, to, weight });
    left[from]! += weight;
    left[to]! -= weight;
  };
  /** What is over goes to the type `at`, and what is short comes from there, where that is wanted. */
  const over = (type: number): number => left[type]! - (taken?.(type) ?? 0);
  const settle = (type: number, at: number, bothWays: boolean): void => {
    const excess = over(type);
    if (type === at || excess === 0) return;
    if (excess > 0) move(at, type, excess);
    else if (bothWays) move(type, at, -excess);
  };
  const heads: number[] = [];
  nodeOf.forEach((node, type) => {
    if (heads[node] === undefined) heads[node] = type;
    else settle(type, heads[node], true);
  });
  const hub = heads.reduce((best, type) => (over(type) < over(best) ? type : best));
  for (const type of heads) settle(type, hub, taken === undefined);
  return moves;
}

type NamedAgent = ConstrainedAgent & { readonly name: string };

/** The agents of a program with the utilities of its optimum. */
export const provedAgents = (agents: readonly NamedAgent[], utilities: ConstrainedLeastEpsilon['utilities']): ProvedAgent[] =>
  agents.map(({ name, field, weights, members, count = 1 }, i) => ({
    name, field, weights: weights.map((weight) => count * weight), members: members ?? Array.from({ length: field.classes }, () => 1),
    utility: utilities[i]!,
  }));

/**
 * What no ε is below, in its units: what the multipliers of the optimum prove, whatever a solver's tolerances did to them. Its reduced
 * costs are zero but for those; lies of as much weight take up what is left over of utilities, and their lengths and gains count.
 */
export function provedBelow(
  agents: readonly NamedAgent[], { utilities, binding }: ConstrainedLeastEpsilon, constraints: SideConstraints,
): number {
  const proved = provedAgents(agents, utilities);
  return provedLower(proved, constraints, balancedRows(proved, binding, constraints));
}

/**
 * The file `misreport.least-epsilon/1`. Below it claims what its own multipliers prove, however they were found, and no more; above
 * `upper`, the optimum as it was found, or what its own utilities need where that is more.
 */
export function leastEpsilonFile(
  agents: readonly ProvedAgent[],
  constraints: SideConstraints,
  multipliers: readonly WeighedRow[],
  upper: number,
): Record<string, unknown> {
  const { notion, bounded = false, monotone = false, individuallyRational = false, budget } = constraints;
  const slack = SLACK * Math.max(...agents.map(({ field }) => movesOf(field)));
  const atMost = Math.max(0, upper, neededByLies(agents, notion, slack)) * (1 + SHARE);
  return {
    schema: 'misreport.least-epsilon/1', notion, bounded, monotone, individuallyRational, ...(budget ? { budget } : {}),
    agents: agents.map(({ name, field: { points, relevant, classes, values, chances }, weights, members, utility }) => {
      const rows = (table: Float64Array): number[][] => points.map((_, type) => [...table.subarray(type * classes, (type + 1) * classes)]);
      return {
        name, relevant, points, values: rows(values), chances: rows(chances), weights: Array.from(weights), members,
        utilities: Array.from(utility),
      };
    }),
    multipliers, atLeast: Math.min(atMost, provedLower(agents, constraints, multipliers)), atMost, slack,
  };
}

/** The largest difference of two types' values of one class. */
function movesOf({ points, classes, values }: TypeField): number {
  let most = 0;
  for (let c = 0; c < classes; c++) {
    let [low, high] = [Infinity, -Infinity];
    for (let type = 0; type < points.length; type++) {
      low = Math.min(low, values[type * classes + c]!);
      high = Math.max(high, values[type * classes + c]!);
    }
    most = Math.max(most, high - low);
  }
  return most;
}
