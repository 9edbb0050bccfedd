/**
 * Interim utilities that are incentive compatible up to epsilon by construction: an exactly incentive compatible utility, whose
 * slope is R, plus a ripple whose slope is epsilon, -epsilon or 0 in turn. The epsilon-LIC constant is epsilon, and R + ripple stays
 * between 0 and the most that service can be worth, so that the utility is monotone and, where values separate, epsilon-bounded.
 */
import type { Metric } from '../../src/beliefs/belief-set.ts';
import type { Distribution } from '../../src/distributions/distribution.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import { integrate } from './quadrature.ts';
import type { Service, SlopePiece } from './insured.ts';

/** Pieces of the type space on which the ripple is straight: wide enough for every study's grid of types. */
export const WAVES = 8;
/** Steps of the tables of utilities: a multiple of the reports that studies have on a line, so fine that slopes hardly differ from mu'. */
const STEPS = 8192;

/**
 * Slope of the ripple on piece w: up and down in turn, and straight on the first and the last, and where that would leave the slopes that
 * service allows.
 */
export function rippleSlope({ law, worth }: Service, epsilon: number, w: number): number {
  const [low, high] = law.support;
  const end = (piece: number): number => low + ((high - low) * piece) / WAVES;
  if (w === 0 || w === WAVES - 1) return 0;
  if (w % 2 === 0) return worth(end(w + 1)) <= worth(high) - epsilon ? epsilon : 0;
  return worth(end(w)) >= epsilon ? -epsilon : 0;
}

/** mu' with the given ripple on each piece. */
export function piecesWith(service: Service, slopes: (w: number) => number): SlopePiece[] {
  const [low, high] = service.law.support;
  return Array.from({ length: WAVES }, (_, w) => ({
    from: low + ((high - low) * w) / WAVES,
    to: low + ((high - low) * (w + 1)) / WAVES,
    at: (x: number) => service.worth(x) + slopes(w),
  }));
}

/** mu at equal steps over the support: `lowest` plus the integral of mu'. */
export function tableOf(pieces: readonly SlopePiece[], lowest: number): number[] {
  const table = [lowest];
  const each = STEPS / pieces.length;
  for (const { from, to, at } of pieces) {
    const width = (to - from) / each;
    for (let i = 0; i < each; i++) table.push(table.at(-1)! + integrate(at, from + i * width, from + (i + 1) * width, 1));
  }
  return table;
}

/** Full insurance (Song22 Definition 1) of these utilities under the efficient rule. */
export const insured = (name: string, utility: readonly (readonly number[])[]): Mechanism =>
  ({ name, rule: { kind: 'efficient' }, transfers: { kind: 'insured-table', utility } });

/** The shortest lie that is tried, as a share of the type space: ratios are largest where lies are short. */
const SHORTEST_LIE = 2 ** -9;
/**
 * At the bottom, where hardly any report is served, where a short lie could not be told from rounding: of values and transfers in single
 * precision.
 */
export const LONGER_LIE = 1 / 32;

/**
 * Where every piece of a ripple begins, and at the top: two types a short lie apart. Of a uniform law, by Prokhorov and by total
 * variation, no lie within a piece needs more; otherwise the ends of the pieces are tried as well.
 */
export function liesAlong({ text, support: [low, high] }: Distribution, metrics: readonly Metric[], bottom = SHORTEST_LIE): number[][] {
  const startsDo = text.startsWith('uniform(') && !metrics.includes('contamination');
  const around = Array.from({ length: WAVES - 1 }, (_, w) => (w + 1) / WAVES).flatMap((start) =>
    [...(startsDo ? [] : [start - SHORTEST_LIE]), start, start + SHORTEST_LIE]);
  return [0, bottom, ...around, 1 - SHORTEST_LIE, 1].map((share) => [low + (high - low) * share]);
}

/** E mu, of a table over the law that the agent's signal follows. */
export function meanOf(table: readonly number[], law: { readonly support: readonly [number, number]; cdf(x: number): number }): number {
  const [low, high] = law.support;
  const step = (high - low) / (table.length - 1);
  const at = (x: number): number => {
    const cell = Math.min(table.length - 2, Math.max(0, Math.floor((x - low) / step)));
    return table[cell]! + ((table[cell + 1]! - table[cell]!) * (x - low - cell * step)) / step;
  };
  // By parts: mu(high) less the integral of mu' F, mu' being constant in every cell.
  let sum = at(high);
  for (let cell = 0; cell < table.length - 1; cell++) {
    sum -= ((table[cell + 1]! - table[cell]!) / step) * integrate((x) => law.cdf(x), low + cell * step, low + (cell + 1) * step, 1);
  }
  return sum;
}
