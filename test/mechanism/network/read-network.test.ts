/** Manifests and files of tensors: what numpy wrote, and what is wrong named with its place. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, crc32 } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../src/mechanism/network/compile.ts';
import { readNetwork } from '../../../src/mechanism/network/read-network.ts';
import { readNpz } from '../../../src/mechanism/network/npz.ts';
import { readSafetensors } from '../../../src/mechanism/network/safetensors.ts';
import { plainValues } from '../../../kernels/network/reference.ts';
import { isTruthfulByConstruction } from '../../../src/experiments/network/dependence.ts';

const folder = mkdtempSync(join(tmpdir(), 'network-'));
afterAll(() => rmSync(folder, { recursive: true }));

const networks = new URL('../../../scenarios/learned-auction/networks/', import.meta.url);
const manifest = (nodes: readonly unknown[], more: object = {}): object =>
  ({ format: 'misreport.network/1', bidders: 2, objects: 1, nodes, amounts: 'bids', payments: 'p', ...more });
const SUM = { name: 'p', op: 'sum', of: 'bids', axis: 1 };

function safetensors(header: object, data: Uint8Array): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

/** A ZIP archive of one member, as numpy.savez_compressed writes it. */
function npz(name: string, bytes: Buffer, deflate: boolean): Buffer {
  const packed = deflate ? deflateRawSync(bytes) : bytes;
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(deflate ? 8 : 0, 10);
  central.writeUInt32LE(crc32(bytes), 16);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(bytes.length, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, central, Buffer.from(name), end]);
}

function npy(header: string, data: Buffer): Buffer {
  const head = Buffer.from(header);
  const length = Buffer.alloc(2);
  length.writeUInt16LE(head.length);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, head, data]);
}

