/** Social choice problems: any agents, alternatives, signals and values, and mechanisms held against each other on the same draws. */
import { InputError } from '../../errors.ts';
import { asData } from '../data.ts';
import type { StudyKind } from '../kind.ts';
import { overLaws, requireDataError } from './data-error.ts';
import { replicas } from './replicas.ts';
import { skeleton } from './skeleton.ts';
import type { SocialChoiceStudy } from './study-point.ts';
import { validate } from './validate.ts';

export const socialChoiceKind: StudyKind<SocialChoiceStudy> & { readonly name: SocialChoiceStudy['kind'] } = {
  name: 'social-choice',
  words: 'a social choice problem',
  samplers: [],
  validate,
  describe: ({ problem, mechanisms, agents, reports, distances, ambiguity }) =>
    asData({ problem, mechanisms, agents, reports, distances, ambiguity }) as Record<string, unknown>,
  agents: ({ problem, agents }) => (agents ?? problem.agents.map((_, i) => i)).map((i) => problem.agents[i]!),
  outline: ({ problem: { agents, alternatives }, mechanisms }) =>
    ({ mechanisms: mechanisms.map(({ name }) => name), agents, alternatives }),
  efficientRule: ({ problem }) => ({ problem }),
  withDependence(study, dependence) {
    if (study.ambiguity) {
      throw new InputError('dependence', 'is not taken with ambiguity, whose worst beliefs are about independent types; accepted: studies '
        + 'that ask for none, such as single-object');
    }
    if (study.problem.dependence) throw new InputError('dependence', 'is the scenario\'s own to say: it has one already');
    return { ...study, problem: { ...study.problem, dependence } };
  },
  replicas,
  requireDataError,
  overLaws,
  skeleton,
  plan: async (point, aim, run) => (await import('./plan-point.ts')).planPoint(point, aim, run),
};
