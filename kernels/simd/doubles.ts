/** Shorthand for WebAssembly text of two doubles side by side, and functions of them. */
import type { StepName } from './layout.ts';
import { exported, locals, wat } from './text.ts';

const binary = (name: string) => (a: string, b: string): string => `(f64x2.${name} ${a} ${b})`;
const unary = (name: string) => (a: string): string => `(f64x2.${name} ${a})`;

export const plus = binary('add');
export const minus = binary('sub');
export const times = binary('mul');
export const over = binary('div');
/** Smaller and larger of two numbers neither of which is NaN; a zero may have either sign. */
export const smaller = binary('pmin');
export const larger = binary('pmax');
export const size = unary('abs');
export const opposite = unary('neg');
export const root = unary('sqrt');
export const isLess = binary('lt');
export const isAtLeast = binary('ge');
export const isApart = binary('ne');
export const isAbove = binary('gt');

export const both = (value: number): string => {
  const text = Object.is(value, -0) ? '-0' : value === Infinity ? 'inf' : value === -Infinity ? '-inf' : String(value);
  return `(v128.const f64x2 ${text} ${text})`;
};
export const where = (mask: string, yes: string, no: string): string => `(v128.bitselect ${yes} ${no} ${mask})`;
export const and = (a: string, b: string): string => `(v128.and ${a} ${b})`;
export const or = (a: string, b: string): string => `(v128.or ${a} ${b})`;
export const set = (name: string, value: string): string => `(local.set $${name} ${value})`;
export const sum = (first: string, ...rest: string[]): string => rest.reduce(plus, first);

/** Outward rounding (kernels/network/rounding.ts); functions that use it have a local $t. */
const moved = (way: typeof plus, step: number) => (value: string): string =>
  way(`(local.tee $t ${value})`, plus(times(size('%t'), both(step)), both(2 ** -1070)));
export const up = moved(plus, 2 ** -51);
export const down = moved(minus, 2 ** -51);
export const functionUp = moved(plus, 2 ** -49);
export const functionDown = moved(minus, 2 ** -49);

export interface Shape {
  readonly i32?: readonly string[];
  readonly v128?: readonly string[];
}

const parametersIn = ({ i32 = [], v128 = [] }: Shape): string =>
  [...i32.map((p) => `(param $${p} i32)`), ...v128.map((p) => `(param $${p} v128)`)].join(' ');

/** A function within the module; `result` where a v128 comes back. */
export const within = (name: string, takes: Shape, has: Shape, body: string, result = false): string => wat(`
  (func $${name} ${parametersIn(takes)} ${result ? '(result v128)' : ''}
    ${locals('i32', ...has.i32 ?? [])} ${locals('v128', 't', ...has.v128 ?? [])}
    ${body})`);

/** A step of programs, which has parameters of type i32; of numbers these are addresses. */
export const stepOf = (name: StepName, takes: readonly string[], has: Shape, body: string): string =>
  exported(name, takes, `${locals('i32', ...has.i32 ?? [])} ${locals('v128', 't', ...has.v128 ?? [])}`, body);
/** The number at an address, in both lanes. */
export const numberAt = (address: string): string => `(v128.load64_splat ${address})`;
