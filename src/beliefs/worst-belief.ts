/**
 * The worst belief itself, as a coupling with the prior: which draws stay where they are, which move within delta, which
 * are sent to the worst place of all, and how much of their mass. Its value is that of worst-case.ts.
 */
import type { WorstBelief } from '../results/document.ts';
import type { BeliefSet } from './belief-set.ts';
import { levelAbove, meanOf, type LowPayoff } from './worst-case.ts';

/** A finite set of priors has no coupling: its worst member is itself the answer. */
export type CoupledBeliefs = Exclude<BeliefSet, { readonly kind: 'priors' }>;

export type MassKind = 'stays' | 'moves' | 'sent';

/** Part of a draw's mass. A draw may have two pieces: one stays or moves, the other is sent. */
export interface MassPiece {
  readonly draw: number;
  readonly kind: MassKind;
  /** Share of all mass. */
  readonly mass: number;
}

/**
 * Pieces in the order of the draws; their shares add up to 1, and each draw's to its own share. Draws of the greatest h_delta
 * are sent first; of those at the level where delta runs out each is sent in the same part. None is sent that is as low
 * as can be where it is, so less than delta may be sent.
 */
export function worstCoupling(beliefs: CoupledBeliefs, payoff: LowPayoff): MassPiece[] {
  const { values, weights, least } = payoff;
  if (beliefs.kind === 'prokhorov' && !payoff.eroded) throw new RangeError('this set of beliefs needs the least payoff within delta');
  const local = beliefs.kind === 'prokhorov' ? payoff.eroded! : values;
  const partSent = sender(beliefs, local, least, weights);
  const total = weights ? Array.from(weights).reduce((sum, w) => sum + w, 0) : values.length;
  const pieces: MassPiece[] = [];
  for (let draw = 0; draw < values.length; draw++) {
    const mass = (weights ? weights[draw]! : 1) / total;
    const sent = local[draw]! > least ? partSent(local[draw]!) : 0;
    if (mass > 0 && sent < 1) pieces.push({ draw, kind: local[draw]! < values[draw]! ? 'moves' : 'stays', mass: (1 - sent) * mass });
    if (mass > 0 && sent > 0) pieces.push({ draw, kind: 'sent', mass: sent * mass });
  }
  return pieces;
}

/** What part of a draw is sent, by its payoff once moved. */
function sender(beliefs: CoupledBeliefs, local: ArrayLike<number>, least: number, weights?: ArrayLike<number>): (value: number) => number {
  switch (beliefs.kind) {
    case 'bayesian': return () => 0;
    case 'all': return () => 1;
    case 'contamination': return () => beliefs.delta;
    default: return levelSender(local, beliefs.delta, least, weights);
  }
}

function levelSender(local: ArrayLike<number>, delta: number, least: number, weights?: ArrayLike<number>): (value: number) => number {
  const { level, above } = levelAbove(local, delta, weights);
  if (level <= least) return () => 1;
  let [total, at] = [0, 0];
  for (let i = 0; i < local.length; i++) {
    const w = weights ? weights[i]! : 1;
    total += w;
    if (local[i] === level) at += w;
  }
  // Rounding of sums must not send more of a draw than there is.
  const part = at > 0 ? Math.min(1, Math.max(0, (delta * total - above) / at)) : 0;
  return (value) => (value > level ? 1 : value === level ? part : 0);
}

/** What a picture of the worst belief needs beyond payoffs. */
export interface Picture extends Pick<WorstBelief, 'agent' | 'point' | 'witness' | 'axes' | 'ranges'> {
  /** What the lie pays beyond h, less what the truth pays: mu(report) - mu(type). */
  readonly base: number;
  /** Coordinates on the axes of a draw, and of the nearest point where its h_delta is had. */
  from(draw: number): readonly number[];
  moved(draw: number): readonly number[];
  /** Of the worst place of all, which may depend on the draw where axes show less than all of a profile. */
  sent(draw: number): readonly number[];
}

export const DRAWS_SHOWN = 400;

/** `metric` is the kind of the set; `delta` 0 for the prior alone and 1 for every belief. Shares and expectations are over all draws. */
export function worstBelief(beliefs: CoupledBeliefs, payoff: LowPayoff, picture: Picture, drawsShown = DRAWS_SHOWN): WorstBelief {
  const { agent, point, witness, axes, ranges, base } = picture;
  const pieces = worstCoupling(beliefs, payoff);
  const shareOf = (kind: MassKind): number => pieces.reduce((sum, piece) => (piece.kind === kind ? sum + piece.mass : sum), 0);
  const place: Record<MassKind, (draw: number) => readonly number[]> = { stays: picture.from, moves: picture.moved, sent: picture.sent };
  return {
    agent, point, witness, axes, ranges,
    metric: beliefs.kind,
    delta: 'delta' in beliefs ? beliefs.delta : beliefs.kind === 'all' ? 1 : 0,
    draws: shownPieces(pieces, drawsShown).map(({ draw, kind }) => ({ from: picture.from(draw), to: place[kind](draw), kind })),
    moved: shareOf('moves'),
    sent: shareOf('sent'),
    prior: base + meanOf(payoff.values, payoff.weights),
    worst: pieces.reduce((sum, piece) => sum + piece.mass * payoffThere(piece, payoff), base),
  };
}

function payoffThere({ draw, kind }: MassPiece, { values, eroded, least }: LowPayoff): number {
  return kind === 'sent' ? least : kind === 'moves' ? eroded![draw]! : values[draw]!;
}

/**
 * About `count` pieces, each for the same mass: every kind has its share of them, at least one, evenly spaced through the mass of its
 * pieces. The same pieces give the same choice.
 */
function shownPieces(pieces: readonly MassPiece[], count: number): MassPiece[] {
  return (['stays', 'moves', 'sent'] as const).flatMap((kind) => {
    const own = pieces.filter((piece) => piece.kind === kind);
    if (own.length === 0) return [];
    const mass = own.reduce((sum, piece) => sum + piece.mass, 0);
    const shown = Math.max(1, Math.round(count * mass));
    if (shown >= own.length && equalMasses(own)) return own;
    let [next, passed] = [0, 0];
    return Array.from({ length: shown }, (_, k) => {
      while (next < own.length - 1 && passed + own[next]!.mass <= ((k + 0.5) / shown) * mass) passed += own[next++]!.mass;
      return own[next]!;
    });
  });
}

const equalMasses = (pieces: readonly MassPiece[]): boolean => pieces.every(({ mass }) => mass === pieces[0]!.mass);
