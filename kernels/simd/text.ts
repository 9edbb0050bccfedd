/** Shorthand for WebAssembly text. */
import { LANES, type StepName } from './layout.ts';

/** `%name` stands for (local.get $name). */
export const wat = (text: string): string => text.replace(/%(\w+)/g, '(local.get $$$1)');

/** for (i = from; i < to; i += step) body; `i` an i32 local, the others expressions or `%name`. */
export const loop = (i: string, from: string, to: string, step: string, body: string): string => `
    (local.set $${i} ${from})
    (if (i32.lt_u %${i} ${to}) (then (loop
      ${body}
      (br_if 0 (i32.lt_u (local.tee $${i} (i32.add %${i} ${step})) ${to})))))`;

export const constant = (value: number): string => `(i32.const ${value})`;

/** Text for each of the four vectors that make up the lanes; `at` is its offset in bytes. */
export const vectors = (text: (v: number, at: number) => string): string => [0, 1, 2, 3].map((v) => text(v, 16 * v)).join('\n');

export const lanes = (text: (lane: number) => string): string => Array.from({ length: LANES }, (_, lane) => text(lane)).join('\n');

/** Declares locals of one type. */
export const locals = (type: string, ...names: string[]): string => names.map((name) => `(local $${name} ${type})`).join(' ');
export const fours = (name: string): string[] => [0, 1, 2, 3].map((v) => name + v);

/** Parameters of the loops that `exported` has made. */
export const parametersOf = new Map<string, number>();

/** An exported function of i32 parameters. */
export const exported = (name: StepName | 'spill', parameters: readonly string[], declared: string, body: string): string => {
  parametersOf.set(name, parameters.length);
  return wat(`
  (func $${name} (export "${name}") ${parameters.map((p) => `(param $${p} i32)`).join(' ')} ${declared}
    ${body})`);
};

/** All-ones in the lanes whose bit is set in $active, as $mask0 .. $mask3. */
export const laneMasks = vectors((v) => {
  const bits = `(v128.const i32x4 ${[0, 1, 2, 3].map((lane) => 1 << (4 * v + lane)).join(' ')})`;
  return `(local.set $mask${v} (i32x4.ne (v128.and (i32x4.splat %active) ${bits}) (v128.const i32x4 0 0 0 0)))`;
});
