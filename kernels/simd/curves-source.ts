/**
 * WebAssembly text of functions of two doubles, and of lines beside them: the operations of kernels/network/functions.ts and
 * kernels/network/lines.ts in their order, so the same bits.
 */
import { LN2_HIGH, LN2_LOW, LOG_TERMS, LOG_WORDS, NEAR_TERMS, POWER_LEAST, ROUNDER, TANH_LEAST } from '../network/functions.ts';
import { BENDS, LEAST_SHARE, NARROW, PAST_POWERS, type CurveName } from '../network/lines.ts';
import {
  and, both, functionDown, functionUp, isAbove, isLess, larger, minus, opposite, or, over, plus, root, set, size, smaller, times, up, where,
  within,
} from './doubles.ts';
import { DOUBLE, reduce, REDUCED } from './network-source.ts';

const ONE = both(1);
const whole = (hex: string): string => `(v128.const i64x2 ${hex} ${hex})`;
const upperWord = (word: number): string => whole(`0x${word.toString(16)}00000000`);

/** $s: 2 s (1 + s^2 / 3 + ..), left on the stack. */
const twiceArtanh = (terms: readonly number[]): string => {
  const [last, ...rest] = terms.toReversed();
  return `${set('z', times('%s', '%s'))}
    ${set('q', both(last!))}
    ${rest.map((term) => set('q', plus(times('%q', '%z'), both(term)))).join('\n')}
    ${set('s', plus('%s', '%s'))}
    ${plus('%s', times('%s', times('%z', '%q')))}`;
};

const functions = [
  within('powerOf', { v128: ['z'] }, { v128: REDUCED.filter((name) => name !== 'z') }, `${reduce(DOUBLE)}
    (v128.andnot ${plus(times('%scale', '%q'), '%scale')} ${isLess('%z', both(POWER_LEAST))})`, true),
  within('tanhOf', { v128: ['x'] }, { v128: REDUCED }, `
    ${set('z', larger(times(size('%x'), both(-2)), both(TANH_LEAST)))}
    ${reduce(DOUBLE)}
    ${set('q', plus(times('%scale', '%q'), minus('%scale', ONE)))}
    (v128.xor ${over(minus(both(0), '%q'), plus('%q', both(2)))} ${and(isLess('%x', both(0)), both(-0))})`, true),
  within('sigmoidOf', { v128: ['x'] }, { v128: ['q'] }, `
    ${set('q', `(call $powerOf ${opposite(size('%x'))})`)}
    ${over(where(isLess('%x', both(0)), '%q', ONE), plus(ONE, '%q'))}`, true),
  within('softplusOf', { v128: ['x'] }, { v128: ['s', 'z', 'q'] }, `
    ${set('q', `(call $powerOf ${opposite(size('%x'))})`)}
    ${set('s', over('%q', plus('%q', both(2))))}
    ${larger('%x', both(0))}
    ${twiceArtanh(LOG_TERMS)}
    f64x2.add`, true),
  within('logOf', { v128: ['x'] }, { v128: ['k', 's', 'z', 'q'] }, `
    ${set('x', `(i64x2.add %x ${upperWord(LOG_WORDS.shift)})`)}
    ${set('k', `(i64x2.sub (i64x2.shr_u %x (i32.const 52)) ${whole('1023')})`)}
    ${set('k', minus(`(i64x2.add %k ${both(ROUNDER)})`, both(ROUNDER)))}
    ${set('x', `(i64x2.add (v128.and %x ${whole('0x000fffffffffffff')}) ${upperWord(LOG_WORDS.least)})`)}
    ${set('x', minus('%x', ONE))}
    ${set('s', over('%x', plus('%x', both(2))))}
    ${times('%k', both(LN2_HIGH))}
    ${times('%k', both(LN2_LOW))}
    ${twiceArtanh(NEAR_TERMS)}
    f64x2.add
    f64x2.add`, true),
].join('\n');

const [SHARE, SHIFT, ERROR, LEAST, MOST] = ['share', 'shift', 'error', 'least', 'most'].map((name) => `line-${name}`);
const held = (name: string, value: string): string => `(global.set $${name} ${value})`;
/** What a line leaves behind. */
export const line = {
  share: `(global.get $${SHARE})`, shift: `(global.get $${SHIFT})`, error: `(global.get $${ERROR})`, low: `(global.get $${LEAST})`,
  high: `(global.get $${MOST})`,
} as const;

/** A turning point at $point, where f less the share is $at. */
const taken = `
    ${set('mask', and(isAbove('%point', '%low'), isLess('%point', '%high')))}
    ${set('least', smaller('%least', where('%mask', '%at', '%least')))}
    ${set('largest', larger('%largest', where('%mask', '%at', '%largest')))}`;

