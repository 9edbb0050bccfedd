/**
 * Functions of users that do not return. Node.js hears signals between two turns of its loop only, so while one is at work nobody would:
 * a thread that stands by notices that the loop stands still, finds out where by the inspector, and takes the listeners away, so that a
 * signal ends the process at once. They come back when the loop turns again.
 */
import { writeSync } from 'node:fs';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { quote } from '../input/quote.ts';
import { placeOf } from '../library/code-frame.ts';

const BEAT_MS = 100;
/** From here on a signal ends the process; from there on somebody is told. */
const [DEAF_MS, NAMED_MS] = [500, 2000];
const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGXCPU'];
const HOOK = 'misreport.stalled';

/** The thread, in JavaScript of its own: it must run from source as well, where no loader stands ready. */
const THREAD = `
const { workerData: { board, beatMs, stages } } = require('node:worker_threads');
const { Session } = require('node:inspector');
const beats = new Int32Array(board);
let [before, since, told] = [0, performance.now(), 0];
function look(stage) {
  const session = new Session();
  session.connectToMainThread();
  session.once('Debugger.paused', ({ params: { callFrames: [{ callFrameId }] } }) => {
    const expression = 'globalThis[Symbol.for("${HOOK}")]?.(new Error(), ' + stage + ')';
    session.post('Debugger.evaluateOnCallFrame', { callFrameId, expression }, () =>
      session.post('Debugger.resume', () => session.disconnect()));
  });
  session.post('Debugger.enable');
  session.post('Debugger.pause');
}
setInterval(() => {
  const now = performance.now();
  const beat = Atomics.load(beats, 0);
  if (beat !== before) [before, since, told] = [beat, now, 0];
  else if (told < stages.length && now - since > stages[told]) look(told++);
}, beatMs);
`;

/** Endings of what may hold functions of a user's, or name a file that does; and commands that are given a folder which does. */
const FILES = ['.ts', '.mts', '.js', '.mjs', '.yaml', '.yml', '.json'];
const COMMANDS = ['shard', 'merge', 'resume'];

export const mayRunUserCode = (argv: readonly string[]): boolean =>
  COMMANDS.includes(argv[0]!) || argv.some((word) => FILES.includes(extname(word).toLowerCase()));

/** To the end of the process. */
export function watchForStalls(argv: readonly string[]): void {
  const board = new SharedArrayBuffer(4);
  const beats = new Int32Array(board);
  const taken: (readonly [NodeJS.Signals, NodeJS.SignalsListener])[] = [];
  Object.assign(globalThis, { [Symbol.for(HOOK)]: (here: Error, stage: number): void => {
    const where = userPlace(here, argv);
    if (where === undefined) return;
    for (const name of SIGNALS) {
      for (const listener of process.listeners(name) as NodeJS.SignalsListener[]) {
        taken.push([name, listener]);
        process.off(name, listener);
      }
    }
    const seconds = NAMED_MS / 1000;
    if (stage > 0) writeSync(2, `misreport: ${where}: at work for ${seconds} s without a pause; a signal ends the process at once\n`);
  } });
  setInterval(() => {
    Atomics.add(beats, 0, 1);
    for (const [name, listener] of taken.splice(0)) process.on(name, listener);
  }, BEAT_MS).unref();
  new Worker(THREAD, { eval: true, workerData: { board, beatMs: BEAT_MS, stages: [DEAF_MS, NAMED_MS] } })
    // Without it signals wait for the function, as they would if it were not there.
    .on('error', () => undefined)
    .unref();
}

/** File and line; of a mechanism, which is run as text, the file. Undefined where no function of the user's is at work. */
function userPlace(here: Error, argv: readonly string[]): string | undefined {
  const place = placeOf(here);
  if (place !== undefined) return `${place.path}:${place.line}`;
  const isText = /\(eval at compiled \(/.test(here.stack ?? '');
  const script = argv.find((word) => FILES.slice(0, 4).includes(extname(word).toLowerCase()));
  return isText && script !== undefined ? quote(script) : undefined;
}
