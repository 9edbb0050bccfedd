/**
 * WebAssembly text of what graphs of networks are evaluated by, many bids at once: an entry of a node is an item, one number for each of the
 * lanes, and a lane is a vector of bids. What is computed, and in which order, is defined in kernels/network/graph.ts and
 * kernels/network/functions.ts; of every operation there is a text in double and one in single precision.
 */
import { COEFFICIENTS, LN2_HIGH, LN2_LOW, PER_LN2, POWER_LEAST, ROUNDER, TANH_LEAST } from '../network/functions.ts';
import { SINGLES } from '../network/singles.ts';
import { NETWORK_ITEM } from './layout.ts';
import { locals, loop, wat } from './text.ts';

interface Precision {
  /** Added to the names of functions. */
  readonly name: '64' | '32';
  readonly shape: 'f64x2' | 'f32x4';
  readonly whole: 'i64x2' | 'i32x4';
  readonly bytes: 8 | 4;
  /** Bits behind the point, and the pattern of 1. */
  readonly mantissa: number;
  readonly one: string;
  readonly rounder: number;
  readonly high: number;
  readonly low: number;
  readonly coefficients: readonly number[];
  readonly powerLeast: number;
  /** A number of type f64 in all lanes. */
  splat(value: string): string;
}

export const DOUBLE: Precision = {
  name: '64', shape: 'f64x2', whole: 'i64x2', bytes: 8, mantissa: 52, one: '0x3ff0000000000000', rounder: ROUNDER, high: LN2_HIGH,
  low: LN2_LOW, coefficients: COEFFICIENTS, powerLeast: POWER_LEAST,
  splat: (value) => `(f64x2.splat ${value})`,
};

const SINGLE: Precision = {
  name: '32', shape: 'f32x4', whole: 'i32x4', bytes: 4, mantissa: 23, one: '0x3f800000', rounder: SINGLES.rounder, high: SINGLES.ln2High,
  low: SINGLES.ln2Low, coefficients: SINGLES.coefficients, powerLeast: SINGLES.powerLeast,
  splat: (value) => `(f32x4.splat (f32.demote_f64 ${value}))`,
};

const PRECISIONS: readonly Precision[] = [DOUBLE, SINGLE];

const [OUTPUTS, VECTORS] = [4, 2];
const each = (count: number, text: (i: number) => string): string => Array.from({ length: count }, (_, i) => text(i)).join('\n');
const names = (count: number, name: string): string[] => Array.from({ length: count }, (_, i) => name + i);

const all = ({ shape, bytes }: Precision, value: number): string =>
  `(v128.const ${shape} ${new Array<string>(16 / bytes).fill(Object.is(value, -0) ? '-0' : String(value)).join(' ')})`;

const exportedAs = ({ name }: Precision, title: string, parameters: readonly string[], declared: string, body: string): string => wat(`
  (func (export "${title}${name}") ${parameters.map((p) => `(param $${p.replace(':', ' ')}${p.includes(':') ? '' : ' i32'})`).join(' ')}
    ${declared} ${body})`);

/**
 * dense(x, y, weights, bias, inputs, outputs): y_o = bias_o + sum_k weights_ok x_k, four outputs at a time; weights: [outputs / 4][inputs][4],
 * zeros where there are fewer outputs, whose items are written all the same. In doubles the bias is the first term of the sum; in singles
 * products are added up in blocks of BLOCK, from their first on, and then block after block to the bias.
 */
