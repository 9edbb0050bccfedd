/**
 * What a certified interval says of a statement: pass and fail need a bound that settles it, and an equality, which no interval can
 * prove, one that could have refuted it. A claim is the worst of its findings.
 */
import type { Claim, Estimate } from '../results/document.ts';
import type { ClaimView, ParameterValues } from './scenario.ts';

export interface Finding {
  readonly status: Claim['status'];
  readonly evidence: string;
}

/** What fixed-point arithmetic may leave of an exact zero, per unit of the largest value. */
export const ROUNDING = 1e-5;
/** To what a probability that is zero is resolved by the few thousand whole profiles that tensor ops audit. */
export const NEGLIGIBLE_PROBABILITY = 0.002;
/** An equality is told from its contrary by an interval no wider than this share of the exact value, unless a width is given. */
export const TELLING_SHARE = 0.25;

/** Of the width to which a statement is told from its contrary: what arithmetic may bring about where nothing else is said. */
const UNTOLD = 1e-8;

/** Worst first. */
const SEVERITY: readonly Claim['status'][] = ['fail', 'undecided', 'pass', 'not-applicable'];
const EVIDENCE_MAX = 4;

/** The claim with the worst status among the findings, and the findings that have it as evidence; undecided where there is none. */
export function claim(head: Pick<Claim, 'id' | 'text' | 'source'>, findings: readonly Finding[]): Claim {
  const { id, text, source } = head;
  const status = SEVERITY.find((candidate) => findings.some((finding) => finding.status === candidate)) ?? 'undecided';
  const found = findings.filter((finding) => finding.status === status).map(({ evidence }) => evidence);
  // Why a claim does not apply is said once, however many points it is so at.
  const telling = status === 'not-applicable' ? [...new Set(found)] : found;
  const more = telling.length > EVIDENCE_MAX ? [`and ${telling.length - EVIDENCE_MAX} more`] : [];
  const evidence = telling.length === 0 ? 'no such row in the result' : [...telling.slice(0, EVIDENCE_MAX), ...more].join('; ');
  return { id, text, source, status, evidence };
}

/** Rows of one point: those whose parameters are `values`. */
export const rowsAt = ({ estimates }: ClaimView, values: ParameterValues): Estimate[] =>
  estimates.filter(({ point }) => Object.entries(values).every(([name, value]) => point[name] === value));

/** One mechanism's rows of a quantity, for all agents or for one. */
export const rowsOf = (rows: readonly Estimate[], quantity: string, mechanism?: string, agent?: string): Estimate[] =>
  rows.filter((row) =>
    row.quantity === quantity && (mechanism === undefined
      || row.point.mechanism === mechanism) && (agent === undefined
      || row.agent === agent));

/** What is said of rows that a claim needs and does not have: it is not settled without them. */
export function missing(quantity: string, mechanism?: string, agent?: string): Finding {
  const whose = [mechanism, agent].filter((name) => name !== undefined).join(', ');
  return { status: 'undecided', evidence: `no row of ${quantity}${whose === '' ? '' : ` (${whose})`}` };
}

/** What `find` says of every such row; without one, that it is missing. */
export function neededRows(
  rows: readonly Estimate[], quantity: string, mechanism: string | undefined, agent: string | undefined,
  find: (row: Estimate) => Finding | readonly Finding[],
): readonly Finding[] {
  const found = rowsOf(rows, quantity, mechanism, agent);
  return found.length === 0 ? [missing(quantity, mechanism, agent)] : found.flatMap(find);
}

const number = (x: number): string => String(Number(x.toPrecision(4)));

/** `VCG, bidder 1: epsilonIc in [0, 0.1]`. */
export function inWords({ quantity, agent, point: { mechanism }, lower, upper }: Estimate): string {
  return `${mechanism === undefined ? '' : `${mechanism}, `}${agent}: ${quantity} in [${number(lower)}, ${number(upper)}]`;
}

