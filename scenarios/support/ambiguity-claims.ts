/** Findings on the ambiguity that mechanisms need. */
import type { Estimate, Fit } from '../../src/results/document.ts';
import { inWords, TELLING_SHARE, type Finding } from '../../src/study/findings.ts';

/**
 * Share by which statements about suprema are resolved: they are reached as lies shrink, and studies try lies of a length; a
 * certificate's interval has a width besides.
 */
export const GRID = 0.1;

const number = (x: number): string => String(Number(x.toPrecision(4)));

/** Quantities whose rows have a metric of their own; others' may be the scenario's parameter. */
const BY_METRIC: readonly string[] = ['deltaStar', 'guaranteedEpsilon', 'implementabilityDelta'];

/**
 * Sets that hold every belief within delta of the prior in the Prokhorov metric or, as the proofs use, by total variation: the theorems
 * speak of no others.
 */
export const ofTheorem = (rows: readonly Estimate[]): Estimate[] =>
  rows.filter(({ point }) => point.metric === 'prokhorov' || point.metric === 'totalVariation');
export const NO_THEOREM = 'the theorems speak of sets that hold all beliefs near the prior; contamination holds fewer';

export const ofMetric = (rows: readonly Estimate[], metric: string): Estimate[] => rows.filter(({ point }) => point.metric === metric);

/**
 * What a theorem derives from a certified constant is the upper end of `other`; `row` is claimed to be at most that, with equality
 * allowed, so it is resolved to a share of it.
 */
export function atMostOther(row: Estimate, other: Estimate): Finding {
  const by = [row, other].find(({ quantity }) => BY_METRIC.includes(quantity))?.point.metric;
  const status = row.lower > other.upper * (1 + GRID) ? 'fail' : row.upper <= other.upper * (1 + GRID) ? 'pass' : 'undecided';
  return {
    status,
    evidence: `${inWords(row)}, claimed at most ${inWords(other)}${by === undefined ? '' : ` (${by})`}, resolved to ${100 * GRID}%`,
  };
}

/**
 * The interval reaches the exact value, up to the resolution below it; undefined: no ambiguity is enough, and there is no row to be had.
 */
export function contains(row: Estimate, exact: number | undefined): Finding {
  if (exact === undefined) return { status: 'fail', evidence: `${inWords(row)}, though no ambiguity is enough` };
  const slack = 1e-9;
  const holds = row.lower <= exact * (1 + GRID / 10) + slack && row.upper >= exact * (1 - GRID) - slack;
  const tells = row.upper - row.lower <= TELLING_SHARE * exact + 2 * slack;
  const metric = row.point.metric === undefined ? '' : ` (${row.point.metric})`;
  return {
    status: !holds ? 'fail' : tells ? 'pass' : 'undecided',
    evidence: `${inWords(row)}${metric}, ${number(exact)} exactly${holds && !tells ? ', in an interval too wide to tell' : ''}`,
  };
}

/** The exponent of a fit: one value up to the resolution where it is known, else above zero. */
export function exponentIs({ point, exponentLower, exponentUpper, markets }: Fit, exact: number | undefined): Finding {
  const evidence =
    `${point.mechanism} (${point.metric}): exponent in [${number(exponentLower)}, ${number(exponentUpper)}] over sizes `
    + `${markets.join(', ')}`;
  if (exact === undefined) {
    return { status: exponentLower > 0 ? 'pass' : exponentUpper <= 0 ? 'fail' : 'undecided', evidence: `${evidence}, above 0 claimed` };
  }
  const holds = exponentLower <= exact * (1 + GRID) && exponentUpper >= exact * (1 - GRID);
  return { status: holds ? 'pass' : 'fail', evidence: `${evidence}, ${number(exact)} exactly` };
}
