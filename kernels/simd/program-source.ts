/**
 * WebAssembly text of `run`: calls loops one after another, as a program in memory says. One call from JavaScript then
 * does for many profiles what would be a dozen calls for sixteen of them.
 */
import { LANES, STEP_BYTES, STEPS } from './layout.ts';
import { constant, locals, loop, parametersOf, wat } from './text.ts';

/** Argument of `wordsAcross` that run moves on: the profile. */
const PROFILE = 2;

const callOf = (name: string, parameters: number): string =>
  `(call $${name} ${Array.from({ length: parameters }, (_, i) => `(i32.load offset=${4 + 4 * i} %step)`).join(' ')})`;

/** run(program, end, times): all steps, `times` over; wordsAcross goes on by sixteen profiles each time. Text of the loops comes first. */
export function programSource(): string {
  const calls = STEPS.map((name) => {
    if (name !== 'wordsAcross') return callOf(name, parametersOf.get(name)!);
    const at = 4 + 4 * PROFILE;
    return `${callOf(name, 6)} (i32.store offset=${at} %step (i32.add (i32.load offset=${at} %step) (i32.const ${LANES})))`;
  });
  // Block i ends where call i begins.
  const dispatch = calls.reduce(
    (inner, call, i) => `(block $call${i} ${inner}) ${call} (br $done)`,
    `(br_table ${calls.map((_, i) => `$call${i}`).join(' ')} (i32.load %step))`,
  );
  return wat(`
  (func (export "run") (param $program i32) (param $end i32) (param $times i32) ${locals('i32', 'time', 'step')}
    ${loop('time', constant(0), '%times', constant(1), loop('step', '%program', '%end', constant(STEP_BYTES), `(block $done ${dispatch})`))})`);
}
