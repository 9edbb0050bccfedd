/** Experiments that threads beside the study's draw pieces of, by their names in requests; each is loaded where it is opened. */
import type { TensorDevice } from '../../engine/device.ts';
import type { ExPostParameters } from '../../experiments/tensor/ex-post.ts';
import type { InterimParameters } from '../../experiments/tensor/interim.ts';
import type { SurveyLaw } from '../../kinds/finite/survey-findings.ts';
import type { OpenExperiment } from '../../run/request.ts';

/** `tensors` loads TFJS, which only some experiments take part in. */
type Opener = (parameters: unknown, tensors: () => Promise<TensorDevice>) => Promise<OpenExperiment<unknown>>;

/** A name that is missing here is drawn by the study's own thread alone: test/library/openers.test.ts holds them together. */
export const OPENERS: ReadonlyMap<string, Opener> = new Map<string, Opener>([
  ['tensor-interim', async (parameters, tensors) =>
    (await import('../../experiments/tensor/interim.ts')).openTensorInterim(parameters as InterimParameters, await tensors())],
  ['tensor-ex-post', async (parameters, tensors) =>
    (await import('../../experiments/tensor/ex-post.ts')).openTensorExPost(parameters as ExPostParameters, await tensors())],
  ['played-interim', async (parameters) =>
    (await import('../../experiments/played/interim.ts')).openPlayedInterim(parameters as InterimParameters)],
  ['played-ex-post', async (parameters) =>
    (await import('../../experiments/played/ex-post.ts')).openPlayedExPost(parameters as ExPostParameters)],
  ['finite-survey', async (parameters) => (await import('../../kinds/finite/survey.ts')).openSurvey(parameters as SurveyLaw)],
]);
