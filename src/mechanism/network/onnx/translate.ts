/**
 * An ONNX model as a manifest of docs/certify.md and its tensors. The model maps bids [batch, bidders, objects], or [batch, bidders times
 * objects], to two outputs: amounts, of as many numbers, and payments, one a bidder. One vector of bids is a batch of one.
 */
import { InputError } from '../../../errors.ts';
import { quote } from '../../../input/quote.ts';
import { didYouMean } from '../../../input/suggest.ts';
import type { Tensor } from '../tensors.ts';
import type { OnnxModel, OnnxNode } from './model.ts';
import { read, sizeOf, type Value, type Writer } from './operator.ts';
import { OPERATORS } from './operators.ts';

/** What the model says of a version that is read: operators change their meaning. */
const OPSET_MIN = 7;
const OPSET_MAX = 25;

type ManifestNode = Readonly<Record<string, unknown>>;

export interface Translated {
  /** As docs/certify.md says. */
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** Letters that names of a manifest may have, and never one twice. */
function namesOf(): (wanted: string) => string {
  const taken = new Set(['bids']);
  return (wanted) => {
    const plain = wanted.replace(/[^\w.\-/]/g, '_').slice(0, 180) || 'node';
    let name = plain;
    for (let n = 2; taken.has(name); n++) name = `${plain}-${n}`;
    taken.add(name);
    return name;
  };
}

const placeOf = ({ name, op }: OnnxNode, n: number): string => (name === '' ? `node ${n} (${op})` : `node ${quote(name)} (${op})`);

/** Amounts and payments among the outputs: by their names, else by their sizes, else the first and the second. */
function outcomeOf(outputs: readonly string[], values: ReadonlyMap<string, Value>, entries: number): { amounts: string; payments: string } {
  if (outputs.length !== 2) throw new InputError('outputs', `must be two, amounts and payments; there are ${outputs.length}`);
  const missing = outputs.find((name) => !values.has(name));
  if (missing !== undefined) throw new InputError('outputs', `${quote(missing)} is made by no node`);
  const [first, second] = outputs as [string, string];
  const pays = (name: string): boolean => /pay|price|charge|transfer/i.test(name);
  if (pays(first) !== pays(second)) return pays(first) ? { amounts: second, payments: first } : { amounts: first, payments: second };
  const sizes = outputs.map((name) => sizeOf(values.get(name)!.shape));
  return sizes[0] !== entries && sizes[1] === entries ? { amounts: second, payments: first } : { amounts: first, payments: second };
}

/** Throws InputError; fields name the model's own nodes. */
export function translateOnnx({ nodes, tensors, inputs, outputs, opset }: OnnxModel): Translated {
  if (opset < OPSET_MIN || opset > OPSET_MAX) {
    throw new InputError('opset', `must be one of ${OPSET_MIN} to ${OPSET_MAX}, got ${opset}: export the model for one of these`);
  }
  if (inputs.length !== 1) throw new InputError('inputs', `must be one, the bids; there are ${inputs.length}`);
  const [bids] = inputs as [OnnxModel['inputs'][number]];
  const sides = bids.shape.slice(1);
  if (bids.shape.length < 2 || bids.shape.length > 3 || sides.some((side) => side === undefined)) {
    const shown = bids.shape.map((side) => side ?? '?').join(', ');
    throw new InputError(`input ${quote(bids.name)}`, `must have shape [batch, bidders, objects], or the last two as one, got [${shown}]`);
  }
  const nameFor = namesOf();
  const written: ManifestNode[] = [];
  const kept = new Map<string, Tensor>();
  const values = new Map<string, Value>();
  const write: Writer = {
    opset,
    node: (wanted, fields, shape) => {
      const name = nameFor(wanted);
      written.push({ name, ...fields });
      return { name, shape };
    },
    tensor: (wanted, tensor) => {
      const name = nameFor(`${wanted}.values`);
      kept.set(name, tensor);
      return name;
    },
  };
  const shape = [1, ...(sides as number[])];
  values.set(bids.name, write.node(bids.name, { op: 'reshape', of: 'bids', shape }, shape));
  for (const [name, tensor] of tensors) values.set(name, { name, shape: tensor.shape, tensor });
  nodes.forEach((node, n) => {
    const place = placeOf(node, n);
    const operator = ['', 'ai.onnx'].includes(node.domain) && Object.hasOwn(OPERATORS, node.op) ? OPERATORS[node.op] : undefined;
    if (operator === undefined) {
      throw new InputError(place, `is no operator that is read${didYouMean(node.op, Object.keys(OPERATORS))}; `
        + `accepted: ${Object.keys(OPERATORS).join(', ')}`);
    }
    const given = node.inputs.map((name) => {
      if (name === '') return undefined;
      const value = values.get(name);
      if (value === undefined) throw new InputError(place, `reads ${quote(name)}, which comes later or nowhere`);
      return value;
    });
    operator(node, given, write, place).forEach((value, at) => {
      const name = node.outputs[at];
      if (name === undefined || name === '') return;
      if (values.has(name)) throw new InputError(place, `makes ${quote(name)}, which is there already`);
      values.set(name, value);
    });
  });
  const entries = sizeOf(shape);
  const { amounts, payments } = outcomeOf(outputs, values, entries);
  const bidders = sizeOf(values.get(payments)!.shape);
  if (sides.length === 2 ? bidders !== sides[0] : entries % bidders !== 0) {
    throw new InputError(`output ${quote(payments)}`, `must be a payment a bidder, got ${bidders} for ${entries} bids`);
  }
  const objects = entries / bidders;
  const outcome = (name: string, ends: number[]): string => {
    const value = values.get(name)!;
    if (sizeOf(value.shape) !== sizeOf(ends)) {
      const shapes = `[${ends.join(', ')}], got [${value.shape.join(', ')}]`;
      throw new InputError(`output ${quote(name)}`, `must hold ${sizeOf(ends)} numbers, ${shapes}`);
    }
    return write.node(`${name}.outcome`, { op: 'reshape', of: read(value, name, write), shape: ends }, ends).name;
  };
  const [amountsNode, paymentsNode] = [outcome(amounts, [bidders, objects]), outcome(payments, [bidders])];
  return {
    manifest: { format: 'misreport.network/1', bidders, objects, nodes: written, amounts: amountsNode, payments: paymentsNode },
    tensors: kept,
  };
}