function dense(precision: Precision): string {
  const { shape, bytes, name } = precision;
  const splat = `(v128.load${8 * bytes}_splat`;
  const sums = names(OUTPUTS * VECTORS, 'sum');
  const wholes = name === '32' ? names(OUTPUTS * VECTORS, 'whole') : [];
  const every = (text: (o: number, v: number) => string): string => each(OUTPUTS, (o) => each(VECTORS, (v) => text(o, v)));
  const place = (o: number, v: number): number => o * VECTORS + v;
  const product = (take: (o: number, v: number, product: string) => string): string => `
          ${each(VECTORS, (v) => `(local.set $x${v} (v128.load offset=${16 * v} %from))`)}
          ${each(OUTPUTS, (o) => `
          (local.set $w ${splat} offset=${bytes * o} %weight))
          ${each(VECTORS, (v) => take(o, v, `(${shape}.mul %w %x${v})`))}`)}
          (local.set $weight (i32.add %weight (i32.const ${bytes * OUTPUTS})))`;
  const added = product((o, v, one) => `(local.set $sum${place(o, v)} (${shape}.add %sum${place(o, v)} ${one}))`);
  const onward = (from: string, to: string): string => loop('from', from, to, `(i32.const ${NETWORK_ITEM})`, added);
  const [bias, result, terms] = name === '64'
    ? ['sum', 'sum', onward('(i32.add %x %part)', '%end')]
    : ['whole', 'whole', loop('block', '(i32.add %x %part)', '%end', `(i32.const ${SINGLES.block * NETWORK_ITEM})`, `
          (local.set $from %block)
          ${product((o, v, one) => `(local.set $sum${place(o, v)} ${one})`)}
          (local.set $stop (select (local.tee $stop (i32.add %block (i32.const ${SINGLES.block * NETWORK_ITEM}))) %end
            (i32.lt_u %stop %end)))
          ${onward(`(i32.add %block (i32.const ${NETWORK_ITEM}))`, '%stop')}
          ${every((o, v) => `(local.set $whole${place(o, v)} (${shape}.add %whole${place(o, v)} %sum${place(o, v)}))`)}`)];
  return exportedAs(precision, 'dense', ['x', 'y', 'weights', 'bias', 'inputs', 'outputs'],
    `${locals('i32', 'o', 'part', 'from', 'end', 'weight', 'to', 'block', 'stop')} ${locals('v128', 'w', ...names(VECTORS, 'x'), ...sums,
      ...wholes)}`,
    loop('o', '(i32.const 0)', '%outputs', `(i32.const ${OUTPUTS})`, `
      ${loop('part', '(i32.const 0)', `(i32.const ${NETWORK_ITEM})`, `(i32.const ${16 * VECTORS})`, `
        (local.set $weight %weights)
        (local.set $end (i32.add (i32.add %x %part) (i32.mul %inputs (i32.const ${NETWORK_ITEM}))))
        ${every((o, v) => `(local.set $${bias}${place(o, v)} ${splat} offset=${bytes * o} %bias))`)}
        ${terms}
        (local.set $to (i32.add %y %part))
        ${every((o, v) => `(v128.store offset=${o * NETWORK_ITEM + 16 * v} %to %${result}${place(o, v)})`)}`)}
      (local.set $weights %weight)
      (local.set $bias (i32.add %bias (i32.const ${bytes * OUTPUTS})))
      (local.set $y (i32.add %y (i32.const ${OUTPUTS * NETWORK_ITEM})))`));
}

/** name(x, end, y, ..): a function of every number from x to end, an expression of $x. */
const map = (precision: Precision, title: string, parameters: readonly string[], variables: readonly string[], before: string,
  value: string): string => exportedAs(precision, title, ['x', 'end', 'y', ...parameters],
  locals('v128', 'x0', ...variables), `${before}${loop('x', '%x', '%end', '(i32.const 16)', `
      (local.set $x0 (v128.load %x))
      ${value}
      (local.set $y (i32.add %y (i32.const 16)))`)}`);

export const REDUCED = ['z', 'k', 'r', 'q', 'scale'];

