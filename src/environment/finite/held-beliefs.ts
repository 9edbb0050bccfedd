/**
 * What a type may believe of the others, as finitely many beliefs: a mechanism that is incentive compatible at each is so at every
 * mixture of them, since payoffs are linear in beliefs.
 */
import { InputError } from '../../errors.ts';
import { isZero, ONE, rationalText, sign, ZERO, type Rational } from '../../programs/rational.ts';
import { solveSquare } from '../../programs/sparse-solve.ts';
import { conditionalBeliefs } from './conditionals.ts';
import type { BeliefSet, FiniteModel } from './environment.ts';
import { joinProfile, typesIn } from './profiles.ts';

/** `interim`: what the environment says a type believes, one or a set. `ex-post`: anything. */
export type Notion = 'interim' | 'ex-post';

export interface HeldBelief {
  /** Added to names of constraints; empty where a type has one belief. */
  readonly name: string;
  /** Over the others' profiles. */
  readonly belief: readonly Rational[];
}

/** Choices of tight constraints beyond which corners of a set are not listed. */
const CHOICES_MAX = 50_000;

/** All lists of `size` different numbers below `count`, in increasing order. */
function* choices(count: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) yield [];
  else for (let k = from; k <= count - size; k++) for (const rest of choices(count, size - 1, k + 1)) yield [k, ...rest];
}

const countOf = (count: number, size: number): number => {
  let product = 1;
  for (let k = 0; k < size; k++) product = (product * (count - k)) / (k + 1);
  return Math.round(product);
};

const dot = (a: readonly Rational[], b: readonly Rational[]): Rational => a.reduce(
  (sum, x, k) => (isZero(x) ? sum : sum.add(x.mul(b[k]!))), ZERO,
);

/** Corners of the set: of its hull the points given, of inequalities those at which as many are tight as there are dimensions. */
export function cornersOf(set: BeliefSet<Rational>, size: number, field: string): Rational[][] {
  if ('vertices' in set) return set.vertices.map((vertex) => [...vertex]);
  const signs = Array.from(
    { length: size }, (_, k) => ({ weights: Array.from({ length: size }, (__, j) => (j === k ? ONE : ZERO)), bound: ZERO }),
  );
  const all = [...signs, ...set.inequalities];
  const ways = countOf(all.length, size - 1);
  if (ways > CHOICES_MAX)
    throw new InputError(field, `a set of ${all.length} inequalities over ${size} profiles has too many corners to list (${ways} `
      + `choices); give vertices`);
  const found = new Map<string, Rational[]>();
  for (const tight of choices(all.length, size - 1)) {
    const rows = [{ weights: signs.map(() => ONE), bound: ONE }, ...tight.map((k) => all[k]!)];
    const point = solveSquare(
      rows.map(
        ({ weights }) => weights.flatMap((weight, k) => (isZero(weight) ? [] : [[k, weight] as const])),
      ), rows.map(({ bound }) => bound),
    );
    if (point !== undefined && all.every(({ weights, bound }) => dot(weights, point).compare(bound) >= 0))
      found.set(point.map(rationalText).join(), point);
  }
  if (found.size === 0) throw new InputError(field, 'no belief satisfies all inequalities, so the set is empty; loosen a bound');
  return [...found.values()];
}

function certainties({ profiles, agents }: FiniteModel, agent: number): HeldBelief[] {
  const size = profiles.othersSize[agent]!;
  return Array.from({ length: size }, (_, others): HeldBelief => {
    const types = typesIn(profiles, joinProfile(profiles, agent, 0, others));
    const names = types.flatMap((type, i) => (i === agent ? [] : [agents[i]!.types[type]!]));
    return {
      name: size === 1 ? '' : ` at ${names.join(', ')}`, belief: Array.from({ length: size }, (__, k) => (k === others ? ONE : ZERO)),
    };
  });
}

/** `[agent][type]`: beliefs that decide the notion. Throws InputError where the environment says nothing of beliefs, or too much. */
export function heldBeliefs(model: FiniteModel, notion: Notion): HeldBelief[][][] {
  const { agents, beliefs, profiles } = model;
  if (notion === 'ex-post') return agents.map(({ types }, agent) => types.map(() => certainties(model, agent)));
  if (beliefs?.kind !== 'belief-sets')
    return conditionalBeliefs(model).map((rows) => rows.map((belief): HeldBelief[] => [{ name: '', belief }]));
  return beliefs.sets.map((rows, agent) => rows.map((set, type): HeldBelief[] => {
    const corners = cornersOf(set, profiles.othersSize[agent]!, `belief-sets, ${agents[agent]!.name}, type ${agents[agent]!.types[type]}`);
    return corners.map((belief, k) => ({ belief, name: corners.length === 1 ? '' : ` under belief ${k + 1}` }));
  }));
}

/** Whether a belief of a certificate is one that the type may hold: no solver decides, so of a hull it must be one of its points. */
export function mayHold(model: FiniteModel, notion: Notion, agent: number, type: number, belief: readonly Rational[]): boolean {
  const isLaw = belief.length === model.profiles.othersSize[agent]! && belief.every((value) => sign(value) >= 0)
    && belief.reduce((sum, value) => sum.add(value), ZERO).equals(ONE);
  if (!isLaw || notion === 'ex-post') return isLaw;
  if (model.beliefs?.kind !== 'belief-sets') return conditionalBeliefs(model)[agent]![type]!.every((value, k) => value.equals(belief[k]!));
  const set = model.beliefs.sets[agent]![type]!;
  if ('vertices' in set) return set.vertices.some((vertex) => vertex.every((value, k) => value.equals(belief[k]!)));
  return set.inequalities.every(({ weights, bound }) => dot(weights, belief).compare(bound) >= 0);
}
