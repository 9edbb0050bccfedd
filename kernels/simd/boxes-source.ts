/**
 * WebAssembly text of enclosures of two boxes side by side, a lane each: the operations of kernels/network/cells.ts, dense.ts,
 * elementwise.ts and softmax.ts in their order, so the same bits. An entry of a node is a record of vectors (FIELDS), its slopes by the axes
 * last; `frame` tells how many axes there are, and where their half-widths stand.
 */
import { DOUBLE_BYTES, FIELDS, RECORD_HEAD } from './layout.ts';
import {
  both, down, functionDown, functionUp, isAbove, larger, minus, numberAt, opposite, or, over, plus, set, size, smaller, stepOf, sum, times, up,
  where, within,
} from './doubles.ts';
import { line } from './curves-source.ts';
import { PAST_POWERS } from '../network/lines.ts';
import { POWER_MAX } from '../network/softmax.ts';
import { loop } from './text.ts';

/** Share of the size of all terms that a short formula may lose by rounding (kernels/network/cells.ts). */
const ROUNDING = 2 ** -48;
const ONE = both(1);
const ZERO = both(0);

export type Field = keyof typeof FIELDS;
export const at = (record: string, field: Field): string => `(v128.load offset=${FIELDS[field]} ${record})`;
export const put = (record: string, field: Field, value: string): string => `(v128.store offset=${FIELDS[field]} ${record} ${value})`;
export const slope = (record: string): string => `(v128.load offset=${RECORD_HEAD} (i32.add ${record} %a))`;
const putSlope = (record: string, value: string): string => `(v128.store offset=${RECORD_HEAD} (i32.add ${record} %a) ${value})`;
const half = '(v128.load (i32.add (global.get $halves) %a))';

export const stride = '(global.get $stride)';
/** Over axes: $a is the offset of a slope. */
const alongAxes = (body: string): string => loop('a', '(i32.const 0)', '(global.get $slopes)', '(i32.const 16)', body);
/** Of every record of a list of addresses: one at $list and others behind it, named. */
export const listed = (names: readonly string[], body: string): string => loop('list', '%list', '%end', `(i32.const ${4 * names.length})`,
  `${names.map((name, i) => set(name, `(i32.load offset=${4 * i} %list)`)).join('\n')}
   ${body}`);

const frame = `
  (global $stride (mut i32) (i32.const 0)) (global $slopes (mut i32) (i32.const 0)) (global $halves (mut i32) (i32.const 0))
  ${stepOf('frame', ['axes', 'at'], {}, `
    (global.set $halves %at)
    (global.set $slopes (i32.shl %axes (i32.const 4)))
    (global.set $stride (i32.add (global.get $slopes) (i32.const ${RECORD_HEAD})))`)}`;

const reachOf = `${set('reach', ZERO)} ${alongAxes(set('reach', plus('%reach', times(size(slope('%y')), half))))}`;

const settle = within('settle', { i32: ['y'], v128: ['size', 'low', 'high'] }, { i32: ['a'], v128: ['reach', 'wide', 'centre', 'error'] }, `
    ${reachOf}
    ${set('reach', up(times('%reach', both(1 + ROUNDING))))}
    ${set('centre', at('%y', 'centre'))}
    ${set('error', up(plus(times(at('%y', 'error'), both(1 + ROUNDING)), times(both(ROUNDING), sum('%size', size('%centre'), '%reach')))))}
    ${put('%y', 'error', '%error')}
    ${put('%y', 'reach', '%reach')}
    ${set('wide', up(plus('%reach', '%error')))}
    ${put('%y', 'low', larger('%low', down(minus('%centre', '%wide'))))}
    ${put('%y', 'high', smaller('%high', up(plus('%centre', '%wide'))))}`);

const settleLinear = within('settleLinear', { i32: ['y', 'x'], v128: ['share', 'shift', 'error', 'low', 'high'] }, { i32: ['a'] }, `
    ${put('%y', 'centre', plus(times('%share', at('%x', 'centre')), '%shift'))}
    ${alongAxes(putSlope('%y', times('%share', slope('%x'))))}
    ${put('%y', 'error', plus(times(size('%share'), at('%x', 'error')), '%error'))}
    (call $settle %y ${plus(times(size('%share'), plus(size(at('%x', 'centre')), at('%x', 'reach'))), size('%shift'))} %low %high)`);

