/** Whether a file's coalition gains by its lie, from the definition (Guo18 Definition 2.4.1), for `misreport verify`. */
import { z } from 'zod';
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { requireEveryoneReports } from '../../../environment/finite/everyone-reports.ts';
import { modelAt } from '../../../environment/finite/model.ts';
import { parseEnvironment } from '../../../environment/finite/parse.ts';
import { joinProfile, typesIn } from '../../../environment/finite/profiles.ts';
import { InputError } from '../../../errors.ts';
import { readAs } from '../../../input/check.ts';
import { parseRational, rationalText, ZERO, type Rational } from '../../../programs/rational.ts';
import { proofPlace } from './file.ts';

const text = z.string();
const deviation = z.strictObject({
  schema: z.literal('misreport.deviation/1'),
  parameters: z.record(text, text), environment: z.unknown(), text: text.optional(),
  members: z.array(z.strictObject({ agent: text, type: text, report: text, gain: text })).min(1, 'needs at least one member'),
});

export type DeviationFile = z.infer<typeof deviation>;

/** Throws InputError naming the key that is wrong. */
export const readDeviationFile = (given: unknown): DeviationFile => readAs(deviation, given, proofPlace);

const place = (names: readonly string[], name: string, field: string): number => {
  const at = names.indexOf(name);
  if (at < 0) throw new InputError(field, `'${name}' is not known; known: ${names.join(', ')}`);
  return at;
};

/** u_i of the rule with its money at some reports, when types are others. */
function payoff({ payoffs, rule, ruleTransfers }: FiniteModel, agent: number, reports: number, types: number): Rational {
  const outcomes = rule![reports]!.reduce((total, share, outcome) => total.add(share.mul(payoffs[agent]![outcome]![types]!)), ZERO);
  return outcomes.add(ruleTransfers?.[agent]![reports] ?? ZERO);
}

/** What is wrong, in words; empty where every member gains what the file says. */
export function deviationFaults(file: DeviationFile): string[] {
  const values = new Map(Object.entries(file.parameters).map(([name, value]) => [name, parseRational(value, `parameters.${name}`)]));
  const model = modelAt(parseEnvironment(file.environment), values);
  requireEveryoneReports(model, 'environment.nature');
  const { agents, profiles, beliefs, rule, coalitions } = model;
  if (rule === undefined) return ['the environment has no rule to lie to'];
  if (beliefs?.kind !== 'beliefs') return ['the environment has no beliefs:, one for every type'];
  const members = file.members.map(({ agent, type, report, gain }, k) => {
    const i = place(agents.map(({ name }) => name), agent, `members.${k}.agent`);
    const types = agents[i]!.types;
    return {
      agent: i, type: place(types, type, `members.${k}.type`), report: place(types, report, `members.${k}.report`),
      gain: parseRational(gain, `members.${k}.gain`),
    };
  });
  const named = [...members.map(({ agent }) => agent)].sort((a, b) => a - b);
  // What she gains is then not even a question.
  if (new Set(named).size < named.length) return ['an agent is named twice'];
  const faults: string[] = [];
  if (named.length > 1 && !(coalitions ?? []).some((coalition) => coalition.join() === named.join()))
    faults.push('the coalition is not among those that can form');
  for (const { agent, type, gain } of members) {
    let [found, weight] = [ZERO, ZERO];
    beliefs.conditionals[agent]![type]!.forEach((probability, others) => {
      const truth = joinProfile(profiles, agent, type, others);
      const types = typesIn(profiles, truth);
      if (members.some((member) => types[member.agent] !== member.type)) return;
      const reports = members.reduce((at, member) => at + (member.report - member.type) * profiles.strides[member.agent]!, truth);
      weight = weight.add(probability);
      found = found.add(probability.mul(payoff(model, agent, reports, truth).sub(payoff(model, agent, truth, truth))));
    });
    const { name } = agents[agent]!;
    if (weight.compare(ZERO) <= 0) faults.push(`${name} gives the other members' types probability 0`);
    else if (!found.div(weight).equals(gain)) faults.push(`${name} gains ${rationalText(found.div(weight))}, not ${rationalText(gain)}`);
    if (gain.compare(ZERO) <= 0) faults.push(`${name} does not gain`);
  }
  return faults;
}
