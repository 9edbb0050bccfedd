/** Everything about a mechanism that can be known to be wrong for its problem before a run. */
import type { SocialChoiceProblem } from '../environment/social-choice.ts';
import { InputError } from '../errors.ts';
import { didYouMean } from '../input/suggest.ts';
import { requireObject } from './checks.ts';
import { factsOf, ruleOf, RULES, schemeOf, TRANSFERS, type ChoiceRule, type Mechanism, type TransferScheme } from './mechanism.ts';
import { validateStrategies } from './strategy.ts';

/** Throws InputError naming the field. */
export function validateMechanism(problem: SocialChoiceProblem, { rule, transfers, strategies }: Mechanism): void {
  validateRule('rule', problem, rule);
  validateTransfers('transfers', problem, transfers, { rule, ...(strategies && { strategies }) });
  if (strategies) validateStrategies(problem, strategies);
}

/** Throws InputError naming the field, as in `rule.other.kind`. */
export function validateRule(field: string, problem: SocialChoiceProblem, rule: ChoiceRule): void {
  requireKind(field, 'rule', rule, RULES);
  ruleOf(rule).validate(field, rule, problem, (within, other) => validateRule(within, problem, other as ChoiceRule));
}

function validateTransfers(
  field: string,
  problem: SocialChoiceProblem,
  transfers: TransferScheme,
  beside: Pick<Mechanism, 'rule' | 'strategies'>,
): void {
  requireKind(field, 'transfers', transfers, TRANSFERS);
  schemeOf(transfers).validate(field, transfers, {
    problem,
    rule: factsOf(beside.rule, problem.agents.length, problem.alternatives.length),
    ...(beside.strategies && { strategies: beside.strategies }),
    transfers: (within, other) => validateTransfers(within, problem, other as TransferScheme, beside),
    mechanism(within, other) {
      const base = other as Mechanism;
      validateRule(`${within}.rule`, problem, base.rule);
      validateTransfers(`${within}.transfers`, problem, base.transfers, base);
    },
  });
}

type Kinds = Readonly<Record<string, { readonly fields: readonly string[] }>>;

/** Of a kind there is, with no fields but its own. */
function requireKind(field: string, what: string, value: unknown, kinds: Kinds): void {
  requireObject(field, value);
  const { kind } = value as { readonly kind: unknown };
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) {
    throw new InputError(`${field}.kind`, `unknown ${what} '${String(kind)}'; accepted here: ${Object.keys(kinds).join(', ')}`);
  }
  const { fields } = kinds[kind]!;
  const strange = Object.keys(value as object).find((key) => key !== 'kind' && !fields.includes(key));
  if (strange === undefined) return;
  const meant = didYouMean(strange, fields) || (fields.length === 0 ? `; ${kind} has none` : `; accepted: ${fields.join(', ')}`);
  throw new InputError(`${field}.${strange}`, `unknown field${meant}`);
}
