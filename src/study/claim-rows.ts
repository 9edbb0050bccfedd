/**
 * Claims as data: which row of every point stands in which relation to which bound. What no row can say is a function of the rows.
 *
 *     const CLAIMS: readonly ClaimRow[] = [
 *       { id: 'dominant', text: 'Truth-telling is dominant', source: 'Vickrey 1961',
 *         rows: [{ quantity: 'epsilonIc', mechanism: 'VCG', relation: 'zero', resolution: 1e-5 }] },
 *     ];
 *     claims: (view) => heldRows(CLAIMS, view)
 */
import type { Claim, Estimate } from '../results/document.ts';
import {
  above, atLeast, atMost, atMostAbout, below, claim, equals, missing, notApplicable, rowsAt, rowsOf, vanishes, type Finding,
} from './findings.ts';
import type { ClaimView, ParameterValues } from './scenario.ts';

/**
 * `zero`: of a quantity that is never negative, at most `resolution`, and certainly no more than `rounding`.
 * `about-at-most`: at most the bound, to the resolution.  `equals`: the interval holds the bound and is no wider than the resolution.
 */
export type Relation = 'at-most' | 'at-least' | 'above' | 'below' | 'zero' | 'about-at-most' | 'equals';

/** A number, or what it is at a point and for a row. */
export type Bound = number | ((values: ParameterValues, row: Estimate) => number);

export interface RowClaim {
  readonly quantity: string;
  readonly mechanism?: string;
  /** Absent: every agent that has such a row. */
  readonly agent?: string;
  readonly relation: Relation;
  /** Default 0. */
  readonly bound?: Bound;
  /** To what the relation is resolved, see `Relation`. */
  readonly resolution?: Bound;
  /** What arithmetic alone may leave. */
  readonly rounding?: Bound;
  /** Why the row says nothing at this point; undefined where it does. */
  readonly unless?: (values: ParameterValues, row: Estimate) => string | undefined;
  /** Why there may be no such row, at any point or at this one, in which case it says nothing. */
  readonly absent?: string | ((values: ParameterValues) => string | undefined);
}

export interface ClaimRow extends Pick<Claim, 'id' | 'text' | 'source'> {
  /** Each must be in the result, or the claim is undecided, unless its absence is foreseen. */
  readonly rows?: readonly RowClaim[];
  /** Why the claim says nothing at this point; undefined where it does. */
  readonly unless?: (values: ParameterValues) => string | undefined;
  /** What rows alone cannot say, of one point. */
  readonly point?: (values: ParameterValues, rows: readonly Estimate[]) => readonly Finding[];
  /** The same of the whole sweep. */
  readonly sweep?: (view: ClaimView) => readonly Finding[];
}

/** Every claim held against a study. */
export const heldRows = (claims: readonly ClaimRow[], view: ClaimView): Claim[] => claims.map((one) => claim(one, findingsOf(one, view)));

function findingsOf({ rows = [], unless, point, sweep }: ClaimRow, view: ClaimView): Finding[] {
  const atPoints = view.points.flatMap((values): Finding[] => {
    const reason = unless?.(values);
    if (reason !== undefined) return [notApplicable(reason)];
    const found = rowsAt(view, values);
    return [...rows.flatMap((one) => findingsOfRow(one, values, found, rows)), ...(point?.(values, found) ?? [])];
  });
  return [...atPoints, ...(sweep?.(view) ?? [])];
}

/** Agents of whom there are rows of this mechanism, the market apart. */
const agentsOf = (rows: readonly Estimate[], mechanism: string | undefined): string[] =>
  [...new Set(rows.filter(({ agent, point }) => agent !== 'market' && (mechanism === undefined || point.mechanism === mechanism))
    .map(({ agent }) => agent))];

function findingsOfRow(one: RowClaim, values: ParameterValues, rows: readonly Estimate[], beside: readonly RowClaim[]): Finding[] {
  const { quantity, mechanism, agent, unless } = one;
  const absentOf = ({ absent: why }: RowClaim): string | undefined => (typeof why === 'function' ? why(values) : why);
  const absent = absentOf(one);
  const found = rowsOf(rows, quantity, mechanism, agent);
  if (found.length === 0) {
    // What is foreseen is foreseen of all of them.
    const foreseen = absent !== undefined
      && beside.every((other) => absentOf(other) !== absent || rowsOf(rows, other.quantity, other.mechanism, other.agent).length === 0);
    return [foreseen ? notApplicable(absent) : missing(quantity, mechanism, agent)];
  }
  const has = new Set(found.map((row) => row.agent));
  const lacking = agent !== undefined || absent !== undefined || has.has('market')
    ? []
    : agentsOf(rows, mechanism).filter((name) => !has.has(name));
  return [...lacking.map((name) => missing(quantity, mechanism, name)), ...found.map((row) => {
    const reason = unless?.(values, row);
    return reason === undefined ? related(one, values, row) : notApplicable(reason);
  })];
}

function related({ relation, bound = 0, resolution, rounding }: RowClaim, values: ParameterValues, row: Estimate): Finding {
  const at = (x: Bound): number => (typeof x === 'number' ? x : x(values, row));
  const limit = at(bound);
  const width = resolution === undefined ? undefined : at(resolution);
  const slack = rounding === undefined ? undefined : at(rounding);
  switch (relation) {
    case 'at-most': return atMost(row, limit);
    case 'at-least': return atLeast(row, limit);
    case 'above': return above(row, limit);
    case 'below': return below(row, limit);
    case 'zero': return vanishes(row, width ?? 0, slack ?? width ?? 0);
    case 'about-at-most': return atMostAbout(row, limit, width ?? 0, slack ?? 0);
    case 'equals': return equals(
      row, limit, { ...(width === undefined ? {} : { width }), ...(slack === undefined ? {} : { rounding: slack }) },
    );
  }
}
