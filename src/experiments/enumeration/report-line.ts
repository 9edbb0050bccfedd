/**
 * An agent with one signal among others whose types are atoms: between neighbouring breakpoints the choice does not change with her report,
 * whatever the others' types, and her payoff is affine in it. So suprema over all reports are maxima over breakpoints and over both ends of
 * the pieces between them.
 */
import { coordinatesOf } from '../../environment/social-choice.ts';
import { factsOf, insuredMechanism, schemeOf, type ChoiceRule, type Mechanism } from '../../mechanism/mechanism.ts';
import { weighed, type Values } from '../../mechanism/rules/rule.ts';
import { othersWelfareAt } from '../../mechanism/welfare-transfers.ts';
import { payoffOf, type InterimPayoff, type Play } from './play.ts';
import { tieWidth } from './scale.ts';

export interface ReportLine {
  /** Increasing, both ends of the support among them. */
  readonly points: readonly number[];
  readonly at: readonly InterimPayoff[];
  /** One fewer: at a quarter and three quarters of the way to the next point. */
  readonly inside: readonly { readonly from: number; readonly to: number; readonly first: InterimPayoff; readonly second: InterimPayoff }[];
  /** Whether all pieces are affine, as breakpoints that are complete make them. */
  readonly affine: boolean;
}

/** Of the support: breakpoints closer than this are one. */
const APART = 1e-11;

/** Where the largest of the lines changes, or two of them share the top; at = [K] at the support's ends. */
function topCrossings(low: readonly number[], high: readonly number[], width: number): number[] {
  const found: number[] = [];
  for (let k = 0; k < low.length; k++) {
    for (let l = 0; l < k; l++) {
      const [before, after] = [low[k]! - low[l]!, high[k]! - high[l]!];
      if (Math.abs(after - before) <= width || before * after > width * Math.abs(after - before)) continue;
      const share = Math.min(1, Math.max(0, before / (before - after)));
      const line = (m: number): number => low[m]! + share * (high[m]! - low[m]!);
      if (low.every((_, m) => line(m) <= Math.max(line(k), line(l)) + 8 * width)) found.push(share);
    }
  }
  return found;
}

/** A rule, or those that it mixes. */
const simpleRules = (rule: ChoiceRule): ChoiceRule[] => (rule.kind === 'mixture' ? [rule.rule, rule.other].flatMap(simpleRules) : [rule]);

/** Where reports may change the choice or bend a payment. */
function breakpoints(play: Play, mechanism: Mechanism, agent: number): number[] {
  const { problem } = play;
  const d = coordinatesOf(problem, agent)[0]!;
  const { support: [low, high], atoms = [] } = problem.signals[d]!.law;
  const every = simpleRules(mechanism.rule).map((rule) => factsOf(rule, problem.agents.length, problem.alternatives.length));
  const lines = every.flatMap(({ maximised, counted }): ((values: Values) => number[])[] => [
    ...(maximised ? [(values: Values) => weighed(maximised, values)] : []),
    (values) => othersWelfareAt(counted, values, agent),
  ]);
  const width = Math.max(...every.map(({ maximised, counted }) => tieWidth(problem, maximised ?? counted)));
  const levels = [0, ...every.flatMap(({ price }) => (price === undefined ? [] : [price]))];
  const shares = play.others(agent).flatMap(({ signals }) => {
    const [first, last] = [low, high].map((own) => play.values(play.with(signals, agent, [own])));
    return [
      ...lines.flatMap((of) => topCrossings(of(first!), of(last!), width)),
      // A value passes zero, or the price.
      ...levels.flatMap((level) => first![agent]!.flatMap((from, k) => {
        const share = (level - from) / (last![agent]![k]! - from);
        return share >= 0 && share <= 1 ? [share] : [];
      })),
    ];
  });
  const table = schemeOf(mechanism.transfers).utilityTable?.(mechanism.transfers, agent) ?? [];
  const knots = table.map((_, j) => j / (table.length - 1));
  const base = insuredMechanism(mechanism.transfers);
  return [
    low, high, ...atoms.map(({ at }) => at), ...[...shares, ...knots].map((share) => low + share * (high - low)),
    ...(base ? breakpoints(play, base, agent) : []),
  ];
}

/** Increasing, those that are one taken together; values of `kept` as they are. */
function distinct(points: readonly number[], kept: ReadonlySet<number>, apart: number): number[] {
  return [...points].sort((a, b) => a - b).reduce<number[]>((known, x) => {
    const last = known.at(-1);
    if (last === undefined || x - last > apart) known.push(x);
    else if (kept.has(x) && !kept.has(last)) known[known.length - 1] = x;
    return known;
  }, []);
}

/** Breakpoints of an agent's reports, both ends and her atoms among them. */
export function reportPoints(play: Play, agent: number): number[] {
  const { support: [low, high], atoms = [] } = play.problem.signals[coordinatesOf(play.problem, agent)[0]!]!.law;
  return distinct(
    breakpoints(play, play.mechanism, agent), new Set([low, high, ...atoms.map(({ at }) => at)]), APART * (high - low),
  );
}

/** Payoffs at and between the breakpoints; `rounding`: bound on that of one. */
export function reportLine(play: Play, agent: number, points: readonly number[], rounding: number): ReportLine {
  const at = points.map((t) => play.interim(agent, [t]));
  let affine = true;
  const inside = points.slice(1).map((to, j) => {
    const from = points[j]!;
    const [first, middle, second] = [0.25, 0.5, 0.75].map((share) => play.interim(agent, [from + share * (to - from)])) as [
      InterimPayoff, InterimPayoff, InterimPayoff];
    const straight = [from, to].every((type) =>
      Math.abs(payoffOf(first, [type]) + payoffOf(second, [type]) - 2 * payoffOf(middle, [type])) <= 8 * rounding);
    affine &&= straight;
    return { from, to, first, second };
  });
  return { points, at, inside, affine };
}
