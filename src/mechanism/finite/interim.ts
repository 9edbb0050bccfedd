/** Interim payoffs as tables of numbers, for what is decided without a program. */
import { conditionalBeliefs } from '../../environment/finite/conditionals.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { ProgramBuilder } from '../../programs/program.ts';
import type { Rational } from '../../programs/rational.ts';
import { allocationTerms } from './allocation-terms.ts';
import { expectedOf } from './transfer-terms.ts';

/** `[agent][type][report]`. */
export type InterimTable = readonly (readonly (readonly Rational[])[])[];

function tableOf(
  model: FiniteModel,
  entry: (agent: number, type: number, report: number, belief: readonly Rational[]) => Rational,
): InterimTable {
  const beliefs = conditionalBeliefs(model);
  return model.agents.map(({ types }, agent) =>
    types.map((_, type) => types.map((__, report) => entry(agent, type, report, beliefs[agent]![type]!))),
  );
}

/** V_i(t, r): what the rule's outcomes are worth. Throws InputError where the model has no rule. */
export function interimOutcomes(model: FiniteModel): InterimTable {
  const allocation = allocationTerms(model, 'rule', new ProgramBuilder());
  return tableOf(model, (agent, type, report, belief) => allocation.interim(agent, type, report, belief).constant);
}

/** E_t of transfers `[agent][profile]` after a report. */
export const interimTransfers = (model: FiniteModel, transfers: readonly (readonly Rational[])[]): InterimTable =>
  tableOf(model, (agent, _, report, belief) => expectedOf(model, transfers[agent]!, agent, report, belief));

export const addTables = (a: InterimTable, b: InterimTable): InterimTable =>
  a.map((rows, agent) => rows.map((row, type) => row.map((value, report) => value.add(b[agent]![type]![report]!))));