const copyEntry = within('copyEntry', { i32: ['y', 'x'] }, { i32: ['a'] }, `
    ${(['centre', 'error', 'reach', 'low', 'high'] as const).map((field) => put('%y', field, at('%x', field))).join('\n')}
    ${alongAxes(putSlope('%y', slope('%x')))}`);

const joined = (name: 'add' | 'subtract'): string => within(`${name}Entries`, { i32: ['y', 'p', 'q'] },
  { i32: ['a'], v128: ['size', 'low', 'high'] }, `
    ${set('size', sum(size(at('%p', 'centre')), at('%p', 'reach'), size(at('%q', 'centre')), at('%q', 'reach')))}
    ${set('low', down(name === 'add' ? plus(at('%p', 'low'), at('%q', 'low')) : plus(at('%p', 'low'), opposite(at('%q', 'high')))))}
    ${set('high', up(name === 'add' ? plus(at('%p', 'high'), at('%q', 'high')) : plus(at('%p', 'high'), opposite(at('%q', 'low')))))}
    ${put('%y', 'error', plus(at('%p', 'error'), at('%q', 'error')))}
    ${put('%y', 'centre', (name === 'add' ? plus : minus)(at('%p', 'centre'), at('%q', 'centre')))}
    ${alongAxes(putSlope('%y', (name === 'add' ? plus : minus)(slope('%p'), slope('%q'))))}
    (call $settle %y %size %low %high)`);

const [LOWS, HIGHS] = [[at('%p', 'low'), at('%q', 'low')], [at('%p', 'high'), at('%q', 'high')]] as const;
const corners = [times(LOWS[0], LOWS[1]), times(LOWS[0], HIGHS[1]), times(HIGHS[0], LOWS[1]), times(HIGHS[0], HIGHS[1])];
const multiplyEntries = within('multiplyEntries', { i32: ['y', 'p', 'q'] },
  { i32: ['a'], v128: ['c', 'd', 'r', 's', 'e', 'f', 'size', 'low', 'high'] }, `
    ${set('c', at('%p', 'centre'))} ${set('d', at('%q', 'centre'))} ${set('r', at('%p', 'reach'))} ${set('s', at('%q', 'reach'))}
    ${set('e', at('%p', 'error'))} ${set('f', at('%q', 'error'))}
    ${set('low', down(corners.reduce(smaller)))}
    ${set('high', up(corners.reduce(larger)))}
    ${set('size', times(sum(size('%c'), '%r', '%e'), sum(size('%d'), '%s', '%f')))}
    ${put('%y', 'error', sum(times(size('%c'), '%f'), times(size('%d'), '%e'), times(plus('%r', '%e'), plus('%s', '%f'))))}
    ${put('%y', 'centre', times('%c', '%d'))}
    ${alongAxes(putSlope('%y', plus(times('%c', slope('%q')), times('%d', slope('%p')))))}
    (call $settle %y %size %low %high)`);

const lists = [
  stepOf('copyBoxes', ['list', 'end'], { i32: ['y', 'x'] }, listed(['y', 'x'], '(call $copyEntry %y %x)')),
  ...(['add', 'subtract', 'multiply'] as const).map((name) => stepOf(`${name}Boxes`, ['list', 'end'], { i32: ['y', 'p', 'q'] },
    listed(['y', 'p', 'q'], `(call $${name}Entries %y %p %q)`))),
].join('\n');

/** Entry after entry of a node, from x to y. */
const entries = (body: string): string => loop('x', '%x', '%end', stride, `${body} ${set('y', `(i32.add %y ${stride})`)}`);
/** $lines: of each entry what was found, share, shift and error. */
const LINE = { share: 0, shift: 16, error: 32 } as const;
const LINE_BYTES = 48;
const nextLine = set('lines', `(i32.add %lines (i32.const ${LINE_BYTES}))`);
const storeLine = (['share', 'shift', 'error'] as const).map((part) => `(v128.store offset=${LINE[part]} %lines ${line[part]})`).join('\n');
const keepLine = `${storeLine} ${nextLine}`;
const kept = (part: keyof typeof LINE): string => `(v128.load offset=${LINE[part]} %lines)`;
/** Of an interval, the function at its ends, then the line. */
const lineOn = (name: string, low: string, high: string): string => `(call $${name}Line ${low} ${high} (call $${name}Of ${low}) (call $${name}Of ${high}))`;
const RANGES = { tanh: [-1, 1], sigmoid: [0, 1], softplus: [0, Infinity] } as const;

