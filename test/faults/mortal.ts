/** Processes that are killed at random moments and started again, until they are done: the same schedule for the same seed. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import seedrandom from 'seedrandom';
import { SHORT_RUN } from '../support/node-flags.ts';

export interface Schedule {
  /** Path of the executable. */
  readonly program: string;
  /** Folder that all of them work in. */
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly seed: string;
  /** Longest time that a process is let live, in milliseconds: about what one needs that is not killed. */
  readonly lifeMs: number;
  /** After that many kills in all, nobody is killed any more. */
  readonly killsMax: number;
  /** One line for each kill. */
  onKill?(line: string): void;
}

const LEAST_MS = 200;
/** A machine with much else to do needs longer than `lifeMs`: each life of one command may be that much longer than the one before. */
const LONGER = 1.15;

/** SHA-256 of all numbers of a result. */
export function numbersOf(folder: string): string {
  const document = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as Record<string, unknown>;
  const { estimates, curves, surfaces, fits, claims, verdicts } = document;
  return createHash('sha256').update(JSON.stringify({ estimates, curves, surfaces, fits, claims, verdicts })).digest('hex');
}

export class Reaper {
  readonly #schedule: Schedule;
  readonly #random: () => number;
  kills = 0;
  finished = 0;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
    this.#random = seedrandom(schedule.seed);
  }

  /** Runs it to its end. Throws where it fails. */
  finish(argv: readonly string[]): void {
    const { program, cwd } = this.#schedule;
    const { status, stderr } = spawnSync(process.execPath, [...SHORT_RUN, program, ...argv], { cwd, encoding: 'utf8' });
    if (status !== 0) throw new Error(`misreport ${argv.join(' ')}: ${status} ${stderr}`);
  }

  /** Kills it and starts it again until it is done. Rejects where it ends by itself with anything but 0. */
  async untilDone(argv: readonly string[]): Promise<void> {
    const { lifeMs, killsMax, onKill } = this.#schedule;
    for (let longest = lifeMs; ; longest *= LONGER) {
      const life = this.kills >= killsMax ? Infinity : Math.round(LEAST_MS + this.#random() * longest);
      if (await this.#live(argv, life)) break;
      this.kills++;
      onKill?.(`kill ${this.kills}: ${argv[0]} after ${life} ms`);
    }
    this.finished++;
  }

  /** Whether it ended before `life` milliseconds were over. */
  #live(argv: readonly string[], life: number): Promise<boolean> {
    const { program, cwd, env } = this.#schedule;
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [...SHORT_RUN, program, ...argv], {
        cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text));
      const timer = life === Infinity ? undefined : setTimeout(() => child.kill('SIGKILL'), life);
      child.on('close', (code, signal) => {
        clearTimeout(timer);
        if (signal === null && code !== 0) reject(new Error(`misreport ${argv.join(' ')}: ${code} ${said}`));
        else resolve(signal === null);
      });
    });
  }
}
