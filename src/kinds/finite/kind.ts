/** Finite types: everything is decided by exact programs, and nothing is drawn but random environments in surveys. */
import { parseEnvironment } from '../../environment/finite/parse.ts';
import type { StudyKind } from '../kind.ts';
import { skeleton } from './skeleton.ts';
import type { FiniteStudy } from './study-point.ts';
import { validateFiniteStudy } from './validate.ts';

const MARKET = 'market';

export const finiteKind: StudyKind<FiniteStudy> & { readonly name: FiniteStudy['kind'] } = {
  name: 'finite',
  words: 'an environment of finite types',
  samplers: [],
  validate: validateFiniteStudy,
  describe: ({ environment, questions }) => ({ kind: 'finite', ...(environment === undefined ? {} : { environment }), questions }),
  agents: ({ environment }) => [MARKET, ...(environment === undefined ? [] : parseEnvironment(environment).agents.map(({ name }) => name))],
  insteadOfRule: (_, name) =>
    `'${name}' has a list of types, between which no lie has a length: misreport run ${name} decides what it asks, exactly`,
  skeleton,
  plan: async (point, aim) => (await import('./plan-point.ts')).planPoint(point, aim),
};
