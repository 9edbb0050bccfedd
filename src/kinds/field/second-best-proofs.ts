/** Certificates of the second best as files: menus, multipliers over means of cells, and scores between two alternatives. */
import type { Distribution } from '../../distributions/distribution.ts';
import { gradientsOf, type LinearProblem } from '../../experiments/field/walk-sums.ts';
import { isJumping } from '../../experiments/quadrature/any-law.ts';
import { coarser } from '../../experiments/quadrature/linear-law.ts';
import { structuralBound } from '../../notions/least-epsilon/structural.ts';
import type { Menu } from '../../notions/second-best/menu.ts';
import type { Constraints, Relaxation } from '../../notions/second-best/relaxation.ts';
import { mostCollectedOfTwo, secondBestOfTwo } from '../../notions/second-best/two-alternatives.ts';
import { TwoWayCells, type RuleByCells, type Scored } from '../../notions/second-best/two-way-cells.ts';
import { defaultCells, isOneSignalEach, twoWayReduction, type TwoWayReduction } from '../../notions/second-best/two-way-reduction.ts';
import { typeCells } from '../../notions/second-best/type-cells.ts';
import type { Point } from '../../results/document.ts';
import { informedOf } from './second-best-sizes.ts';
import { axesData, forDraws, noted, problemData, readData, withoutTable, type File } from './told-problem.ts';

/** How often the efficient rule may be chosen where some ε is permitted: that share of its own least ε, at most. */
export function efficientShare(problem: LinearProblem, epsilon: number): number {
  const most = Math.max(...informedOf(problem).map((agent) => structuralBound(gradientsOf(problem, agent)).epsilon));
  return most <= epsilon ? 1 : epsilon / most;
}

/** What is known of the first best over boxes of signals, and the ε that is permitted. */
export interface Mixed {
  readonly firstBest: number;
  readonly epsilon: number;
}

/** What a mechanism reaches of a first best that is worth so much at least, mixed with the efficient rule where some ε is permitted. */
function reachedData(
  problem: LinearProblem, { firstBest, epsilon }: Mixed,
  reaches: (firstBest: number) => number,
): File {
  const share = efficientShare(problem, epsilon);
  const maximisers = informedOf(problem).map((agent) =>
    ({ agent: problem.agents[agent]!, lambda: structuralBound(gradientsOf(problem, agent)).lambda }));
  return {
    firstBest, atLeast: (1 - share) * reaches(firstBest) + share * firstBest,
    ...(share > 0 ? { mixed: { permittedEpsilon: epsilon, maximisers } } : {}),
  };
}

export function menuFile(
  problem: LinearProblem,
  menu: Menu,
  { lossAtMost, confidence, values, ...mixed }:
  { readonly lossAtMost: number; readonly confidence: number; readonly values: Point } & Partial<Mixed>,
): File | string {
  const data = withoutTable(problem) ?? problemData(problem, forDraws);
  return typeof data === 'string' ? data : {
    schema: 'misreport.menu/1', point: values, problem: data, ...menu, lossAtMost, confidence,
    ...(mixed.firstBest === undefined ? {} : { reached: reachedData(problem, mixed as Mixed, (worth) => worth - lossAtMost) }),
  };
}

/** What no incentive compatible mechanism passes, by the multipliers of the program over means of cells. */
export function secondBestFile(
  problem: LinearProblem,
  { upper, weighed }: Pick<Relaxation, 'upper' | 'weighed'>,
  { cells, constraints: { epsilon, participation, deficit = 0 }, firstBest = Infinity, values }:
  { readonly cells: number; readonly constraints: Constraints; readonly firstBest?: number; readonly values: Point },
): File | string {
  const read = noted(problem);
  for (const agent of informedOf(read)) typeCells(read, agent, cells);
  const data = withoutTable(problem) ?? readData(read);
  return typeof data === 'string' ? data : {
    schema: 'misreport.second-best/1', point: values, problem: data, cells, ...axesData(problem, cells), permittedEpsilon: epsilon,
    ...(participation ? { deficit } : {}), multipliers: weighed, atMost: upper + ADDED * (largestWelfare(problem) + Math.abs(upper)),
    ...(firstBest < upper ? { firstBest } : {}),
  };
}