/** Of $z: $scale, a power of two, and $q with e^z = scale (1 + q). */
export function reduce(precision: Precision): string {
  const { shape, whole, mantissa, one, rounder, high, low, coefficients } = precision;
  const [first, ...rest] = coefficients.toReversed();
  const constant = (value: number): string => all(precision, value);
  return `
      (local.set $k (${shape}.add (${shape}.mul %z ${constant(PER_LN2)}) ${constant(rounder)}))
      (local.set $scale (${whole}.add (${whole}.shl %k (i32.const ${mantissa})) (v128.const ${whole} ${
        new Array<string>(16 / precision.bytes).fill(one).join(' ')})))
      (local.set $k (${shape}.sub %k ${constant(rounder)}))
      (local.set $r (${shape}.sub (${shape}.sub %z (${shape}.mul %k ${constant(high)})) (${shape}.mul %k ${constant(low)})))
      (local.set $q ${constant(first!)})
      ${rest.map((coefficient) => `(local.set $q (${shape}.add (${shape}.mul %q %r) ${constant(coefficient)}))`).join('\n')}
      (local.set $q (${shape}.add %r (${shape}.mul (${shape}.mul %r %r) %q)))`;
}

/** sigmoid and tanh from powers. */
function exponentialCurves(precision: Precision, power: string): string[] {
  const { shape } = precision;
  const constant = (value: number): string => all(precision, value);
  const negative = `(${shape}.lt %x0 ${constant(0)})`;
  return [
    map(precision, 'sigmoid', [], REDUCED, '', `
      (local.set $z (${shape}.neg (${shape}.abs %x0)))
      ${power}
      (v128.store %y (${shape}.div (v128.bitselect %q ${constant(1)} ${negative}) (${shape}.add ${constant(1)} %q)))`),
    map(precision, 'tanh', [], REDUCED, '', `
      (local.set $z (${shape}.pmax (${shape}.mul (${shape}.abs %x0) ${constant(-2)}) ${constant(TANH_LEAST)}))
      ${reduce(precision)}
      (local.set $q (${shape}.add (${shape}.mul %scale %q) (${shape}.sub %scale ${constant(1)})))
      (local.set $q (${shape}.div (${shape}.sub ${constant(0)} %q) (${shape}.add %q ${constant(2)})))
      (v128.store %y (v128.xor %q (v128.and ${negative} ${constant(-0)})))`),
  ];
}

/** The same from a quotient of polynomials (kernels/network/singles.ts). */
function rationalCurves(precision: Precision): string[] {
  const { shape } = precision;
  const constant = (value: number): string => all(precision, value);
  const polynomial = (name: string, coefficients: readonly number[]): string => coefficients.toReversed().map((coefficient, n) =>
    `(local.set $${name} ${n === 0 ? constant(coefficient)
      : `(${shape}.add (${shape}.mul %${name} %r) ${constant(coefficient)})`})`).join('\n');
  const tanh = (x: string): string => `
      (local.set $z (${shape}.pmax (${shape}.pmin ${x} ${constant(SINGLES.tanhMost)}) ${constant(-SINGLES.tanhMost)}))
      (local.set $r (${shape}.mul %z %z))
      ${polynomial('k', SINGLES.tanhAbove)}
      ${polynomial('q', SINGLES.tanhBelow)}
      (local.set $q (${shape}.div (${shape}.mul %z %k) %q))`;
  const half = constant(0.5);
  return [
    map(precision, 'sigmoid', [], ['z', 'k', 'r', 'q'], '', `${tanh(`(${shape}.mul ${half} %x0)`)}
      (v128.store %y (${shape}.add ${half} (${shape}.mul ${half} %q)))`),
    map(precision, 'tanh', [], ['z', 'k', 'r', 'q'], '', `${tanh('%x0')}
      (v128.store %y %q)`),
  ];
}

