/** Rows about rules rather than transfers: distances d_G (Song22 section 7) and xi-efficiency (Definition 7). */
import { ruleDistance, type Disagreements } from '../../notions/rule-distance.ts';
import { chernoffLower, chernoffUpper } from '../../statistics/chernoff.ts';
import { sides, widened, type Interval } from '../../statistics/interval.ts';
import type { Estimate, Point } from '../../results/document.ts';
import { ownSpace } from '../../experiments/own-signal.ts';
import { listedReports } from '../../experiments/reports.ts';
import { NS_PER_NUMBER } from '../../experiments/tensor/limits.ts';
import { jointChoices, welfareLosses } from '../../experiments/tensor/joint-choices.ts';
import type { ChoiceRule } from '../../mechanism/mechanism.ts';
import { gapsOf, isDiscrete, type Distribution } from '../../distributions/distribution.ts';
import { servedAgent, type Served } from '../../experiments/quadrature/served.ts';
import { RULES_BASIS, servedEfficiency, servedRuleDistance } from '../../notions/served-rules.ts';
import { insideEnds } from '../../experiments/played/law-error.ts';
import { playedChoices, playedLosses, ruleLawError } from '../../experiments/played/rule-counts.ts';
import { hasAtoms } from './atoms.ts';
import type { StudiedPoint } from './studied-point.ts';

const PROFILES = [2 ** 10, 2 ** 14] as const;
/** Computing that an agent's share of a row may take. */
const ROW_NS = 5e8;
const LINE_TYPES = 17;
const LISTED_TYPES = 24;
const ATOMS_MAX = 32;
/** Values of xi that are tried: 2^(-i/4) of the range of welfare losses. */
const THRESHOLDS = 64;

type Signals = readonly (readonly number[])[];

function typesOf({ point: { problem: { problem, mechanisms } } }: StudiedPoint, agent: number): Signals {
  const space = ownSpace(problem, agent, mechanisms);
  const [low, high] = space.supports[0]!;
  if (space.coordinates.length > 1) return listedReports(space).slice(0, LISTED_TYPES);
  const even = (from: number, to: number): number[] =>
    Array.from({ length: LINE_TYPES }, (_, i) => from + ((to - from) * i) / (LINE_TYPES - 1));
  const { law } = problem.signals[space.coordinates[0]!]!;
  if (!hasAtoms(problem)) return even(low, high).map((x) => [x]);
  // Given the end of a law with a density the others' types depend on hers beyond what is known; atoms are types by themselves.
  const ends = problem.dependence ? insideEnds(law) : law.support;
  const atoms = (law.atoms ?? []).map(({ at }) => at).slice(0, ATOMS_MAX);
  return [...new Set([...(isDiscrete(law) ? [] : even(...ends)), ...atoms])].sort((a, b) => a - b).map((x) => [x]);
}

function profilesOf({ aim: { profiles, maxProfiles }, point: { problem: { problem } } }: StudiedPoint, types: number): number {
  const within = ROW_NS / (NS_PER_NUMBER * types * problem.agents.length * problem.alternatives.length);
  const planned = Math.min(PROFILES[1], Math.max(PROFILES[0], 2 ** Math.round(Math.log2(within))));
  return profiles ?? Math.min(planned, maxProfiles);
}

/** A row, and its interval at a share of its error probability where rates are fitted to it. */
export interface RuleRow {
  readonly row: Estimate;
  intervalAt?(share: number): Interval;
}

export async function ruleRows(input: StudiedPoint, point: Point): Promise<RuleRow[]> {
  const distances = input.point.problem.distances ?? [];
  const rows: (RuleRow | undefined)[] = [];
  for (const { name, rule, other } of distances) rows.push(await distanceRow(input, { ...point, mechanism: name }, rule, other));
  // A distance is asked for where rules are only nearly efficient, and so is how nearly.
  for (const { name, rule } of distances) rows.push(await efficiencyRow(input, { ...point, mechanism: name }, rule));
  return rows.filter((row) => row !== undefined);
}

type Rule = ChoiceRule;

const studiedOf = ({ point: { problem: { agents, problem } } }: StudiedPoint): readonly number[] =>
  agents ?? problem.agents.map((_, agent) => agent);

/** Suprema over types are at least those over a list. */
const LISTED = { guarantee: 'grid', lowerGuarantee: 'continuum', upperGuarantee: 'grid', basis: 'a list of types' } as const;

interface TwoRules {
  readonly one: Served;
  readonly two: Served;
  /** By how much the opponent's signal moves what the alternatives are worth apart to all together. */
  readonly rate: number;
  readonly own: Distribution;
}

/** The largest over the agents studied of what is known of two rules without sampling; undefined where it is not known of one of them. */
function ofTwo(input: StudiedPoint, rule: Rule, other: Rule, of: (rules: TwoRules) => Interval): Interval | undefined {
  const { point: { problem: { problem } } } = input;
  const { signals, valuations } = problem;
  if (valuations.kind !== 'linear' || signals.some(({ law }) => law.whole || law.atoms?.length || gapsOf(law).length > 0)) return undefined;
  const served = (by: Rule, agent: number): Served | undefined =>
    servedAgent(problem, { name: by.kind, rule: by, transfers: { kind: 'none' } }, agent);
  const found = studiedOf(input).map((agent) => {
    const [one, two] = [served(rule, agent), served(other, agent)];
    const d = signals.findIndex(({ owner }) => owner === agent);
    const apart = valuations.coefficients.reduce((sum, rows) => sum + rows[0]![1 - d]! - rows[1]![1 - d]!, 0);
    // One side of where the choice turns serves her under both.
    return one && two && one.below === two.below ? of({ one, two, rate: Math.abs(apart), own: signals[d]!.law }) : undefined;
  });
  const known = found.filter((interval) => interval !== undefined);
  if (known.length < found.length) return undefined;
  return sides((side) => known.reduce((most, interval) => Math.max(most, interval[side]), 0));
}