const finding = (row: Estimate, status: Claim['status'], remark = ''): Finding => ({ status, evidence: `${inWords(row)}${remark}` });

/** `quantity <= bound`: certified, contradicted or open. */
export const atMost = (row: Estimate, bound: number): Finding =>
  finding(row, row.upper <= bound ? 'pass' : row.lower > bound ? 'fail' : 'undecided', `, at most ${number(bound)} claimed`);

/** `quantity >= bound`. */
export const atLeast = (row: Estimate, bound: number): Finding =>
  finding(row, row.lower >= bound ? 'pass' : row.upper < bound ? 'fail' : 'undecided', `, at least ${number(bound)} claimed`);

/** `quantity > bound` and `quantity < bound`. */
export const above = (row: Estimate, bound = 0): Finding =>
  finding(row, row.lower > bound ? 'pass' : row.upper <= bound ? 'fail' : 'undecided', `, above ${number(bound)} claimed`);
export const below = (row: Estimate, bound = 0): Finding =>
  finding(row, row.upper < bound ? 'pass' : row.lower >= bound ? 'fail' : 'undecided', `, below ${number(bound)} claimed`);

export const positive = (row: Estimate): Finding => above(row);
export const negative = (row: Estimate): Finding => below(row);

/**
 * A quantity that is never negative and is claimed to be zero: fails where it is certified to exceed `rounding`, which
 * arithmetic alone may bring about; passes where it is certified to be at most `small`.
 */
export const vanishes = (row: Estimate, small: number, rounding = small): Finding =>
  finding(row, row.lower > rounding ? 'fail' : row.upper <= small ? 'pass' : 'undecided', `, 0 claimed, resolved to ${number(small)}`);

/** `quantity <= bound` to the width `small`: fails where it is certified to exceed it by more than `rounding`. */
export function atMostAbout(row: Estimate, bound: number, small: number, rounding: number): Finding {
  const status = row.lower > bound + rounding ? 'fail' : row.upper <= bound + small ? 'pass' : 'undecided';
  return finding(row, status, `, at most ${number(bound)} claimed, resolved to ${number(small)}`);
}

export interface Equality {
  /** What arithmetic alone may bring about; default: a share of the width, whatever the units are. */
  readonly rounding?: number;
  /** The widest interval that passes; has to be given where the exact value is 0. */
  readonly width?: number;
}

/** Fails where the interval does not contain the exact value, passes where it does and is narrow enough to have told. */
export function equals(
  row: Estimate,
  exact: number,
  { width = TELLING_SHARE * Math.abs(exact), rounding = UNTOLD * width }: Equality = {},
): Finding {
  const contains = row.lower - rounding <= exact && exact <= row.upper + rounding;
  const tells = row.upper - row.lower <= width + 2 * rounding;
  return finding(
    row, !contains ? 'fail' : tells ? 'pass' : 'undecided',
    `, ${number(exact)} exactly${contains && !tells ? ', in an interval too wide to tell' : ''}`,
  );
}

/** Two rows claimed equal: fails where their intervals do not meet, passes where they do and are narrow enough to have told. */
export function meet(
  row: Estimate,
  other: Estimate,
  width = TELLING_SHARE * Math.max(Math.abs(row.estimate), Math.abs(other.estimate)),
): Finding {
  const touch = row.lower <= other.upper && other.lower <= row.upper;
  const tells = [row, other].every(({ lower, upper }) => upper - lower <= width * (1 + UNTOLD));
  return finding(row, !touch ? 'fail' : tells ? 'pass' : 'undecided', ` against ${inWords(other)}`);
}

export const notApplicable = (evidence: string): Finding => ({ status: 'not-applicable', evidence });

/** Findings of every point of a study. */
export const overPoints = (view: ClaimView, find: (values: ParameterValues, rows: readonly Estimate[]) => readonly Finding[]): Finding[] =>
  view.points.flatMap((values) => [...find(values, rowsAt(view, values))]);
