/**
 * The chance that a report wins one object given the own type, where types with a density depend on each other through one component Z on
 * the line and the highest bid wins: nothing is drawn. Agent j's value where she wins is c_j s_j + k_j, and a weighted sum of values is
 * maximised, so that a report y wins where s_j <= tau_j(y) for all others, tau_j affine and increasing, and
 *
 *     H(y | s) = int f(z | F(s)) prod_j Pr(U_j <= F_j(tau_j(y)) | z) dz
 *
 * by the trapezoidal rule. It rises with y, and falls with s, since Z rises with the own type and the others' types with Z (Milgrom and
 * Weber 1982). At the ends of the type space it is the limit from inside: the lowest type is sure that all others are at their lowest, and
 * with normal scores the highest that they are at their highest. Where bids follow a profile of strictly increasing strategies, tau_j(y) is
 * the type that bids as much as y does.
 *
 * What a chance may be off by (`chanceError`). The rule itself has a relative error of 1e-17 (enumeration/joint-masses.ts). Weights that
 * are left out are below 1e-18 of the whole each, of fewer than 2^14 nodes; a product of the chances of up to 63 rivals, each to 2^-49 of
 * itself, is off by 2^-43 of itself, and a mean over nodes by 2^14 2^-53 besides: below 2.1e-12 together, `ROUNDING` at most. (Rounding of
 * scores, 3e-15, is far inside what laws add.) What is left is that laws know each tail of theirs to a relative 2e-11 = e alone, so what is
 * computed is H at chances that far off. A type's place in its copula is told by the smaller tail:
 *
 *     normal scores, loadings l   a tail p <= 1/2 moves a score by e p / phi <= 1.2534 e, Mills' ratio being largest at 0. Given z a chance
 *                   is Phi((x - sqrt(l_j) z) / sqrt(1 - l_j)), which moves by phi(0) / sqrt(1 - l_j) times that; and the posterior of Z is
 *                   a normal law that moves by sqrt(l / (1 - l)) of its standard deviations times that, by phi(0) times as much in total
 *                   variation
 *     Clayton       log p moves by e, above 1/2 by 2 e q, q = 1 - p. Given V a chance is exp(-V w), w = p^-theta - 1 >= theta q,
 *                   which moves by V (w + 1) exp(-V w) theta times that, at most (1 + 1 / w) theta / e' times it (e' Euler's number), so by
 *                   at most 2 (1 + theta) e / e'. log V given the own type has a unimodal density of height at most
 *                   sqrt((1 + 1 / theta) / 2 pi) by Stirling's formula, and moves by theta e
 *
 * so that e / sqrt(1 - l) is all that strong dependence can make of it, also where chances are next to 1.
 */
import type { Dependence } from '../../distributions/dependence.ts';
import { gapsOf, survivalOf, type Distribution } from '../../distributions/distribution.ts';
import { isPrivate } from '../../environment/linear-values.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { isSingleObject } from '../../mechanism/checks.ts';
import { factsOf, type Mechanism } from '../../mechanism/mechanism.ts';
import { componentOf, factorOf, nodeCount, nodesOf, type Component } from '../enumeration/joint-masses.ts';
import { commonComponent, LOWEST_CHANCE } from '../order-statistics/common-component.ts';
import { behindOneFactor, rivalsOf, type Rival, type Rivals } from './rivals.ts';

export interface WonGiven {
  /** What the object is worth more for each unit of the own type, > 0, and what it is worth to a type 0. */
  readonly worth: number;
  readonly start: number;
  /** Numbers y, increasing; the own types among them by their places, from the lowest to the highest. */
  readonly at: Float64Array;
  readonly types: readonly number[];
  /** [types][numbers] H(y | s), between two bounds up to `error`: one, but where bids of unlike units are compared in rounded numbers. */
  readonly below: readonly Float64Array[];
  readonly above: readonly Float64Array[];
  readonly error: number;
  /** All types have one law and the highest wins: H(s | s) rises with s, up to 1. */
  readonly alike: boolean;
  /** What slopes of H follow from. */
  readonly own: Distribution;
  readonly rivals: readonly Rival[];
  readonly dependence: Dependence;
}

/** What a law's tails may be off by, as a share of them (test/distributions/vectors.test.ts). */
export const TAIL_ERROR = 2e-11;
const ROUNDING = 1e-11;
/** The density of a score at 0, and the largest ratio of a tail to it. */
const [PEAK, MILLS] = [0.39895, 1.2534];

