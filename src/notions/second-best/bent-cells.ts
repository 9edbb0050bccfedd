/** Joint cells of all signals where values are no linear functions, and what is enclosed of values and welfare over each. */
import type { Distribution } from '../../distributions/distribution.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { plus, type Expression } from '../../environment/formula/expression.ts';
import { expressions as algebra } from '../../environment/value-algebra.ts';
import { enclosures, type BoxSide, type Enclosed } from './enclosed-cells.ts';
import { meanOfMaximum, type MeanBounds, type Side } from './mean-of-maximum.ts';
import { axisCells } from './axis-parts.ts';

/** Boxes that all cells together are cut into, and cells of an axis into at most. */
const BOXES = 2 ** 14;
const FINE_MAX = 24;
/** Boxes that the mean of a maximum is cut into besides. */
const PIECES = 4;

interface Axis {
  readonly sides: readonly BoxSide[];
  readonly masses: readonly number[];
  /** [cell][piece] */
  readonly fine: readonly (readonly { readonly side: BoxSide; readonly mass: number }[])[];
}

function axisOf(law: Distribution, cells: number, fine: number): Axis {
  const { cuts, masses, means, error, even } = axisCells(law, cells * fine);
  const pieces = Array.from({ length: cells }, (_, j) => Array.from({ length: fine }, (__, piece) => {
    const at = j * fine + piece;
    return { side: { low: cuts[at]!, high: cuts[at + 1]!, mean: means[at]!, error, even }, mass: masses[at]! };
  }));
  const total = pieces.map((list) => list.reduce((sum, { mass }) => sum + mass, 0));
  return {
    fine: pieces, masses: total,
    sides: pieces.map((list, j) => {
      const [low, high] = [list[0]!.side.low, list.at(-1)!.side.high];
      const mean = even || total[j] === 0 ? (low + high) / 2 : list.reduce((sum, { mass, side }) => sum + mass * side.mean, 0) / total[j]!;
      return { low, high, mean, error, even };
    }),
  };
}

/** What is enclosed over one joint cell. */
export interface BentCell {
  /** [D] cell of each signal. */
  readonly places: readonly number[];
  readonly mass: number;
  readonly sides: readonly BoxSide[];
  /** [agents][K] of values less what they are at her middle type; empty for agents who see nothing. */
  readonly own: readonly (readonly Enclosed[])[];
  /** [K] of welfare. */
  readonly social: readonly Enclosed[];
  /** The mean of the largest welfare. */
  readonly most: MeanBounds;
}

export interface BentCells {
  readonly size: number;
  readonly alternatives: number;
  /** Those who see a signal, and their coordinates. */
  readonly agents: readonly { readonly agent: number; readonly coordinates: readonly number[] }[];
  readonly cells: readonly BentCell[];
  readonly supports: readonly (readonly [number, number])[];
  /** [agents][K] values less what they are at her middle type. */
  readonly own: readonly (readonly Expression[])[];
  /** Of that value with signal d at an end of the cell, E over the rest of it. */
  face(a: number, agent: number, d: number, end: 'low' | 'high'): readonly (readonly [number, number])[];
}

const middleOf = ([low, high]: readonly [number, number]): number => low + (high - low) / 2;

/** Only differences between her types count for incentives: what others' signals add by themselves cancels. */
export function ownParts(problem: SocialChoiceProblem, all: readonly (readonly Expression[])[], agent: number): Expression[] {
  const own = coordinatesOf(problem, agent);
  return all[agent]!.map((e) =>
    algebra.minus(e, algebra.held(e, (d) => (own.includes(d) ? middleOf(problem.signals[d]!.law.support) : undefined))));
}

/** The mean of max_k w_k over a box, w_k = at + slopes·x + rest. */
function mostOver(social: readonly Enclosed[], box: readonly BoxSide[]): MeanBounds {
  const best = social.reduce((so, { at }, k) => (at[0] > social[so]!.at[0] ? k : so), 0);
  const top = social[best]!;
  const isSettled = social.every(({ at, slopes, rest }, k) => k === best || at[1] + rest[1] - leastOf(top) + box.reduce((sum, side, d) =>
    sum + Math.abs(slopes[d]! - top.slopes[d]!) * Math.max(side.high - side.mean, side.mean - side.low), 0) <= 0);
  if (isSettled) return { lower: top.mean[0], upper: top.mean[1] };
  const off = box.reduce((sum, { error }, d) =>
    sum + (error > 0 ? error * Math.max(...social.map(({ slopes }) => Math.abs(slopes[d]!))) : 0), 0);
  const sides = box.map(({ low, high, mean, even }, d): Side =>
    ({ low, high, mean, even, slopes: social.map(({ slopes }) => slopes[d]!) }));
  const upper = meanOfMaximum(social.map(({ at, rest }) => at[1] + rest[1]), sides, PIECES).upper + off;
  const lower = Math.max(
    meanOfMaximum(social.map(({ at, rest }) => at[0] + rest[0]), sides, PIECES).lower - off, ...social.map(({ mean }) => mean[0]),
  );
  return { lower, upper };
}

