/**
 * Whether a file `misreport.equilibrium/1` holds strategies that are an interim coalitional equilibrium (Guo18 Definition 2.3.2; with
 * information not pooled Definition 2.8.1). The environment is proof enough: of every coalition that can form, types of its members and
 * messages, some member does not gain in expectation. `of` is `rule`, truth in the rule's direct mechanism, or `mechanism`, the file's
 * strategies in its mechanism. What was known of the others is conditioned on by Bayes' rule, and where that says nothing in the file's
 * updates, or evenly.
 */
import { z } from 'zod';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { modelAt } from '../../environment/finite/model.ts';
import { parseEnvironment } from '../../environment/finite/parse.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { ONE, parseRational, sign, sum, ZERO, type Rational } from '../../programs/rational.ts';

const shape = z.strictObject({
  schema: z.literal('misreport.equilibrium/1'), of: z.enum(['rule', 'mechanism']), information: z.enum(['pooled', 'own']),
  parameters: z.record(z.string(), z.string()), environment: z.unknown(),
});

/** Expected payoffs beyond which a file is not read. */
const EXPECTATIONS_MAX = 500_000;

const product = (lengths: readonly number[]): number[][] =>
  lengths.reduce<number[][]>((all, length) => all.flatMap((start) => Array.from({ length }, (_, k) => [...start, k])), [[]]);
/** The place in a table: agent 0 turns slowest. */
const placeIn = (lengths: readonly number[], at: readonly number[]): number => at.reduce((place, k, i) => place * lengths[i]! + k, 0);

interface Holder {
  readonly name: string;
  readonly payoffType: number;
  readonly belief: readonly Rational[];
  readonly sends: number;
}

/** What is tested: agents with the types of their space, and what follows from messages. */
interface Played {
  readonly model: FiniteModel;
  readonly holders: readonly (readonly Holder[])[];
  readonly messages: readonly (readonly string[])[];
  worth(agent: number, sent: readonly number[], world: readonly number[]): Rational;
  readonly updates: readonly (readonly (readonly Rational[])[])[] | undefined;
}

/** A type's probabilities over the others, from the file's beliefs. Throws InputError where there are none of one kind. */
function beliefsOf(model: FiniteModel): { readonly name: string; readonly payoffType: number; readonly belief: readonly Rational[] }[][] {
  const { beliefs, agents } = model;
  const lengths = agents.map(({ types }) => types.length);
  switch (beliefs?.kind) {
    case 'type-space': return beliefs.space.map((types) => [...types]);
    case 'beliefs':
      return agents.map(({ types }, i) => types.map((name, t) => ({ name, payoffType: t, belief: beliefs.conditionals[i]![t]! })));
    case 'prior': return agents.map(({ types }, i) => types.map((name, t) => {
      const row = product(lengths).flatMap((at, place) => (at[i] === t ? [beliefs.probabilities[place]!] : []));
      const total = sum(row);
      return { name, payoffType: t, belief: row.map((weight) => weight.div(total)) };
    }));
    default: throw new InputError('environment', 'has no single belief of every type');
  }
}

function playOf(model: FiniteModel, of: 'rule' | 'mechanism'): Played {
  const { mechanism, rule, ruleTransfers, agents, payoffs } = model;
  const given = of === 'mechanism' ? mechanism : undefined;
  if (of === 'mechanism' && given === undefined) throw new InputError('environment.mechanism', 'is missing');
  if (of === 'rule' && rule === undefined) throw new InputError('environment.rule', 'is missing');
  const messages = given?.messages ?? agents.map(({ types }) => types);
  const [lotteries, money] = given === undefined ? [rule!, ruleTransfers] : [given.lotteries, given.transfers];
  const [sizes, types] = [messages.map(({ length }) => length), agents.map((agent) => agent.types.length)];
  const holders = beliefsOf(model).map((mine, i) => mine.map((holder, t): Holder =>
    ({ ...holder, sends: given === undefined ? holder.payoffType : given.strategies[i]![t]! })));
  return {
    model, holders, messages, updates: mechanism?.updates,
    worth(agent, sent, world) {
      const [cell, place] = [placeIn(sizes, sent), placeIn(types, world)];
      const paid = money?.[agent]![cell] ?? ZERO;
      return lotteries[cell]!.reduce((total, share, k) => total.add(share.mul(payoffs[agent]![k]![place]!)), paid);
    },
  };
}

