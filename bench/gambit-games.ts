/** A dozen finite direct mechanisms as games of incomplete information, in the format of Gambit's extensive games. */
import { conditionalBeliefs } from '../src/environment/finite/conditionals.ts';
import type { FiniteModel } from '../src/environment/finite/environment.ts';
import { modelAt } from '../src/environment/finite/model.ts';
import { parseEnvironment } from '../src/environment/finite/parse.ts';
import { joinProfile, typeIn, typesIn, withType } from '../src/environment/finite/profiles.ts';
import { isZero, ONE, rational, rationalText, ZERO, type Rational } from '../src/programs/rational.ts';

/** A common prior, and what reports bring. */
export interface Game {
  readonly name: string;
  readonly model: FiniteModel;
  /** `[profile of reports][outcome]`. */
  readonly allocation: readonly (readonly Rational[])[];
  /** `[agent][profile of reports]`: money to the agent. */
  readonly money: readonly (readonly Rational[])[];
}

function priorOf({ beliefs }: FiniteModel): readonly Rational[] {
  if (beliefs?.kind !== 'prior') throw new Error('a game needs a common prior');
  return beliefs.probabilities;
}

/** What the agent has where types are `truth` and reports `reported`. */
export const payoffOf = ({ model, allocation, money }: Game, agent: number, reported: number, truth: number): Rational =>
  allocation[reported]!.reduce(
    (sum, share, outcome) => sum.add(share.mul(model.payoffs[agent]![outcome]![truth]!)), money[agent]![reported]!,
  );

/** The most that a type expects to gain by a lie while others are truthful; truth is an equilibrium where it is 0. */
export function bestGain(game: Game): Rational {
  const { model: { agents, profiles } } = game;
  const beliefs = conditionalBeliefs(game.model);
  let best = ZERO;
  agents.forEach(({ types }, agent) => types.forEach((_, type) => types.forEach((__, report) => {
    const gain = beliefs[agent]![type]!.reduce((sum, chance, others) => {
      const truth = joinProfile(profiles, agent, type, others);
      const lie = payoffOf(game, agent, withType(profiles, truth, agent, report), truth);
      return sum.add(chance.mul(lie.sub(payoffOf(game, agent, truth, truth))));
    }, ZERO);
    if (gain.compare(best) > 0) best = gain;
  })));
  return best;
}

/**
 * The text of an `.efg` file: chance draws the types, then agents report in turn, each in an information set of her type alone. An
 * information set bears the name of the type and an action that of the report.
 */
export function gambitText(game: Game): string {
  const { name, model: { agents, profiles } } = game;
  const prior = priorOf(game.model);
  const quoted = (text: string): string => `"${text.replaceAll('"', "'")}"`;
  const drawn = prior.flatMap((chance, profile) => (isZero(chance) ? [] : [profile]));
  const typeName = (agent: number, profile: number): string => agents[agent]!.types[typeIn(profiles, profile, agent)]!;
  const lines = [`EFG 2 R ${quoted(name)} { ${agents.map((agent) => quoted(agent.name)).join(' ')} }`, '""', ''];
  const states = drawn.map((profile) =>
    `${quoted(agents.map((_, agent) => typeName(agent, profile)).join(' '))} ${rationalText(prior[profile]!)}`);
  lines.push(`c "" 1 "" { ${states.join(' ')} } 0`);
  let outcomes = 0;
  const below = (truth: number, reported: number, agent: number): void => {
    if (agent === agents.length) {
      const payoffs = agents.map((_, i) => rationalText(payoffOf(game, i, reported, truth)));
      lines.push(`t "" ${++outcomes} "" { ${payoffs.join(', ')} }`);
      return;
    }
    const reports = agents[agent]!.types.map(quoted).join(' ');
    lines.push(`p "" ${agent + 1} ${typeIn(profiles, truth, agent) + 1} ${quoted(typeName(agent, truth))} { ${reports} } 0`);
    agents[agent]!.types.forEach((_, report) => below(truth, withType(profiles, reported, agent, report), agent + 1));
  };
  for (const profile of drawn) below(profile, profile, 0);
  return `${lines.join('\n')}\n`;
}

type File = Readonly<Record<string, unknown>>;
/** Of the reports at a profile: money to each agent. */
type Money = (values: readonly Rational[], winner: number) => readonly Rational[];

const highest = (values: readonly Rational[]): number =>
  values.reduce((best, value, i) => (value.compare(values[best]!) > 0 ? i : best), 0);

/** An auction that gives the object to the first of those who report most. */
function auctionGame(name: string, file: File, money: Money): Game {
  const model = modelAt(parseEnvironment({ finite: 1, ...file }));
  const worth = model.auction!.values;
  const reports = Array.from({ length: model.profiles.size }, (_, profile) =>
    typesIn(model.profiles, profile).map((type, agent) => worth[agent]![type]!));
  const paid = reports.map((values) => money(values, highest(values)));
  return {
    name, model, allocation: reports.map((values) => model.outcomes.map((_, outcome) => (outcome === highest(values) + 1 ? ONE : ZERO))),
    money: model.agents.map((_, agent) => paid.map((row) => row[agent]!)),
  };
}

