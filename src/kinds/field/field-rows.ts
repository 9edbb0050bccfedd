/** Rows and verdicts on one agent's field, however it was measured. */
import { NOTHING_KNOWN } from '../cut-short.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { LinearProblem, Walk } from '../../experiments/field/walk-sums.ts';
import { bare } from '../../notions/certified.ts';
import type { PairGap } from '../../notions/congruence-gap.ts';
import type { Estimate, Point, Verdict, Witness } from '../../results/document.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { PointResult } from '../kind.ts';
import { tieWitness } from '../tie-witness.ts';
import type { Subject } from './subject.ts';

/** JM01 footnote 32's transfers: what others get at the type that she reports. */
export const OTHERS_VALUE = "others' value at the report";

/** Certified either way, or open. */
export function gradientVerdict(
  { name }: Pick<Subject, 'name'>, values: Point, conservative: boolean, rectangle: Interval | undefined, drawn = true,
): Verdict {
  const apart = rectangle !== undefined && (rectangle.lower > 0 || rectangle.upper < 0);
  const status = conservative ? 'yes' : apart ? 'no' : 'undecided';
  const text = {
    yes: 'The field is a gradient: every pair of alternatives that ties at the top is congruent, or she sees one signal',
    no: `The field is no gradient: it circulates round a rectangle${drawn ? ', on fresh draws' : ''}`,
    undecided: 'Whether the field is a gradient is open: a pair is not congruent, but no circulation is certified',
  }[status];
  return { id: 'conservative', agent: name, point: values, text, holds: status === 'yes', status };
}

export class FieldRows<P extends SocialChoiceProblem = LinearProblem> {
  private readonly rows: Estimate[] = [];
  readonly subject: Subject<P>;
  readonly values: Point;
  private readonly confidence: number;

  constructor(subject: Subject<P>, values: Point, confidence: number) {
    this.subject = subject;
    this.values = values;
    this.confidence = confidence;
  }

  add(quantity: string, { estimate, lower, upper }: Interval, more: Partial<Estimate> & Pick<Estimate, 'guarantee' | 'profiles'>): void {
    this.rows.push({
      quantity, agent: this.subject.name, point: this.values, estimate, lower, upper, confidence: this.confidence, ...more
    });
  }

  result(...verdicts: Verdict[]): PointResult {
    return { ...NOTHING_KNOWN, estimates: this.rows, verdicts, complete: true };
  }

  congruence(gaps: readonly PairGap[]): void {
    const worst = gaps.find(({ ties }) => ties);
    const { alternatives } = this.subject.problem;
    const named = (pair: PairGap['pair']): string => pair.map((k) => alternatives[k]).join(' and ');
    const free = gaps.filter(({ ties }) => !ties).map(({ pair }) => named(pair));
    const basis = [
      worst
        ? `${named(worst.pair)}, coordinates ${worst.coordinates.map((x) => this.subject.space.names[x]).join(' and ')}`
        : 'no pair ties at the top',
      ...(
        free.length > 0
          ? [`unconstrained, since they never tie at the top: ${free.slice(0, 4).join('; ')}${free.length > 4 ? '; ..' : ''}`]
          : []
      ),
    ].join('; ');
    const gap = worst?.gap ?? 0;
    this.add('congruenceGap', { estimate: gap, lower: gap, upper: gap }, {
      guarantee: 'continuum', confidence: 1, profiles: 0, basis,
      ...(worst ? { witness: tieWitness(this.subject.problem, worst, this.subject.space.names) } : {}),
    });
  }
}

/** A walk as a witness: its first point and the one across, and the whole of it unless they are all there is; of one profile of others. */
export function across({ kind, points: corners }: Walk, others: readonly number[] = []): { readonly witness?: Witness } {
  const points = corners.map(bare);
  const under = others.length > 0 ? { under: bare(others) } : {};
  const pair = { type: points[0]!, report: points[Math.floor(points.length / 2)]!, ...under };
  if (points.length === 2 && kind === 'lies') return { witness: pair };
  return { witness: { ...pair, walk: { kind: kind === 'path' ? 'path' : 'cycle', points } } };
}
