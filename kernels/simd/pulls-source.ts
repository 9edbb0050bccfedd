/**
 * WebAssembly text of weights traced back through a graph that was enclosed over two boxes side by side (boxes-source.ts): the `pull` of
 * kernels/network's operations in its order, so the same bits. What is left of the sums stands in globals between `startRest` and `endRest`.
 */
import {
  and, both, isAbove, isApart, isAtLeast, isLess, larger, minus, numberAt, opposite, over, plus, set, size, stepOf, sum, times, up, where, within,
} from './doubles.ts';
import { at, listed, put, stride } from './boxes-source.ts';
import { DOUBLE_BYTES } from './layout.ts';
import { loop } from './text.ts';

const ZERO = both(0);
const ONE = both(1);
const [HIGH, SIZE] = ['(global.get $rest-high)', '(global.get $rest-size)'];
const addHigh = (value: string): string => `(global.set $rest-high ${plus(HIGH!, value)})`;
const addSize = (value: string): string => `(global.set $rest-size ${plus(SIZE!, value)})`;
const sizeOf = (record: string): string => larger(size(at(record, 'low')), size(at(record, 'high')));
/** Where the weight $w is 0 nothing is added. */
const counted = (value: string): string => and(value, '%on');

const rest = `
  (global $rest-high (mut v128) (v128.const i64x2 0 0)) (global $rest-size (mut v128) (v128.const i64x2 0 0))
  ${stepOf('startRest', ['from'], {}, `
    (global.set $rest-high (v128.load %from)) (global.set $rest-size (v128.load offset=16 %from))`)}
  ${stepOf('endRest', ['to'], {}, `(v128.store %to ${HIGH}) (v128.store offset=16 %to ${SIZE})`)}
  ${stepOf('clearWeights', ['x', 'end'], {}, loop('x', '%x', '%end', stride, put('%x', 'weight', ZERO)))}`;

const passOn = within('passOn', { i32: ['x'], v128: ['w', 'share', 'shift', 'error'] }, { v128: ['on', 'much'] }, `
    ${set('on', isApart('%w', ZERO))}
    ${set('much', size('%w'))}
    ${put('%x', 'weight', plus(at('%x', 'weight'), counted(times('%w', '%share'))))}
    ${addHigh(counted(plus(times('%w', '%shift'), times('%much', '%error'))))}
    ${addSize(counted(times('%much', sum(times(size('%share'), sizeOf('%x')), size('%shift'), '%error'))))}`);

/** Weights of a node's entries, the last first or the first first, to those of entries in $x. */
const weighed = (body: string): string => `
    ${set('w', at('%y', 'weight'))}
    (if (v128.any_true ${isApart('%w', ZERO)}) (then ${body}))`;

const lists = [
  stepOf('pullCopies', ['list', 'end'], { i32: ['y', 'x'], v128: ['w'] },
    listed(['y', 'x'], weighed(`(call $passOn %x %w ${ONE} ${ZERO} ${ZERO})`))),
  ...([['pullAdd', ONE], ['pullSubtract', both(-1)]] as const).map(([name, share]) =>
    stepOf(name, ['list', 'end'], { i32: ['y', 'p', 'q'], v128: ['w'] }, listed(['y', 'p', 'q'], weighed(`
      (call $passOn %p %w ${ONE} ${ZERO} ${ZERO}) (call $passOn %q %w ${share} ${ZERO} ${ZERO})`)))),
  stepOf('pullMultiply', ['list', 'end'], { i32: ['y', 'p', 'q'], v128: ['w', 'c', 'd', 'r', 's'] },
    listed(['y', 'p', 'q'], weighed(`
      ${([['p', 'c', 'r'], ['q', 'd', 's']] as const).map(([record, middle, radius]) => {
        const [low, high] = [at(`%${record}`, 'low'), at(`%${record}`, 'high')];
        return `${set(middle, plus(low, over(minus(high, low), both(2))))}
          ${set(radius, larger(larger(ZERO, up(minus(high, `%${middle}`))), up(minus(`%${middle}`, low))))}`;
      }).join('\n')}
      (call $passOn %p %w %d ${times(opposite('%c'), '%d')} ${times('%r', '%s')})
      (call $passOn %q %w %c ${ZERO} ${ZERO})`))),
].join('\n');

