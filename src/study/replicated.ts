/** A scenario whose economy is taken several times over, so that `rate` says what its replicas tend to. */
import { InputError } from '../errors.ts';
import { kindNamed, type Environment } from '../kinds/registry.ts';
import type { ParameterValues, Scenario } from './scenario.ts';

const NAME = 'replicas';
/** More than any kind takes. */
const MOST = 2 ** 24;

/**
 * The scenario with a parameter more, `replicas` k: all agents of its environment k times in one market, copies alike and drawn
 * independently. `rate` sweeps k. Exact references stand beside k = 1, claims are left out: they are about the economy itself. Throws
 * InputError where it has such a parameter already.
 */
export function replicated(scenario: Scenario): Scenario {
  const { references, ...kept } = scenario;
  if (NAME in scenario.parameters) throw new InputError(`parameters.${NAME}`, 'is the parameter that replicated() adds');
  const own = (values: ParameterValues): ParameterValues => Object.fromEntries(Object.entries(values).filter(([name]) => name !== NAME));
  return {
    ...kept,
    claims: () => [],
    parameters: {
      ...scenario.parameters,
      [NAME]: { kind: 'count', description: 'copies of the economy in one market, k', default: 1, minimum: 1, maximum: MOST },
    },
    rateDefaults: { [NAME]: [1, 2, 4, 8, 16] },
    size: (values) => Number(values[NAME]),
    sizeName: { symbol: 'k', description: 'copies of the economy' },
    primaryAgent: (values) => scenario.primaryAgent(own(values)),
    environment: (values) => replicasOf(scenario.environment(own(values)), Number(values[NAME])),
    ...(references ? { references: (values) => (Number(values[NAME]) === 1 ? references.call(scenario, own(values)) : []) } : {}),
  };
}

function replicasOf(environment: Environment, copies: number): Environment {
  if (copies === 1) return environment;
  const kind = kindNamed(environment?.kind);
  if (!kind?.replicas) throw new InputError(NAME, `${kind?.words ?? 'what has no kind'} has no replicas`);
  // What is wrong with the economy itself is said of it.
  kind.validate(environment);
  return kind.replicas(environment, copies) as Environment;
}
