/**
 * Whether a file `misreport.menu-size/1` holds a smallest menu of transfer rules that implements the environment's rule under maxmin, from
 * the definitions and without a solver.
 *
 * That the menu implements is checked as of any mechanism. That no menu of one rule less does: under any, each lie is held to the worst of
 * truth by one of its rules, and rules are alike. So the tree puts lies, in the order of agents, types and reports, to rules one after the
 * other, each to one that has a lie or to the next that has none, and at the end of every branch multipliers of IR, of truth under some
 * rule and of lies under the rules that hold them add up to a contradiction.
 */
import { z } from 'zod';
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { InputError } from '../../../errors.ts';
import { readAs } from '../../../input/check.ts';
import { parseRational, sign } from '../../../programs/rational.ts';
import { addPayoff, contradictionFaults, Sum } from './certificate.ts';
import { indexOf, modelOf, proofPlace, type MechanismFile } from './file.ts';
import { mechanismFaults } from './mechanism.ts';
import { beliefOver, walk } from './walk.ts';

const text = z.string();
const line = z.strictObject({
  constraint: z.enum(['IR', 'truth', 'IC']), agent: text, type: text, report: text.optional(), rule: z.number().int().min(1).optional(),
  multiplier: text,
});
type Tree = { readonly branches: readonly Tree[] } | { readonly multipliers: readonly z.infer<typeof line>[] };
const tree: z.ZodType<Tree> = z.lazy(() => z.union([
  z.strictObject({ branches: z.array(tree) }), z.strictObject({ multipliers: z.array(line) }),
]));
const shape = z.strictObject({
  schema: z.literal('misreport.menu-size/1'), parameters: z.record(text, text), environment: z.unknown(),
  balance: z.enum(['exact', 'no-deficit', 'none']),
  menu: z.array(z.record(text, z.unknown())).min(1, 'needs at least one transfer rule'), tree: tree.optional(),
});
type Balance = z.infer<typeof shape>['balance'];

const lieKey = (agent: number, type: number, report: number): string => `${agent}:${type}:${report}`;

const liesIn = ({ agents }: FiniteModel): string[] => agents.flatMap(({ types }, agent) => [...types.keys()].flatMap((type) =>
  [...types.keys()].filter((report) => report !== type).map((report) => lieKey(agent, type, report))));

function addLine(
  sum: Sum, model: FiniteModel, one: z.infer<typeof line>, ruleOf: ReadonlyMap<string, number>, rules: number, field: string,
): string | undefined {
  const weight = parseRational(one.multiplier, `${field}.multiplier`);
  if (sign(weight) < 0) return `${field}: the multiplier of an inequality is negative`;
  const agent = indexOf(model.agents.map(({ name }) => name), one.agent, `${field}.agent`);
  const { types } = model.agents[agent]!;
  const type = indexOf(types, one.type, `${field}.type`);
  const belief = beliefOver(model, agent, type);
  if (one.constraint === 'IR') sum.addUtility(agent, type, weight);
  else if (one.constraint === 'truth') {
    if (one.rule === undefined || one.rule > rules) return `${field}: truth speaks of one of ${rules} rules`;
    addPayoff(sum, model, belief, String(one.rule - 1), agent, type, weight);
    sum.addUtility(agent, type, weight.neg());
  } else {
    const report = indexOf(types, one.report, `${field}.report`);
    const rule = ruleOf.get(lieKey(agent, type, report));
    if (rule === undefined) return `${field}: no rule holds this lie on the branch`;
    sum.addUtility(agent, type, weight);
    addPayoff(sum, model, belief, String(rule), agent, report, weight.neg());
  }
  return undefined;
}

function* treeFaults(
  model: FiniteModel, balance: Balance, rules: number, node: Tree, held: readonly number[], at: string,
): Generator<string> {
  const lies = liesIn(model);
  if ('branches' in node) {
    const opened = Math.max(-1, ...held) + 1;
    if (held.length === lies.length || node.branches.length !== Math.min(rules, opened + 1))
      yield `${at}: has not one branch for every rule that may hold the next lie`;
    else for (const [rule, branch] of node.branches.entries())
      yield* treeFaults(model, balance, rules, branch, [...held, rule], `${at}.branches.${rule}`);
    return;
  }
  const sum = new Sum();
  const ruleOf = new Map(held.map((rule, k) => [lies[k]!, rule]));
  for (const [k, one] of node.multipliers.entries()) {
    const fault = addLine(sum, model, one, ruleOf, rules, `${at}.multipliers.${k}`);
    if (fault !== undefined) { yield fault; return; }
  }
  for (const fault of contradictionFaults(sum, model, { balance, allocation: 'rule' })) yield `${at}: ${fault}`;
}

/** The rule at every place, as a file has it. */
function ruleFile(model: FiniteModel): unknown {
  if (model.rule === undefined) throw new InputError('environment', 'has no rule');
  const cells: unknown[] = walk(model).map((_, place) =>
    Object.fromEntries(model.rule![place]!.map((share, outcome) => [model.outcomes[outcome]!, share.toFraction()])));
  return model.agents.toReversed().reduce<unknown[]>((rows, { types }) =>
    Array.from({ length: rows.length / types.length }, (_, k) => rows.slice(k * types.length, (k + 1) * types.length)), cells)[0];
}

/** What a file `misreport.menu-size/1` states, and what is wrong with its proof. Throws InputError naming the key that is wrong. */
export function judgeMenuSizeFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const { balance, menu, parameters, environment, tree: proof } = readAs(shape, given, proofPlace);
  const statement = {
    goal: 'implement', transfers: 'ambiguous', preference: 'maxmin', allocation: 'rule', balance, parameters, environment,
  } as const;
  const about: MechanismFile = { schema: 'misreport.mechanism/1', ...statement, rule: [], menu };
  const model = modelOf(about);
  const faults = mechanismFaults({ ...about, rule: ruleFile(model) });
  if (menu.length > 1 && proof === undefined) faults.push(`nothing says why ${menu.length - 1} rules are too few`);
  else if (menu.length > 1) faults.push(...treeFaults(model, balance, menu.length - 1, proof!, [], 'tree'));
  return { what: `${menu.length} is the least number of rules that implement, balance ${balance}`, faults };
}
