/** Models in ONNX's format: every operator against onnxruntime (onnx-models.py), what is refused with its words, and damaged files. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { plainValues } from '../../../kernels/network/reference.ts';
import { InputError } from '../../../src/errors.ts';
import { readNetwork, type Network } from '../../../src/mechanism/network/read-network.ts';

interface Model { readonly name: string; readonly model: string }
interface Known extends Model { readonly bids: number[]; readonly amounts: number[]; readonly payments: number[] }

const { models, refused } = JSON.parse(readFileSync(new URL('onnx-models.json', import.meta.url), 'utf8')) as {
  readonly models: readonly Known[]; readonly refused: readonly (Model & { readonly words: string })[];
};
const folder = mkdtempSync(join(tmpdir(), 'onnx-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bytesOf = ({ model }: Model): Buffer => Buffer.from(model, 'base64');

function read(bytes: Uint8Array): Network {
  writeFileSync(join(folder, 'network.onnx'), bytes);
  return readNetwork(join(folder, 'network.onnx'), 'file');
}

const complaint = (bytes: Uint8Array): string => {
  try {
    read(bytes);
    return 'none';
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
};

describe('models', () => {
  it.each(models.map((one) => [one.name, one] as const))('%s: what onnxruntime says, to single precision', (_, model) => {
    const { mechanism: { graph, result, bidders, objects } } = read(bytesOf(model));
    if (result.kind !== 'outcome') throw new Error('a model has outcomes');
    expect([bidders, bidders * objects]).toEqual([model.payments.length, model.bids.length]);
    const values = plainValues(graph, Float64Array.from(model.bids));
    for (const [at, said] of [[result.amounts, model.amounts], [result.payments, model.payments]] as const) {
      expect(values[at]).toHaveLength(said.length);
      said.forEach((x, i) => expect(Math.abs(values[at]![i]! - x)).toBeLessThan(1e-6));
    }
  });

  it('are certified as manifests are, and their certificates hold the whole function', () => {
    const { files: { manifest, tensors }, hash, name } = read(bytesOf(models[0]!));
    expect(name).toBe('network');
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(manifest).toMatchObject({ format: 'misreport.network/1', bidders: 2, objects: 2 });
    expect([...tensors.values()].every(({ shape, values }) => values.length === shape.reduce((a, b) => a * b, 1))).toBe(true);
  });
});

it.each(refused.map((one) => [one.name, one] as const))('refuses %s', (_, model) => {
  expect(complaint(bytesOf(model))).toMatch(new RegExp(model.words));
});

it('refuses a file cut anywhere or with a byte altered, or reads what then is a model, and never fails otherwise', () => {
  const whole = bytesOf(models[0]!);
  for (let n = 0; n < whole.length; n += 29) expect(complaint(whole.subarray(0, n))).not.toBe('none');
  for (let n = 0; n < whole.length; n += 23) {
    const altered = Buffer.from(whole);
    altered[n]! ^= 1 << (n % 8);
    complaint(altered);
  }
  expect(complaint(Buffer.from('hello'))).toMatch(/^file: /);
});