/**
 * Ends of all entries first, then all lines, then all forms: one entry's operations wait for each other, those of several entries do not, and
 * so more of them are at hand at a time.
 */
const curveBoxes = (name: keyof typeof RANGES): string => {
  const pass = (body: string): string => `${set('from', '%x')} ${set('to', '%y')} ${set('lines', '%first')}
    ${loop('from', '%from', '%end', stride, `${body} ${nextLine} ${set('to', `(i32.add %to ${stride})`)}`)}`;
  return stepOf(`${name}Boxes`, ['x', 'end', 'y', 'first'], { i32: ['from', 'to', 'lines'] }, `
    ${pass(`${put('%to', 'low', `(call $${name}Of ${at('%from', 'low')})`)} ${put('%to', 'high', `(call $${name}Of ${at('%from', 'high')})`)}`)}
    ${pass(`(call $${name}Line ${at('%from', 'low')} ${at('%from', 'high')} ${at('%to', 'low')} ${at('%to', 'high')})
      ${storeLine}
      ${put('%to', 'low', larger(both(RANGES[name][0]), line.low))} ${put('%to', 'high', smaller(both(RANGES[name][1]), line.high))}`)}
    ${pass(`(call $settleLinear %to %from ${kept('share')} ${kept('shift')} ${kept('error')} ${at('%to', 'low')} ${at('%to', 'high')})`)}`);
};

const maps = [
  ...(['tanh', 'sigmoid', 'softplus'] as const).map(curveBoxes),
  stepOf('leakyBoxes', ['x', 'end', 'y', 'lines', 'leak'], { v128: ['low', 'high', 'share', 'none'] }, `
    ${set('share', numberAt('%leak'))}
    ${set('none', `(f64x2.eq %share ${ZERO})`)}
    ${entries(`
      ${set('low', at('%x', 'low'))} ${set('high', at('%x', 'high'))}
      (call $leakyLine %low %high %share)
      ${set('low', where(or('%none', isAbove('%low', ZERO)), larger('%low', ZERO), down(times('%share', '%low'))))}
      ${set('high', where(or('%none', isAbove('%high', ZERO)), larger('%high', ZERO), up(times('%share', '%high'))))}
      (call $settleLinear %y %x ${line.share} ${line.shift} ${line.error} %low %high)
      ${keepLine}`)}`),
  stepOf('scaleBoxes', ['x', 'end', 'y', 'factor', 'shift'], { v128: ['share', 'more', 'p', 'q'] }, `
    ${set('share', numberAt('%factor'))} ${set('more', numberAt('%shift'))}
    ${entries(`
      ${set('p', times('%share', at('%x', 'low')))} ${set('q', times('%share', at('%x', 'high')))}
      (call $settleLinear %y %x %share %more ${ZERO} ${down(plus(down(smaller('%p', '%q')), '%more'))}
        ${up(plus(up(larger('%p', '%q')), '%more'))})`)}`),
].join('\n');

const OUTPUTS = [0, 1, 2, 3] as const;
const every = (text: (o: number) => string): string => OUTPUTS.map(text).join('\n');
/**
 * Sums over inputs of weights times what stands at $offset of their records, and at $second behind that: two at a time hide what an addition
 * takes. The first begin with the bias or with 0; the second are of the weights or of their sizes.
 */
const products = (first: 'bias' | 'zero', take: (weight: string) => string, store: (o: number) => string): string => `
        ${every((o) => `${set(`s${o}`, first === 'bias' ? numberAt(`(i32.add %bias (i32.const ${DOUBLE_BYTES * o}))`) : ZERO)}
          ${set(`r${o}`, ZERO)}`)}
        ${loop('from', '(i32.add %x %offset)', '(i32.add (i32.add %x %offset) %width)', stride, `
          ${set('u', '(v128.load %from)')}
          ${set('v', '(v128.load (i32.add %from %second))')}
          ${every((o) => `${set('b', `(v128.load64_splat offset=${DOUBLE_BYTES * o} %w)`)}
            ${set(`s${o}`, plus(`%s${o}`, times('%b', '%u')))}
            ${set(`r${o}`, plus(`%r${o}`, times(take('%b'), '%v')))}`)}
          ${set('w', `(i32.add %w (i32.const ${4 * DOUBLE_BYTES}))`)}`)}
        ${every((o) => `${set('to', `(i32.add %next (i32.mul ${stride} (i32.const ${o})))`)} ${store(o)}`)}`;
