/** Radii of an agent's beliefs as files, which src/notions/verify/robust.ts checks; of types and beliefs that are numbers. */
import type { BeliefPayoff } from '../../beliefs/belief-payoff.ts';
import { quantileCells } from '../../beliefs/quantile-cells.ts';
import { boundedPayoff, keptMasses } from '../../beliefs/worst-mean.ts';
import { isTold } from '../../distributions/told.ts';
import type { Bilinear, Side, TwoAgentValue } from '../../environment/two-agent.ts';
import type { Point, Witness } from '../../results/document.ts';
import { SETS } from './metrics.ts';
import type { BallMetric } from './study-point.ts';

type File = Readonly<Record<string, unknown>>;

/** Coefficients by powers of the own type, then of the other's. */
const tableOf = (of: Bilinear): number[][] => [[of.constant, of.second[0]!], [of.first[0]!, of.cross[0]![0]!]];
const valueTable = (value: TwoAgentValue): readonly (readonly number[])[] =>
  (value.kind === 'bilinear' ? tableOf(value) : value.coefficients);

/** Above which radii are told apart, in units of the set's size. */
const TOLERANCE = 4e-7;

/** The belief that treats every cell alike, cells of the same kept share told as one. */
function beliefOf(payoff: BeliefPayoff, { beliefs }: Side, metric: BallMetric, radius: number): File {
  const cells = quantileCells(beliefs);
  const bounded = boundedPayoff(payoff, cells);
  const { kept } = keptMasses(SETS[metric].metric, radius, bounded);
  const parts: { to: number; kept: number }[] = [];
  cells.forEach(({ mass, high }, c) => {
    const share = Math.min(1, kept[c]! / mass);
    if (parts.at(-1)?.kept === share) parts.at(-1)!.to = high[0]!;
    else parts.push({ to: high[0]!, kept: share });
  });
  return { sentTo: payoff.least([0], [1]).at[0]!, parts };
}

export interface ProvedRadius {
  readonly quantity: 'monotonicityRadius' | 'robustRadius';
  readonly metric: BallMetric;
  /** In units of the metric. */
  readonly lower: number;
  readonly upper: number;
  /** The pair that fails first, and what is expected of it; absent where every belief will do. */
  readonly fails?: { readonly pair: Witness; readonly payoff: BeliefPayoff };
}

/** Undefined where types have several coordinates, or a law is a function of one's own. */
export function radiusFile(side: Side, { quantity, metric, lower, upper, fails }: ProvedRadius, values: Point): File | undefined {
  const { name, dimensions, beliefs, value, rule } = side;
  if (dimensions !== 1 || beliefs.length !== 1 || !isTold(beliefs[0]!)) return undefined;
  const { unit } = SETS[metric];
  const atMost = Math.min(unit, upper + TOLERANCE * unit);
  const fraction = atMost / unit;
  return {
    schema: 'misreport.robust/1', point: { ...values, metric }, agent: name, quantity, metric, law: beliefs[0]!.text,
    value: valueTable(value), rule: { kind: rule.kind, of: tableOf(rule.kind === 'deterministic' ? rule.index : rule.chance) },
    atLeast: lower, atMost,
    ...(fails && fraction < 1 ? { pair: fails.pair, belief: beliefOf(fails.payoff, side, metric, fraction) } : {}),
  };
}
