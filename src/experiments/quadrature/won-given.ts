/**
 * The chance that a report wins one object given the own type, where types with a density depend on each other through one component Z on
 * the line and the highest bid wins: nothing is drawn. Agent j's value where she wins is c_j s_j + k_j, and a weighted sum of values is
 * maximised, so that a report y wins where s_j <= tau_j(y) for all others, tau_j affine and increasing, and
 *
 *     H(y | s) = int f(z | F(s)) prod_j Pr(U_j <= F_j(tau_j(y)) | z) dz
 *
 * by the trapezoidal rule (enumeration/joint-masses.ts has its error). It rises with y, and falls with s, since Z rises with the own type
 * and the others' types with Z (Milgrom and Weber 1982). At the ends of the type space it is the limit from inside: the lowest type is sure
 * that all others are at their lowest, and with normal scores the highest that they are at their highest.
 */
import type { Dependence } from '../../distributions/dependence.ts';
import { gapsOf, type Distribution } from '../../distributions/distribution.ts';
import { isPrivate } from '../../environment/linear-values.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { isSingleObject } from '../../mechanism/checks.ts';
import { factsOf, type Mechanism } from '../../mechanism/mechanism.ts';
import { componentOf, nodeCount, nodesOf, type Component } from '../enumeration/joint-masses.ts';
import { commonComponent, LOWEST_CHANCE } from '../order-statistics/common-component.ts';

export interface WonGiven {
  /** What the object is worth more for each unit of the own type, > 0. */
  readonly worth: number;
  /** Numbers y, increasing; the own types among them by their places, from the lowest to the highest. */
  readonly at: Float64Array;
  readonly types: readonly number[];
  /** [types][numbers] H(y | s). */
  readonly won: readonly Float64Array[];
  /** All types have one law and the highest wins: H(s | s) rises with s, up to 1. */
  readonly alike: boolean;
}

/** Bound on what nodes and rounding do to a chance. */
export const CHANCE_ERROR = 1e-9;

interface Rival {
  readonly law: Distribution;
  /** tau(y) = from + rise y, rise > 0. */
  readonly from: number;
  readonly rise: number;
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
  problem: SocialChoiceProblem, { rule, strategies }: Mechanism, agent: number, most: number = TYPES[1],
): Generator<undefined, WonGiven | undefined> {
  const { agents, alternatives, signals, dependence } = problem;
  if (!dependence || strategies || !isSingleObject(problem) || !isPrivate(problem) || signals.some(({ law }) => law.atoms?.length)) {
    return undefined;
  }
  const shared = dependence.kind === 'clayton' ? 1
    : dependence.kind === 'common-factor' ? dependence.loadings : dependence.correlations;
  if (typeof shared !== 'number' || !(shared > 0) || agents.some((_, i) => coordinatesOf(problem, i).length !== 1)) return undefined;
  const { maximised, maximises } = factsOf(rule, agents.length, alternatives.length);
  const own = signals[coordinatesOf(problem, agent)[0]!]!.law;
  const found = maximises && maximised ? rivalsOf(problem, maximised, agent) : undefined;
  if (!found || found.keptUpTo > own.support[0] || gapsOf(own).length > 0) return undefined;
  return yield* tabulated(dependence, own, found, most);
}

/** Slope of the own value, the others, and the number up to which nobody wins. */
function rivalsOf({ agents, alternatives, signals, valuations }: SocialChoiceProblem, { weights, bonuses }: {
  readonly weights: readonly number[]; readonly bonuses: readonly number[];
}, agent: number): { readonly worth: number; readonly rivals: Rival[]; readonly keptUpTo: number } | undefined {
  if (valuations.kind !== 'linear') return undefined;
  const { constants, coefficients } = valuations;
  const bids = agents.map((_, i) => {
    const d = signals.findIndex(({ owner }) => owner === i);
    const k = alternatives.findIndex((__, l) => coefficients[i]![l]![d] !== 0);
    const [weight, row] = [weights[i]!, k < 0 ? [] : coefficients[i]![k]!];
    return k < 0 ? undefined : { d, k, slope: weight * row[d]!, start: weight * constants[i]![k]! + bonuses[k]! };
  });
  if (!bids.every((bid) => bid !== undefined && bid.slope > 0)) return undefined;
  const all = bids as { d: number; k: number; slope: number; start: number }[];
  const mine = all[agent]!;
  const unwon = bonuses.filter((_, k) => all.every((bid) => bid.k !== k));
  return {
    worth: mine.slope / weights[agent]!,
    keptUpTo: (Math.max(-Infinity, ...unwon) - mine.start) / mine.slope,
    rivals: all.filter((bid) => bid !== mine).map(({ d, slope, start }) =>
      ({ law: signals[d]!.law, from: (mine.start - start) / slope, rise: mine.slope / slope })),
  };
}