function maps(precision: Precision): string {
  const { shape, splat, powerLeast } = precision;
  const constant = (value: number): string => all(precision, value);
  const power = `${reduce(precision)}
      (local.set $q (v128.andnot (${shape}.add (${shape}.mul %scale %q) %scale) (${shape}.lt %z ${constant(powerLeast)})))`;
  return [
    map(precision, 'leaky', ['leak:f64'], ['leak4'], `(local.set $leak4 ${splat('%leak')})`,
      `(v128.store %y (v128.bitselect %x0 (${shape}.mul %leak4 %x0) (${shape}.gt %x0 ${constant(0)})))`),
    map(precision, 'scale', ['factor:f64', 'shift:f64'], ['factor4', 'shift4'],
      `(local.set $factor4 ${splat('%factor')}) (local.set $shift4 ${splat('%shift')})`,
      `(v128.store %y (${shape}.add (${shape}.mul %factor4 %x0) %shift4))`),
    map(precision, 'power', [], REDUCED, '', `
      (local.set $z %x0)
      ${power}
      (v128.store %y %q)`),
    ...(precision.name === '64' ? exponentialCurves(precision, power) : rationalCurves(precision)),
  ].join('\n');
}

const VECTORS_AN_ITEM = NETWORK_ITEM / 16;

/** copy(list, end): of items; list: addresses to, from, in i32. */
const copy = (precision: Precision): string => exportedAs(precision, 'copy', ['list', 'end'], locals('i32', 'to', 'from'),
  loop('list', '%list', '%end', '(i32.const 8)', `
      (local.set $to (i32.load %list))
      (local.set $from (i32.load offset=4 %list))
      ${each(VECTORS_AN_ITEM, (v) => `(v128.store offset=${16 * v} %to (v128.load offset=${16 * v} %from))`)}`));

/**
 * round(list, end, factor): floor(factor x + 1/2) of items, in doubles; list: addresses to, from, in i32. Of singles an item is made of as
 * many numbers, half of theirs.
 */
const round = (precision: Precision): string => exportedAs(precision, 'round', ['list', 'end', 'factor:f64'],
  `${locals('i32', 'to', 'from')} ${locals('v128', 'scale')}`, `
    (local.set $scale (f64x2.splat %factor))
    ${loop('list', '%list', '%end', '(i32.const 8)', `
      (local.set $to (i32.load %list))
      (local.set $from (i32.load offset=4 %list))
      ${each(VECTORS_AN_ITEM, (v) => `(v128.store offset=${16 * v} %to (f64x2.floor (f64x2.add (f64x2.mul ${precision.bytes === 8
        ? `(v128.load offset=${16 * v} %from)` : `(f64x2.promote_low_f32x4 (v128.load64_zero offset=${8 * v} %from))`}
        %scale) ${all(DOUBLE, 0.5)})))`)}`)}`);

/** add, .. (list, end): of two items each; list: addresses to, left, right, in i32. */
const pairs = (precision: Precision): string => ([
  ['add', 'add'], ['subtract', 'sub'], ['multiply', 'mul'], ['divide', 'div'], ['minimum', 'min'], ['maximum', 'max'],
] as const).map(([title, operation]) => exportedAs(precision, title, ['list', 'end'], locals('i32', 'to', 'left', 'right'),
  loop('list', '%list', '%end', '(i32.const 12)', `
      (local.set $to (i32.load %list))
      (local.set $left (i32.load offset=4 %list))
      (local.set $right (i32.load offset=8 %list))
      ${each(VECTORS_AN_ITEM, (v) =>
        `(v128.store offset=${16 * v} %to (${precision.shape}.${operation} (v128.load offset=${16 * v} %left) (v128.load offset=${16 * v} %right)))`)}`)))
  .join('\n');

/**
 * parted(own, end, others, y, factor): 1 - factor / (1 + own x) of items from own to end, x a double of every item, an item after another
 * at `others` (kernels/network/parted.ts).
 */
