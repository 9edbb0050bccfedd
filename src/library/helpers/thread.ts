/** A helper: builds the study's points from the same scenario, and draws pieces of tensor experiments on a TFJS of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { openCpuTensors } from '../../engine/devices/cpu.ts';
import { fingerprint } from '../../run/fingerprint.ts';
import type { OpenExperiment } from '../../run/request.ts';
import { sweepPoints } from '../../study/sweep.ts';
import { findScenario } from '../find-scenario.ts';
import { OPENERS } from './openers.ts';
import type { HelperReply, HelperStudy, HelperTask } from './protocol.ts';
import { decode, type Environments } from './references.ts';

/** None where no study is behind what is drawn. */
async function environmentsOf(study: HelperStudy | undefined): Promise<Environments> {
  if (!study) return [];
  const { scenario, ...rest } = study;
  return sweepPoints({ ...rest, scenario: await findScenario(scenario) }).map(({ problem }) => problem);
}

const port = parentPort!;
const say = (reply: HelperReply): void => port.postMessage(reply);
const environments = environmentsOf(workerData as HelperStudy | undefined);
let open: { readonly experiment: number; readonly ready: Promise<OpenExperiment<unknown>> } | undefined;

async function opened({ name, parameters, fingerprint: wanted }: HelperTask): Promise<OpenExperiment<unknown>> {
  const built = decode(parameters!, await environments);
  if (fingerprint(built) !== wanted) throw new Error('the scenario gives something else when it is built again');
  return OPENERS.get(name)!(built, openCpuTensors);
}

async function answer(task: HelperTask): Promise<HelperReply> {
  const { id, experiment, stream, piece } = task;
  try {
    if (open?.experiment !== experiment) open = { experiment, ready: opened(task) };
    return { id, sums: await (await open.ready).run(stream, piece.first, piece.count, {}) };
  } catch {
    return { id };
  }
}

/** Of a study TFJS is loaded before the first piece; what no study is behind, surveys, does without. */
const prepared = environments.then(() => (workerData ? openCpuTensors() : undefined));
/** One at a time. */
let before: Promise<unknown> = prepared.then(() => say({ ready: true }), () => say({ ready: false }));
port.on('message', (task: HelperTask) => {
  before = before.then(async () => say(await answer(task)));
});
