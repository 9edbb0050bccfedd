/** What functions of the signals need: bounds on the signals, and digits in single precision, in which tensors hold values. */
import type { Distribution } from '../distributions/distribution.ts';
import { InputError } from '../errors.ts';
import type { SignalCoordinate } from './social-choice.ts';

/** [N][K] values at a profile of signals, every number that is made on the way put through `round`. */
export type RoundedValues = (at: readonly number[], round: (x: number) => number) => readonly (readonly number[])[];

const PROFILES = 64;
/** Of what signals move the values of an agent by, the share that rounding may change. */
const LOST_MAX = 2 ** -10;

/** Share j of Halton's sequence in base b. */
function halton(j: number, b: number): number {
  let [share, unit] = [0, 1];
  for (let n = j; n > 0; n = Math.floor(n / b)) {
    unit /= b;
    share += unit * (n % b);
  }
  return share;
}

const BASES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];

/** Profiles all over the supports, which are bounded. */
const profilesOf = (signals: readonly SignalCoordinate[]): number[][] => Array.from({ length: PROFILES }, (_, j) =>
  signals.map(({ law: { support: [low, high] } }, d) => {
    const share = (halton(j + 1, BASES[d % BASES.length]!) + Math.floor(d / BASES.length) * Math.SQRT2) % 1;
    return low * (1 - share) + high * share;
  }));

/** Throws InputError: beyond the ends of a study's interval a function may take any value, which no range over the interval bounds. */
export function requireBoundedLaw(field: string, law: Distribution | undefined): void {
  if (Array.isArray(law?.support) && law.support.every(Number.isFinite) && law.whole === undefined) return;
  const got = law?.text ? `, not ${law.text}` : '';
  throw new InputError(field, `must be a law on a bounded support${got}; truncate it, as in truncated-normal`);
}

const complaint = (agent: string, swing: number, lost: number): string => (Number.isFinite(lost)
  ? `signals move ${agent}'s values by about ${swing.toPrecision(3)}, and rounding in single precision by ${lost.toPrecision(3)}: too `
    + 'little to be told apart; measure signals from the middle of their support, values in other units or without large constants'
  : `numbers on the way to ${agent}'s values are beyond those of single precision (3.4e38); take other units, or another form, such as `
    + '1/(1 + exp(-x)) for exp(x)/(1 + exp(x))');

/** A support so far from zero, in its widths, has fewer digits in single precision than chances need. */
const FAR = 2 ** 8;
/** Powers and products of numbers so large may be beyond single precision. */
const LARGE = 2 ** 20;

/** Words that name the law to blame, if one is, `finite` where digits are lost: by them study/sweep.ts finds the parameter that gave it. */
export function blamedLaw(signals: readonly SignalCoordinate[], finite: boolean): string {
  const largest = ({ support: [low, high] }: Distribution): number => Math.max(Math.abs(low), Math.abs(high));
  const share = (law: Distribution): number => (finite ? largest(law) / (law.support[1] - law.support[0]) / FAR : largest(law) / LARGE);
  const worst = signals.map(({ law }) => law).reduce((so, law) => (share(law) > share(so) ? law : so));
  return share(worst) > 1 ? ` (the law of a signal is ${worst.text})` : '';
}

/** Throws InputError naming `field` where what signals do to an agent's values drowns in rounding. */
export function requireDigits(
  field: string, agents: readonly string[], signals: readonly SignalCoordinate[], values: RoundedValues,
): void {
  const found = profilesOf(signals).map((at) => ({ exact: values(at, (x) => x), single: values(at.map(Math.fround), Math.fround) }));
  agents.forEach((agent, i) => {
    let [swing, lost] = [0, 0];
    found[0]!.exact[i]!.forEach((_, k) => {
      const column = found.map(({ exact }) => exact[i]![k]!);
      swing = Math.max(swing, Math.max(...column) - Math.min(...column));
      lost = Math.max(lost, ...found.map(({ exact, single }) => Math.abs(exact[i]![k]! - single[i]![k]!)));
    });
    if (swing > 0 && !(lost <= LOST_MAX * swing)) {
      throw new InputError(`${field}[${i}]`, complaint(agent, swing, lost) + blamedLaw(signals, Number.isFinite(lost)));
    }
  });
}