/** Everybody's types with the weight that the agent of that type gives them once she knows `known`. */
function conditioned(
  { holders, updates }: Played, agent: number, type: number, known: ReadonlyMap<number, number>,
): { readonly types: readonly number[]; readonly weight: Rational }[] {
  const all = product(holders.map((mine, i) => (i === agent ? 1 : mine.length)))
    .map((at) => at.map((t, i) => (i === agent ? type : t)));
  const agrees = (types: readonly number[]): boolean => [...known].every(([other, t]) => types[other] === t);
  const weigh = (belief: readonly Rational[] | undefined) => all.map((types, place) => ({ types, weight: belief?.[place] ?? ONE }))
    .filter(({ types, weight }) => agrees(types) && sign(weight) > 0);
  const own = weigh(holders[agent]![type]!.belief);
  return own.length > 0 ? own : weigh(updates?.[agent]![type]);
}

function* deviationFaults(played: Played, pattern: readonly (readonly number[])[], pooled: boolean): Generator<string> {
  const { model, holders, messages } = played;
  const nameOf = (i: number): string => model.agents[i]!.name;
  for (const coalition of pattern) {
    for (const own of product(coalition.map((i) => holders[i]!.length))) {
      const expected = (k: number, sent?: readonly number[]): Rational => {
        const [agent, type] = [coalition[k]!, own[k]!];
        const known = new Map(pooled ? coalition.flatMap((other, j) => (other === agent ? [] : [[other, own[j]!] as const])) : []);
        return sum(conditioned(played, agent, type, known).map(({ types, weight }) => {
          const all = types.map((t, i) => holders[i]![t]!.sends);
          if (sent) coalition.forEach((member, j) => { all[member] = sent[j]!; });
          return weight.mul(played.worth(agent, all, types.map((t, i) => holders[i]![t]!.payoffType)));
        }));
      };
      const truth = coalition.map((_, k) => expected(k));
      for (const sent of product(coalition.map((i) => messages[i]!.length))) {
        if (!coalition.every((_, k) => expected(k, sent).compare(truth[k]!) > 0)) continue;
        yield `${coalition.map((i, k) => `${nameOf(i)} of type ${holders[i]![own[k]!]!.name}`).join(' and ')} `
          + `${coalition.length > 1 ? 'all gain' : 'gains'} by sending ${coalition.map((i, k) => messages[i]![sent[k]!]).join(', ')}`;
      }
    }
  }
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeEquilibriumFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const { of, information, parameters, environment } = readAs(shape, given);
  const values = new Map(Object.entries(parameters).map(([name, value]) => [name, parseRational(value, `parameters.${name}`)]));
  const model = modelAt(parseEnvironment(environment), values);
  const pattern = model.coalitions;
  if (pattern === undefined) throw new InputError('environment.coalitions', 'is missing');
  const played = playOf(model, of);
  const worlds = played.holders.reduce((size, mine) => size * mine.length, 1);
  const many = pattern.reduce((total, coalition) =>
    total + coalition.reduce((size, i) => size * played.holders[i]!.length * played.messages[i]!.length, coalition.length) * worlds, 0);
  if (many > EXPECTATIONS_MAX) throw new InputError('environment', `makes ${many} expected payoffs, which are too many to go through`);
  const what = of === 'rule' ? 'truth in the direct mechanism is' : 'the strategies of the mechanism are';
  const words = `${what} an interim coalitional equilibrium, information ${information === 'pooled' ? 'pooled' : 'not pooled'}`;
  return { what: words, faults: [...deviationFaults(played, pattern, information === 'pooled')] };
}
