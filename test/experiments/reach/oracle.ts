/** Reach in real numbers, one linear program for every alternative: how clearly a point of the box leads to the class. */
import { linearValues } from '../../../src/environment/linear-values.ts';
import type { LinearValuations, SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import type { Mechanism } from '../../../src/mechanism/mechanism.ts';
import { optimum, type Constraint } from '../../beliefs/linear-program.ts';
import { objectiveOf } from '../brute-force.ts';

export interface RealBox {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export class ReachOracle {
  readonly problem: SocialChoiceProblem;
  readonly mechanism: Mechanism;
  /** Positions in `signals` of the others' coordinates. */
  readonly others: readonly number[];
  readonly supports: readonly (readonly [number, number])[];
  private readonly owned: readonly number[];
  private readonly classOf: readonly number[];

  constructor(problem: SocialChoiceProblem, mechanism: Mechanism, agent: number, classOf: readonly number[]) {
    this.problem = problem;
    this.mechanism = mechanism;
    this.classOf = classOf;
    const at = (own: boolean): number[] => problem.signals.flatMap(({ owner }, d) => ((owner === agent) === own ? [d] : []));
    [this.owned, this.others] = [at(true), at(false)];
    this.supports = this.others.map((d) => problem.signals[d]!.law.support);
  }

  /** [K] */
  objective(report: readonly number[], y: readonly number[]): number[] {
    const signals = this.problem.signals.map(() => 0);
    this.owned.forEach((d, x) => (signals[d] = report[x]!));
    this.others.forEach((d, x) => (signals[d] = y[x]!));
    return objectiveOf(this.mechanism.rule, linearValues(this.problem.valuations as LinearValuations, signals));
  }

  /** The class chosen at y, and by how much it leads all others. */
  choice(report: readonly number[], y: readonly number[]): { chosen: number; lead: number } {
    const objective = this.objective(report, y);
    const chosen = this.classOf[objective.indexOf(Math.max(...objective))]!;
    return { chosen, lead: Math.max(...objective) - Math.max(-1e9, ...objective.filter((_, k) => this.classOf[k] !== chosen)) };
  }

  box(y: readonly number[], radius: number): RealBox {
    return {
      low: y.map((at, x) => Math.max(this.supports[x]![0], at - radius)),
      high: y.map((at, x) => Math.min(this.supports[x]![1], at + radius)),
    };
  }

  /** Most by which an alternative of the class leads all alternatives of others, anywhere in the box; negative: it never does. */
  lead(report: readonly number[], { low, high }: RealBox, targetClass: number): number {
    const start = this.objective(report, low);
    const slopes = this.others.map((_, x) =>
      this.objective(report, low.map((at, d) => (d === x ? at + 1 : at))).map((value, k) => value - start[k]!));
    const SHIFT = 64;
    const size = this.others.length;
    const members = this.classOf.flatMap((c, k) => (c === targetClass ? [k] : []));
    const rivals = this.classOf.flatMap((c, k) => (c === targetClass ? [] : [k]));
    return Math.max(...members.map((k) => {
      const ahead = rivals.map((l): Constraint => ({
        terms: [...slopes.map((slope, x) => [x, slope[k]! - slope[l]!] as const).filter(([, slope]) => slope !== 0), [size, -1]],
        relation: '>=', bound: start[l]! - start[k]! - SHIFT,
      }));
      const ends = low.map((from, x): Constraint => ({ terms: [[x, 1]], relation: '<=', bound: high[x]! - from }));
      return optimum('Maximize', [...low.map(() => 0), 1], [...ahead, ...ends]) - SHIFT;
    }));
  }
}
