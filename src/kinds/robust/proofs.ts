/** Radii of an agent's beliefs as files, which src/notions/verify/robust.ts checks; of types and beliefs that are numbers. */
import type { BeliefPayoff } from '../../beliefs/belief-payoff.ts';
import { quantileCells } from '../../beliefs/quantile-cells.ts';
import { boundedPayoff, keptMasses } from '../../beliefs/worst-mean.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import { tabulated } from '../../distributions/tabulated.ts';
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

interface Belief {
  readonly sentTo: number;
  readonly parts: readonly { readonly to: number; readonly kept: number }[];
}

/** The belief that treats every cell alike, cells of the same kept share told as one. */
function beliefOf(payoff: BeliefPayoff, { beliefs }: Side, metric: BallMetric, radius: number): Belief {
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

/** Even cells of a law whose masses the check uses. */
const CELLS = 8192;

/** A table of the distribution function at the ends of the check's cells and of those of the belief; undefined where it has none. */
function tableOfLaw(law: Distribution, belief: Belief | undefined): string | undefined {
  const [low, high] = law.support;
  const even = Array.from({ length: CELLS + 1 }, (_, j) => low + ((high - low) * j) / CELLS);
  const cuts = (belief?.parts ?? []).map(({ to }) => to).filter((to) => to > low && to < high);
  return tabulated(law, [...new Set([...even, ...cuts])].sort((a, b) => a - b));
}

/** Why there is none where a type has several signals. */
export function radiusFile(side: Side, { quantity, metric, lower, upper, fails }: ProvedRadius, values: Point): File | string {
  const { name, dimensions, beliefs, value, rule } = side;
  if (dimensions !== 1 || beliefs.length !== 1) {
    const [who, count] = dimensions === 1 ? ['the other agent', beliefs.length] : [name, dimensions];
    return `the type of ${who} has ${count} signals, and radii are checked where each agent sees one`;
  }
  const { unit } = SETS[metric];
  const atMost = Math.min(unit, upper + TOLERANCE * unit);
  const fraction = atMost / unit;
  const belief = fails && fraction < 1 ? beliefOf(fails.payoff, side, metric, fraction) : undefined;
  const [law] = beliefs as [Distribution];
  const told = isTold(law) ? law.text : tableOfLaw(law, belief);
  return told === undefined ? "the other agent's law is a function of one's own that is no number everywhere" : {
    schema: 'misreport.robust/1', point: { ...values, metric }, agent: name, quantity, metric, law: told,
    ...(isTold(law) ? {} : { tabulated: true }),
    value: valueTable(value), rule: { kind: rule.kind, of: tableOf(rule.kind === 'deterministic' ? rule.index : rule.chance) },
    atLeast: lower, atMost,
    ...(fails && belief ? { pair: fails.pair, belief } : {}),
  };
}
