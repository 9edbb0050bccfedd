/**
 * Two bidders, one object, interdependent values (Song22 section 6). The efficient rule serves bidder 1 where
 *
 *   additively-separable   s1 > s2;        v_i = s_i + beta s_j
 *   nonseparable           s1 > s2;        v_i = s_i (1 + beta s_j), cross derivative beta
 *   modified-vcg           the market of scenarios/modified-vcg: two-dimensional signals, informational size gamma
 */
import type { Tensor2D, Tensor3D, Tfjs } from '../../kernels/tensors.ts';
import type { Metric } from '../../src/beliefs/belief-set.ts';
import type { Distribution } from '../../src/distributions/distribution.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import type { Parameter, ParameterValues } from '../../src/study/scenario.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import {
  environment as modifiedVcgEnvironment, GENERALISED_VCG, liesToTry, marketOf as modifiedVcgMarketOf, MODIFIED_VCG, type Market,
} from '../modified-vcg/environment.ts';
import { ambiguityParameters, ambiguityQuestion } from '../support/ambiguity.ts';
import { serviceOf, type Service, type SlopePiece } from '../support/insured.ts';
import { checkParameters, nonnegativeDensity } from '../support/parameters.ts';
import { insured, liesAlong, LONGER_LIE, piecesWith, rippleSlope, tableOf, WAVES } from '../support/ripple.ts';

export { GENERALISED_VCG, MODIFIED_VCG };

export const VALUES = ['additively-separable', 'nonseparable', 'modified-vcg'] as const;
export type Values = (typeof VALUES)[number];

export const PARAMETERS = {
  values: { kind: 'choice', description: "how the other's signal enters a value", default: 'additively-separable', choices: VALUES },
  size: {
    kind: 'number',
    description: 'what is small: the slope epsilon of the ripple, or the informational size gamma of modified-vcg',
    default: 0.1,
    minimum: 0.001,
    maximum: 0.25,
  },
  interdependence: { kind: 'number', description: "weight beta of the other's signal", default: 0.5, minimum: 0.01, maximum: 0.9 },
  law: { kind: 'distribution', description: 'law of every signal', default: 'uniform(0,1)' },
  ...ambiguityParameters,
} as const satisfies Record<string, Parameter>;

/** Incentive compatible up to epsilon, monotone, and bounded. */
export const RIPPLE = 'exact with a ripple';
/** The same but for its steepness at the top: no event there pays so much, were values separable. */
export const STEEP = 'exact, too steep at the top';
export const BIDDER = 'bidder 1';

export interface LineModel {
  readonly values: Exclude<Values, 'modified-vcg'>;
  readonly epsilon: number;
  readonly beta: number;
  readonly law: Distribution;
  readonly service: Service;
  /** mu' under each mechanism. */
  readonly slopes: Readonly<Record<string, readonly SlopePiece[]>>;
}

/** Of the two structures with one-dimensional signals. */
export function lineModelOf(values: ParameterValues): LineModel {
  checkParameters(PARAMETERS, values);
  const structure = values.values as LineModel['values'];
  const law = nonnegativeDensity(values, 'law');
  const beta = Number(values.interdependence);
  const epsilon = Number(values.size);
  const service = serviceOf(law, structure === 'nonseparable' ? beta : 0);
  const [from, to] = law.support;
  // Winning against y the truth keeps (1 - beta)(s - y), or s - y: the price rises with the own report, or does not take it up.
  const generalised = structure === 'nonseparable' ? (x: number) => law.cdf(x) : (x: number) => (1 - beta) * law.cdf(x);
  return {
    values: structure, epsilon, beta, law, service,
    slopes: {
      [RIPPLE]: piecesWith(service, (w) => rippleSlope(service, epsilon, w)),
      [STEEP]: piecesWith(service, (w) => (w === WAVES - 1 ? epsilon : 0)),
      [GENERALISED_VCG.name]: [{ from, to, at: generalised }],
    },
  };
}

/** The market of scenarios/modified-vcg. */
export const marketOf = (values: ParameterValues): Market => {
  checkParameters(PARAMETERS, values);
  return modifiedVcgMarketOf(theirs(values));
};
const theirs = ({ size, law }: ParameterValues): ParameterValues =>
  ({ 'informational-size': size!, bidders: 2, value: law!, information: law! });

/** v_i = s_i (1 + beta s_j): alternative i gives the object to i. */
function productProblem({ law, beta }: LineModel): SocialChoiceProblem {
  const [, high] = law.support;
  const evaluate = (tf: Tfjs, signals: Tensor2D): Tensor3D => {
    const batch = signals.shape[0];
    const own = (i: number): Tensor2D => tf.slice(signals, [0, i], [batch, 1]);
    const worth = (i: number): Tensor2D => tf.mul(own(i), tf.add(tf.mul(own(1 - i), beta), 1)) as Tensor2D;
    const nothing = tf.zeros([batch, 1]);
    return tf.reshape(tf.concat([worth(0), nothing, nothing, worth(1)], 1), [batch, 2, 2]) as Tensor3D;
  };
  return {
    kind: 'social-choice',
    agents: ['bidder 1', 'bidder 2'],
    alternatives: ['bidder 1 wins', 'bidder 2 wins'],
    signals: [0, 1].map((owner) => ({ owner, name: `s${owner + 1}`, law })),
    valuations: { kind: 'general', structure: 'nonseparable', evaluate, range: [0, high * (1 + beta * high)] },
  };
}

const problemOf = (model: LineModel): SocialChoiceProblem => (model.values === 'nonseparable'
  ? productProblem(model)
  : singleObject({ laws: [model.law, model.law], interdependence: { kind: 'one-dimensional', weights: [[0, model.beta], [model.beta,
  0]] } }));

export const tableFor = ({ slopes }: LineModel, mechanism: string): number[] => tableOf(slopes[mechanism]!, 0);

function lineStudy(model: LineModel, metrics: readonly Metric[]): Omit<SocialChoiceStudy, 'ambiguity'> {
  const both = (name: string): Mechanism => {
    const table = tableFor(model, name);
    return insured(name, [table, table]);
  };
  return {
    kind: 'social-choice', problem: problemOf(model), mechanisms: [both(RIPPLE), both(STEEP), GENERALISED_VCG], agents: [0],
    reports: () => liesAlong(model.law, metrics, LONGER_LIE),
  };
}

export function environment(values: ParameterValues): SocialChoiceStudy {
  checkParameters(PARAMETERS, values);
  const ambiguity = ambiguityQuestion(values);
  if (values.values !== 'modified-vcg') return { ...lineStudy(lineModelOf(values), ambiguity.metrics), ambiguity };
  const { support: [low, high] } = nonnegativeDensity(values, 'law');
  const market = marketOf(values);
  const range = market.size * (high - low);
  const levels = [
    ...LEVELS.map((level) => market.value.quantile(level)), ...NEAR_TOP.map((share) => high - share * range)
  ].filter((own) => own > low);
  return { ...modifiedVcgEnvironment(theirs(values)), ambiguity, reports: (agent) => liesToTry(market, agent, levels) };
}

/**
 * Own values at which lies about the modified VCG are tried: quantiles, and shares of what information can do below the top, where
 * Prokhorov's lie binds.
 */
const LEVELS = [0.25, 0.5, 0.75];
const NEAR_TOP = [0.15, 0.25, 0.35, 0.45, 0.6, 0.8];
