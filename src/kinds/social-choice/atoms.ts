/**
 * Social choice problems whose laws have points of positive probability, at which ties are told exactly. Where all laws are discrete all
 * profiles are gone through and nothing is sampled; where one has a density profiles are drawn and played one by one. What can have neither
 * is refused by its law before computing.
 */
import { gapsOf, isDiscrete } from '../../distributions/distribution.ts';
import { factorOf, whyNoMasses } from '../../experiments/enumeration/joint-masses.ts';
import type { SocialChoiceProblem, ValueStructure } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import { quote } from '../../input/quote.ts';
import { gainSlopes } from '../../mechanism/gain-slopes.ts';
import { incentiveCompatibleByStructure } from '../../mechanism/incentives.ts';
import { insuredMechanism, schemeOf, type ChoiceRule, type Mechanism, type TransferScheme } from '../../mechanism/mechanism.ts';
import type { SocialChoiceStudy } from './study-point.ts';

/** Whole profiles that are gone through. */
const PROFILES_MAX = 2 ** 16;

export const hasAtoms = ({ signals }: SocialChoiceProblem): boolean => signals.some(({ law: { atoms = [] } }) => atoms.length > 0);

/** Whether all profiles are gone through. */
export const isEnumerated = ({ signals }: SocialChoiceProblem): boolean => signals.every(({ law }) => isDiscrete(law));

const usesFunctions = (rule: ChoiceRule): boolean =>
  rule.kind === 'general' || (rule.kind === 'mixture' && (usesFunctions(rule.rule) || usesFunctions(rule.other)));

/** Why a mechanism is not played on single profiles, in words, or undefined. */
function whySampled(mechanism: Mechanism): string | undefined {
  const { name, transfers } = mechanism;
  const of = quote(name);
  const { played, repairs } = schemeOf(transfers);
  if (repairs) return whySampled({ ...mechanism, transfers: repairs(transfers).base as TransferScheme });
  if (!played) return `the transfers of ${of} (${transfers.kind}) are not computed on single profiles`;
  const base = insuredMechanism(transfers);
  return base && whySampled(base);
}

/** Why it is not played on drawn profiles though it is on all of them, in words, or undefined. */
function whyEnumerated(mechanism: Mechanism): string | undefined {
  const { name, rule, transfers, strategies } = mechanism;
  const { played, relevance, repairs } = schemeOf(transfers);
  if (repairs) return `the transfers of ${quote(name)} are estimated first, from laws with a density, or added up over discrete laws`;
  if (strategies) return `strategies, which ${quote(name)} has, are played over discrete laws only`;
  if (usesFunctions(rule)) return `the rule of ${quote(name)} is a function, which is played over discrete laws only`;
  if (played !== 'straight') return `the transfers of ${quote(name)} are a function, which is played over discrete laws only`;
  if (relevance) return `the transfers of ${quote(name)} raise what is irrelevant, certified for densities and for discrete laws only`;
  const base = insuredMechanism(transfers);
  return base && whyEnumerated(base);
}

/**
 * Whether payoffs may jump at the truth: where others' values have positive probability the shortest lie may then gain as much as a long
 * one, and there is no ε-LIC constant.
 */
export const mayJump = (problem: SocialChoiceProblem, mechanism: Mechanism, agent: number, structure: ValueStructure): boolean =>
  hasAtoms(problem) && !incentiveCompatibleByStructure(problem, mechanism, structure) && !gainSlopes(problem, mechanism, agent);

const OR_DISCRETE = ', or discrete laws of few values';

