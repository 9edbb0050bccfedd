/**
 * Sets of profiles as sums of rows: every draw of the others beside every own signal of a list. Row number
 * b * ownCount + r is draw b with own signal r. Coordinates that a part does not hold are zero in it.
 */
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import type { HostBatch } from '../../mechanism/transfers/scheme.ts';

/** Where `draws` are whole profiles, `own` is one row of zeros. */
export interface Rows extends HostBatch {
  /** Profile number of draw 0, for messages. */
  readonly first: number;
}

export const rowCount = ({ drawCount, ownCount }: Rows): number => drawCount * ownCount;

export const wholeProfiles = (draws: Float64Array, coordinates: number, first: number): Rows =>
  ({ draws, drawCount: draws.length / coordinates, own: new Float64Array(coordinates), ownCount: 1, first });

/** [R, D] own signals spread to their coordinates. */
export function ownRows(problem: SocialChoiceProblem, agent: number, signals: readonly (readonly number[])[]): Float64Array {
  const at = coordinatesOf(problem, agent);
  const rows = new Float64Array(signals.length * problem.signals.length);
  signals.forEach((signal, r) => {
    if (signal.length !== at.length) {
      throw new InputError('reports', `report ${r} of ${problem.agents[agent]} has ${signal.length} coordinates, she has ${at.length}`);
    }
    at.forEach((d, c) => {
      const [low, high] = problem.signals[d]!.law.support;
      if (!(signal[c]! >= low && signal[c]! <= high)) {
        throw new InputError(
          'reports',
          `report ${r} of ${problem.agents[agent]}: ${problem.signals[d]!.name} = ${signal[c]} is outside [${low}, ${high}]`,
        );
      }
      rows[r * problem.signals.length + d] = signal[c]!;
    });
  });
  return rows;
}

/** Own signals `from .. end - 1` of the list. */
export const withOwn = (rows: Rows, from: number, end: number): Rows => {
  const width = rows.own.length / rows.ownCount;
  return { ...rows, own: rows.own.subarray(from * width, end * width), ownCount: end - from };
};

/** The later half of the profiles, and the number of the first of them; undefined where there is one. */
export function laterHalf(rows: Rows): { readonly rows: Rows; readonly from: number } | undefined {
  const { draws, drawCount, ownCount } = rows;
  if (drawCount > 1) {
    const from = drawCount >> 1;
    const width = draws.length / drawCount;
    return { rows: { ...rows, draws: draws.subarray(from * width), drawCount: drawCount - from }, from: from * ownCount };
  }
  return ownCount > 1 ? { rows: withOwn(rows, ownCount >> 1, ownCount), from: ownCount >> 1 } : undefined;
}

/** The same profiles with every signal passed through `change(coordinate, signal)`, for coordinates where `moves`. */
export function mapSignals(
  problem: SocialChoiceProblem,
  rows: Rows,
  moves: (d: number) => boolean,
  change: (d: number, signal: number) => number,
): Rows {
  const width = problem.signals.length;
  const apply = (part: Float64Array, holds: (owner: number) => boolean): Float64Array => {
    const coordinates = problem.signals.flatMap(({ owner }, d) => (holds(owner) && moves(d) ? [d] : []));
    if (coordinates.length === 0) return part;
    const moved = part.slice();
    for (let at = 0; at < moved.length; at += width) for (const d of coordinates) moved[at + d] = change(d, moved[at + d]!);
    return moved;
  };
  return {
    ...rows,
    draws: apply(rows.draws, (owner) => owner !== rows.agent),
    own: rows.agent === undefined ? rows.own : apply(rows.own, (owner) => owner === rows.agent),
  };
}

/** Bids for signals where the mechanism has strategies. */
export function actedRows(problem: SocialChoiceProblem, { strategies, name }: Mechanism, rows: Rows): Rows {
  if (!strategies) return rows;
  if (strategies.length !== problem.agents.length) {
    throw new InputError('mechanism.strategies', `${name}: need ${problem.agents.length}, got ${strategies.length}`);
  }
  problem.agents.forEach((agent, i) => {
    if (coordinatesOf(problem, i).length > 1) {
      throw new InputError('mechanism.strategies', `${name}: strategies take one signal, ${agent} has several`);
    }
  });
  return mapSignals(problem, rows, () => true, (d, signal) => {
    const bid = strategies[problem.signals[d]!.owner]!.bid(signal);
    if (!Number.isFinite(bid)) {
      throw new InputError('mechanism.strategies', `${strategies[problem.signals[d]!.owner]!.name}: bid(${signal}) is ${bid}`);
    }
    return bid;
  });
}

/** [rows, C] signals of an agent in the part that holds them, and whether that is `own`. */
export function signalsOfAgent(problem: SocialChoiceProblem, rows: Rows, agent: number): { signals: number[][]; fromOwn: boolean } {
  const fromOwn = rows.agent === agent;
  const part = fromOwn ? rows.own : rows.draws;
  const at = coordinatesOf(problem, agent);
  const width = problem.signals.length;
  return { fromOwn, signals: Array.from({ length: part.length / width }, (_, b) => at.map((d) => part[b * width + d]!)) };
}

/** `profile 17: s1 = 0.25, s2 = 0.5`, of row number `row`. */
export function describeRow(problem: SocialChoiceProblem, rows: Rows, row: number): string {
  const b = Math.floor(row / rows.ownCount);
  const r = row % rows.ownCount;
  const width = problem.signals.length;
  const signals = problem.signals.map(({ name }, d) => `${name} = ${rows.draws[b * width + d]! + rows.own[r * width + d]!}`);
  const shown = signals.length > 16 ? [...signals.slice(0, 16), '..'] : signals;
  return `profile ${rows.first + b} (${shown.join(', ')})`;
}
