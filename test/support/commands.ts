/** Commands answered by a process that stands by (command-server.mjs). */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SHORT_RUN } from './node-flags.ts';

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Waiting { readonly resolve: (outcome: Outcome) => void; readonly reject: (error: Error) => void }

const waiting = new Map<number, Waiting>();
let server: ChildProcess | undefined;
let asked = 0;

function started(): ChildProcess {
  const child = fork(fileURLToPath(new URL('command-server.mjs', import.meta.url)), [process.env.MISREPORT_TEST_BUILD!], {
    env: { ...process.env, NO_COLOR: '1' }, execArgv: [...SHORT_RUN],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced',
  });
  child.on('message', ({ id, ...outcome }: Outcome & { readonly id: number }) => {
    waiting.get(id)?.resolve(outcome);
    waiting.delete(id);
    if (waiting.size === 0) child.channel?.unref();
  });
  child.on('exit', (code, signal) => {
    server = undefined;
    for (const { reject } of waiting.values()) reject(new Error(`a command ended the process (${code ?? signal}): give it its own`));
    waiting.clear();
  });
  child.unref();
  return child;
}

/** What the command prints and its exit code, run in `cwd`. Commands wait for each other. */
export function answered(argv: readonly string[], cwd: string): Promise<Outcome> {
  server ??= started();
  server.channel?.ref();
  const id = asked++;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    server!.send({ id, argv, cwd });
  });
}