describe('tensors', () => {
  it('reads every number type of .safetensors', () => {
    const data = Buffer.alloc(8 + 4 + 2 + 2 + 4);
    data.writeDoubleLE(Math.PI, 0);
    data.writeFloatLE(0.1, 8);
    data.writeUInt16LE(0xc100, 12);
    data.writeUInt16LE(0x3f80, 14);
    data.writeInt32LE(-7, 16);
    const entry = (dtype: string, from: number, to: number) => ({ dtype, shape: [1], data_offsets: [from, to] });
    const read = readSafetensors(safetensors({
      a: entry('F64', 0, 8), b: entry('F32', 8, 12), c: entry('F16', 12, 14), d: entry('BF16', 14, 16), e: entry('I32', 16, 20),
      __metadata__: { by: 'hand' },
    }, data));
    expect([...read].map(([name, { values }]) => [name, values[0]])).toEqual([
      ['a', Math.PI], ['b', Math.fround(0.1)], ['c', -2.5], ['d', 1], ['e', -7],
    ]);
  });

  it.each([true, false])('reads .npz, deflated %s, column-major arrays included', (deflate) => {
    const data = Buffer.alloc(48);
    [1, 2, 3, 4, 5, 6].forEach((x, i) => data.writeDoubleLE(x, 8 * i));
    const tensor = readNpz(npz('w.npy', npy("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }", data), deflate)).get('w')!;
    expect(tensor.shape).toEqual([2, 3]);
    expect([...tensor.values]).toEqual([1, 3, 5, 2, 4, 6]);
  });

  it.each([
    ['an object array', npz('w.npy', npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", Buffer.alloc(8)), false), /type/],
    ['a short array', npz('w.npy', npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", Buffer.alloc(8)), false), /8 bytes/],
    ['no archive', Buffer.from('hello'), /directory/],
  ])('refuses %s', (_, file, complaint) => expect(() => readNpz(file)).toThrow(complaint));

  it('refuses an archive with a byte changed, and one cut short', () => {
    const good = npz('w.npy', npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", Buffer.alloc(8)), false);
    const bad = Buffer.from(good);
    bad[90]! ^= 1;
    expect(() => readNpz(bad)).toThrow(/damaged/);
    for (let n = 0; n < good.length; n += 7) expect(() => readNpz(good.subarray(0, n))).toThrow(/npz/);
  });

  it.each([
    ['places outside the file', { a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, /outside/],
    ['shapes that do not fit', { a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, /8/],
    ['other types', { a: { dtype: 'C64', shape: [1], data_offsets: [0, 4] } }, /F64, F32/],
    ['no type', { a: { shape: [1], data_offsets: [0, 4] } }, /tensor 'a' without a type; accepted: F64/],
    ['huge shapes', { a: { dtype: 'F32', shape: [2 ** 20, 2 ** 20], data_offsets: [0, 4] } }, /more than/],
    ['negative sides', { a: { dtype: 'F32', shape: [-1], data_offsets: [0, 4] } }, /shape/],
  ])('refuses %s', (_, header, complaint) => expect(() => readSafetensors(safetensors(header, Buffer.alloc(4)))).toThrow(complaint));

  it('refuses numbers that are not finite', () => {
    const data = Buffer.alloc(4);
    data.writeFloatLE(NaN);
    const file = safetensors({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, data);
    expect(() => readSafetensors(file)).toThrow(/NaN at place 0 of tensor 'a'/);
  });
});

describe('manifests', () => {
  const weights = { first: { dtype: 'F32', shape: [3, 2], data_offsets: [0, 24] } };
  writeFileSync(join(folder, 'w.safetensors'), safetensors(weights, Buffer.alloc(24)));

  const complaint = (content: object): string => {
    writeFileSync(join(folder, 'm.json'), JSON.stringify(content));
    try {
      readNetwork(join(folder, 'm.json'), 'file');
      return 'none';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each([
    [manifest([{ name: 'p', op: 'summ', of: 'bids', axis: 1 }]), /^nodes\[0\]\.op in m\.json: .*did you mean 'sum'/],
    [manifest([{ name: 'p', op: {}, of: 'bids' }]), /^nodes\[0\]\.op in m\.json: is unknown: '\{\}'/],
    [manifest([{ name: 'p', op: 'sum', of: 'bid', axis: 1 }]), /^nodes\[0\]\.of in m\.json: .*'bid'.*did you mean 'bids'/],
    [manifest([{ name: 'p', op: 'sum', of: 'bids', axis: 2 }]), /^nodes\[0\]\.axis in m\.json: must be below 2/],
    [manifest([SUM, SUM]), /^nodes\[1\]\.name/],
    [manifest([{ name: 'p', op: 'reshape', of: 'bids', shape: [3] }]), /^nodes\[0\]\.shape in m\.json: \[3\] does not hold the 2 entries/],
    [manifest([{ name: 'p', op: 'dense', of: 'bids', weight: 'first' }]), /^nodes\[0\]\.weight in m\.json: .*no file of weights/],
    [manifest([{ name: 'p', op: 'dense', of: 'bids', weight: 'frist' }], { weights: 'w.safetensors' }), /did you mean 'first'/],
    [manifest([{ name: 'p', op: 'dense', of: 'bids', weight: 'first' }], { weights: 'w.safetensors' }), /takes 2 inputs.*shape \[2, 1\]/],
    [manifest([SUM], { weights: 'none.npz' }), /^weights in m\.json: .*does not exist/],
    [manifest([SUM], { weights: 'w.pkl' }), /^weights in m\.json: must be a .safetensors or .npz file/],
    [manifest([SUM], { payments: 'bids' }), /^none/],
    [manifest([SUM], { amounts: 'p' }), /^amounts in m\.json: must have shape \[2, 1\]/],
    [manifest([SUM], { payments: undefined }), /^payments in m\.json: is missing/],
    [manifest([SUM], { bidders: 31 }), /^bidders in m\.json: must be at most 30/],
    [manifest([SUM], { format: 'onnx' }), /^format in m\.json: must be 'misreport.network\/1'/],
    [manifest([SUM], { extra: 1 }), /^extra in m\.json: unknown key/],
    [manifest([{ ...SUM, slope: 1 }]), /slope in m\.json: unknown key/],
    [manifest([{ name: 'p', op: 'add', of: ['bids', 'bids', 'bids'] }]), /^nodes\[0\]\.of/],
    [manifest([{ name: 'p', op: 'slice', of: 'bids', axis: 0, from: 2, to: 2 }]), /must be above from/],
    [manifest([{ name: 'p', op: 'transpose', of: 'bids', axes: [0, 0] }]), /each of the 2 axes once/],
    [manifest([{ name: 'p', op: 'constant', shape: [3], values: [1] }]), /needs 3 numbers/],
    [manifest([SUM], { menus: [] }), /cannot stand beside/],
    [manifest([SUM], { amounts: undefined, payments: undefined, menus: [] }), /each of the 2 bidders/],
    [manifest([null]), /^nodes\[0\]\.op/],
    [[], /^the manifest in m\.json: must be an object, got a list$/],
    [manifest(Array.from({ length: 10_001 }, () => SUM)), /^nodes in m\.json: must have at most 10000 nodes/],
  ])('%#: names what is wrong', (content, expected) => expect(complaint(content)).toMatch(expected));

  it('reads what the training script wrote, and knows it by its bytes', () => {
    const [one, other] = ['global', 'local'].map((name) => readNetwork(new URL(`${name}.json`, networks).pathname));
    expect([one!.name, one!.hash === other!.hash]).toEqual(['global', false]);
    expect(one!.mechanism.result.kind).toBe('outcome');
  });

  it('has layouts, broadcasting and axes as numpy has them', () => {
    const tensors = new Map([['w', { shape: [2, 3], values: Float64Array.of(1, 2, 3, 4, 5, 6) }]]);
    const { graph } = compileNetwork({
      format: 'misreport.network/1', bidders: 2, objects: 2, amounts: 'bids', payments: 'p', nodes: [
        { name: 'd', op: 'dense', of: 'bids', weight: 'w', layout: 'inputs-outputs' },
        { name: 't', op: 'transpose', of: 'd', axes: [1, 0] },
        { name: 'column', op: 'slice', of: 't', axis: 1, from: 1, to: 2 },
        { name: 'outer', op: 'multiply', of: ['t', 'column'] },
        { name: 's', op: 'sum', of: 'outer', axis: 0 },
        { name: 'p', op: 'scale', of: 's', factor: 2, shift: 1 },
      ],
    }, tensors);
    // bids [[1, 2], [3, 4]] @ w = [[9, 12, 15], [19, 26, 33]]
    const values = plainValues(graph, [1, 2, 3, 4]);
    expect(values.slice(1)).toEqual([
      [9, 12, 15, 19, 26, 33], [9, 19, 12, 26, 15, 33], [19, 26, 33], [171, 361, 312, 676, 495, 1089], [978, 2126], [1957, 4253],
    ]);
  });
});

describe('isTruthfulByConstruction', () => {
  const menu = readNetwork(new URL('menu.json', networks).pathname).mechanism;
  it('is a matter of whose bids enter', () => {
    expect([0, 1].map((i) => isTruthfulByConstruction(menu, i))).toEqual([true, true]);
    const { result } = menu;
    if (result.kind !== 'menu') throw new Error('no menu');
    const swapped = { ...menu, result: { ...result, offers: result.offers.toReversed() } };
    expect([0, 1].map((i) => isTruthfulByConstruction(swapped, i))).toEqual([false, false]);
    expect(isTruthfulByConstruction(readNetwork(new URL('global.json', networks).pathname).mechanism, 0)).toBe(false);
  });
});

it('knows the manifests of the scenario as they are', () => {
  expect(JSON.parse(readFileSync(new URL('global.json', networks), 'utf8'))).toMatchObject({ format: 'misreport.network/1', bidders: 2 });
});