/** Four outputs at a time: $w their weights, which a product goes past, $next the first one's record. */
const blocks = (body: string): string => `
      ${set('w', '%weights')}
      ${set('next', '%y')}
      ${loop('o', '(i32.const 0)', '%outputs', '(i32.const 4)', `${body}
        ${set('next', `(i32.add %next (i32.mul ${stride} (i32.const 4)))`)}`)}`;
/** Whether all inputs are 0 at these places. */
const flat = `
        ${set('v', ZERO)}
        ${loop('from', '(i32.add %x %offset)', '(i32.add (i32.add %x %offset) %width)', stride,
          set('v', or('%v', or(size('(v128.load %from)'), size('(v128.load (i32.add %from %second))')))))}`;
const putSlopes = (first: string, second: string): string =>
  `(v128.store (i32.add %to %offset) ${first}) (v128.store (i32.add (i32.add %to %offset) %second) ${second})`;

/**
 * denseBoxes(x, y, weights, bias, inputs, outputs, error, sumUp) of one row; weights: [outputs / 4][inputs][4], zeros where there are fewer
 * outputs, whose records are written all the same.
 */
const dense = stepOf('denseBoxes', ['x', 'y', 'weights', 'bias', 'inputs', 'outputs', 'error', 'sumUp'], {
  i32: ['o', 'from', 'w', 'width', 'a', 'to', 'next', 'offset', 'second'],
  v128: ['u', 'v', 'b', 's0', 's1', 's2', 's3', 'r0', 'r1', 'r2', 'r3', 'lost', 'more', 'reach', 'wide'],
}, `
    ${set('width', `(i32.mul %inputs ${stride})`)}
    ${set('lost', numberAt('%error'))} ${set('more', numberAt('%sumUp'))}
    ${loop('from', '%x', '(i32.add %x %width)', stride, put('%from', 'doubt',
      plus(at('%from', 'error'), times('%lost', plus(size(at('%from', 'centre')), at('%from', 'reach'))))))}
    ${set('offset', `(i32.const ${FIELDS.centre})`)} ${set('second', `(i32.const ${FIELDS.doubt - FIELDS.centre})`)}
    ${blocks(`
      ${products('bias', size, (o) => `${put('%to', 'centre', `%s${o}`)}
        ${put('%to', 'error', up(times(plus(`%r${o}`, times('%lost', size(`(v128.load64_splat offset=${DOUBLE_BYTES * o} %bias)`))), '%more')))}`)}
      ${set('bias', `(i32.add %bias (i32.const ${4 * DOUBLE_BYTES}))`)}`)}
    ${loop('a', '(i32.const 0)', '(global.get $slopes)', '(i32.const 32)', `
      ${set('offset', `(i32.add %a (i32.const ${RECORD_HEAD}))`)}
      ${set('second', '(i32.shl (i32.lt_u (i32.add %a (i32.const 16)) (global.get $slopes)) (i32.const 4))')}
      ${flat}
      (if (v128.any_true %v) (then ${blocks(products('zero', (w) => w, (o) => putSlopes(`%s${o}`, `%r${o}`)))})
      (else ${blocks(every((o) => `${set('to', `(i32.add %next (i32.mul ${stride} (i32.const ${o})))`)} ${putSlopes(ZERO, ZERO)}`))}))`)}
    ${set('next', `(i32.add %y (i32.mul ${stride} %outputs))`)}
    ${loop('y', '%y', '%next', stride, `
      ${reachOf}
      ${set('reach', up(times('%reach', '%more')))}
      ${put('%y', 'reach', '%reach')}
      ${set('wide', up(plus('%reach', at('%y', 'error'))))}
      ${put('%y', 'low', down(minus(at('%y', 'centre'), '%wide')))}
      ${put('%y', 'high', up(plus(at('%y', 'centre'), '%wide')))}`)}`);

/** Ends of a share by powers of the others: $own's entry at one end, theirs at the other. */
const powers = (name: 'powersAbove' | 'powersBelow'): string => {
  const [own, rest, out, least] = name === 'powersAbove' ? ['low', 'high', functionUp, -700] as const
    : ['high', 'low', functionDown, -Infinity] as const;
  return within(name, { i32: ['own', 'first', 'end', 'step'] }, { v128: ['all', 'd', 'p'] }, `
    ${set('all', ONE)}
    ${loop('first', '%first', '%end', '%step', `
      (if (i32.ne %first %own) (then
        ${set('d', larger(both(least), smaller(both(700), out(minus(at('%first', rest), at('%own', own))))))}
        ${set('p', `(call $powerOf ${opposite(size('%d'))})`)}
        ${set('all', out(plus('%all', out(where(isAbove('%d', ZERO), over(ONE, '%p'), '%p')))))}))`)}
    %all`, true);
};

