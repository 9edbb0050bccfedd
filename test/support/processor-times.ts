/**
 * Vitest's runner that writes down the processor time of every test, its own and that of the processes it started, in seconds: lines of
 * JSON, [file, test or '' for loading the file and its hooks, seconds], into the file named by MISREPORT_TEST_TIMES. Linux only.
 * `npm run test:times` lists them.
 */
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { TestRunner } from 'vitest';
import type { RunnerTestCase, RunnerTestFile } from 'vitest';

/** A clock tick of /proc. */
const TICK_SECONDS = 0.01;

/** Of a process and of those that it started, ended or not. */
function secondsOf(pid: number | string): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 15).map(Number);
    const children = readdirSync(`/proc/${pid}/task`)
      .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '))
      .filter((child) => child !== '');
    return fields.reduce((sum, ticks) => sum + ticks, 0) * TICK_SECONDS + children.reduce((sum, child) => sum + secondsOf(child), 0);
  } catch {
    // It has just ended.
    return 0;
  }
}

let before = secondsOf('self');

export default class ProcessorTimes extends TestRunner {
  #file = '';

  #write(test: string): void {
    const now = secondsOf('self');
    appendFileSync(process.env.MISREPORT_TEST_TIMES!, `${JSON.stringify([this.#file, test, Math.max(0, now - before)])}\n`);
    before = now;
  }

  override onCollectStart(file: RunnerTestFile): void {
    this.#file = relative(this.config.root, file.filepath).replace(/\.js$/, '.ts');
    super.onCollectStart(file);
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    this.#write('');
    await super.onBeforeRunTask(test);
  }

  override onAfterRunTask(test: RunnerTestCase): void {
    const names = [test.name];
    for (let suite = test.suite; suite !== undefined; suite = suite.suite) names.unshift(suite.name);
    this.#write(names.join(' > '));
    super.onAfterRunTask(test);
  }

  override onAfterRunFiles(): void {
    this.#write('');
    super.onAfterRunFiles();
  }
}