/** The file's own rule, with money to each agent at each profile of reports. */
function ruleGame(name: string, file: File, money: (agent: number, profile: number, model: FiniteModel) => Rational): Game {
  const model = modelAt(parseEnvironment({ finite: 1, ...file }));
  return {
    name, model, allocation: model.rule!,
    money: model.agents.map((_, agent) => Array.from({ length: model.profiles.size }, (__, profile) => money(agent, profile, model))),
  };
}

const least = (values: readonly Rational[]): Rational => values.reduce((low, value) => (value.compare(low) < 0 ? value : low));
const toWinner = (price: (values: readonly Rational[], winner: number) => Rational): Money => (values, winner) =>
  values.map((_, i) => (i === winner ? price(values, winner).neg() : ZERO));
const second: Money = toWinner((values, winner) => {
  const others = values.filter((_, i) => i !== winner);
  return others[highest(others)]!;
});
const pay = (share: Rational): Money => toWinner((values, winner) => values[winner]!.mul(share));

const TWO: File = { auction: { bidders: ['ann', 'ben'], values: [1, 2, 4] }, prior: 'uniform' };
const ALIKE: File = {
  auction: { bidders: ['ann', 'ben'], values: [1, 3] }, prior: [['3/8', '1/8'], ['1/8', '3/8']],
};
const THREE: File = { auction: { bidders: ['ann', 'ben', 'cat'], values: [1, 2] }, prior: 'uniform' };
const BRIDGE: File = {
  agents: { ann: ['low', 'high'], ben: ['low', 'high'] }, outcomes: ['none', 'bridge'], prior: 'uniform', rule: 'efficient',
  payoffs: { ann: { bridge: { own: [-1, 2] } }, ben: { bridge: { own: ['-3/2', 1] } } },
};
/** A seller's cost and a buyer's value, as what trade is worth to them before the price. */
const TRADE: File = {
  agents: { seller: ['low', 'high'], buyer: ['low', 'high'] }, outcomes: ['none', 'trade'], prior: 'uniform', rule: 'efficient',
  payoffs: { seller: { trade: { own: [-1, -3] } }, buyer: { trade: { own: [2, 4] } } },
};

/** What the others have at the efficient outcome, as far as it is theirs. */
const othersHave = (agent: number, profile: number, model: FiniteModel): Rational => model.agents.reduce((sum, _, other) =>
  (other === agent ? sum : model.rule![profile]!.reduce((total, share, k) =>
    total.add(share.mul(model.payoffs[other]![k]![profile]!)), sum)), ZERO);

/** Of two agents each is paid what the other expects of her report, and pays what she does of the other's (d'Aspremont, Gérard-Varet). */
function expectedExternality(agent: number, profile: number, model: FiniteModel): Rational {
  const expected = (of: number): Rational => {
    const type = typeIn(model.profiles, profile, of);
    const beliefs = conditionalBeliefs(model)[of]![type]!;
    return beliefs.reduce((sum, chance, others) =>
      sum.add(chance.mul(othersHave(of, joinProfile(model.profiles, of, type, others), model))), ZERO);
  };
  return expected(agent).sub(expected(1 - agent));
}

/** With a bet on what the other reports, which one's own report does not touch. */
const withBets: Money = (values, winner) =>
  second(values, winner).map((money, i) => money.add(rational(values[1 - i]!.equals(ONE) ? 1 : -1, 4)));

export const gambitGames = (): Game[] => [
  auctionGame('second-price auction, two bidders', TWO, second),
  auctionGame('first-price auction, two bidders', TWO, pay(ONE)),
  auctionGame('half of one\'s own bid, two bidders', TWO, pay(rational(1, 2))),
  auctionGame('all-pay auction, two bidders', TWO, (values) => values.map((value) => value.neg())),
  auctionGame('second-price auction, correlated values', ALIKE, second),
  auctionGame('second-price auction with bets on the other\'s report', ALIKE, withBets),
  auctionGame('first-price auction, correlated values', ALIKE, pay(ONE)),
  auctionGame('second-price auction, three bidders', THREE, second),
  auctionGame('the lowest bid, three bidders', THREE, toWinner((values) => least(values))),
  ruleGame('Groves transfers, a bridge', BRIDGE, othersHave),
  ruleGame('a bridge, no transfers', BRIDGE, () => ZERO),
  ruleGame('expected externality, a bridge', BRIDGE, expectedExternality),
  ruleGame('a price of two and a half, bilateral trade', TRADE, (agent, profile, { rule }) =>
    rule![profile]![1]!.mul(rational(agent === 0 ? 5 : -5, 2))),
  ruleGame('Groves transfers, bilateral trade', TRADE, othersHave),
];
