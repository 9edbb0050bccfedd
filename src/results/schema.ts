/**
 * The result document as a schema: published as `schemas/result.json`, and held against every result in the tests. The words stand with
 * the types in document.ts; the compiler holds the two to each other.
 */
import { z } from 'zod';
import { DEVICE_CHOICES, type DeviceName } from '../engine/device.ts';
import type { ResultDocument } from './document.ts';

const list = <T extends z.ZodType>(entry: T): z.ZodReadonly<z.ZodArray<T>> => z.array(entry).readonly();
const may = <T extends z.ZodType>(value: T): z.ZodExactOptional<T> => z.exactOptional(value);

const number = z.number();
const text = z.string();
const count = z.number().int().min(0);
const numbers = list(number);
const matrix = list(numbers);
const confidence = z.number().min(0).max(1);
const guarantee = z.enum(['exact', 'continuum', 'grid', 'point']).meta({ id: 'Guarantee' });
const point = z.record(z.string(), z.union([number, text])).meta({ id: 'Point' });
const signal = z.union([number, numbers]).meta({ id: 'Signal' });
const walk = z.strictObject({ kind: z.enum(['cycle', 'path']), points: list(signal) }).meta({ id: 'WitnessWalk' });
const witness = z.strictObject({ type: signal, report: signal, walk: may(walk), under: may(signal) }).meta({ id: 'Witness' });
const byName = z.record(z.string(), number);
const tie = z.strictObject({
  kind: z.literal('tie'), alternatives: z.tuple([text, text]).readonly(), at: byName, coordinates: may(list(text)),
}).meta({ id: 'TieWitness' });
const constraint = z.strictObject({
  constraint: z.enum(['lie', 'participation', 'monotone', 'bounded', 'budget']), agent: may(text), from: may(signal), to: may(signal),
  multiplier: may(number),
}).meta({ id: 'BindingConstraint' });
const binding = z.strictObject({
  kind: z.literal('binding'), constraints: list(constraint), rest: may(count),
}).meta({ id: 'BindingWitness' });
const menu = z.strictObject({
  kind: z.literal('menu'), weights: byName, offers: list(z.strictObject({ lottery: byName, price: number })),
}).meta({ id: 'MenuWitness' });
const rule = z.strictObject({
  kind: z.literal('rule'),
  agents: list(z.strictObject({ agent: text, cells: list(z.strictObject({ from: number, chances: byName })) })),
}).meta({ id: 'RuleWitness' });
const boundary = z.strictObject({
  kind: z.literal('boundary'), type: signal, other: signal, gradient: may(numbers),
}).meta({ id: 'BoundaryWitness' });
const random = z.strictObject({ first: numbers, second: numbers, cross: matrix }).meta({ id: 'RandomValues' });
const values = z.strictObject({ kind: z.literal('values'), draw: count, own: random, other: random }).meta({ id: 'ValuesWitness' });
const rowWitness = z.union([witness, tie, binding, menu, rule, boundary, values]).meta({ id: 'RowWitness' });
const reference = z.strictObject({ value: number, source: text }).meta({ id: 'Reference' });

/** What rows, curves and surfaces share. */
const certified = { agent: text, point, confidence, guarantee, profiles: count };

const dataError = z.strictObject({
  kind: z.enum(['dkw', 'bootstrap']), lower: number, upper: number, confidence, distance: may(number), replicates: may(count), words: text,
}).meta({ id: 'DataError' });

const estimate = z.strictObject({
  quantity: text, ...certified, estimate: number, lower: number, upper: number, lowerGuarantee: may(guarantee),
  upperGuarantee: may(guarantee), typesWithin: may(list(z.tuple([number, number]).readonly())),
  basis: may(text), exact: may(text), witness: may(rowWitness), reference: may(reference), bound: may(reference),
  dataError: may(dataError),
}).meta({ id: 'Estimate' });

const curve = z.strictObject({
  quantity: text, ...certified, types: numbers, estimate: numbers, lower: numbers, upper: numbers,
}).meta({ id: 'Curve' });

const surface = z.strictObject({
  quantity: z.enum(['gain', 'ambiguousGain']), ...certified, types: list(signal), reports: list(signal), estimate: matrix, lower: matrix,
  upper: matrix,
  standardError: may(matrix), witness: may(witness),
}).meta({ id: 'Surface' });

