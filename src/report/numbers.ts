/** Numbers with as many digits as their interval bears out; interval ends are rounded outwards, so they stay true. */
import type { Interval } from '../statistics/interval.ts';
import type { Signal, Witness, WitnessWalk } from '../results/document.ts';

export interface IntervalText {
  readonly estimate: string;
  readonly lower: string;
  readonly upper: string;
  /** lower = estimate = upper: known without sampling error. */
  readonly exact: boolean;
}

interface Scale {
  /** Shown as mantissa times 10^exponent where not 0. */
  readonly exponent: number;
  readonly decimals: number;
}

const EXACT_DIGITS = 6;
const DECIMALS_MAX = 12;

/** Two significant digits of the distance from the estimate to an end; very small or large numbers share one power of ten. */
function scaleOf({ estimate, lower, upper }: Interval): Scale {
  const largest = Math.max(Math.abs(estimate), Math.abs(lower), Math.abs(upper));
  const magnitude = largest > 0 ? Math.floor(Math.log10(largest)) : 0;
  const exponent = magnitude < -4 || magnitude > 6 ? magnitude : 0;
  // A lopsided interval says more on its short side, up to two digits more.
  const half = (upper - lower) / 2;
  const sides = [estimate - lower, upper - estimate].filter((side) => side > 0);
  const resolution = Math.max(half / 100, Math.min(half, ...sides));
  const wanted = half > 0 ? 1 - Math.floor(Math.log10(resolution)) : EXACT_DIGITS - 1 - magnitude;
  return { exponent, decimals: Math.min(DECIMALS_MAX, Math.max(0, wanted + exponent)) };
}

const suffix = ({ exponent }: Scale): string => (exponent === 0 ? '' : `e${exponent}`);

/**
 * Rounds to `decimals`, the natural ends 0 and 1 left as they are, and then steps to the wanted side of `value` where rounding
 * crossed it.
 */
function rounded(value: number, scale: Scale, side: 'nearest' | 'down' | 'up'): string {
  if (value === 0 || Math.abs(value) === 1) return String(value === 0 ? 0 : value);
  const scaled = value / 10 ** scale.exponent;
  const step = 10 ** -scale.decimals;
  let text = scaled.toFixed(scale.decimals);
  // What a reader takes from the page is compared, not the scaled value, which has rounding of its own.
  const read = Number(text + suffix(scale));
  if (side === 'down' && read > value) text = (Number(text) - step).toFixed(scale.decimals);
  if (side === 'up' && read < value) text = (Number(text) + step).toFixed(scale.decimals);
  return (Number(text) === 0 ? text.replace('-', '') : text) + suffix(scale);
}

const significant = (value: number, digits: number): string => String(Number(value.toPrecision(digits)));

export function formatInterval(interval: Interval): IntervalText {
  const { estimate, lower, upper } = interval;
  if (lower === upper && estimate === lower) {
    const text = significant(estimate, EXACT_DIGITS);
    return { estimate: text, lower: text, upper: text, exact: true };
  }
  const scale = scaleOf(interval);
  return {
    estimate: rounded(estimate, scale, 'nearest'),
    lower: rounded(lower, scale, 'down'),
    upper: rounded(upper, scale, 'up'),
    exact: false,
  };
}

/** A reference value with one digit more than the interval beside it. */
export function formatReference(value: number, beside: Interval): string {
  const scale = scaleOf(beside);
  if (beside.lower === beside.upper) return significant(value, EXACT_DIGITS);
  return rounded(value, { ...scale, decimals: Math.min(DECIMALS_MAX, scale.decimals + 1) }, 'nearest');
}

/** Four significant digits, for titles and captions. */
export const formatNumber = (value: number, digits = 4): string => significant(value, digits);

/** Profile counts: powers of two as such, for the sampling schedule doubles. */
export function formatCount(count: number): string {
  if (count < 10_000) return String(count);
  const power = Math.log2(count);
  if (Number.isInteger(power)) return `2^${power}`;
  return count < 1_000_000 ? String(count) : significant(count, 4).replace(
    /^(\d+)$/, (digits) => Number(digits).toPrecision(4).replace('e+', 'e')
  );
}

export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${Math.round(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `0.5`, or `[0.5, 1]` where signals have several dimensions. */
export const formatSignal = (signal: Signal, digits = 4): string =>
  typeof signal === 'number' ? formatNumber(signal, digits) : `[${signal.map((value) => formatNumber(value, digits)).join(', ')}]`;

/** Type and report with as many digits as it takes to tell them apart. */
export function formatWitness({ type, report }: Witness): { type: string; report: string } {
  const same = formatSignal(type, 17) === formatSignal(report, 17);
  for (let digits = 4; ; digits++) {
    const shown = { type: formatSignal(type, digits), report: formatSignal(report, digits) };
    if (shown.type !== shown.report || same || digits === 17) return shown;
  }
}

/** Points of a walk that are named, from its first on. */
const POINTS_NAMED = 12;

/** `cycle [0, 0] > [1, 0] > [1, 1]`, with digits that tell points apart: what comes after the last point is the first. */
export function formatWalk({ kind, points }: WitnessWalk, most = POINTS_NAMED): string {
  const named = points.slice(0, most);
  const at = (digits: number): string[] => named.map((point) => formatSignal(point, digits));
  const different = new Set(at(17)).size;
  let digits = 4;
  while (digits < 17 && new Set(at(digits)).size < different) digits++;
  const rest = points.length - named.length;
  return `${kind} ${at(digits).join(' > ')}${rest > 0 ? ` > and ${rest} more` : ''}`;
}