/** That no mechanism with that permitted ε collects as much of agents who may stay away, by the multipliers over means of cells. */
export function uncollectableByCells(
  problem: LinearProblem, { weighed }: Pick<Relaxation, 'weighed'>,
  { cells, epsilon, deficit, values }:
  { readonly cells: number; readonly epsilon: number; readonly deficit: number; readonly values: Point },
): File | string {
  const read = noted(problem);
  for (const agent of informedOf(read)) typeCells(read, agent, cells);
  const data = withoutTable(problem) ?? readData(read);
  return typeof data === 'string' ? data : {
    schema: 'misreport.uncollectable/1', point: values, problem: data, deficit,
    proof: {
      kind: 'cells', cells, ...axesData(problem, cells), permittedEpsilon: epsilon,
      multipliers: [...weighed, { kind: 'budget', weight: 1 }],
    },
  };
}

/** What no welfare exceeds in size. */
function largestWelfare({ alternatives, signals, valuations: { constants, coefficients } }: LinearProblem): number {
  const ends = signals.map(({ law }) => Math.max(...law.support.map(Math.abs)));
  return Math.max(...alternatives.map((_, k) => coefficients.reduce((sum, rows, i) =>
    rows[k]!.reduce((total, c, d) => total + (c === 0 ? 0 : Math.abs(c) * ends[d]!), sum + Math.abs(constants[i]![k]!)), 0)));
}

/** What sums in another order may add to a bound, as a share of how large it may be. */
const ADDED = 1e-9;

/** Cells of an agent's own gain that a file tells one by one, where so many agents' cells at most are gone through together. */
const CELLS_TOLD = 2048;
const TWO_OR_THREE = 3;
/** And of which they are made: of laws that are functions of one's own a file tells so many values. */
const CELLS_READ = 2 ** 15;

/**
 * The problem as one number an agent, and as data, own laws by the values that were read of them. Ends follow from cells as fine as the
 * result's; neighbouring ones are told as one.
 */
export function reducedData(problem: LinearProblem, asked: number | undefined, isBound: boolean):
  { readonly reduced: TwoWayReduction; readonly data: File | string } {
  const read = noted(problem);
  const most = isOneSignalEach(problem) ? CELLS_READ : CELLS_TOLD;
  // Of three agents and more the check draws, and counts what may lie round each draw: few values would tell it little.
  const isDrawn = new Set(problem.signals.map(({ owner }) => owner)).size > 2;
  const fine = twoWayReduction(read, isDrawn ? most : Math.min(asked ?? most, most), isBound);
  const many = fine.agents.length;
  const told = Math.min(asked ?? CELLS_TOLD, many > TWO_OR_THREE ? defaultCells(many) : CELLS_TOLD);
  // What is known to its last digits by any number of cells needs no more than are told.
  const few = fine.agents.some(({ law }) => law.open) ? twoWayReduction(read, told, isBound).agents : fine.agents;
  const agents = fine.agents.map((agent, i) =>
    (agent.law.open ? few[i]! : { ...agent, law: agent.law.listed ? agent.law : coarser(agent.law, told) }));
  // Scores step where the signal that moves them has a value in the file.
  const kept = new Map<Distribution, Set<number>>();
  agents.forEach(({ law: { ends } }, i) => {
    const mover = fine.movers[i];
    if (mover === undefined) return;
    const { law } = read.signals[mover.signal]!;
    const steps = kept.get(law) ?? new Set();
    for (const end of ends.subarray(1, -1)) steps.add(end / mover.weight);
    kept.set(law, steps);
  });
  return { reduced: { ...fine, agents }, data: readData(read, kept) };
}

