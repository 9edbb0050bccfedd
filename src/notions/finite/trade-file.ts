/** A trade, or the noisy concordance that excludes one, as a file that holds its environment and is checked without a solver. */
import { z } from 'zod';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { conditionalBeliefs } from '../../environment/finite/conditionals.ts';
import { modelAt } from '../../environment/finite/model.ts';
import { onTypeSpace } from '../../environment/finite/on-type-space.ts';
import { parseEnvironment } from '../../environment/finite/parse.ts';
import { joinProfile } from '../../environment/finite/profiles.ts';
import { readAs } from '../../input/check.ts';
import { InputError } from '../../errors.ts';
import { parseRational, rationalText, sign, ZERO, type Rational } from '../../programs/rational.ts';
import { concordanceFaults, type Concordance, type Gains, type TradeVerdict } from './trade.ts';

const rows = z.array(z.array(z.string()));
const shape = z.strictObject({
  schema: z.literal('misreport.trade/1'), parameters: z.record(z.string(), z.string()), environment: z.unknown(),
  honest: z.boolean(), gains: z.enum(['some', 'every']),
  money: rows.optional(),
  concordance: z.strictObject({ prior: z.array(z.string()), acceptance: rows, truth: z.array(rows) }).optional(),
});

/** `misreport.trade/1`: money by agent and profile, or the multipliers; profiles in the order of tables. */
export function tradeFile(
  environment: unknown, parameters: ReadonlyMap<string, Rational>, honest: boolean, gains: Gains, found: TradeVerdict,
): Record<string, unknown> {
  const text = (table: readonly (readonly Rational[])[]): string[][] => table.map((row) => row.map(rationalText));
  const head = {
    schema: 'misreport.trade/1', honest, gains,
    parameters: Object.fromEntries([...parameters].map(([name, value]) => [name, rationalText(value)])), environment,
  };
  if (found.trade) return { ...head, money: text(found.money) };
  const { prior, acceptance, truth } = found.concordance;
  return { ...head, concordance: { prior: prior.map(rationalText), acceptance: text(acceptance), truth: truth.map(text) } };
}

/** What is wrong with money as a trade from which some, or all, types gain. */
export function tradeFaults(model: FiniteModel, money: readonly (readonly Rational[])[], honest: boolean, gains: Gains): string[] {
  const { agents, profiles } = model;
  const beliefs = conditionalBeliefs(model);
  const players = [...agents.keys()].filter((i) => i !== model.nature);
  const at = (i: number, profile: number): Rational => money[i]?.[profile] ?? ZERO;
  const faults: string[] = [];
  for (let profile = 0; profile < profiles.size; profile++) {
    const total = players.reduce((sum, i) => sum.add(at(i, profile)), ZERO);
    if (sign(total) > 0) faults.push(`money at profile ${profile + 1} sums to ${rationalText(total)}`);
  }
  const gained: boolean[] = [];
  for (const i of players) {
    for (const [type, name] of agents[i]!.types.entries()) {
      const worth = (report: number): Rational => beliefs[i]![type]!.reduce(
        (sum, probability, others) => sum.add(probability.mul(at(i, joinProfile(profiles, i, report, others)))), ZERO,
      );
      const truth = worth(type);
      gained.push(sign(truth) > 0);
      if (sign(truth) < 0) faults.push(`${name} of ${agents[i]!.name} expects ${rationalText(truth)}`);
      if (honest && agents[i]!.types.some((_, report) => worth(report).compare(truth) > 0))
        faults.push(`${name} of ${agents[i]!.name} lies`);
    }
  }
  if (gains === 'some' ? !gained.includes(true) : gained.includes(false))
    faults.push(gains === 'some' ? 'nobody gains' : 'not every type gains');
  return faults;
}

/** What a trade file states, and what is wrong with its proof. Throws InputError naming the key that is wrong. */
export function judgeTradeFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const { environment, parameters, honest, gains, money, concordance } = readAs(shape, given);
  const model = modelAt(
    onTypeSpace(parseEnvironment(environment)), new Map(
      Object.entries(parameters).map(([name, value]) => [name, parseRational(value, `parameters.${name}`)]),
    ),
  );
  const read = (table: readonly (readonly string[])[], field: string): Rational[][] =>
    table.map((row, i) => row.map((cell, k) => parseRational(cell, `${field}.${i}.${k}`)));
  const kind = `${honest ? 'incentive compatible ' : ''}trade from which ${gains === 'some' ? 'some types gain' : 'every type gains'}`;
  if (money !== undefined) {
    const whole = money.length === model.agents.length
      && money.every((row, i) => i === model.nature || row.length === model.profiles.size);
    if (!whole) throw new InputError('money', 'has not one number for each agent and profile');
    return { what: `${honest ? 'an' : 'a'} ${kind}`, faults: tradeFaults(model, read(money, 'money'), honest, gains) };
  }
  if (concordance === undefined) throw new InputError('concordance', 'is missing, and so is money');
  const multipliers: Concordance = {
    prior: concordance.prior.map((cell, k) => parseRational(cell, `concordance.prior.${k}`)),
    acceptance: read(concordance.acceptance, 'concordance.acceptance'),
    truth: concordance.truth.map((table, i) => read(table, `concordance.truth.${i}`)),
  };
  const fits = multipliers.prior.length === model.profiles.size
    && model.agents.every(({ types }, i) => i === model.nature
      || (multipliers.acceptance[i]?.length === types.length && multipliers.truth[i]?.length === types.length
        && multipliers.truth[i].every((row) => row.length === types.length)));
  if (!fits) throw new InputError('concordance', 'has not one number for each profile, type and report');
  const dishonest = !honest && multipliers.truth.flat(2).some((value) => sign(value) !== 0);
  return {
    what: `no ${kind}`,
    faults: [...(dishonest ? ['truth has multipliers, and types are known'] : []), ...concordanceFaults(model, multipliers, gains)],
  };
}
