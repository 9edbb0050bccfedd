/** The certificate of what no mechanism passes where values are no linear functions, which src/notions/verify/formula-bound.ts checks. */
import type { Expression } from '../../environment/formula/expression.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { BentCells } from '../../notions/second-best/bent-cells.ts';
import type { BentRule } from '../../notions/second-best/bent-rule.ts';
import type { BentRelaxation, WeighedRow } from '../../notions/second-best/bent-relaxation.ts';
import type { Most } from '../../notions/second-best/relaxed-program.ts';
import type { Constraints } from '../../notions/second-best/relaxation.ts';
import type { Point } from '../../results/document.ts';
import { valuesData } from './formula-proof.ts';
import { drawnSignals, type File } from './told-problem.ts';

/** Both sides of a slope are one equality: what one is weighed more than the other. */
function netted(rows: readonly WeighedRow[]): WeighedRow[] {
  const slopes = new Map<string, Extract<WeighedRow, { kind: 'slope' }>>();
  for (const row of rows) {
    if (row.kind !== 'slope') continue;
    const name = `${row.agent} ${row.below} ${row.coordinate}`;
    const net = row.side * row.weight + (slopes.has(name) ? slopes.get(name)!.side * slopes.get(name)!.weight : 0);
    slopes.set(name, { ...row, side: net >= 0 ? 1 : -1, weight: Math.abs(net) });
  }
  return [...rows.filter(({ kind }) => kind !== 'slope'), ...slopes.values()].filter(({ weight }) => weight > 0);
}

const cutsOf = (problem: SocialChoiceProblem, { cells, size }: Pick<BentCells, 'cells' | 'size'>): number[][] =>
  problem.signals.map((_, d) => {
    const ends = Array.from({ length: size }, (__, j) => cells.find(({ places }) => places[d] === j)!.sides[d]!);
    return [ends[0]!.low, ...ends.map(({ high }) => high)];
  });

/** A rule constant on cells of agents who see one signal each, with what it reaches; src/notions/verify/formula-rule.ts checks it. */
export function formulaRuleFile(
  problem: SocialChoiceProblem, all: readonly (readonly Expression[])[], data: BentCells, { welfare, chances }: BentRule,
  { epsilon, participation, deficit }: Constraints, values: Point,
): File | string {
  if (data.cells.some(({ own }) => own.some((list) => list.some(({ ranges }) => ranges.some((ends) => !ends.every(Number.isFinite)))))) {
    return 'slopes of values have no bound somewhere, where what a solver missed by a little may be worth anything';
  }
  const signals = drawnSignals(problem);
  return typeof signals === 'string' ? signals : {
    schema: 'misreport.formula-rule/1', point: values, problem: valuesData(problem, all, signals), cuts: cutsOf(problem, data), epsilon,
    ...(participation && deficit !== undefined ? { deficit } : {}), chances, atLeast: welfare,
  };
}

/**
 * Ends of the cells of every signal, and the rows of one agent's utilities with their weights; or why there is none. Of `money`: what
 * transfers collect at most, which the deficit asks more than.
 */
export function formulaBoundFile(
  problem: SocialChoiceProblem, all: readonly (readonly Expression[])[], { agents, cells, size }: BentCells,
  { upper, weighed }: Pick<BentRelaxation, 'upper' | 'weighed'>, { epsilon, participation, deficit }: Constraints, values: Point,
  most: Most = 'welfare',
): File | string {
  const signals = drawnSignals(problem);
  if (typeof signals === 'string') return signals;
  if (epsilon > 0 && cells.some(({ sides }) => sides.some(({ even }) => !even))) {
    return 'how far types of cells are from each other, by which a permitted epsilon counts, is told in a file for uniform laws alone';
  }
  const cuts = cutsOf(problem, { cells, size });
  const placesOf = (i: number, type: number): number[] => {
    const { coordinates } = agents[i]!;
    return coordinates.map((_, c) => Math.floor(type / size ** (coordinates.length - 1 - c)) % size);
  };
  const name = (i: number): string => problem.agents[agents[i]!.agent]!;
  return {
    schema: 'misreport.formula-bound/1', point: values, problem: valuesData(problem, all, signals), cuts, most, epsilon, participation,
    ...(participation && deficit !== undefined ? { deficit } : {}),
    rows: netted(weighed).map((row) => {
      switch (row.kind) {
        case 'budget': return { kind: row.kind, weight: row.weight };
        case 'lie': return {
          kind: row.kind, agent: name(row.agent), from: placesOf(row.agent, row.from), to: placesOf(row.agent, row.to), weight: row.weight,
        };
        case 'end': return {
          kind: row.kind, agent: name(row.agent), type: placesOf(row.agent, row.type), end: row.end, weight: row.weight,
        };
        case 'slope': return {
          kind: row.kind, agent: name(row.agent), below: placesOf(row.agent, row.below), signal: row.coordinate,
          side: row.side, weight: row.weight,
        };
      }
    }),
    atMost: upper,
  };
}
