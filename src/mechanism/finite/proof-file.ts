/** Mechanisms and certificates as files that hold their environment; `verify.ts` reads them. */
import type { FiniteEnvironment, FiniteModel } from '../../environment/finite/environment.ts';
import type { HeldBelief } from '../../environment/finite/held-beliefs.ts';
import { rationalText, isZero, type Rational } from '../../programs/rational.ts';
import type { FiniteMechanism, Impossibility } from './design.ts';
import type { Preference } from './preference.ts';
import type { Allocation, Balance, Constraint, Lie, Transfers } from './question.ts';

/** What a proof is a proof of. */
export interface Statement {
  readonly environment: FiniteEnvironment;
  readonly parameters: ReadonlyMap<string, Rational>;
  readonly goal: 'implement' | 'extract' | 'ex-post';
  readonly transfers: Transfers;
  readonly balance: Balance;
  readonly allocation: Allocation;
  /** Default maxmin. */
  readonly preference?: Preference;
}

function preferenceFile(preference: Preference): unknown {
  switch (preference.kind) {
    case 'maxmin':
      return 'maxmin';
    case 'alpha':
      return { alpha: rationalText(preference.alpha) };
    case 'smooth':
      return {
        weights: preference.weights.map(rationalText),
        kinks: preference.v.kinks.map(rationalText),
        slopes: preference.v.slopes.map(rationalText),
      };
  }
}

const head = ({
  environment,
  parameters,
  goal,
  transfers,
  balance,
  allocation,
  preference = { kind: 'maxmin' },
}: Statement): Record<string, unknown> => ({
  goal,
  transfers,
  balance,
  preference: preferenceFile(preference),
  allocation,
  parameters: Object.fromEntries([...parameters].map(([name, value]) => [name, rationalText(value)])),
  environment: environment.file,
});

export function nested(model: FiniteModel, value: (profile: number) => unknown): unknown {
  const descend = (agent: number, base: number): unknown => {
    if (agent === model.agents.length) return value(base);
    return model.agents[agent]!.types.map((_, type) => descend(agent + 1, base + type * model.profiles.strides[agent]!));
  };
  return descend(0, 0);
}

export function lotteryText(model: FiniteModel, lottery: readonly Rational[]): unknown {
  const support = [...lottery.keys()].filter((outcome) => !isZero(lottery[outcome]!));
  if (support.length === 1) return model.outcomes[support[0]!];
  return Object.fromEntries(support.map((outcome) => [model.outcomes[outcome]!, rationalText(lottery[outcome]!)]));
}

export const lieNames = ({ agents }: FiniteModel, { agent, type, report }: Lie): Record<string, string> =>
  ({ agent: agents[agent]!.name, type: agents[agent]!.types[type]!, report: agents[agent]!.types[report]! });

/** `misreport.mechanism/1`: the rule at every profile, and money to every agent under every transfer rule. */
export function mechanismFile(model: FiniteModel, statement: Statement, { allocation, menu }: FiniteMechanism): Record<string, unknown> {
  return {
    schema: 'misreport.mechanism/1', ...head(statement),
    rule: nested(model, (profile) => lotteryText(model, allocation[profile]!)),
    menu: menu.map((rule) =>
      Object.fromEntries(model.agents.map(({ name }, agent) => [name, nested(model, (profile) => rationalText(rule[agent]![profile]!))])),
    ),
  };
}

/** The belief that a constraint speaks of, over the others' profiles; nothing where a type has one. */
const heldFile = ({ held }: { readonly held?: HeldBelief }): Record<string, unknown> =>
  (held === undefined ? {} : { belief: held.belief.map(rationalText) });

function constraintFile(model: FiniteModel, constraint: Constraint, menu: readonly Lie[]): Record<string, unknown> | undefined {
  const made = (rule: number): Record<string, unknown> => (menu.length === 0 ? {} : { for: lieNames(model, menu[rule]!) });
  switch (constraint.kind) {
    case 'IC': return { constraint: 'IC', ...lieNames(model, constraint), ...heldFile(constraint) };
    case 'IR': case 'truth': {
      const { name, types } = model.agents[constraint.agent]!;
      return {
        constraint: constraint.kind,
        agent: name,
        type: types[constraint.type],
        ...(constraint.kind === 'truth' ? made(constraint.rule) : heldFile(constraint)),
      };
    }
    case 'revenue': return { constraint: 'revenue', ...made(constraint.rule) };
    // Follow from the others: what a budget or a lottery has to contribute is what cancels.
    case 'balance': case 'lottery': return undefined;
  }
}

/** `misreport.certificate/1`: multipliers of constraints by name; `text` is for people. */
export function certificateFile(
  model: FiniteModel,
  statement: Statement,
  { multipliers, menu }: Impossibility,
  text: string,
): Record<string, unknown> {
  return {
    schema: 'misreport.certificate/1', ...head(statement), text,
    multipliers: multipliers.flatMap(({ constraint, multiplier }) => {
      const named = constraintFile(model, constraint, menu);
      return named === undefined ? [] : [{ ...named, multiplier: rationalText(multiplier) }];
    }),
  };
}
