/** What a sweep says of the limit, in words. */
import type { Fit } from '../results/document.ts';
import type { Interval } from '../statistics/interval.ts';
import type { AsymptoticExponent, LawTest, RateLaw } from '../statistics/asymptotics.ts';
import { formatInterval, formatNumber } from './numbers.ts';

/** Laws of the size M; where M shrinks to 0, 1/M stands for it. */
export const LAW_FORMS: Readonly<Record<RateLaw, string>> = {
  power: 'c M^b', logarithm: 'c M^b (log M)^t', correction: 'c M^b exp(t/M)',
};

const NAMES: Readonly<Record<RateLaw, string>> = {
  power: 'a pure power', logarithm: 'a logarithmic factor', correction: 'a first correction term',
};

const signed = (text: string): string => text.replace('-', '−');

/** `−0.5 in [−0.51, −0.49]`. */
function inRange(interval: Interval): string {
  const { estimate, lower, upper } = formatInterval(interval);
  return `${signed(estimate)} in [${signed(lower)}, ${signed(upper)}]`;
}

/** Whether the slopes are certified to rise or to fall; nothing where they may stay. */
function trendWords({ estimate, lower, upper }: Interval): string {
  const what = lower > 0 ? 'they rise' : upper < 0 ? 'they fall' : 'no trend is certified';
  return `${what} (${inRange({ estimate, lower, upper })} a doubling)`;
}

function lawWords({ law, consistent, strain, term }: LawTest): string {
  if (!consistent) return `${NAMES[law]} refuted`;
  if (!term) return `${NAMES[law]} ${strain > 0 ? 'not refuted' : 'untested'}`;
  const isNeeded = term.lower > 0 || term.upper < 0;
  return `${NAMES[law]} ${strain > 0 ? 'not refuted' : 'untested'}, t = ${inRange(term)}${isNeeded ? '' : ', so that none is called for'}`;
}

/** What each range rests on, and how far the sweep speaks for it. */
function assumedWords({ under, tested }: AsymptoticExponent): string {
  const each = under.map((one) =>
    `${inRange(one)} if ${one.assumption}${tested ? ` (from ${Math.ceil(100 * one.strain)}% of the intervals' reach on)` : ''}`);
  return `${each.join('; or ')}; beyond the sweep too${tested ? '' : ', which so few sizes cannot test'}`;
}

/** Lines below a fit: local slopes and their trend, laws tried, the exponent in the limit with its assumption. */
export function asymptoticStatements({ asymptotics }: Fit, name: string, symbol: string): string[] {
  if (!asymptotics) return [];
  const { limit, slopes, trend, laws, asymptoticExponent, withoutExponent } = asymptotics;
  const [first, last] = [slopes[0]!, slopes.at(-1)!];
  const slopeAt = (slope: typeof first): string =>
    `${inRange(slope)} from ${symbol} = ${formatNumber(slope.from, 6)} to ${formatNumber(slope.to, 6)}`;
  const tests = laws.length > 0 ? [`${name}, laws of ${symbol}: ${laws.map(lawWords).join('; ')}`] : [];
  const end = limit === 'zero' ? '0' : 'infinity';
  const exponent = asymptoticExponent
    ? [
      `${name}, asymptotic exponent as ${symbol} goes to ${end}: ${inRange(asymptoticExponent)}, an extrapolation: `
      + assumedWords(asymptoticExponent).replaceAll('M', symbol),
    ]
    : [`${name}, no asymptotic exponent: ${withoutExponent}`];
  return [
    `${name}, local slopes: ${slopes.length > 1 ? `${slopeAt(first)} ... ${slopeAt(last)}; ${trendWords(trend!)}` : slopeAt(first)}`,
    ...tests, ...exponent,
  ];
}