const entries = (body: string): string => loop('x', '%x', '%end', stride, `${body} ${set('y', `(i32.add %y ${stride})`)}`);
const maps = [
  stepOf('pullLines', ['x', 'end', 'y', 'lines'], { v128: ['w'] }, entries(`
      ${weighed('(call $passOn %x %w (v128.load %lines) (v128.load offset=16 %lines) (v128.load offset=32 %lines))')}
      ${set('lines', '(i32.add %lines (i32.const 48))')}`)),
  // Where little is wanted, the function is above a line through zero of either slope.
  stepOf('pullLeaky', ['x', 'end', 'y', 'lines', 'leak'], { v128: ['w', 'low', 'high', 'flat'] }, entries(`
      ${weighed(`
        ${set('low', at('%x', 'low'))} ${set('high', at('%x', 'high'))}
        ${set('flat', and(isLess('%w', ZERO), and(isLess('%low', ZERO), isAbove('%high', ZERO))))}
        (call $passOn %x %w
          ${where('%flat', where(isAbove('%high', opposite('%low')), ONE, numberAt('%leak')), '(v128.load %lines)')}
          (v128.andnot (v128.load offset=16 %lines) %flat) (v128.andnot (v128.load offset=32 %lines) %flat))`)}
      ${set('lines', '(i32.add %lines (i32.const 48))')}`)),
  stepOf('pullScale', ['x', 'end', 'y', 'factor', 'shift'], { v128: ['w'] }, entries(
    weighed(`(call $passOn %x %w ${numberAt('%factor')} ${numberAt('%shift')} ${ZERO})`))),
  stepOf('pullConstants', ['y', 'end'], { v128: ['w'] }, loop('y', '%y', '%end', stride, weighed(`
      ${addHigh(times('%w', at('%y', 'centre')))}
      ${addSize(size(times('%w', at('%y', 'centre'))))}`))),
].join('\n');

/** pullDense(x, y, weights, bias, sums, inputs, outputs) of one row; weights: [outputs][inputs], sums of their sizes. */
const dense = stepOf('pullDense', ['x', 'y', 'weights', 'bias', 'sums', 'inputs', 'outputs'],
  { i32: ['o', 'k', 'end', 'each'], v128: ['w', 'most', 'b'] }, `
    ${set('end', `(i32.add %x (i32.mul %inputs ${stride}))`)}
    ${loop('k', '%x', '%end', stride, set('most', larger('%most', sizeOf('%k'))))}
    ${loop('o', '(i32.const 0)', '%outputs', '(i32.const 1)', `
      ${weighed(`
        ${set('b', '(v128.load64_splat %bias)')}
        ${addHigh(times('%w', '%b'))}
        ${addSize(times(size('%w'), plus(size('%b'), times('(v128.load64_splat %sums)', '%most'))))}
        ${set('each', '%weights')}
        ${loop('k', '%x', '%end', stride, `
          ${put('%k', 'weight', plus(at('%k', 'weight'), times('%w', '(v128.load64_splat %each)')))}
          ${set('each', `(i32.add %each (i32.const ${DOUBLE_BYTES}))`)}`)}`)}
      ${set('weights', `(i32.add %weights (i32.mul %inputs (i32.const ${DOUBLE_BYTES})))`)}
      ${set('bias', `(i32.add %bias (i32.const ${DOUBLE_BYTES}))`)} ${set('sums', `(i32.add %sums (i32.const ${DOUBLE_BYTES}))`)}
      ${set('y', `(i32.add %y ${stride})`)}`)}`);

/** pullShare(y, first, end, step, planes): of one entry of a softmax, along its plane, or its ends where these say more. */
const share = stepOf('pullShare', ['y', 'first', 'end', 'step', 'planes'],
  { i32: ['slopes'], v128: ['w', 'on', 'ends', 'much', 'shift', 'error'] }, weighed(`
    ${set('on', isApart('%w', ZERO))}
    ${set('much', size('%w'))}
    ${set('slopes', `(i32.add %planes (i32.shl (i32.div_u (i32.sub %end %first) %step) (i32.const 4)))`)}
    ${set('shift', '(v128.load %slopes)')} ${set('error', '(v128.load offset=16 %slopes)')}
    ${set('ends', isAtLeast('%error', up(over(minus(at('%y', 'high'), at('%y', 'low')), both(2)))))}
    ${addHigh(counted(where('%ends', larger(times('%w', at('%y', 'low')), times('%w', at('%y', 'high'))),
      plus(times('%w', '%shift'), times('%much', '%error')))))}
    ${addSize(counted(where('%ends', times('%much', sizeOf('%y')), times('%much', plus(size('%shift'), '%error')))))}
    ${set('w', '(v128.andnot %w %ends)')}
    ${loop('first', '%first', '%end', '%step', `
      (call $passOn %first (v128.andnot %w (f64x2.eq (v128.load %planes) ${ZERO})) (v128.load %planes) ${ZERO} ${ZERO})
      ${set('planes', '(i32.add %planes (i32.const 16))')}`)}`));

export const pullsSource = [rest, passOn, lists, maps, dense, share].join('\n');
