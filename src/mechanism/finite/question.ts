/** What is asked of a finite environment, and the constraints a mechanism has to meet. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import type { HeldBelief, Notion } from '../../environment/finite/held-beliefs.ts';
import { typesIn } from '../../environment/finite/profiles.ts';

/** `bayesian`: one transfer rule. `ambiguous`: a menu of rules of which agents fear the worst (Guo18 Definition 1.3.1). */
export type Transfers = 'bayesian' | 'ambiguous';

/** Money over all agents at each profile: none left over or missing; none missing; whatever. */
export type Balance = 'exact' | 'no-deficit' | 'none';

/** `rule`: the environment's rule. `efficient`: any lottery over efficient outcomes. `free`: any lottery. */
export type Allocation = 'rule' | 'efficient' | 'free';

/**
 * `feasible`: any mechanism. `full-surplus`: one that collects the full surplus under every rule. `revenue`: the most that every rule
 * collects alike. `welfare`: the highest expected total payoff under the prior, money left out. `subsidy`: least money from outside
 * that every profile may need.
 */
export type Objective = 'feasible' | 'full-surplus' | 'revenue' | 'welfare' | 'subsidy';

export interface DesignQuestion {
  readonly transfers: Transfers;
  readonly balance: Balance;
  readonly allocation: Allocation;
  readonly objective: Objective;
  /** Default `interim`; `ex-post` is for Bayesian transfers. */
  readonly notion?: Notion;
  /** Instead of what the environment says that types believe, `[agent][type]`; for Bayesian transfers. */
  readonly beliefs?: readonly (readonly (readonly HeldBelief[])[])[];
  /** Under ambiguous transfers: how many rules, and which of them holds each lie of `liesOf`; left out lies are let be. */
  readonly menu?: { readonly rules: number; readonly ruleOf: readonly (number | undefined)[] };
}

/** A misreport: agent of `type` reports `report`. */
export interface Lie {
  readonly agent: number;
  readonly type: number;
  readonly report: number;
}

/**
 * One row of a design program. Under ambiguous transfers every rule of the menu pays truth at least U (`truth`), and the rule
 * made for a lie holds that lie to U (`IC`); U >= 0 is `IR`. Under Bayesian transfers IC and IR speak of the one rule, and of the belief
 * `held` where a type may hold several.
 */
export type Constraint =
  | { readonly kind: 'IC'; readonly agent: number; readonly type: number; readonly report: number; readonly held?: HeldBelief }
  | { readonly kind: 'IR'; readonly agent: number; readonly type: number; readonly held?: HeldBelief }
  | { readonly kind: 'truth'; readonly agent: number; readonly type: number; readonly rule: number }
  | { readonly kind: 'balance'; readonly profile: number; readonly rule: number }
  | { readonly kind: 'lottery'; readonly profile: number }
  | { readonly kind: 'revenue'; readonly rule: number };

/** Every lie of every agent, by agent, type and report. */
export function liesOf({ agents }: Pick<FiniteModel, 'agents'>): Lie[] {
  return agents.flatMap(({ types }, agent) =>
    types.flatMap((_, type) => types.flatMap((__, report): Lie[] => (report === type ? [] : [{ agent, type, report }]))),
  );
}

/** Names of types as constraints print them: with the agent's name where two agents share a name of a type. */
export class Namer {
  private readonly model: Pick<FiniteModel, 'agents' | 'profiles'>;
  private readonly shared: boolean;

  constructor(model: Pick<FiniteModel, 'agents' | 'profiles'>) {
    this.model = model;
    const names = model.agents.flatMap(({ types }) => types);
    this.shared = new Set(names).size < names.length;
  }

  type(agent: number, type: number): string {
    const { name, types } = this.model.agents[agent]!;
    return this.shared ? `${name}: ${types[type]}` : types[type]!;
  }

  /** `keen -> cool`. */
  lie({ agent, type, report }: Lie): string {
    return `${this.type(agent, type)} -> ${this.model.agents[agent]!.types[report]}`;
  }

  /** `(keen, cool)`. */
  profile(profile: number): string {
    const { agents, profiles } = this.model;
    return `(${typesIn(profiles, profile).map((type, agent) => agents[agent]!.types[type]).join(', ')})`;
  }

  /** `labels` name the rules of a menu. */
  constraint(constraint: Constraint, labels: readonly string[]): string {
    const rule = (at: number): string => (labels.length === 0 ? '' : ` | ${labels[at]!}`);
    switch (constraint.kind) {
      case 'IC': return `IC(${this.lie(constraint)}${constraint.held?.name ?? ''})`;
      case 'IR': return `IR(${this.type(constraint.agent, constraint.type)}${constraint.held?.name ?? ''})`;
      case 'truth': return `truth(${this.type(constraint.agent, constraint.type)}${rule(constraint.rule)})`;
      case 'balance': return `budget${this.profile(constraint.profile)}${rule(constraint.rule)}`;
      case 'lottery': return `lottery${this.profile(constraint.profile)}`;
      case 'revenue': return `revenue${labels.length === 0 ? '' : `(${labels[constraint.rule]!})`}`;
    }
  }
}