/**
 * softmaxEntry(own, first, end, step, y, planes, scratch): share of the entry at $own of the line of records first, first + step, ..; planes:
 * its slopes by all of them, the shift and the error; scratch: room for three records. Lines have two entries or more.
 */
const softmax = stepOf('softmaxEntry', ['own', 'first', 'end', 'step', 'y', 'planes', 'scratch'],
  { i32: ['x', 'slopes', 'done', 'any', 'apart', 'soft', 'others'], v128: ['low', 'high', 'l', 'h', 'shift', 'error', 'size'] }, `
    ${set('others', '%scratch')}
    ${set('apart', `(i32.add %others ${stride})`)}
    ${set('soft', `(i32.add %apart ${stride})`)}
    ${set('l', '(call $powersAbove %own %first %end %step)')}
    ${set('low', where(`(f64x2.ge %l ${both(POWER_MAX)})`, ZERO, larger(ZERO, down(over(ONE, '%l')))))}
    ${set('high', smaller(ONE, up(over(ONE, larger(ONE, '(call $powersBelow %own %first %end %step)')))))}
    ${set('slopes', '%planes')}
    ${loop('x', '%first', '%end', '%step', `
      (v128.store %slopes ${ZERO})
      (if (i32.ne %x %own) (then
        (if (i32.eqz %any) (then
          (call $copyEntry %others %x)
          (v128.store %slopes ${ONE})
          ${set('any', '(i32.const 1)')})
        (else
          ${set('l', functionDown(plus(at('%x', 'low'), functionDown(`(call $softplusOf ${minus(at('%others', 'low'), at('%x', 'low'))})`))))}
          ${set('h', functionUp(plus(at('%x', 'high'), plus(functionUp(`(call $softplusOf ${
            minus(at('%others', 'high'), at('%x', 'high'))})`), both(PAST_POWERS)))))}
          (call $subtractEntries %apart %others %x)
          ${lineOn('softplus', at('%apart', 'low'), at('%apart', 'high'))}
          (call $settleLinear %soft %apart ${line.share} ${line.shift} ${line.error} ${larger(ZERO, line.low)} ${line.high})
          (call $addEntries %others %soft %x)
          ${put('%others', 'low', larger(at('%others', 'low'), '%l'))}
          ${put('%others', 'high', smaller(at('%others', 'high'), '%h'))}
          ${loop('done', '%planes', '%slopes', '(i32.const 16)', `(v128.store %done ${times('(v128.load %done)', line.share)})`)}
          (v128.store %slopes ${minus(ONE, line.share)})
          ${set('shift', plus(times(line.share, '%shift'), line.shift))}
          ${set('error', plus(times(line.share, '%error'), line.error))}))))
      ${set('slopes', '(i32.add %slopes (i32.const 16))')}`)}
    (call $subtractEntries %apart %own %others)
    ${lineOn('sigmoid', at('%apart', 'low'), at('%apart', 'high'))}
    (call $settleLinear %y %apart ${line.share} ${line.shift} ${line.error} ${larger('%low', line.low)} ${smaller('%high', line.high)})
    ${set('size', plus(ONE, '%shift'))}
    ${set('done', '%planes')}
    ${loop('x', '%first', '%end', '%step', `
      (v128.store %done ${times('(v128.load %done)', opposite(line.share))})
      ${set('size', plus('%size', larger(size(at('%x', 'low')), size(at('%x', 'high')))))}
      (if (i32.eq %x %own) (then (v128.store %done ${line.share})))
      ${set('done', '(i32.add %done (i32.const 16))')}`)}
    (v128.store %done ${minus(line.shift, times(line.share, '%shift'))})
    (v128.store offset=16 %done ${sum(line.error, times(line.share, '%error'),
      times('%size', `(f64x2.splat (f64.mul (f64.convert_i32_u (i32.add (i32.shr_u (i32.sub %done %planes) (i32.const 4)) (i32.const 4)))
        (f64.const ${2 ** -50})))`))})`);

export const boxesSource = [frame, settle, settleLinear, copyEntry, joined('add'), joined('subtract'), multiplyEntries, lists, maps, dense,
  powers('powersAbove'), powers('powersBelow'), softmax].join('\n');
