/**
 * Suprema of gains where the others' types are atoms, from payoffs that are affine in the report between breakpoints (report-line.ts): no
 * sampling enters, only rounding. Types are the agent's own atoms, reports every number from her lowest type to her highest.
 *
 * On a piece of the report line g(t, s) is affine in t, and so g(t, s) / |t - s| is monotone there, s being no inner point of it: both are
 * largest at an end, or in the limit at one. Where breakpoints are not known to be complete, only reports that were played count, and the
 * guarantee is `grid`. A gain that does not vanish as the report approaches the type leaves no epsilon-LIC constant.
 */
import { payoffOf, type InterimPayoff } from '../experiments/enumeration/play.ts';
import { drawnOut, type Played, type ReportLine } from '../experiments/enumeration/report-line.ts';
import { atLeastZero, type CertifiedOnLine } from './certified.ts';

export interface EnumeratedGains {
  readonly epsilonIc: CertifiedOnLine;
  /** Undefined where arbitrarily small lies gain more than some constant: by so much. */
  readonly epsilonLic: CertifiedOnLine | undefined;
  readonly jump: number;
}

interface Candidate {
  readonly value: number;
  readonly error: number;
  readonly type: number;
  readonly report: number;
}

/**
 * `lineOf`: payoffs along the reports of the type that has this place; `truths`: those at the types' own reports; `rounding`: bound on that
 * of a payoff.
 */
export function enumeratedGains(
  lineOf: (type: number) => ReportLine,
  types: readonly number[],
  truths: readonly InterimPayoff[],
  rounding: number,
): EnumeratedGains {
  const gains: Candidate[] = [];
  const ratios: Candidate[] = [];
  let [jump, affine] = [0, true];
  types.forEach((type, s) => {
    const line = lineOf(s);
    affine &&= line.affine;
    const truth = payoffOf(truths[s]!, [type]);
    const add = (report: number, gain: number, error: number): void => {
      gains.push({ value: gain, error, type, report });
      const size = Math.abs(report - type);
      if (size > 0) ratios.push({ value: gain / size, error: error / size, type, report });
      else if (gain > error) jump = Math.max(jump, gain);
    };
    const tell = ({ report, payoff }: Played): void => {
      if (report !== type) add(report, payoffOf(payoff, [type]) - truth, 2 * rounding);
    };
    line.at.forEach(tell);
    for (const piece of line.pieces) {
      // A limit that no report is known to come near is no gain.
      if (!line.affine) {
        piece.played.forEach(tell);
        continue;
      }
      for (const [end, share] of [[piece.from, 0], [piece.to, 1]] as const) add(end, drawnOut(piece, type, share) - truth, 4 * rounding);
    }
  });
  const guarantee = affine ? 'continuum' : 'grid';
  return {
    epsilonIc: { ...largest(gains), guarantee },
    epsilonLic: jump > 0 ? undefined : { ...largest(ratios), guarantee },
    jump,
  };
}

function largest(candidates: readonly Candidate[]): CertifiedOnLine {
  const best = candidates.reduce((top, one) => (one.value > top.value ? one : top), candidates[0]!);
  const upper = candidates.reduce((most, { value, error }) => Math.max(most, value + error), 0);
  const lower = candidates.reduce((most, { value, error }) => Math.max(most, value - error), 0);
  return { ...atLeastZero(lower, best.value, upper), guarantee: 'continuum', witness: { type: best.type, report: best.report } };
}