/** Bound on what a chance of winning may be off by; loadings of the own score and the rivals', each behind one factor. */
export function chanceError(dependence: Dependence, rivals: number): number {
  if (dependence.kind === 'clayton') {
    const { theta } = dependence;
    return ROUNDING + TAIL_ERROR * (theta * Math.sqrt((1 + 1 / theta) / (2 * Math.PI)) + (rivals * 2 * (1 + theta)) / Math.E);
  }
  const shares = factorOf(dependence, rivals + 1)!;
  const moved = (share: number): number => 1 / Math.sqrt(1 - share * share);
  const all = shares.reduce((sum, share, d) => sum + (d === 0 ? share : 1) * moved(share), 0);
  return ROUNDING + TAIL_ERROR * PEAK * MILLS * all;
}

/** Multiplications of all chances, and chances of single rivals; types, and numbers by type. */
const WORK = [2e8, 4e6] as const;
/** Chances of single rivals beyond which none are computed, of as few types as may be: seconds, and 130 MiB. */
const CHANCES_MAX = 2 ** 24;
const TYPES = [128, 512] as const;
const FINER = 2;
/** Of the types, those at equal steps of the type space; the others are at equal steps of what they tell of the component. */
const EVEN = 2 / 3;
/** A weight below this share of the whole is none. */
const NEGLIGIBLE = 1e-18;

/**
 * Of so many types at most, in steps of milliseconds. Undefined where the problem is another, or types depend in another way, or so
 * strongly that there are too many nodes: their number rises as (1 - RHO)^(-1/2), as does the error of a chance.
 */
export function* wonGiven(
  problem: SocialChoiceProblem, mechanism: Mechanism, agent: number, most: number = TYPES[1],
): Generator<undefined, WonGiven | undefined> {
  const dependence = behindOneFactor(problem, agent);
  const found = dependence && bidderOf(problem, mechanism, agent);
  return found && (yield* tabulated(dependence, found.law, found, most));
}

/** One who bids for an object, and her own law. */
export interface Bidder extends Rivals {
  readonly law: Distribution;
}

/** Undefined where the problem is another, laws have atoms or the own one gaps, or bids do not rise with types. */
export function bidderOf(problem: SocialChoiceProblem, { rule, strategies }: Mechanism, agent: number): Bidder | undefined {
  const { agents, alternatives, signals } = problem;
  if (!isSingleObject(problem) || !isPrivate(problem) || signals.some(({ law }) => law.atoms?.length)) return undefined;
  if (agents.some((_, i) => coordinatesOf(problem, i).length !== 1)) return undefined;
  const { maximised, maximises } = factsOf(rule, agents.length, alternatives.length);
  const { law } = signals[coordinatesOf(problem, agent)[0]!]!;
  const found = maximises && maximised ? rivalsOf(problem, maximised, agent, strategies) : undefined;
  return found && gapsOf(law).length === 0 ? { ...found, law } : undefined;
}

const isInside = (law: Distribution, x: number): boolean => law.cdf(x) >= LOWEST_CHANCE && law.cdf(x) <= 1 - LOWEST_CHANCE;

const ordered = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);

const steps = (count: number): number[] => Array.from({ length: count - 1 }, (_, n) => (n + 1) / count);

function* tabulated(
  dependence: Dependence, own: Distribution, { worth, start, rivals, alike }: Rivals, most: number,
): Generator<undefined, WonGiven | undefined> {
  const component = componentOf(dependence, rivals.length + 1, LOWEST_CHANCE)!;
  const laws = new Set(rivals.map(({ law }) => law.text)).size;
  // The numbers `at` are the types, FINER times as many, and one for each type and law of a rival.
  if (nodeCount(component) * laws * (1 + FINER + laws) * TYPES[0] > CHANCES_MAX) return undefined;
  const nodes = nodesOf(component).map(({ z }) => z);
  // Of scores whatever their loadings.
  const { chanceAt } = commonComponent(dependence.kind === 'clayton' ? dependence : { kind: 'common-factor', loadings: 0 });
  const [low, high] = own.support;
  const windows = (x: number): Window => windowOf(component, nodes, component.place(own.cdf(x), survivalOf(own, x)));
  const size = Math.max(...[LOWEST_CHANCE, 0.5, 1 - LOWEST_CHANCE].map((u) => windows(own.quantile(u)).weights.length));
  const count = Math.round(Math.min(most, Math.max(TYPES[0], Math.min(
    Math.sqrt(WORK[0] / (2 * FINER * size)), WORK[1] / (2 * FINER * laws * nodes.length),
  ))));
  const chosen = [
    ...steps(Math.round(EVEN * count)).map((share) => low + share * (high - low)),
    ...[0, ...steps(Math.round((1 - EVEN) * count)), 1].map((share) => own.quantile(chanceAt(share, LOWEST_CHANCE))), ...(own.knots ?? []),
  ].filter((x) => x > low && x < high && isInside(own, x));
  const places = ordered([low, ...chosen, high]);
  // From where the lowest of others' bids are on: nothing is won below.
  const least = rivals.reduce((highest, { law, own: ownOf }) => Math.max(highest, ownOf(law.support[0])), -Infinity);
  const bids = rivals.filter(({ law }, j) => rivals.findIndex((other) => other.law.text === law.text) === j)
    .flatMap(({ law, own: ownOf }) => [...steps(count).map((u) => law.quantile(u)), ...law.support].map(ownOf));
  const even = steps(FINER * count).map((share) => low + share * (high - low));
  const between = bids.filter((y) => y > least && y < high);
  const at = Float64Array.from(ordered([...places, ...even, ...between, ...(least < low && least > -Infinity ? [least] : [])]));
  const isBlurred = rivals.some(({ blur }) => blur(low) > 0 || blur(high) > 0);
  const bounds: (readonly Float64Array[])[] = [];
  const asked = { component, nodes, rivals, dependence, places, at, windows };
  for (const side of isBlurred ? [-1, 1] : [0]) bounds.push(yield* rowsOf({ ...asked, side }));
  return {
    worth, start, at, below: bounds[0]!, above: bounds.at(-1)!, types: places.map((s) => at.indexOf(s)), alike,
    error: chanceError(dependence, rivals.length), own, rivals, dependence,
  };
}

