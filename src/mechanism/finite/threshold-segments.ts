/** The range of a parameter in segments of one verdict each, and the flips between them. */
import type { Rational } from '../../programs/rational.ts';
import { crossings, type Asked, type Flip, type Segment } from './threshold-question.ts';

/**
 * Segments of an open stretch between two values at which the rule may change; what stays undecided is added to the list. Undefined where
 * the stretch is given up.
 */
export type Within = (from: Rational, to: Rational, undecided: string[]) => Promise<readonly Segment[] | undefined>;

export interface Segments {
  /** In order, neighbours of different verdicts. */
  readonly segments: readonly Segment[];
  /** Values and stretches without a verdict, in words. */
  readonly undecided: readonly string[];
}

/** From `low` to `high`: the ends and the values at which an efficient rule changes, each by itself, and what lies `within` two of them. */
export async function segmentsOf(asked: Asked, low: Rational, high: Rational, within: Within): Promise<Segments | undefined> {
  const points = [low, ...(asked.byRule ? [] : crossings(asked, low, high)), high];
  const undecided: string[] = [];
  const segments: Segment[] = [];
  for (const [k, point] of points.entries()) {
    const verdict = await asked.verdict(point);
    if (verdict === 'undecided') undecided.push(point.toFraction());
    segments.push({ from: point, to: point, fromClosed: true, toClosed: true, holds: verdict === 'yes' });
    const next = points[k + 1];
    if (next === undefined) break;
    const found = await within(point, next, undecided);
    if (found === undefined) return undefined;
    segments.push(...found);
  }
  return { segments: merge(segments), undecided };
}

/** Joins neighbours of the same verdict. */
export function merge(segments: readonly Segment[]): Segment[] {
  const merged: Segment[] = [];
  for (const segment of segments) {
    const last = merged.at(-1);
    if (last?.holds === segment.holds) merged[merged.length - 1] = { ...last, to: segment.to, toClosed: segment.toClosed };
    else merged.push(segment);
  }
  return merged;
}

export function flipsOf(segments: readonly Segment[], certificates: ReadonlyMap<string, string>): Flip[] {
  return segments.slice(1).map((segment, k): Flip => {
    const before = segments[k]!;
    const certificate = certificates.get(segment.from.toFraction());
    const at = before.toClosed ? before.holds : segment.holds;
    return { value: segment.from, below: before.holds, at, above: segment.holds, ...(certificate === undefined ? {} : { certificate }) };
  });
}
