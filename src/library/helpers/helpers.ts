/** Threads that build the study's points from the same scenario, and draw pieces of its tensor experiments beside this one. */
import { Worker } from 'node:worker_threads';
import type { StreamKey } from '../../../kernels/kernel.ts';
import type { Device } from '../../engine/device.ts';
import type { Crew, Helpers } from '../../run/helpers.ts';
import type { Range } from '../../run/ledger.ts';
import { fingerprintOf } from '../../run/fingerprint.ts';
import type { TensorExperiment } from '../../run/request.ts';
import type { PreparedStudy } from '../../study/study.ts';
import { OPENERS } from './openers.ts';
import type { HelperReply, HelperStudy, HelperTask } from './protocol.ts';
import { encode, placesIn, type EncodedParameters } from './references.ts';

export interface OpenHelpers extends Helpers {
  close(): Promise<void>;
}

/** Drawing on this thread alone before others are started, in milliseconds: to load TFJS and the scenario takes one about a second. */
const ALONE_MS = 1000;
/** Pieces that a helper has at hand, so that it need not wait for this thread's attention. */
const AT_HAND = 2;

/**
 * As many as the device has workers, less this thread. Undefined where there are none, or tensor ops do not run on the host; `scenario`:
 * a name of the registry, or the path of a file.
 */
export function openHelpers(
  { points, configuration: { command, dependence, mechanisms } }: PreparedStudy,
  scenario: string,
  { description: { name, workers = 1 } }: Device,
  alone = ALONE_MS,
): OpenHelpers | undefined {
  if (name !== 'cpu' || workers < 2) return undefined;
  const study: HelperStudy = {
    scenario, command, points: points.map(({ values }) => values),
    ...(dependence === undefined ? {} : { dependence }), ...(mechanisms === undefined ? {} : { mechanisms }),
  };
  return new HelperThreads(study, points.map(({ problem }) => problem), workers - 1, alone);
}

/** The same where no study is behind what is drawn, so that its parameters are all there is to know. */
export const openPlainHelpers = ({ description: { name, workers = 1 } }: Device, alone = ALONE_MS): OpenHelpers | undefined =>
  (name !== 'cpu' || workers < 2 ? undefined : new HelperThreads(undefined, [], workers - 1, alone));

interface Asked {
  readonly number: number;
  readonly name: string;
  readonly parameters: EncodedParameters;
  readonly fingerprint: string;
}

class HelperThreads implements OpenHelpers {
  readonly #study: HelperStudy | undefined;
  readonly #environments: readonly unknown[];
  readonly #size: number;
  readonly #alone: number;
  #places: ReturnType<typeof placesIn> | undefined;
  #threads: HelperThread[] | undefined;
  /** Milliseconds for which experiments were drawn that helpers could have taken part in. */
  #drawn = 0;
  #experiments = 0;

  constructor(study: HelperStudy | undefined, environments: readonly unknown[], size: number, alone: number) {
    this.#study = study;
    this.#environments = environments;
    this.#size = size;
    this.#alone = alone;
  }

  crew<S extends { readonly profiles: number }>({ name, parameters }: TensorExperiment<S>): Crew<S> | undefined {
    if (!OPENERS.has(name)) return undefined;
    const encoded = encode(parameters, this.#places ??= placesIn(this.#environments));
    if (encoded === undefined) return undefined;
    const asked: Asked = { number: this.#experiments++, name, parameters: encoded, fingerprint: fingerprintOf(parameters) };
    let looked = performance.now();
    return {
      free: () => {
        const now = performance.now();
        this.#drawn += now - looked;
        looked = now;
        if (this.#drawn < this.#alone) return 0;
        this.#threads ??= Array.from({ length: this.#size }, () => new HelperThread(this.#study));
        return this.#threads.reduce((sum, thread) => sum + thread.free(asked), 0);
      },
      draw: (stream, piece) => {
        const idlest = this.#threads!.toSorted((a, b) => b.free(asked) - a.free(asked))[0]!;
        return idlest.draw(asked, stream, piece) as Promise<S | undefined>;
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all((this.#threads ?? []).map((thread) => thread.close()));
    this.#threads = undefined;
  }
}

class HelperThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { readonly experiment: number; settle(sums: unknown): void }>();
  /** Experiments that it could not draw, and the one it has open. */
  readonly #beyond = new Set<number>();
  #ready = false;
  #tasks = 0;
  #open = -1;

  constructor(study: HelperStudy | undefined) {
    const fromSource = /\.ts(?:\?|$)/.test(import.meta.url);
    // What the user's file prints while it loads has been printed once.
    this.#worker = new Worker(new URL(fromSource ? './bootstrap.mjs' : './thread.js', import.meta.url), {
      workerData: study, stdout: true, stderr: true,
    });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.unref();
    this.#worker.on('message', (reply: HelperReply) => this.#hear(reply));
    this.#worker.on('error', () => this.#lose()).on('exit', () => this.#lose());
  }

  free({ number }: Asked): number {
    return this.#ready && !this.#beyond.has(number) ? Math.max(0, AT_HAND - this.#waiting.size) : 0;
  }

  draw({ number, name, parameters, fingerprint }: Asked, stream: StreamKey, piece: Range): Promise<unknown> {
    const id = this.#tasks++;
    const task: HelperTask = {
      id, experiment: number, name, fingerprint, stream, piece, ...(this.#open === number ? {} : { parameters }),
    };
    this.#open = number;
    this.#worker.ref();
    return new Promise((settle) => {
      this.#waiting.set(id, { experiment: number, settle });
      this.#worker.postMessage(task);
    });
  }

  #hear(reply: HelperReply): void {
    if ('ready' in reply) {
      this.#ready = reply.ready;
      return;
    }
    const waiting = this.#waiting.get(reply.id)!;
    if (reply.sums === undefined) this.#beyond.add(waiting.experiment);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    waiting.settle(reply.sums);
  }

  #lose(): void {
    this.#ready = false;
    for (const { settle } of this.#waiting.values()) settle(undefined);
    this.#waiting.clear();
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