interface Asked {
  readonly component: Component;
  readonly nodes: readonly number[];
  readonly rivals: readonly Rival[];
  readonly dependence: Dependence;
  readonly places: readonly number[];
  readonly at: Float64Array;
  /** -1, 0 or 1: rivals' types that tie are taken where they may lie at least, lie, or may lie at most. */
  readonly side: number;
  windows(x: number): Window;
}

/** [types][numbers] H(y | s). */
function* rowsOf({ component, nodes, rivals, dependence, places, at, side, windows }: Asked): Generator<undefined, Float64Array[]> {
  const tied = Array.from(at, (y) => rivals.map((rival) => rival.tau(y) + side * rival.blur(y)));
  const chances: Float64Array[] = [];
  for (const types of tied) {
    yield;
    chances.push(wonAt(component, nodes, rivals, types));
  }
  const shares = dependence.kind === 'clayton' ? undefined : factorOf(dependence, rivals.length + 1)!;
  /** Whether the own type at an end tells of a rival's: of others she knows their laws. */
  const tells = (j: number): boolean => shares === undefined || shares[0]! * shares[j + 1]! > 0;
  const sure = (test: (p: number) => boolean): Float64Array => Float64Array.from(tied, (types) => types.reduce((product, x, j) => {
    const p = rivals[j]!.law.cdf(x);
    return product * (tells(j) ? Number(test(p)) : p);
  }, 1));
  const isLimit = (a: number): boolean => shares?.[0] !== 0 && (a === 0 || (a === places.length - 1 && shares !== undefined));
  const rows: Float64Array[] = [];
  for (const a of places.keys()) {
    yield;
    if (isLimit(a)) {
      rows.push(sure((p) => (a === 0 ? p > 0 : p >= 1)));
      continue;
    }
    const { from, weights } = windows(shares?.[0] === 0 ? places[Math.max(1, Math.min(a, places.length - 2))]! : places[a]!);
    rows.push(Float64Array.from(chances, (ofNode) => {
      let sum = 0;
      for (let n = 0; n < weights.length; n++) sum += weights[n]! * ofNode[from + n]!;
      return sum;
    }));
  }
  return rows;
}

interface Window {
  readonly from: number;
  readonly weights: Float64Array;
}

/** The posterior at the nodes, given the place of the own chance. */
function windowOf(component: Component, nodes: readonly number[], place: number): Window {
  const all = Float64Array.from(nodes, (z) => component.given(0, place, z));
  const sum = all.reduce((total, weight) => total + weight, 0);
  const from = all.findIndex((weight) => weight > NEGLIGIBLE * sum);
  const to = all.findLastIndex((weight) => weight > NEGLIGIBLE * sum);
  return { from, weights: all.slice(from, to + 1).map((weight) => weight / sum) };
}

/** [nodes] that all others are at these types or below. */
function wonAt(component: Component, nodes: readonly number[], rivals: readonly Rival[], types: readonly number[]): Float64Array {
  const chances = new Float64Array(nodes.length).fill(1);
  const groups = new Map<string, { readonly d: number; readonly place: number; count: number }>();
  for (const [j, { law }] of rivals.entries()) {
    const place = component.place(law.cdf(types[j]!), survivalOf(law, types[j]!));
    const key = `${component.like(j + 1)} ${place}`;
    const group = groups.get(key) ?? { d: j + 1, place, count: 0 };
    group.count++;
    groups.set(key, group);
  }
  for (const { d, place, count } of groups.values()) {
    for (let n = 0; n < chances.length; n++) chances[n]! *= component.under(d, place, nodes[n]!) ** count;
  }
  return chances;
}
