/** A network of a certificate: its manifest (docs/certify.md), read by code of its own, and its tensors. */
import { z } from 'zod';
import { InputError } from '../../../errors.ts';

const node = z.looseObject({ name: z.string(), op: z.string() });

export const networkShape = z.strictObject({
  name: z.string(), hash: z.string().optional(),
  manifest: z.looseObject({
    format: z.literal('misreport.network/1'), bidders: z.number().int().min(1).max(30), objects: z.number().int().min(1).max(256),
    nodes: z.array(node).max(10_000), amounts: z.string().optional(), payments: z.string().optional(),
    menus: z.array(z.strictObject({ amounts: z.string(), prices: z.string() })).optional(),
  }),
  /** Doubles, little-endian, base64. */
  tensors: z.record(z.string(), z.strictObject({ shape: z.array(z.number().int().min(0)), data: z.string() })),
});

export type NetworkOfFile = z.infer<typeof networkShape>;

export interface Step {
  readonly op: string;
  /** Nodes that it reads: -1 the bids, else their numbers. */
  readonly of: readonly number[];
  readonly shape: readonly number[];
  /** What else the node says. */
  readonly more: Readonly<Record<string, unknown>>;
  readonly tensors: readonly { readonly shape: readonly number[]; readonly values: Float64Array }[];
}