const knownRow = ({ aim: { confidence } }: StudiedPoint, quantity: string, point: Point, interval: Interval): RuleRow => ({
  row: { quantity, agent: 'market', point, confidence, guarantee: 'continuum', basis: RULES_BASIS, profiles: 0, ...interval },
  intervalAt: () => interval,
});

/**
 * The supremum over agents, types on the grid and alternatives; agents share the error probability. Undefined where an interruption
 * left some agent without a draw.
 */
async function distanceRow(input: StudiedPoint, point: Point, rule: Rule, other: Rule): Promise<RuleRow | undefined> {
  const known = ofTwo(input, rule, other, ({ one, two, own }) => servedRuleDistance(one, two, own));
  if (known) return knownRow(input, 'ruleDistance', point, known);
  const { point: { problem: { problem } }, aim: { confidence }, run } = input;
  const studied = studiedOf(input);
  const found: (Disagreements & { readonly off: number })[] = [];
  for (const agent of studied) {
    const types = typesOf(input, agent);
    const isPlayed = hasAtoms(problem);
    const counter = isPlayed ? playedChoices(problem, [rule, other], types, agent, run)
      : await jointChoices(problem, { rule, reports: types }, { rule: other, reports: types }, agent, run);
    const { profiles, onlyFirst, onlySecond } = await counter.run(
      run.stream(`social-choice/distance/${agent}`),
      0,
      profilesOf(input, types.length),
    );
    if (profiles === 0) return undefined;
    const off = isPlayed ? ruleLawError(problem, agent, types, 'apart') : 0;
    found.push({ profiles, types, alternatives: problem.alternatives.length, first: onlyFirst, second: onlySecond, off });
  }
  const intervalAt = (share: number): Interval => {
    const each = found.map((one) => widened(ruleDistance(one, (share * (1 - confidence)) / studied.length), one.off, [0, 1]));
    return sides((side) => each.reduce((top, one) => Math.max(top, one[side]), 0));
  };
  const profiles = found.reduce((least, one) => Math.min(least, one.profiles), Infinity);
  return {
    row: { quantity: 'ruleDistance', agent: 'market', point, confidence, ...LISTED, profiles, ...intervalAt(1) }, intervalAt,
  };
}

/**
 * The least xi, of a fine list, for which every agent at every type of the grid gives more than 1 - xi to losses below xi. `upper`
 * certifies xi-efficiency on the grid; at `lower` it certainly fails. Undefined as above.
 */
async function efficiencyRow(input: StudiedPoint, point: Point, rule: Rule): Promise<RuleRow | undefined> {
  const known = ofTwo(input, rule, { kind: 'efficient' }, ({ one, two, rate, own }) => servedEfficiency(one, two, rate, own));
  if (known) return knownRow(input, 'xiEfficiency', point, known);
  const { point: { problem: { problem } }, aim: { confidence }, run } = input;
  const studied = studiedOf(input);
  const thresholds = Array.from({ length: THRESHOLDS }, (_, i) => 2 ** (-i / 4)).reverse();
  const alpha = (1 - confidence) / studied.length;
  const least = { estimate: 0, lower: 0, upper: 0 };
  let drawn = Infinity;
  for (const agent of studied) {
    const types = typesOf(input, agent);
    const isPlayed = hasAtoms(problem);
    const counter = isPlayed ? playedLosses(problem, rule, thresholds, types, agent, run)
      : await welfareLosses(problem, { rule, reports: types }, thresholds, agent, run);
    const off = isPlayed ? ruleLawError(problem, agent, types, 'losses') : 0;
    const { profiles, below } = await counter.run(run.stream(`social-choice/losses/${agent}`), 0, profilesOf(input, types.length));
    if (profiles === 0) return undefined;
    drawn = Math.min(drawn, profiles);
    const each = alpha / (2 * below.length);
    const first = (share: (count: number) => number): number => {
      const at = thresholds.findIndex((xi, i) => types.every((_, t) => share(below[t * THRESHOLDS + i]!) > 1 - xi));
      return at < 0 ? thresholds.length - 1 : at;
    };
    least.estimate = Math.max(least.estimate, thresholds[first((count) => count / profiles)]!);
    least.upper = Math.max(least.upper, thresholds[first((count) => chernoffLower(count, profiles, each) - off)]!);
    // The least xi lies above the last threshold that is rejected, wherever up to the next.
    least.lower = Math.max(least.lower, thresholds[first((count) => chernoffUpper(count, profiles, each) + off) - 1] ?? 0);
  }
  return { row: { quantity: 'xiEfficiency', agent: 'market', point, ...least, confidence, ...LISTED, profiles: drawn } };
}