/** Why signals that depend on each other are not taken, in words, and what is beside densities; undefined where they are. */
function whyNoDependence(
  { problem: { agents, dependence, signals }, ambiguity }: SocialChoiceStudy, enumerated: boolean,
): readonly [string, string?] | undefined {
  if (ambiguity) return ['worst beliefs are about independent types, which dependence leaves'];
  if (enumerated) {
    const why = whyNoMasses(dependence!, signals.map(({ law }) => law));
    return why === undefined ? undefined : [why];
  }
  if (dependence!.kind === 'gaussian-copula' && !factorOf(dependence!, signals.length)) {
    return ['beside densities a matrix of correlations behind which no one factor stands is not played',
      ', or one number or loadings in place of the matrix'];
  }
  const several = agents.some((_, i) => signals.filter(({ owner }) => owner === i).length > 1);
  return several ? ['beside densities, of agents with several signals each what depends on an atom is not drawn', OR_DISCRETE] : undefined;
}

/** Throws InputError naming the first law with atoms where the study can be neither enumerated nor played. */
export function requirePlayable(study: SocialChoiceStudy): void {
  const { problem, mechanisms, distances = [], ambiguity, agents: studied } = study;
  const agents = studied ?? [...problem.agents.keys()];
  const { signals, valuations, dependence } = problem;
  const d = signals.findIndex(({ law: { atoms = [] } }) => atoms.length > 0);
  if (d < 0) return;
  // Reasons that hold of discrete laws too leave densities alone.
  const refuse = (at: number, why: string, others = ''): never => {
    throw new InputError(
      `problem.signals[${at}].law`,
      `${signals[at]!.law.text} has points of positive probability, and ${why}; accepted here: laws with a density${others}`,
    );
  };
  const enumerated = isEnumerated(problem);
  if (valuations.kind !== 'linear' && !enumerated) refuse(d, 'values given as a function are played over discrete laws only', OR_DISCRETE);
  if (valuations.kind !== 'linear' && distances.length > 0) refuse(d, 'distances between rules are told of linear values');
  if (dependence) {
    const [why, others] = whyNoDependence(study, enumerated) ?? [];
    if (why !== undefined) refuse(d, why, others);
  }
  if (ambiguity && !enumerated) {
    refuse(d, 'beliefs near the law move types off such a point, where ties decide: worst cases are computed by going through all profiles',
      ', or discrete laws throughout');
  }
  distances.forEach((pair, at) => (['rule', 'other'] as const).forEach((key) => {
    if (!usesFunctions(pair[key])) return;
    const why = 'is a function on tensors, which is not played on single profiles, as laws with points of positive probability are';
    throw new InputError(`distances[${at}].${key}`, `${why}; accepted beside such laws: rules that ship`);
  }));
  for (const mechanism of mechanisms) {
    const why = whySampled(mechanism);
    if (why) refuse(d, why);
    const mixed = enumerated ? undefined : whyEnumerated(mechanism);
    if (mixed) refuse(d, mixed, OR_DISCRETE);
  }
  if (!enumerated) {
    const split = signals.findIndex(({ law, owner }) => agents.includes(owner) && gapsOf(law).length > 0);
    const dense = signals.find(({ law }) => !isDiscrete(law));
    if (split >= 0) {
      const { name, law } = signals[split]!;
      const why = `${dense!.name} has a density: constants are then integrals along the types of an agent who is studied, which must be an `
        + `interval, and those of ${name} have gaps`;
      const accepted = 'discrete laws throughout, or laws without gaps';
      throw new InputError(`problem.signals[${split}].law`, `${law.text}: ${why}; accepted: ${accepted}`);
    }
    return;
  }
  const profiles = signals.reduce((count, { law }) => count * law.atoms!.length, 1);
  if (profiles > PROFILES_MAX) {
    const smooth = signals.some(({ law }) => law.data !== undefined) ? ' (data: empirical(FILE.csv,COLUMN,smoothed))' : '';
    const most = Math.floor(PROFILES_MAX ** (1 / signals.length) + 1e-9);
    const few = most > 1 ? `, or discrete laws of at most ${most} values for each of ${signals.length} signals` : OR_DISCRETE;
    refuse(d, `${profiles} profiles of types are more than the ${PROFILES_MAX} that are gone through one by one`, `${smooth}${few}`);
  }
}
