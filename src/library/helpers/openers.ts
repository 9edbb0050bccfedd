/** Experiments that threads beside the study's draw pieces of, by their names in requests. */
import type { TensorDevice } from '../../engine/device.ts';
import { openPlayedExPost, PLAYED_EX_POST } from '../../experiments/played/ex-post.ts';
import { openPlayedInterim, PLAYED_INTERIM } from '../../experiments/played/interim.ts';
import { openTensorExPost, TENSOR_EX_POST, type ExPostParameters } from '../../experiments/tensor/ex-post.ts';
import { openTensorInterim, TENSOR_INTERIM, type InterimParameters } from '../../experiments/tensor/interim.ts';
import type { SurveyLaw } from '../../kinds/finite/survey-findings.ts';
import { FINITE_SURVEY, openSurvey } from '../../kinds/finite/survey.ts';
import type { OpenExperiment } from '../../run/request.ts';

/** `tensors` loads TFJS, which only some experiments take part in. */
type Opener = (parameters: unknown, tensors: () => Promise<TensorDevice>) => Promise<OpenExperiment<unknown>>;

export const OPENERS: ReadonlyMap<string, Opener> = new Map<string, Opener>([
  [TENSOR_INTERIM, async (parameters, tensors) => openTensorInterim(parameters as InterimParameters, await tensors())],
  [TENSOR_EX_POST, async (parameters, tensors) => openTensorExPost(parameters as ExPostParameters, await tensors())],
  [PLAYED_INTERIM, (parameters) => Promise.resolve(openPlayedInterim(parameters as InterimParameters))],
  [FINITE_SURVEY, (parameters) => Promise.resolve(openSurvey(parameters as SurveyLaw))],
  [PLAYED_EX_POST, (parameters) => Promise.resolve(openPlayedExPost(parameters as ExPostParameters))],
]);