export interface Program {
  readonly bidders: number;
  readonly objects: number;
  readonly steps: readonly Step[];
  readonly outputs: { readonly amounts: number; readonly payments: number }
    | { readonly menus: readonly { readonly amounts: number; readonly prices: number }[] };
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** Throws InputError naming the node that makes no sense. */
export function programOf({ manifest: { bidders, objects, nodes, amounts, payments, menus }, tensors: given }: NetworkOfFile): Program {
  const numbers = new Map<string, number>([['bids', -1]]);
  const steps: Step[] = [];
  const shapeOf = (n: number): readonly number[] => (n < 0 ? [bidders, objects] : steps[n]!.shape);
  const wrong = (n: number, why: string): InputError => new InputError(`network.manifest.nodes[${n}]`, why);
  const found = (name: unknown, n: number): number => {
    const number = numbers.get(String(name));
    if (number === undefined) throw wrong(n, `reads ${String(name)}, which comes later or nowhere`);
    return number;
  };
  const tensorOf = (name: unknown, n: number): Step['tensors'][number] => {
    const tensor = typeof name === 'string' && Object.hasOwn(given, name) ? given[name]! : undefined;
    const bytes = Buffer.from(tensor?.data ?? '', 'base64');
    if (tensor === undefined || bytes.length !== 8 * sizeOf(tensor.shape)) throw wrong(n, `has no tensor ${String(name)}`);
    const values = Float64Array.from({ length: bytes.length / 8 }, (_, k) => bytes.readDoubleLE(8 * k));
    if (!values.every(Number.isFinite)) throw wrong(n, `tensor ${String(name)} has what is no number`);
    return { shape: tensor.shape, values };
  };
  nodes.forEach((raw, n) => {
    const { name, op, of, ...more } = raw as { name: string; op: string; of?: unknown } & Readonly<Record<string, unknown>>;
    const read = of === undefined ? [] : (Array.isArray(of) ? of : [of]).map((one) => found(one, n));
    const tensors = op === 'dense' ? [tensorOf(more.weight, n), ...(more.bias === undefined ? [] : [tensorOf(more.bias, n)])]
      : op === 'tensor' ? [tensorOf(more.tensor, n)] : [];
    const shape = shapeAfter(op, read.map(shapeOf), more, tensors);
    if (shape === undefined) throw wrong(n, `is no ${op} of what it reads`);
    numbers.set(name, n);
    steps.push({ op, of: read, shape, more, tensors });
  });
  const output = (name: string | undefined, size: number): number => {
    const number = numbers.get(name ?? '');
    if (number === undefined || sizeOf(shapeOf(number)) !== size) throw new InputError('network.manifest', 'names no outcome of its size');
    return number;
  };
  if (menus === undefined) {
    return { bidders, objects, steps, outputs: { amounts: output(amounts, bidders * objects), payments: output(payments, bidders) } };
  }
  if (menus.length !== bidders) throw new InputError('network.manifest.menus', 'has not one menu for every bidder');
  return {
    bidders, objects, steps, outputs: {
      menus: menus.map((menu) => {
        const offers = sizeOf(shapeOf(numbers.get(menu.prices) ?? -1));
        return { prices: output(menu.prices, offers), amounts: output(menu.amounts, offers * objects) };
      }),
    },
  };
}

const isShape = (value: unknown): value is number[] => Array.isArray(value) && value.every((side) => Number.isInteger(side) && side > 0);
const same = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((side, k) => side === b[k]);

/** Undefined where the op is unknown or does not fit. */
function shapeAfter(
  op: string, of: readonly (readonly number[])[], more: Readonly<Record<string, unknown>>, tensors: Step['tensors'],
): readonly number[] | undefined {
  const [x, z] = of;
  const axis = Number(more.axis);
  const [from, to] = [Number(more.from), Number(more.to)];
  const fits = x !== undefined && Number.isInteger(axis) && axis >= 0 && axis < x.length;
  switch (op) {
    case 'tensor': return tensors[0]!.shape;
    case 'constant': return isShape(more.shape) && Array.isArray(more.values) && more.values.length === sizeOf(more.shape)
      && more.values.every((value) => typeof value === 'number') ? more.shape : undefined;
    case 'tanh': case 'sigmoid': case 'softplus': case 'relu': return of.length === 1 ? x : undefined;
    case 'leaky-relu': return of.length === 1 && Number(more.slope) >= 0 && Number(more.slope) <= 1 ? x : undefined;
    case 'scale': return of.length === 1 && Number.isFinite(Number(more.factor ?? 1) + Number(more.shift ?? 0)) ? x : undefined;
    case 'softmax': case 'sparsemax': return of.length === 1 && fits ? x : undefined;
    case 'sum': case 'max': case 'min': return of.length === 1 && fits ? x.filter((_, k) => k !== axis) : undefined;
    case 'reshape': return x && isShape(more.shape) && sizeOf(x) === sizeOf(more.shape) ? more.shape : undefined;
    case 'transpose': {
      const axes: unknown[] = Array.isArray(more.axes) ? more.axes : [];
      const all = axes.every((k) => typeof k === 'number') && x && same([...axes].sort((a, b) => a - b), [...x.keys()]);
      return all ? (axes as number[]).map((k) => x[k]!) : undefined;
    }
    case 'slice': return fits && [from, to].every(Number.isInteger) && from >= 0 && from < to && to <= x[axis]!
      ? x.map((side, k) => (k === axis ? to - from : side)) : undefined;
    case 'concatenate': return fits && of.every((one) => same(one.toSpliced(axis, 1), x.toSpliced(axis, 1)))
      ? x.map((side, k) => (k === axis ? of.reduce((sum, one) => sum + one[axis]!, 0) : side)) : undefined;
    case 'dense': {
      const [weight, bias] = tensors;
      const turned = more.layout === 'inputs-outputs';
      const [outputs, inputs] = turned ? [weight!.shape[1], weight!.shape[0]] : [weight!.shape[0], weight!.shape[1]];
      return of.length === 1 && weight!.shape.length === 2 && x!.at(-1) === inputs && outputs !== undefined
        && (bias === undefined || bias.values.length === outputs)
        ? [...x!.slice(0, -1), outputs] : undefined;
    }
    case 'add': case 'subtract': case 'multiply': case 'minimum': case 'maximum': {
      if (of.length !== 2) return undefined;
      const rank = Math.max(x!.length, z!.length);
      const [a, b] = [x!, z!].map((one) => [...new Array<number>(rank - one.length).fill(1), ...one]) as [number[], number[]];
      return a.every((side, k) => side === b[k] || side === 1 || b[k] === 1) ? a.map((side, k) => Math.max(side, b[k]!)) : undefined;
    }
    default: return undefined;
  }
}