const safe = larger('%share', both(LEAST_SHARE));
const CURVES: Readonly<Record<CurveName, { readonly slope: string; readonly turns: string }>> = {
  tanh: {
    slope: minus(ONE, times('%from', '%from')),
    turns: `
    ${set('top', root(larger(both(0), minus(ONE, '%share'))))}
    ${set('point', `(call $logOf ${over(plus('%top', ONE), root(safe))})`)}
    ${set('at', minus('%top', times('%share', '%point')))}
    ${taken}
    ${set('point', opposite('%point'))}
    ${set('at', opposite('%at'))}
    ${taken}`,
  },
  sigmoid: {
    slope: times('%from', minus(ONE, '%from')),
    turns: `
    ${set('top', over(plus(root(larger(both(0), minus(ONE, times('%share', both(4))))), ONE), both(2)))}
    ${set('point', `(call $logOf ${over('%top', root(safe))})`)}
    ${set('point', plus('%point', '%point'))}
    ${set('at', minus('%top', times('%share', '%point')))}
    ${taken}
    ${set('at', plus(over('%share', '%top'), times('%share', '%point')))}
    ${set('point', opposite('%point'))}
    ${taken}`,
  },
  softplus: {
    slope: '(call $sigmoidOf %low)',
    turns: `
    ${set('top', minus(both(0), `(call $logOf ${larger(minus(ONE, '%share'), both(LEAST_SHARE))})`))}
    ${set('point', plus(`(call $logOf ${safe})`, '%top'))}
    ${set('at', minus('%top', times('%share', '%point')))}
    ${taken}`,
  },
};

/** The line on [low, high], where the function is $from and $to at the ends; `name`Line(low, high, from, to). */
const beside = (name: CurveName): string => within(`${name}Line`, { v128: ['low', 'high', 'from', 'to'] },
  { v128: ['width', 'slack', 'share', 'least', 'largest', 'top', 'point', 'at', 'mask', 'narrow'] }, `
    ${held(LEAST!, minus(functionDown('%from'), both(PAST_POWERS)))}
    ${held(MOST!, plus(functionUp('%to'), both(PAST_POWERS)))}
    ${set('width', minus('%high', '%low'))}
    ${set('slack', times(both(2 ** -44), plus(ONE, larger(size('%low'), size('%high')))))}
    ${set('narrow', `(v128.not ${isAbove('%width', both(NARROW))})`)}
    (if (i64x2.all_true (v128.not %narrow)) (then) (else
      ${set('share', CURVES[name].slope)}
      ${held(SHARE!, '%share')}
      ${held(SHIFT!, minus('%from', times('%share', '%low')))}
      ${held(ERROR!, up(plus(times(times(both(BENDS[name] / 2), '%width'), '%width'), '%slack')))}))
    (if (i64x2.all_true %narrow) (then return))
    ${set('share', smaller(ONE, larger(both(0), over(minus('%to', '%from'), '%width'))))}
    ${set('least', minus('%from', times('%share', '%low')))}
    ${set('largest', minus('%to', times('%share', '%high')))}
    ${set('at', larger('%least', '%largest'))}
    ${set('least', smaller('%least', '%largest'))}
    ${set('largest', '%at')}
    ${CURVES[name].turns}
    ${held(SHARE!, where('%narrow', line.share, '%share'))}
    ${held(SHIFT!, where('%narrow', line.shift, over(plus('%least', '%largest'), both(2))))}
    ${held(ERROR!, where('%narrow', line.error, up(plus(over(minus('%largest', '%least'), both(2)), '%slack'))))}`);

/** max(x, leak x) on [low, high]. */
const leaky = within('leakyLine', { v128: ['low', 'high', 'leak'] }, { v128: ['share', 'gap', 'straight'] }, `
    ${set('straight', or(or(isAtLeastZero('%low'), `(f64x2.le %high ${both(0)})`), `(f64x2.eq %leak ${ONE})`))}
    ${set('share', smaller(ONE, larger('%leak', over(minus('%high', times('%leak', '%low')), minus('%high', '%low')))))}
    ${set('gap', up(times(larger(times(minus('%leak', '%share'), '%low'), times(minus(ONE, '%share'), '%high')), both(1 + 2 ** -48))))}
    ${held(SHARE!, where('%straight', where(isAtLeastZero('%low'), ONE, '%leak'), '%share'))}
    ${held(SHIFT!, `(v128.andnot ${over('%gap', both(2))} %straight)`)}
    ${held(ERROR!, `(v128.andnot ${up(over('%gap', both(2)))} %straight)`)}`);

function isAtLeastZero(value: string): string {
  return `(f64x2.ge ${value} ${both(0)})`;
}

const globals = [SHARE, SHIFT, ERROR, LEAST, MOST].map((name) => `
  (global $${name} (mut v128) (v128.const i64x2 0 0))`).join('');

export const curvesSource = `${globals}${functions}${(['tanh', 'sigmoid', 'softplus'] as const).map(beside).join('\n')}${leaky}`;