const isInside = (law: Distribution, x: number): boolean => law.cdf(x) >= LOWEST_CHANCE && law.cdf(x) <= 1 - LOWEST_CHANCE;

const ordered = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);

const steps = (count: number): number[] => Array.from({ length: count - 1 }, (_, n) => (n + 1) / count);

function* tabulated(
  dependence: Dependence, own: Distribution, { worth, rivals, keptUpTo }: { worth: number; rivals: readonly Rival[]; keptUpTo: number },
  most: number,
): Generator<undefined, WonGiven | undefined> {
  const component = componentOf(dependence, rivals.length + 1, LOWEST_CHANCE)!;
  const laws = new Set(rivals.map(({ law }) => law.text)).size;
  // The numbers `at` are the types, FINER times as many, and one for each type and law of a rival.
  if (nodeCount(component) * laws * (1 + FINER + laws) * TYPES[0] > CHANCES_MAX) return undefined;
  const nodes = nodesOf(component).map(({ z }) => z);
  const { chanceAt } = commonComponent(dependence);
  const [low, high] = own.support;
  const windows = (u: number): Window => windowOf(component, nodes, u);
  const size = Math.max(...[LOWEST_CHANCE, 0.5, 1 - LOWEST_CHANCE].map((u) => windows(u).weights.length));
  const count = Math.round(Math.min(most, Math.max(TYPES[0], Math.min(
    Math.sqrt(WORK[0] / (2 * FINER * size)), WORK[1] / (2 * FINER * laws * nodes.length),
  ))));
  const chosen = [
    ...steps(Math.round(EVEN * count)).map((share) => low + share * (high - low)),
    ...[0, ...steps(Math.round((1 - EVEN) * count)), 1].map((share) => own.quantile(chanceAt(share, LOWEST_CHANCE))), ...(own.knots ?? []),
  ].filter((x) => x > low && x < high && isInside(own, x));
  const places = ordered([low, ...chosen, high]);
  // From where the lowest of others' bids are on: nothing is won below.
  const least = rivals.reduce((most, { law, from, rise }) => Math.max(most, (law.support[0] - from) / rise), keptUpTo);
  const bids = rivals.filter(({ law }, j) => rivals.findIndex((other) => other.law.text === law.text) === j)
    .flatMap(({ law, from, rise }) => [...steps(count).map((u) => law.quantile(u)), ...law.support].map((x) => (x - from) / rise));
  const even = steps(FINER * count).map((share) => low + share * (high - low));
  const between = bids.filter((y) => y > least && y < high);
  const at = Float64Array.from(ordered([...places, ...even, ...between, ...(least < low ? [least] : [])]));
  const chances: Float64Array[] = [];
  for (const y of at) {
    yield;
    chances.push(wonAt(component, nodes, rivals, y));
  }
  const sure = (test: (p: number) => boolean): Float64Array =>
    at.map((y) => Number(rivals.every(({ law, from, rise }) => test(law.cdf(from + rise * y)))));
  const row = (s: number, a: number): Float64Array => {
    if (a === 0) return sure((p) => p > 0);
    if (a === places.length - 1 && dependence.kind !== 'clayton') return sure((p) => p >= 1);
    const { from, weights } = windows(own.cdf(s));
    return Float64Array.from(chances, (ofNode) => {
      let sum = 0;
      for (let n = 0; n < weights.length; n++) sum += weights[n]! * ofNode[from + n]!;
      return sum;
    });
  };
  const rows: Float64Array[] = [];
  for (const [a, s] of places.entries()) {
    yield;
    rows.push(row(s, a));
  }
  return {
    worth, at, won: rows, types: places.map((s) => at.indexOf(s)),
    alike: rivals.every(({ law, from, rise }) => law.text === own.text && from === 0 && rise === 1),
  };
}

interface Window {
  readonly from: number;
  readonly weights: Float64Array;
}

/** The posterior at the nodes, given the own chance. */
function windowOf(component: Component, nodes: readonly number[], chance: number): Window {
  const all = Float64Array.from(nodes, (z) => component.beside(0, chance, z));
  const sum = all.reduce((total, weight) => total + weight, 0);
  const from = all.findIndex((weight) => weight > NEGLIGIBLE * sum);
  const to = all.findLastIndex((weight) => weight > NEGLIGIBLE * sum);
  return { from, weights: all.slice(from, to + 1).map((weight) => weight / sum) };
}

/** [nodes] that all others are below. */
function wonAt(component: Component, nodes: readonly number[], rivals: readonly Rival[], y: number): Float64Array {
  const chances = new Float64Array(nodes.length).fill(1);
  const groups = new Map<number, number>();
  for (const { law, from, rise } of rivals) {
    const p = law.cdf(from + rise * y);
    groups.set(p, (groups.get(p) ?? 0) + 1);
  }
  for (const [p, count] of groups) {
    for (let n = 0; n < chances.length; n++) chances[n]! *= component.within(0, [0, p], nodes[n]!) ** count;
  }
  return chances;
}
