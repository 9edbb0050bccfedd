/** Whether trade files and lies of coalitions prove what they say, in doubles and from the definitions. */
import { number, oracleEnvironment, TOLERANCE, type Json, type OracleEnvironment } from './finite-oracle.ts';

const placeOf = (key: string): number[] => key.split(',').map(Number);

type Money = (agent: number, profile: readonly number[]) => number;

/** What a type expects of money when she reports another type. */
function expected({ beliefs }: OracleEnvironment, money: Money, agent: number, type: number, report: number): number {
  return [...beliefs(agent, type, false)[0]!].reduce((sum, [key, chance]) =>
    sum + chance * money(agent, placeOf(key).map((own, i) => (i === agent ? report : own))), 0);
}

interface Concordance {
  readonly prior: readonly string[];
  readonly acceptance: readonly (readonly string[])[];
  readonly truth: readonly (readonly (readonly string[])[])[];
}

/** Environments without nature. Multipliers prove it where, of any money at one profile, types' gains add up to what the budget costs. */
export function tradeHolds(file: Json): boolean {
  const environment = oracleEnvironment(file.environment as Json);
  if (environment === undefined) return false;
  const { types, profiles } = environment;
  const at = (profile: readonly number[]): number => profiles.findIndex((place) => place.join() === profile.join());
  if (file.money !== undefined) {
    const given = file.money as string[][];
    if (given.length !== types.length || given.some((row) => row.length !== profiles.length)) return false;
    const money: Money = (agent, profile) => number(given[agent]![at(profile)]);
    if (profiles.some((profile) => types.reduce((sum, _, agent) => sum + money(agent, profile), 0) > TOLERANCE)) return false;
    const gains = types.flatMap((list, agent) => list.map((_, type) => expected(environment, money, agent, type, type)));
    const lies = types.some((list, agent) => list.some((_, type) => list.some((__, report) =>
      expected(environment, money, agent, type, report) > expected(environment, money, agent, type, type) + TOLERANCE)));
    if (gains.some((gain) => gain < -TOLERANCE) || (file.honest === true && lies)) return false;
    return file.gains === 'some' ? gains.some((gain) => gain > TOLERANCE) : gains.every((gain) => gain > TOLERANCE);
  }
  const { prior, acceptance, truth } = file.concordance as Concordance;
  const all = [...prior, ...acceptance.flat(), ...truth.flat(2)].map(number);
  if (all.some((value) => value < 0) || prior.length !== profiles.length) return false;
  const weights = acceptance.flat().map(number);
  if (file.gains === 'some' ? weights.some((weight) => weight === 0) : weights.every((weight) => weight === 0)) return false;
  if (file.honest !== true && truth.flat(2).some((value) => number(value) !== 0)) return false;
  return types.every((list, agent) => profiles.every((profile) => {
    const money: Money = (i, place) => Number(i === agent && place.join() === profile.join());
    const gained = list.reduce((sum, _, type) => {
      const honest = expected(environment, money, agent, type, type);
      const held = list.reduce((total, __, report) =>
        total + number(truth[agent]![type]![report]) * (honest - expected(environment, money, agent, type, report)), 0);
      return sum + number(acceptance[agent]![type]) * honest + held;
    }, 0);
    return Math.abs(gained - number(prior[at(profile)])) < TOLERANCE;
  }));
}

/** Rules without money. The gain of each member given that the others of the coalition are of the types named. */
export function deviationHolds(file: Json): boolean {
  const environment = oracleEnvironment(file.environment as Json);
  if (environment === undefined) return false;
  const { names, types, outcomes, payoff, beliefs, rule } = environment;
  const members = (file.members as { agent: string; type: string; report: string; gain: string }[]).map((member) => {
    const agent = names.indexOf(member.agent);
    const place = (name: string): number => (types[agent] ?? []).indexOf(name);
    return { agent, type: place(member.type), report: place(member.report), gain: number(member.gain) };
  });
  if (members.some(({ agent, type, report }) => agent < 0 || type < 0 || report < 0)) return false;
  const group = members.map(({ agent }) => agent);
  if (new Set(group).size < group.length) return false;
  const patterns = (file.environment as { readonly coalitions: string[][] }).coalitions;
  const formed = patterns.some((names0) => names0.length === group.length && group.every((agent) => names0.includes(names[agent]!)));
  if (group.length > 1 && !formed) return false;
  const value = (agent: number, reports: readonly number[], truth: readonly number[]): number =>
    rule(reports).reduce((sum, share, outcome) => sum + share * payoff(agent, outcome, truth), 0);
  return outcomes.length > 0 && members.every(({ agent, type, gain }) => {
    let [total, weight] = [0, 0];
    for (const [key, chance] of beliefs(agent, type, false)[0]!) {
      const truth = placeOf(key);
      if (members.some((member) => truth[member.agent] !== member.type)) continue;
      const reports = truth.map((own, i) => members.find((member) => member.agent === i)?.report ?? own);
      weight += chance;
      total += chance * (value(agent, reports, truth) - value(agent, truth, truth));
    }
    return weight > TOLERANCE && gain > 0 && Math.abs(total / weight - gain) < TOLERANCE;
  });
}