const draw = z.strictObject({ from: numbers, to: numbers, kind: z.enum(['stays', 'moves', 'sent']) }).meta({ id: 'BeliefDraw' });

const belief = z.strictObject({
  agent: text, point, metric: text, delta: number, witness, axes: list(text), ranges: list(z.tuple([number,
    number]).readonly()), draws: list(draw),
  moved: number, sent: number, prior: number, worst: number, meaning: may(text),
}).meta({ id: 'WorstBelief' });

const interval = { estimate: number, lower: number, upper: number };
const law = z.enum(['power', 'logarithm', 'correction']);
const asymptotics = z.strictObject({
  limit: z.enum(['infinity', 'zero']),
  slopes: list(z.strictObject({ from: number, to: number, ...interval })),
  trend: may(z.strictObject(interval).readonly()),
  laws: list(z.strictObject({
    law, consistent: z.boolean(), strain: z.number().min(0), exponent: may(z.strictObject(interval)), term: may(z.strictObject(interval)),
  })),
  asymptoticExponent: may(z.strictObject({
    ...interval, tested: z.boolean(),
    under: list(z.strictObject({
      ...interval, law: z.enum(['correction', 'root', 'logarithm']), from: number, strain: z.number().min(0), assumption: text,
    })),
  })),
  withoutExponent: may(text),
}).meta({ id: 'RateAsymptotics' });

const fit = z.strictObject({
  quantity: text, agent: text, point, model: z.literal('c*M^b'), confidence, markets: numbers, referenceExponent: may(number),
  exponent: number, exponentLower: number, exponentUpper: number, coefficient: number, coefficientLower: number, coefficientUpper: number,
  asymptotics: may(asymptotics),
}).meta({ id: 'Fit' });

const verdict = z.strictObject({
  id: may(text), agent: text, point, text, holds: z.boolean(), status: may(z.enum(['yes', 'no', 'undecided'])),
}).meta({ id: 'Verdict' });

const claim = z.strictObject({
  id: text, text, source: text, status: z.enum(['pass', 'fail', 'undecided', 'not-applicable']), evidence: text,
}).meta({ id: 'Claim' });

const device = z.strictObject({
  name: z.enum(
    DEVICE_CHOICES.filter((name): name is DeviceName => name !== 'auto')
  ), workers: may(count), backend: may(text), adapter: may(text),
  hardware: may(z.boolean()), passedOver: may(text), nativeKernels: may(list(text)), onCpu: may(list(text)),
}).meta({ id: 'DeviceDescription' });

const size = z.strictObject({
  symbol: text, description: text, values: list(z.strictObject({ point, size: number })),
}).meta({ id: 'SizeAxis' });

export const resultSchema = z.strictObject({
  schema: z.literal('misreport.result/1'),
  command: z.enum(['run', 'rate', 'check', 'design', 'threshold', 'survey']),
  scenario: text,
  title: text,
  source: text,
  seed: text,
  configHash: text,
  configuration: z.record(z.string(), z.unknown()),
  version: text,
  device,
  samplers: list(z.strictObject({ agent: text, point, sampler: text, reason: text })),
  complete: z.boolean(),
  notes: list(text),
  seconds: z.number().min(0),
  estimates: list(estimate),
  curves: list(curve),
  surfaces: list(surface),
  beliefs: may(list(belief)),
  fits: list(fit),
  verdicts: list(verdict),
  claims: list(claim),
  size: may(size),
  parameters: may(z.record(z.string(), text)),
  texts: may(z.record(z.string(), text)),
});

/** Every field required and writable, so that one that is missing in one of two types tells. */
type Bare<T> = T extends readonly (infer E)[] ? Bare<E>[] : T extends object ? { -readonly [K in keyof T]-?: Bare<T[K]> } : T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Kernels have names of their own, which the schema takes as texts. */
type Published = Omit<ResultDocument, 'device'> & {
  readonly device: Omit<ResultDocument['device'], 'nativeKernels' | 'onCpu'>
    & { readonly nativeKernels?: readonly string[]; readonly onCpu?: readonly string[] };
};
/** Does not compile where a field of document.ts is missing here, or other than here. */
export const SCHEMA_IS_DOCUMENT: Same<Bare<Published>, Bare<z.output<typeof resultSchema>>> = true;
