/** What can be said of payoffs and of the rule: private values, efficiency, ex ante social rationality. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { efficientOutcomes } from '../../environment/finite/model.ts';
import { typesIn, withType } from '../../environment/finite/profiles.ts';
import { expectedSurplus } from '../../mechanism/finite/surplus.ts';
import { isZero, rationalText, sign } from '../../programs/rational.ts';
import type { Condition } from './condition.ts';

const profileName = ({ agents, profiles }: FiniteModel, profile: number): string =>
  `(${typesIn(profiles, profile).map((type, agent) => agents[agent]!.types[type]).join(', ')})`;

/** Guo18 section 1.5.1: an agent's payoffs do not move with the others' types; the witness is two profiles and an outcome. */
export function privateValues(model: FiniteModel): Condition[] {
  const { agents, outcomes, payoffs, profiles } = model;
  return agents.map(({ name }, agent): Condition => {
    for (const [outcome, table] of payoffs[agent]!.entries()) {
      for (let profile = 0; profile < profiles.size; profile++) {
        // The profile of the same own type in which everyone else has her first type.
        const first = agents.reduce((at, _, other) => (other === agent ? at : withType(profiles, at, other, 0)), profile);
        if (table[profile]!.equals(table[first]!)) continue;
        const text =
          `Values are interdependent: ${outcomes[outcome]} is worth ${rationalText(table[first]!)} at ${profileName(model, first)} and ` +
          `${rationalText(table[profile]!)} at ${profileName(model, profile)}`;
        return { id: 'private-values', agent: name, holds: false, text };
      }
    }
    return { id: 'private-values', agent: name, holds: true, text: 'Private values: payoffs do not move with the others\' types' };
  });
}

/** Where several outcomes are efficient, and which the rule takes for it; undefined where none does so. */
export function efficientTie(model: FiniteModel): string | undefined {
  const tied = Array.from({ length: model.profiles.size }, (_, profile) => ({ profile, best: efficientOutcomes(model, profile) }))
    .filter(({ best }) => best.length > 1);
  const [first] = tied;
  if (first === undefined) return undefined;
  const names = first.best.map((outcome) => model.outcomes[outcome]!);
  const more = tied.length === 1 ? '' : `, and so at ${tied.length - 1} more ${tied.length === 2 ? 'profile' : 'profiles'}`;
  const taken = model.rule?.[first.profile]?.flatMap((share, outcome) => (isZero(share) ? [] : [model.outcomes[outcome]!])) ?? [];
  return `at ${profileName(model, first.profile)} ${names.join(' and ')} are equally good${more}, and the rule takes ${taken.join(', ')}; `
    + 'write rule: as a table to ask about another';
}

/** At each profile the rule gives probability to efficient outcomes only; the witness is a profile. None without a rule. */
export function efficiency(model: FiniteModel): Condition[] {
  const { rule, outcomes } = model;
  if (rule === undefined) return [];
  const verdict = (holds: boolean, text: string): Condition => ({ id: 'efficient-rule', agent: 'market', holds, text });
  for (const [profile, lottery] of rule.entries()) {
    const best = efficientOutcomes(model, profile);
    const worse = lottery.findIndex((share, outcome) => !isZero(share) && !best.includes(outcome));
    if (worse >= 0)
      return [
        verdict(
          false,
          `The rule is not efficient: at ${profileName(model, profile)} it takes ${outcomes[worse]}, and ${outcomes[best[0]!]} is `
            + 'worth more in total; rule: efficient takes what is worth most',
        ),
      ];
  }
  const tie = efficientTie(model);
  return [verdict(true, `The rule is efficient${tie === undefined ? '' : `; ${tie}`}`)];
}

/** Σ p(θ) Σ_i u_i(q(θ), θ) >= 0 (Guo18 section 1.4.2, Kosenok and Severinov 2008). None without a rule and a prior. */
export function exAnteSociallyRational(model: FiniteModel): Condition[] {
  if (model.rule === undefined || model.beliefs?.kind !== 'prior') return [];
  const surplus = expectedSurplus(model, model.rule);
  const holds = sign(surplus) >= 0;
  return [
    {
      id: 'ex-ante-socially-rational',
      agent: 'market',
      holds,
      text: `The rule's expected surplus is ${rationalText(surplus)}: it is ${holds ? '' : 'not '}ex ante socially rational`,
    },
  ];
}
