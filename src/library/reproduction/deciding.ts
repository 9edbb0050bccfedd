/** Which precision would decide what a study left undecided. */
import type { Fit, ResultDocument } from '../../results/document.ts';
import { heldClaims } from '../../study/claims.ts';
import type { ClaimView, ParameterValues, Scenario } from '../../study/scenario.ts';

/** By how many times intervals may have to be narrower; beyond, nothing is said. */
export const NARROWINGS = Array.from({ length: 12 }, (_, i) => 2 ** (i + 1));

const towards = (middle: number, end: number, times: number): number => middle + (end - middle) / times;

/** The interval about the same estimate, so many times narrower. */
export const narrowed = <T extends Readonly<Record<'estimate' | 'lower' | 'upper', number>>>(row: T, times: number): T => ({
  ...row, lower: towards(row.estimate, row.lower, times), upper: towards(row.estimate, row.upper, times),
});

const narrowedFit = (fit: Fit, times: number): Fit => ({
  ...fit, exponentLower: towards(fit.exponent, fit.exponentLower, times), exponentUpper: towards(fit.exponent, fit.exponentUpper, times),
});

/**
 * Of every undecided claim: the least power of 2 by which intervals about the same estimates would have to be narrower to decide it, where
 * that would. The estimates of another run lie elsewhere, so it is no promise.
 */
export function narrowerOf(document: ResultDocument, scenario: Scenario): Readonly<Record<string, number>> {
  const { command, estimates, fits, verdicts, claims } = document;
  const { points, confidence } = document.configuration as { readonly points: readonly ParameterValues[]; readonly confidence: number };
  const open = new Set(claims.filter(({ status }) => status === 'undecided').map(({ id }) => id));
  const found: Record<string, number> = {};
  for (const times of NARROWINGS) {
    if (open.size === 0) break;
    const view: ClaimView = {
      command: command as ClaimView['command'], estimates: estimates.map((row) => narrowed(row, times)),
      fits: fits.map((fit) => narrowedFit(fit, times)), verdicts, points, confidence,
    };
    for (const { id, status } of heldClaims(scenario, view).claims) {
      if (status === 'undecided' || !open.delete(id)) continue;
      found[id] = times;
    }
  }
  return found;
}

/** Intervals narrow with the root of what is drawn. */
export const decidedByWords = (times: number): string =>
  `intervals ${times} times narrower would decide it: a precision ${times} times finer, or about ${times ** 2} times the profiles`;