const ENDLESS = 'types without an end on the side of the worst-off must be left out of a rule for rents to have a bound, which this '
  + 'file cannot tell';

/** Scores by where they step; types that are left out of a rule have none. */
export function stepsData({ from, chances }: RuleByCells): readonly { from: number; score: number }[] {
  const steps: { from: number; score: number }[] = [];
  chances.forEach((score, j) => { if (score !== -Infinity && steps.at(-1)?.score !== score) steps.push({ from: from[j]!, score }); });
  return steps;
}

/** Scores of cells of mass, step by step. */
function scoresData({ constant, scores }: Scored, reduced: TwoWayReduction): File {
  const rules = new TwoWayCells(reduced).rules(scores);
  return { constant, agents: rules.map((rule, i) => ({ name: reduced.names[i]!, steps: stepsData(rule) })) };
}

/** Why there is no file; undefined where there is one. */
export function untold(problem: LinearProblem, reduced: TwoWayReduction, isBound: boolean): string | undefined {
  const laws = problem.signals.map(({ law }) => law);
  if (!laws.some((law) => isJumping(law))) return undefined;
  const none = withoutTable(problem);
  if (none !== undefined) return none;
  if (isBound && reduced.agents.some(({ law: { open }, base }) => base !== undefined && base < 0 && open?.[1])) return ENDLESS;
  const isByPairs = reduced.agents.length <= 2 && isOneSignalEach(problem);
  return isByPairs ? undefined : 'the check of laws with points of positive probability or without an end goes through pairs of steps: of '
    + 'two agents at most whose gains move with one signal each';
}

/** That no incentive compatible mechanism between two alternatives collects as much of agents who may stay away, by scores. */
export function uncollectableFile(
  problem: LinearProblem, { cells, deficit }: { readonly cells?: number | undefined; readonly deficit: number }, values: Point,
): File | string {
  const { reduced, data } = reducedData(problem, cells, true);
  const none = untold(problem, reduced, true);
  if (none !== undefined || typeof data === 'string') return none ?? data;
  const { bound, ...scores } = mostCollectedOfTwo(reduced);
  return bound + deficit >= 0 ? 'the deficit is too near to what may be collected for the cells that a file tells' : {
    schema: 'misreport.uncollectable/1', point: values, problem: data, deficit,
    proof: { kind: 'scores', scores: scoresData(scores, reduced) },
  };
}

/**
 * The best rule between two alternatives: each agent's ironed scores by her own gain from the second, over no more cells than can be told,
 * so that the ends may be wider than the result's. With a budget two rules are mixed, and the bound's scores charge money at its price.
 */
export function twoAlternativesFile(
  problem: LinearProblem,
  { cells, deficit, ...mixed }: { readonly cells?: number | undefined; readonly deficit?: number | undefined } & Partial<Mixed>,
  values: Point,
): File | string {
  const { reduced, data } = reducedData(problem, cells, deficit !== undefined);
  const none = untold(problem, reduced, deficit !== undefined);
  if (none !== undefined || typeof data === 'string') return none ?? data;
  const { lower, upper, proof } = secondBestOfTwo(reduced, deficit === undefined ? undefined : { deficit });
  const distinct = [...new Map([...proof.rules, proof.bound].map((one) => [one.scores, one])).values()];
  const place = ({ scores }: Scored): number => distinct.findIndex((one) => one.scores === scores);
  const scores = distinct.map((one) => scoresData(one, reduced));
  return {
    schema: 'misreport.two-alternatives/1', point: values, problem: data, ...(deficit === undefined ? {} : { deficit }), scores,
    rules: proof.rules.map((rule) => ({ share: rule.share, scores: place(rule) })),
    bound: { price: proof.bound.price, scores: place(proof.bound) }, atLeast: lower, atMost: upper,
    ...(mixed.firstBest === undefined ? {} : { reached: reachedData(problem, mixed as Mixed, () => lower) }),
  };
}
