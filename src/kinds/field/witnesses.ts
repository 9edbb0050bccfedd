/** What shows the numbers of a market, and of a second best: constraints that bind, menus and rules. */
import { coordinatesOf } from '../../environment/social-choice.ts';
import { gradientsOf, type LinearProblem } from '../../experiments/field/walk-sums.ts';
import type { RentStart } from '../../experiments/field/rent-sums.ts';
import { bare } from '../../notions/certified.ts';
import type { BindingRow } from '../../notions/least-epsilon/program.ts';
import type { Menu } from '../../notions/second-best/menu.ts';
import type { TwoWaySecondBest } from '../../notions/second-best/two-alternatives.ts';
import type { TwoWayReduction } from '../../notions/second-best/two-way-reduction.ts';
import type { TypeCells } from '../../notions/second-best/type-cells.ts';
import type { BindingConstraint, BindingWitness, MenuWitness, RuleWitness } from '../../results/witness.ts';
import type { Subject } from './subject.ts';

/** Constraints that a row names, at most; files have all of them. */
const NAMED = 100;

function binding(constraints: readonly BindingConstraint[]): BindingWitness {
  const shown = constraints.toSorted((a, b) => (b.multiplier ?? 0) - (a.multiplier ?? 0)).slice(0, NAMED);
  const rest = constraints.length - shown.length;
  return { kind: 'binding', constraints: shown, ...(rest > 0 ? { rest } : {}) };
}

/** Rows of a program over types; undefined where none binds. */
export function programWitness(
  rows: readonly BindingRow[], subjects: readonly Pick<Subject, 'name' | 'points'>[],
): BindingWitness | undefined {
  const constraints = rows.map(({ kind, agent, from, to, multiplier }): BindingConstraint => {
    if (kind === 'budget') return { constraint: kind, multiplier };
    const { name, points } = subjects[agent]!;
    return { constraint: kind, agent: name, from: bare(points[from!]!), to: bare(points[to!]!), multiplier };
  });
  return constraints.length > 0 ? binding(constraints) : undefined;
}

/** Straight lines of types: participation where they start, and lies between ever nearer types from there on, against the budget. */
export function linesWitness(problem: LinearProblem, starts: readonly RentStart[]): BindingWitness {
  return {
    kind: 'binding',
    constraints: [{ constraint: 'budget' }, ...starts.flatMap(({ agent, from, signs }): BindingConstraint[] => {
      const name = problem.agents[agent]!;
      const to = coordinatesOf(problem, agent).map((d, c) => problem.signals[d]!.law.support[signs[c]! > 0 ? 1 : 0]);
      const ends = { agent: name, from: bare(from), to: bare(to) };
      return [{ constraint: 'participation', agent: name, from: bare(from) }, { constraint: 'lie', ...ends }];
    })],
  };
}

/** Traders who bind: values from the least that is charged on, costs up to the highest; the least eager of them are left with nothing. */
export const auctionWitness = (
  { lowestBuyer, highestSeller }: { readonly lowestBuyer: number; readonly highestSeller: number },
  [lowestCost, highestCost]: readonly [number, number], [lowestValue, highestValue]: readonly [number, number],
): BindingWitness => ({
  kind: 'binding',
  constraints: [
    { constraint: 'budget' },
    { constraint: 'participation', agent: 'buyer', from: lowestValue, to: lowestBuyer },
    { constraint: 'lie', agent: 'buyer', from: highestValue, to: lowestBuyer },
    { constraint: 'participation', agent: 'seller', from: highestSeller, to: highestCost },
    { constraint: 'lie', agent: 'seller', from: lowestCost, to: highestSeller },
  ],
});

const byName = (names: readonly string[], shares: ArrayLike<number>): Record<string, number> =>
  Object.fromEntries(names.map((name, k) => [name, shares[k]!]));

export const menuWitness = (
  { agents, alternatives }: Pick<LinearProblem, 'agents' | 'alternatives'>, { weights, lotteries, prices }: Menu,
): MenuWitness => ({
  kind: 'menu', weights: byName(agents, weights),
  offers: lotteries.map((lottery, j) => ({ lottery: byName(alternatives, lottery), price: prices[j]! })),
});

/** `chances`: [agents][T][K]. */
export const ruleWitness = (
  { agents, alternatives }: LinearProblem, cells: readonly TypeCells[], chances: readonly (readonly (readonly number[])[])[],
): RuleWitness => ({
  kind: 'rule',
  agents: cells.map(({ agent, lows }, i) => ({
    agent: agents[agent]!, cells: lows.map(([from], t) => ({ from: from!, chances: byName(alternatives, chances[i]![t]!) })),
  })),
});

/** Flat stretches of scores over more than one cell, as places of their first and last ends. */
function stretches(scores: Float64Array): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  let first = 0;
  for (let j = 1; j <= scores.length; j++) {
    if (j < scores.length && scores[j] === scores[first]) continue;
    if (j - first > 1) found.push([first, j]);
    first = j;
  }
  return found;
}

/** Two types whose own gain from the second alternative is the same though the social one is not, in the middle of her space. */
function alike(problem: LinearProblem, agent: number): BindingConstraint | undefined {
  const { own: [first, second], social: [none, all] } = gradientsOf(problem, agent);
  const a = second!.map((x, c) => x - first![c]!);
  const b = all!.map((x, c) => x - none![c]!);
  const inner = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, u, c) => sum + u * y[c]!, 0);
  const [ab, aa] = [inner(a, b), inner(a, a)];
  if (aa === 0) return undefined;
  const way = b.map((x, c) => x - (ab / aa) * a[c]!);
  const size = Math.max(...b.map(Math.abs));
  if (!(Math.max(...way.map(Math.abs)) > EQUAL * size)) return undefined;
  const ends = coordinatesOf(problem, agent).map((d) => problem.signals[d]!.law.support);
  const reach = Math.min(...ends.map(([low, high], c) => (way[c] === 0 ? Infinity : (high - low) / (2 * Math.abs(way[c]!)))));
  const at = (sign: 1 | -1): number[] => ends.map(([low, high], c) => low + (high - low) / 2 + sign * reach * way[c]!);
  return Number.isFinite(reach) ? { constraint: 'lie', agent: problem.agents[agent]!, from: bare(at(1)), to: bare(at(-1)) } : undefined;
}

/** Differences of decimals that are meant to be zero. */
const EQUAL = 1e-12;

/**
 * Between two alternatives what keeps the second best from the first: the budget at its price, gains that are ironed together, and types
 * that their own gain does not tell apart. Undefined where nothing binds.
 */
export function twoWayWitness(
  problem: LinearProblem, { names, agents }: TwoWayReduction, { price, ironed, rules, proof }: TwoWaySecondBest,
): BindingWitness | undefined {
  const pooled = names.flatMap((agent, i): BindingConstraint[] => {
    if (!ironed[i]) return [];
    const { from } = rules[i]!;
    return stretches(proof.bound.scores[i]!).map(([first, end]) =>
      ({ constraint: 'monotone', agent, from: from[first]!, to: from[Math.min(end, from.length - 1)]! }));
  });
  // Types in lists that gain the same tell each other apart for nothing.
  const same = names.filter((_, i) => !agents[i]!.law.listed).flatMap((name) => alike(problem, problem.agents.indexOf(name)) ?? []);
  const constraints = [...(price > 0 ? [{ constraint: 'budget', multiplier: price } as const] : []), ...same, ...pooled];
  return constraints.length > 0 ? binding(constraints) : undefined;
}
