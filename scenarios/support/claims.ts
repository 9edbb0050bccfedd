/** Claims held against certified intervals: each is judged at every point and for every row, and the worst finding stands. */
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import type { Claim, Estimate } from '../../src/results/document.ts';

export interface Finding {
  readonly status: Claim['status'];
  readonly evidence: string;
}

/** What fixed-point arithmetic may leave of an exact zero, per unit of the largest value. */
export const ROUNDING = 1e-5;
/** To what a probability that is zero is resolved by the few thousand whole profiles that tensor ops audit. */
export const NEGLIGIBLE_PROBABILITY = 0.002;

/** Worst first. */
const SEVERITY: readonly Claim['status'][] = ['fail', 'undecided', 'pass', 'not-applicable'];
const EVIDENCE_MAX = 4;

/** The claim with the worst status among the findings, and the findings that have it as evidence. */
export function claim(head: Pick<Claim, 'id' | 'text' | 'source'>, findings: readonly Finding[]): Claim {
  const status = SEVERITY.find((candidate) => findings.some((finding) => finding.status === candidate)) ?? 'undecided';
  const telling = findings.filter((finding) => finding.status === status).map(({ evidence }) => evidence);
  const more = telling.length > EVIDENCE_MAX ? [`and ${telling.length - EVIDENCE_MAX} more`] : [];
  return {
    ...head,
    status,
    evidence: telling.length === 0 ? 'no such row in the result' : [...telling.slice(0, EVIDENCE_MAX), ...more].join('; '),
  };
}

/** Rows of one point: those whose parameters are `values`. */
export const rowsAt = ({ estimates }: ClaimView, values: ParameterValues): Estimate[] =>
  estimates.filter(({ point }) => Object.entries(values).every(([name, value]) => point[name] === value));

/** One mechanism's rows of a quantity, for all agents or for one. */
export const rowsOf = (rows: readonly Estimate[], quantity: string, mechanism: string, agent?: string): Estimate[] =>
  rows.filter((row) => row.quantity === quantity && row.point.mechanism === mechanism && (agent === undefined || row.agent === agent));

const number = (x: number): string => String(Number(x.toPrecision(4)));
export const inWords = ({ quantity, agent, point, lower, upper }: Estimate): string =>
  `${point.mechanism === undefined ? '' : `${point.mechanism}, `}${agent}: ${quantity} in [${number(lower)}, ${number(upper)}]`;

const finding = (row: Estimate, status: Claim['status'], remark = ''): Finding => ({ status, evidence: `${inWords(row)}${remark}` });

/** `quantity <= bound`: certified, contradicted or open. */
export const atMost = (row: Estimate, bound: number): Finding =>
  finding(row, row.upper <= bound ? 'pass' : row.lower > bound ? 'fail' : 'undecided', `, at most ${number(bound)} claimed`);

/** `quantity >= bound`. */
export const atLeast = (row: Estimate, bound: number): Finding =>
  finding(row, row.lower >= bound ? 'pass' : row.upper < bound ? 'fail' : 'undecided', `, at least ${number(bound)} claimed`);

/** `quantity > 0` and `quantity < 0`. */
export const positive = (row: Estimate): Finding =>
  finding(row, row.lower > 0 ? 'pass' : row.upper <= 0 ? 'fail' : 'undecided', ', above 0 claimed');
export const negative = (row: Estimate): Finding =>
  finding(row, row.upper < 0 ? 'pass' : row.lower >= 0 ? 'fail' : 'undecided', ', below 0 claimed');

/**
 * A quantity that is never negative and is claimed to be zero: fails where it is certified to exceed `rounding`, which
 * arithmetic alone may bring about; passes where it is certified to be at most `small`.
 */
export const vanishes = (row: Estimate, small: number, rounding = small): Finding =>
  finding(row, row.lower > rounding ? 'fail' : row.upper <= small ? 'pass' : 'undecided', `, 0 claimed, resolved to ${number(small)}`);

/** An equality: passes where the interval contains the exact value, which no interval can prove, and fails where it does not. */
export function equals(row: Estimate, exact: number, rounding = 1e-9 * Math.max(1, Math.abs(exact))): Finding {
  return finding(row, row.lower - rounding <= exact && exact <= row.upper + rounding ? 'pass' : 'fail', `, ${number(exact)} exactly`);
}

/** Two rows claimed equal: passes where their intervals meet, fails where they do not. */
export const meet = (row: Estimate, other: Estimate): Finding =>
  finding(row, row.lower <= other.upper && other.lower <= row.upper ? 'pass' : 'fail', ` against ${inWords(other)}`);

export const notApplicable = (evidence: string): Finding => ({ status: 'not-applicable', evidence });

/** Findings of every point of a study. */
export const overPoints = (view: ClaimView, find: (values: ParameterValues, rows: readonly Estimate[]) => readonly Finding[]): Finding[] =>
  view.points.flatMap((values) => [...find(values, rowsAt(view, values))]);
