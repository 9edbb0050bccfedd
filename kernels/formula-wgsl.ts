/**
 * Formulas of doubles made of words (double-wgsl.ts) as tables of steps that a thread goes through: drivers write a function's text out
 * wherever it is called, and take seconds over fifty sums and quotients; so there is one text of each.
 */
const OPERATIONS = ['+', '-', '*', '/', 'root'];

export interface Formulas {
  /** Constants as doubles of two words, low word first, then steps. */
  readonly words: readonly number[];
  /** WGSL: a number by its name; throws where no formula has it. */
  number(name: string): string;
  /** WGSL: the number of a part, for `perform(part)`, which does its formulas in order; parts are numbered as they stand. */
  part(name: string): string;
  /** Needs DOUBLE_WGSL, DIVISION_WGSL, `table(i)` and `double(i)`; `at`: where the words are. `loadConstants()` once a thread. */
  wgsl(at: string): string;
}

/**
 * `parts`: lines `name = name operation name` or `name = root name`, the operation one of + - * /, by name of the part. A name is a number
 * that is given, one of `constants`, or one that a line makes; differences must not be negative where they are used.
 */
export function formulas(constants: Readonly<Record<string, number>>, parts: Readonly<Record<string, string>>): Formulas {
  const names = Object.keys(constants);
  const place = (name: string): number => {
    if (!names.includes(name)) names.push(name);
    return names.indexOf(name);
  };
  const steps: number[] = [];
  const starts = [0];
  for (const text of Object.values(parts)) {
    for (const line of text.trim().split('\n')) {
      const [, into, one = '', operation = 'root', other = one] = /^\s*(\w+) = (?:root )?(\w+)(?: ([-+*/]) (\w+))?$/.exec(line) ?? [];
      if (into === undefined) throw new Error(`formula: '${line.trim()}' is no step`);
      steps.push((OPERATIONS.indexOf(operation) << 24) | (place(into) << 16) | (place(one) << 8) | place(other));
    }
    starts.push(steps.length);
  }
  const numbers = new Int32Array(Float64Array.from(Object.values(constants)).buffer);
  const known = Object.keys(constants).length;
  return {
    words: [...numbers, ...steps],
    number(name) {
      if (!names.includes(name)) throw new Error(`formula: there is no number '${name}'`);
      return `numbers[${names.indexOf(name)}u]`;
    },
    part(name) {
      if (!(name in parts)) throw new Error(`formula: there is no part '${name}'`);
      return `${Object.keys(parts).indexOf(name)}u`;
    },
    wgsl: (at) => /* wgsl */ `
var<private> numbers : array<vec2<u32>, ${names.length}>;

fn loadConstants() {
  for (var i = 0u; i < ${known}u; i++) { numbers[i] = double(${at} + 2u * i); }
}

fn perform(part : u32) {
  var starts = array<u32, ${starts.length}>(${starts.map((start) => `${start}u`).join(', ')});
  for (var i = starts[part]; i < starts[part + 1u]; i++) {
    let step = table(${at} + ${2 * known}u + i);
    let a = numbers[(step >> 8u) & 255u];
    let b = numbers[step & 255u];
    var made = ZERO;
    switch (step >> 24u) {
      case 0u: { made = sumOf(a, b); }
      case 1u: { made = differenceOf(a, b); }
      case 2u: { made = timesOf(a, b); }
      case 3u: { made = quotientOf(a, b); }
      default: { made = rootOf(a); }
    }
    numbers[(step >> 16u) & 255u] = made;
  }
}
`,
  };
}
