/** Several objects with allocative and informational externalities: the three models of JM01 section 1. */
import { BUNDLE_VALUES, INFORMED_OF, multiObject } from '../../src/environment/multi-object.ts';
import { ALTERNATIVES_MAX, type SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { InputError } from '../../src/errors.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import type { Parameter, ParameterValues } from '../../src/study/scenario.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import { checkParameters, nonnegativeLaw } from '../support/parameters.ts';

export const PARAMETERS = {
  objects: { kind: 'count', description: 'number of objects M', default: 2, minimum: 2, maximum: 4 },
  bidders: { kind: 'count', description: 'number of bidders N', default: 3, minimum: 2, maximum: 4 },
  values: {
    kind: 'choice',
    description: 'how the worth of a bundle comes from signals: of objects, of pairs of them too, of the best object, or of each bundle',
    default: 'bundles',
    choices: BUNDLE_VALUES,
  },
  synergy: {
    kind: 'number',
    description: "share by which the signals of two objects held together grow, for values 'synergies'",
    default: 0.25,
    minimum: 0,
    maximum: 2,
  },
  crowding: {
    kind: 'number', description: 'allocative externality: share of the own worth lost as rivals get all objects', default: 0.5, minimum: 0,
    maximum: 1,
  },
  damage: {
    kind: 'number', description: 'allocative externality: value lost for each object that a rival gets', default: 0, minimum: 0, maximum: 2,
  },
  externality: {
    kind: 'number', description: "informational externality: weight of each rival's worth in the own value", default: 0.2, minimum: 0,
    maximum: 1,
  },
  informed: {
    kind: 'choice', description: "whose bundle a rival's signal is about: the rival's own, or the bidder's", default: 'rival-bundles',
    choices: INFORMED_OF,
  },
  seller: {
    kind: 'choice', description: 'whether objects may stay with the seller', default: 'sells-all', choices: ['sells-all', 'may-keep'],
  },
  signal: { kind: 'distribution', description: 'law of every signal', default: 'uniform(0,1)' },
} as const satisfies Record<string, Parameter>;

export const VCG: Mechanism = { name: 'generalised VCG', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } };

export function problemOf(values: ParameterValues): SocialChoiceProblem {
  checkParameters(PARAMETERS, values);
  const [objects, bidders, weight] = [Number(values.objects), Number(values.bidders), Number(values.externality)];
  const sellerMayKeep = values.seller === 'may-keep';
  const alternatives = (bidders + (sellerMayKeep ? 1 : 0)) ** objects;
  if (alternatives > ALTERNATIVES_MAX) {
    throw new InputError('objects', `${alternatives} assignments are more than the limit of ${ALTERNATIVES_MAX}: fewer objects or bidders`);
  }
  return multiObject({
    bidders,
    objects,
    values: String(values.values) as (typeof BUNDLE_VALUES)[number],
    law: nonnegativeLaw(values, 'signal'),
    sellerMayKeep,
    ...(values.values === 'synergies' ? { synergy: Number(values.synergy) } : {}),
    crowding: Number(values.crowding),
    damage: Number(values.damage),
    ...(weight === 0 ? {} : { informational: { weight, of: String(values.informed) as (typeof INFORMED_OF)[number] } }),
  });
}

/** Bidders are alike. */
export const environment = (values: ParameterValues): SocialChoiceStudy =>
  ({ kind: 'social-choice', problem: problemOf(values), mechanisms: [VCG], agents: [0] });
