/**
 * Exact thresholds. With beliefs and rule held, payoffs enter the program only through its bounds, and linearly: parameter and transfers
 * together form a polyhedron, so the parameters at which the answer is yes are an interval whose ends two linear programs give. An
 * efficient rule changes at finitely many rational values, between which it is held.
 */
import { efficientRule } from '../../environment/finite/model.ts';
import { certificateLine, optimumCertificate } from '../../programs/certificate.ts';
import type { Program, Row } from '../../programs/program.ts';
import { isZero, ONE, type Rational } from '../../programs/rational.ts';
import { midpoint, type Asked, type Segment, type Thresholds } from './threshold-question.ts';
import { flipsOf, segmentsOf } from './threshold-segments.ts';

/** The program over transfers and the parameter, from the programs at the two ends of the range. */
function jointProgram(
  start: Program,
  end: Program,
  low: Rational,
  high: Rational,
  parameter: string,
): { readonly program: Program; readonly column: number } {
  const column = start.columns.length;
  const width = high.sub(low);
  const rows = start.rows.map((row, r): Row => {
    const slope = end.rows[r]!.bound.sub(row.bound).div(width);
    return { ...row, terms: isZero(slope) ? row.terms : [...row.terms, [column, slope.neg()]], bound: row.bound.sub(slope.mul(low)) };
  });
  rows.push(
    { name: `${parameter} from`, terms: [[column, ONE]], relation: '>=', bound: low },
    { name: `${parameter} to`, terms: [[column, ONE]], relation: '<=', bound: high },
  );
  return {
    column,
    program: { direction: 'minimise', columns: [...start.columns, { name: parameter, kind: 'free' }], objective: [[column, ONE]], rows },
  };
}

interface End { readonly value: Rational; readonly certificate: string }

/** The interval of yes within a stretch where rule and beliefs are held; undefined where it is empty, a reason where undecided. */
async function yesWithin(asked: Asked, low: Rational, high: Rational): Promise<readonly [End, End] | undefined | string> {
  const rule = asked.byRule ? undefined : efficientRule(asked.model(midpoint(low, high)));
  const { program } = jointProgram(asked.program(low, rule), asked.program(high, rule), low, high, asked.question.parameter);
  const ends: End[] = [];
  for (const direction of ['minimise', 'maximise'] as const) {
    const turned: Program = { ...program, direction };
    const solution = await asked.solve(turned);
    if (solution.status === 'infeasible') return undefined;
    if (solution.status !== 'optimal') return solution.status === 'undecided' ? solution.reason : solution.status;
    ends.push({
      value: solution.objective,
      certificate: certificateLine(optimumCertificate(turned, solution.dual, asked.question.parameter)),
    });
  }
  return [ends[0]!, ends[1]!];
}

/** An open stretch as segments: no, yes, no as far as they are not empty. */
function split(low: Rational, high: Rational, yes: readonly [End, End] | undefined): Segment[] {
  const whole = { from: low, to: high, fromClosed: false, toClosed: false };
  if (yes === undefined) return [{ ...whole, holds: false }];
  const [a, b] = [yes[0].value, yes[1].value];
  // The stretch is open: an interval that only touches one of its ends has no part in it.
  if (a.compare(high) >= 0 || b.compare(low) <= 0) return [{ ...whole, holds: false }];
  const segments: Segment[] = [];
  if (a.compare(low) > 0) segments.push({ from: low, to: a, fromClosed: false, toClosed: false, holds: false });
  segments.push({ from: a, to: b, fromClosed: a.compare(low) > 0, toClosed: b.compare(high) < 0, holds: true });
  if (b.compare(high) < 0) segments.push({ from: b, to: high, fromClosed: false, toClosed: false, holds: false });
  return segments;
}

/** Every flip from `low` to `high`, with the multipliers that bound the parameter there. */
export async function exactThresholds(asked: Asked, low: Rational, high: Rational): Promise<Thresholds> {
  const certificates = new Map<string, string>();
  const { segments, undecided } = (await segmentsOf(asked, low, high, async (from, to, left) => {
    const yes = await yesWithin(asked, from, to);
    if (typeof yes === 'string') left.push(`${from.toFraction()} to ${to.toFraction()}: ${yes}`);
    const interval = typeof yes === 'string' ? undefined : yes;
    for (const end of interval ?? []) {
      if (end.value.compare(from) > 0 && end.value.compare(to) < 0) certificates.set(end.value.toFraction(), end.certificate);
    }
    return split(from, to, interval);
  }))!;
  return { range: [low, high], segments, flips: flipsOf(segments, certificates), undecided };
}
