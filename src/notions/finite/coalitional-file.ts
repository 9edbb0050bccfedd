/** What coalitions cannot do, as files `misreport.coalitional/1` that `src/notions/verify/coalitional.ts` checks. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { outsiders, partialProfiles, typesIn } from '../../environment/finite/profiles.ts';
import type { Consequence } from '../../mechanism/finite/social-choice-function.ts';
import { isZero, rationalText, type Rational } from '../../programs/rational.ts';
import type { BadOutcome } from './bad-outcome.ts';
import type { Reward } from './robust-monotonicity/reward.ts';
import type { Objection } from './robust-monotonicity/robust-monotonicity.ts';

export interface CoalitionalSource {
  readonly model: FiniteModel;
  readonly coalitions: readonly (readonly number[])[];
  /** The environment's file. */
  readonly file: unknown;
  readonly parameters: ReadonlyMap<string, Rational>;
}

/** Parameters and environment, with the coalitions that can form. */
export const contextFile = ({ model, coalitions, file, parameters }: CoalitionalSource): Record<string, unknown> => ({
  parameters: Object.fromEntries([...parameters].map(([name, value]) => [name, rationalText(value)])),
  environment: {
    ...(file as Readonly<Record<string, unknown>>),
    coalitions: coalitions.map((coalition) => coalition.map((agent) => model.agents[agent]!.name)),
  },
});

const head = (source: CoalitionalSource, statement: string): Record<string, unknown> =>
  ({ schema: 'misreport.coalitional/1', statement, ...contextFile(source) });

export function consequenceFile({ outcomes, agents }: FiniteModel, { lottery, money }: Consequence): Record<string, unknown> {
  const named = (names: readonly string[], values: readonly Rational[]): [string, string][] =>
    values.flatMap((value, k) => (isZero(value) ? [] : [[names[k]!, rationalText(value)]]));
  const paid = named(agents.map(({ name }) => name), money);
  return {
    lottery: Object.fromEntries(named(outcomes, lottery)), ...(paid.length === 0 ? {} : { money: Object.fromEntries(paid) }),
  };
}

export const incentiveFile = (source: CoalitionalSource): Record<string, unknown> => head(source, 'robust-coalitional-ic');

/**
 * `misreport.equilibrium/1`, which `src/notions/verify/equilibrium.ts` checks: that truth in the direct mechanism of the rule, or the
 * strategies in the mechanism given, are an interim coalitional equilibrium.
 */
export const equilibriumFile = (source: CoalitionalSource, of: 'rule' | 'mechanism', pooled: boolean): Record<string, unknown> =>
  ({ schema: 'misreport.equilibrium/1', of, information: pooled ? 'pooled' : 'own', ...contextFile(source) });

export const badOutcomeFile = (source: CoalitionalSource, { consequence, margin }: BadOutcome): Record<string, unknown> => ({
  ...head(source, 'bad-outcome'), outcome: consequenceFile(source.model, consequence), margin: rationalText(margin),
});

function objectionFile(model: FiniteModel, { truth, report, coalition, answers }: Objection): Record<string, unknown> {
  const { agents, profiles } = model;
  const names = (profile: number, of: readonly number[]): string[] => {
    const types = typesIn(profiles, profile);
    return of.map((agent) => agents[agent]!.types[types[agent]!]!);
  };
  const every = [...agents.keys()];
  const others = outsiders(profiles, coalition);
  const texts = new Map<string, number>();
  const rewards: unknown[] = [];
  /** The same reward often does for many conjectures. */
  const placeOf = (reward: Reward): number => {
    const list = partialProfiles(profiles, others).map(({ offset }) =>
      ({ reports: names(offset, others), consequence: consequenceFile(model, reward.get(offset)!) }));
    const text = JSON.stringify(list);
    const known = texts.get(text);
    if (known !== undefined) return known;
    texts.set(text, rewards.length);
    return rewards.push(list) - 1;
  };
  const given = answers.map(({ conjectures, reward }) =>
    ({ conjectures: conjectures.map((offset) => names(offset, others)), reward: placeOf(reward) }));
  return {
    truth: names(truth, every), report: names(report, every), coalition: coalition.map((agent) => agents[agent]!.name),
    rewards, answers: given,
  };
}

/** `statement`: `robust-coalitional-monotonicity`, or `robust-strong-monotonicity` where single agents object. */
export const monotonicityFile = (
  source: CoalitionalSource, statement: string, objections: readonly Objection[],
): Record<string, unknown> => ({
  ...head(source, statement), objections: objections.map((objection) => objectionFile(source.model, objection)),
});
