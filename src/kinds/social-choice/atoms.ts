/**
 * Social choice problems whose laws have points of positive probability: all profiles of atoms are gone through, so that ties, which then
 * have positive probability, are told exactly and nothing is sampled. What cannot be enumerated is refused by its law before computing.
 */
import { isDiscrete } from '../../distributions/distribution.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import { quote } from '../../input/quote.ts';
import { insuredMechanism, schemeOf, type ChoiceRule, type Mechanism } from '../../mechanism/mechanism.ts';
import type { SocialChoiceStudy } from './study-point.ts';

/** Whole profiles that are gone through. */
const PROFILES_MAX = 2 ** 16;

export const hasAtoms = ({ signals }: SocialChoiceProblem): boolean => signals.some(({ law: { atoms = [] } }) => atoms.length > 0);

const usesFunctions = (rule: ChoiceRule): boolean =>
  rule.kind === 'general' || (rule.kind === 'mixture' && (usesFunctions(rule.rule) || usesFunctions(rule.other)));

/** Why a mechanism is not played on single profiles, in words, or undefined. */
function whySampled({ name, rule, transfers, strategies }: Mechanism): string | undefined {
  const of = quote(name);
  if (strategies) return `strategies, which ${of} has, take laws with a density`;
  if (usesFunctions(rule)) return `the rule of ${of} is a function on tensors, which is not played on single profiles`;
  const { reference, played } = schemeOf(transfers);
  if (!reference) return `the transfers of ${of} are estimated first, from laws with a density`;
  if (!played) return `the transfers of ${of} (${transfers.kind}) are not computed on single profiles`;
  const base = insuredMechanism(transfers);
  return base && whySampled(base);
}

/** Throws InputError naming the first law with atoms where the study cannot be enumerated. */
export function requireEnumerable({ problem, mechanisms, distances, ambiguity }: SocialChoiceStudy): void {
  const { signals, valuations, dependence } = problem;
  const d = signals.findIndex(({ law: { atoms = [] } }) => atoms.length > 0);
  if (d < 0) return;
  const refuse = (at: number, why: string): never => {
    throw new InputError(
      `problem.signals[${at}].law`,
      `${signals[at]!.law.text} has points of positive probability, and ${why}; accepted here: laws with a density, or discrete laws of `
        + 'few values',
    );
  };
  const mixed = signals.findIndex(({ law: { atoms = [] } }, e) => atoms.length > 0 && !isDiscrete(signals[e]!.law));
  if (mixed >= 0) refuse(mixed, 'a density beside them, which social choice problems do not take (double auctions do)');
  const dense = signals.find(({ law }) => !isDiscrete(law));
  if (dense) refuse(d, `the law of ${dense.name}, ${dense.law.text}, has a density: either all laws here are discrete or none is`);
  if (valuations.kind !== 'linear') refuse(d, 'values given as a function are not enumerated');
  if (dependence) refuse(d, 'correlated signals are not enumerated');
  if (ambiguity) refuse(d, 'sets of beliefs round such laws are not taken');
  if (distances && distances.length > 0) refuse(d, 'distances between rules are sampled from laws with a density');
  for (const mechanism of mechanisms) {
    const why = whySampled(mechanism);
    if (why) refuse(d, why);
  }
  const profiles = signals.reduce((count, { law }) => count * law.atoms!.length, 1);
  if (profiles > PROFILES_MAX) {
    refuse(d, `${profiles} profiles of types are more than the ${PROFILES_MAX} that are gone through one by one`);
  }
}