const parted = (precision: Precision): string => {
  const { shape } = precision;
  const one = all(precision, 1);
  return exportedAs(precision, 'parted', ['own', 'end', 'others', 'y', 'factor:f64'], locals('v128', 'x', 'f'), `
    (local.set $f ${precision.splat('%factor')})
    ${loop('own', '%own', '%end', `(i32.const ${NETWORK_ITEM})`, `
      (local.set $x ${precision.splat('(f64.load %others)')})
      ${each(VECTORS_AN_ITEM, (v) => `(v128.store offset=${16 * v} %y (${shape}.sub ${one} (${shape}.div %f (${shape}.add ${one}
        (${shape}.mul (v128.load offset=${16 * v} %own) %x)))))`)}
      (local.set $others (i32.add %others (i32.const ${NETWORK_ITEM})))
      (local.set $y (i32.add %y (i32.const ${NETWORK_ITEM})))`)}`);
};

/**
 * gains(table, blocks, types, count, objects, factor, squares): of every type t of a list, the squares of
 * floor(factor (w(t, r) - w(t, t)) + 1/2), w(t, r) = sum_j t_j amount_rj - payment_r, are added to [count][blocks][lanes]. The reports are
 * the types: the table [blocks][objects + 1] has items of their amounts, then of their payments.
 */
const gains = (precision: Precision): string => {
  const { shape, bytes } = precision;
  const sums = names(VECTORS_AN_ITEM, 'sum');
  const vectors = (text: (v: number, at: number) => string): string => each(VECTORS_AN_ITEM, (v) => text(v, 16 * v));
  const item = `(i32.const ${NETWORK_ITEM})`;
  const [number, lanes] = [`(i32.const ${bytes})`, NETWORK_ITEM / bytes];
  return exportedAs(precision, 'gains', ['table', 'blocks', 'types', 'count', 'objects', 'factor:f64', 'squares'],
    `${locals('i32', 't', 'b', 'j', 'at', 'end', 'row')} ${locals('v128', 'x', 'own', 'scale', ...sums)} (local $truth f64)`, `
    (local.set $scale ${precision.splat('%factor')})
    (local.set $row (i32.mul (i32.add %objects (i32.const 1)) ${item}))
    ${loop('t', '(i32.const 0)', '%count', '(i32.const 1)', `
      (local.set $at (i32.add (i32.add %table (i32.mul (i32.div_u %t (i32.const ${lanes})) %row))
        (i32.mul (i32.rem_u %t (i32.const ${lanes})) ${number})))
      (local.set $end (i32.add %at (i32.mul %objects ${item})))
      (local.set $truth (f64.neg (f64.load %end)))
      (local.set $j %types)
      ${loop('at', '%at', '%end', item, `
        (local.set $truth (f64.add %truth (f64.mul (f64.load %j) (f64.load %at))))
        (local.set $j (i32.add %j ${number}))`)}
      (local.set $own (f64x2.splat %truth))
      (local.set $at %table)
      ${loop('b', '(i32.const 0)', '%blocks', '(i32.const 1)', `
        (local.set $end (i32.add %at (i32.mul %objects ${item})))
        ${vectors((v, at) => `(local.set $sum${v} (${shape}.neg (v128.load offset=${at} %end)))`)}
        (local.set $j %types)
        ${loop('at', '%at', '%end', item, `
          (local.set $x (v128.load${8 * bytes}_splat %j))
          (local.set $j (i32.add %j ${number}))
          ${vectors((v, at) => `(local.set $sum${v} (${shape}.add %sum${v} (${shape}.mul %x (v128.load offset=${at} %at))))`)}`)}
        (local.set $at (i32.add %end ${item}))
        ${vectors((v) => `(local.set $sum${v} (${shape}.floor (${shape}.add
          (${shape}.mul (${shape}.sub %sum${v} %own) %scale) ${all(precision, 0.5)})))`)}
        ${vectors((v, at) => `(v128.store offset=${at} %squares (${shape}.add (v128.load offset=${at} %squares)
          (${shape}.mul %sum${v} %sum${v})))`)}
        (local.set $squares (i32.add %squares ${item}))`)}
      (local.set $types %j)`)}`);
};

export const networkSource = PRECISIONS.map((precision) =>
  [dense, maps, copy, pairs, round, parted].map((texts) => texts(precision)).join('')).join('\n') + gains(DOUBLE);
