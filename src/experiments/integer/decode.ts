/** Integer statistics of the fused kernels back to sums in units of value. */
import type { Statistics } from '../../../kernels/kernel.ts';
import { GAIN_EXPONENTS, type ExPostParameters } from '../../../kernels/ex-post/spec.ts';
import { groupShift } from '../../../kernels/interim/spec.ts';
import type { ExPostSums, InterimQuestion, InterimSums, Moments } from '../interim-sums.ts';
import type { Range } from '../../mechanism/range.ts';
import type { IntegerExPost } from './ex-post.ts';
import type { IntegerInterim } from './interim.ts';

/** Limbs x = high 2^16 + low, times `factor`. */
function limbed(statistics: Statistics, name: string, factor: number): Float64Array {
  const [high, low] = [statistics[`${name}High`]!, statistics[`${name}Low`]!];
  const values = new Float64Array(high.length);
  for (let i = 0; i < values.length; i++) values[i] = (high[i]! * 65536 + low[i]!) * factor;
  return values;
}

/** Squares of q = h 2^12 + l, times `factor`^2. */
function squared(statistics: Statistics, name: string, factor: number): Float64Array {
  const [hh, hl, ll] = [statistics[`${name}Squares0`]!, statistics[`${name}Squares1`]!, statistics[`${name}Squares2`]!];
  const values = new Float64Array(hh.length);
  for (let i = 0; i < values.length; i++) values[i] = (hh[i]! * 2 ** 24 + hl[i]! * 2 ** 13 + ll[i]!) * factor * factor;
  return values;
}

export function decodeInterim(statistics: Statistics, profiles: number, question: InterimQuestion, lowered: IntegerInterim): InterimSums {
  const { parameters, typeValue, unit, rounding, lawError, lawShare, gainRange, truthRange, level } = lowered;
  const { groupSize } = question;
  const mean = unit / groupSize;
  const root = (2 ** groupShift(groupSize) * unit) / groupSize;
  return {
    question,
    profiles,
    groups: profiles / groupSize,
    classOf: Array.from(parameters.classOf),
    classes: parameters.classes,
    choices: statistics.choices!,
    typeValue,
    ...(question.choicesAlone ? {} : { reportPart: limbed(statistics, 'reportPart', unit) }),
    gain: limbed(statistics, 'gain', mean),
    gainSquares: squared(statistics, 'gain', root),
    truth: limbed(statistics, 'truth', mean),
    truthSquares: squared(statistics, 'truth', root),
    gainRange,
    truthRange,
    ...(level === 0 ? {} : { level }),
    rounding,
    squaresRounding: root,
    lawError,
    lawShare,
  };
}

export function decodeExPost(statistics: Statistics, profiles: number, lowered: IntegerExPost): ExPostSums {
  const { parameters, unit, ranges, drawn, reports, lawError, biases } = lowered;
  const root = 64 * unit;
  const moments = (name: string, i: number, range: Range, within: Range, bias: number): Moments => ({
    sum: limbed(statistics, name, unit)[i]!,
    squares: squared(statistics, name, root)[i]!,
    range,
    drawn: within,
    squaresRounding: root,
    bias,
  });
  return {
    profiles,
    firstBest: moments('firstBest', 0, ranges.welfare, drawn.welfare, biases.firstBest),
    welfare: moments('welfare', 0, ranges.welfare, drawn.welfare, biases.welfare),
    revenue: moments('revenue', 0, ranges.revenue, drawn.revenue, biases.revenue),
    payoff: ranges.payoffs.map((range, i) => moments('payoff', i, range, drawn.payoffs[i]!, biases.payoffs[i]!)),
    deficits: statistics.deficits![0]!,
    imbalances: statistics.imbalances![0]!,
    irViolations: Array.from(statistics.irViolations!),
    gainful: Array.from(statistics.gainful!),
    largestGain: largestGains(statistics, parameters, unit),
    reports,
    tolerance: parameters.tolerance * unit,
    lawError,
  };
}

/** [N] upper end of the highest power of two in which a gain was seen. */
const largestGains = (statistics: Statistics, { agents }: ExPostParameters, unit: number): number[] =>
  agents.map((_, i) => {
    for (let e = GAIN_EXPONENTS - 1; e >= 0; e--) if (statistics.gainExponents![i * GAIN_EXPONENTS + e]! > 0) return 2 ** (e + 1) * unit;
    return 0;
  });