/** The least that the best alternative has besides its linear part. */
const leastOf = ({ at, rest }: Enclosed): number => at[0] + rest[0];

interface Piece {
  readonly box: readonly BoxSide[];
  readonly share: number;
}

/** Boxes of a cell with their shares of its mass; `fixed`: a signal that stands at a point. */
function piecesOf(axes: readonly Axis[], places: readonly number[], fixed?: { readonly d: number; readonly at: number }): Piece[] {
  return axes.reduce<Piece[]>((list, axis, d) => {
    if (fixed?.d === d) {
      const side: BoxSide = { low: fixed.at, high: fixed.at, mean: fixed.at, error: 0, even: true };
      return list.map(({ box, share }) => ({ box: [...box, side], share }));
    }
    const total = axis.masses[places[d]!]!;
    return list.flatMap(({ box, share }) => axis.fine[places[d]!]!.flatMap(({ side, mass }) =>
      (mass > 0 ? [{ box: [...box, side], share: (share * mass) / total }] : [])));
  }, [{ box: [], share: 1 }]);
}

/** In steps, a joint cell each. `all`: [N][K] values of everybody; `size` cells an axis. */
export function* bentCells(
  problem: SocialChoiceProblem, all: readonly (readonly Expression[])[], size: number,
): Generator<undefined, BentCells> {
  const { signals, alternatives } = problem;
  const D = signals.length;
  const K = alternatives.length;
  const fine = Math.max(1, Math.min(FINE_MAX, Math.floor((BOXES / size ** D) ** (1 / D) + 1e-9)));
  const axes = signals.map(({ law }) => axisOf(law, size, fine));
  const agents = problem.agents.flatMap((_, agent) => {
    const coordinates = coordinatesOf(problem, agent);
    return coordinates.length > 0 ? [{ agent, coordinates }] : [];
  });
  const own = agents.map(({ agent }) => ownParts(problem, all, agent));
  const social = alternatives.map((_, k) => plus(...all.map((row) => row[k]!)));
  const list = [...own.flat(), ...social];
  const enclose = enclosures(list, D);
  const [encloseOwn, encloseSocial] = [enclosures(own.flat(), D), enclosures(social, D)];
  const cells: BentCell[] = [];
  for (let a = 0; a < size ** D; a++) {
    yield;
    const places = Array.from({ length: D }, (_, d) => Math.floor(a / size ** (D - 1 - d)) % size);
    const sides = places.map((j, d) => axes[d]!.sides[j]!);
    const whole = enclose(sides);
    const means = list.map(() => [0, 0]);
    let [lower, upper] = [0, 0];
    for (const { box, share } of piecesOf(axes, places)) {
      const pieces = fine > 1 ? enclose(box) : whole;
      pieces.forEach(({ mean }, f) => {
        means[f]![0]! += share * mean[0];
        means[f]![1]! += share * mean[1];
      });
      const most = mostOver(pieces.slice(-K), box);
      lower += share * most.lower;
      upper += share * most.upper;
    }
    const nearest = whole.map((one, f): Enclosed => ({
      ...one, mean: [Math.max(one.mean[0], means[f]![0]!), Math.min(one.mean[1], means[f]![1]!)],
    }));
    cells.push({
      places, sides, mass: places.reduce((product, j, d) => product * axes[d]!.masses[j]!, 1),
      own: agents.map((_, i) => nearest.slice(i * K, (i + 1) * K)), social: nearest.slice(-K),
      most: { lower, upper: Math.max(lower, Math.min(upper, mostOver(encloseSocial(sides), sides).upper)) },
    });
  }
  const faces = new Map<string, readonly (readonly [number, number])[]>();
  return {
    size, alternatives: K, agents, cells, own, supports: signals.map(({ law }) => law.support),
    face(a, agent, d, end) {
      const { places, sides } = cells[a]!;
      const at = sides[d]![end];
      // Neighbours share a face.
      const name = `${places.map((j, o) => (o === d ? '' : j)).join()} ${d} ${at}`;
      let known = faces.get(name);
      if (!known) {
        const sums = own.flat().map(() => [0, 0] as [number, number]);
        for (const { box, share } of piecesOf(axes, places, { d, at })) {
          encloseOwn(box).forEach(({ mean }, f) => {
            sums[f]![0] += share * mean[0];
            sums[f]![1] += share * mean[1];
          });
        }
        known = sums;
        faces.set(name, known);
      }
      return known.slice(agent * K, (agent + 1) * K);
    },
  };
}

/** The most welfare, were all signals public. */
export function firstBestOfCells({ cells }: BentCells): MeanBounds {
  const total = (end: keyof MeanBounds): number => cells.reduce((sum, { mass, most }) => sum + mass * most[end], 0);
  return { lower: total('lower'), upper: total('upper') };
}
