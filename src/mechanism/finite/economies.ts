/**
 * Economies in which a goal fails, made of nothing but beliefs: the necessity proofs of Guo18 Theorems 1.4.1, 1.4.2, 1.5.1 and
 * Proposition 1.5.1, and of Crémer and McLean (1988) for Bayesian extraction. Each is an environment file with the agents and
 * beliefs of a model.
 */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { rational, rationalText, type Rational } from '../../programs/rational.ts';

export type EconomyFile = Readonly<Record<string, unknown>>;

/** Two types of an agent, by index. */
export interface TypePair {
  readonly agent: number;
  readonly bar: number;
  readonly hat: number;
}

function nested(counts: readonly number[], cells: readonly string[]): unknown {
  if (counts.length === 0) return cells[0];
  const [count, ...rest] = counts;
  const size = cells.length / count!;
  return Array.from({ length: count! }, (_, type) => nested(rest, cells.slice(type * size, (type + 1) * size)));
}

/** Agents and beliefs as a file has them, numbers put in. */
function beliefsOf({ agents, beliefs }: FiniteModel): EconomyFile {
  const head = { finite: 1, agents: Object.fromEntries(agents.map(({ name, types }) => [name, types])) };
  const counts = agents.map(({ types }) => types.length);
  if (beliefs?.kind === 'prior') return { ...head, prior: nested(counts, beliefs.probabilities.map(rationalText)) };
  if (beliefs?.kind !== 'beliefs') throw new Error('an economy is made of a prior or of one belief a type');
  const rows = agents.map(({ name }, agent) => [
    name, beliefs.conditionals[agent]!.map((row) => nested(counts.filter((_, i) => i !== agent), row.map(rationalText))),
  ] as const);
  return { ...head, beliefs: Object.fromEntries(rows) };
}

/** An auction with private values: of agent's types by `value`, of everyone else 1. */
function auction(model: FiniteModel, agent: number, value: (type: number) => Rational): EconomyFile {
  const to = (name: string): string => `to-${name}`;
  const own = (i: number): string[] => model.agents[i]!.types.map((_, type) => (i === agent ? rationalText(value(type)) : '1'));
  return {
    ...beliefsOf(model),
    outcomes: ['none', ...model.agents.map(({ name }) => to(name))],
    payoffs: Object.fromEntries(model.agents.map(({ name }, i) =>
      [name, Object.fromEntries(model.agents.map(({ name: winner }) => [to(winner), winner === name ? { own: own(i) } : '0']))])),
    rule: 'efficient',
  };
}

/** Theorem 1.4.1: types that believe alike and differ in value. The full surplus is out of reach of ambiguous transfers too. */
export const extractionEconomy = (model: FiniteModel, { agent, bar, hat }: TypePair): EconomyFile =>
  auction(model, agent, (type) => rational(type === bar ? 4 : type === hat ? 3 : 2));

/** Crémer and McLean: the type whose belief mixes the others' values the good less than they do. For Bayesian mechanisms. */
export const mixedTypeAuction = (model: FiniteModel, agent: number, mixed: number): EconomyFile =>
  auction(model, agent, (type) => rational(type === mixed ? 2 : 3));

/**
 * Theorem 1.4.2, Table A.1.1 with a = 1 and B = b: interdependent values, an efficient rule, ambiguous transfers that balance.
 * Where types believe alike any b above 1 will do; where NCP* fails with C-bar > 1 (the remark after Theorem 1.5.2) b has to be large.
 */
export function implementationEconomy(model: FiniteModel, { agent, bar, hat }: TypePair, b = 2): EconomyFile {
  const a = 1;
  const mine = model.agents[agent]!;
  const by = (x: (type: number) => number): string[] => mine.types.map((_, type) => String(x(type)));
  const counts = model.agents.map(({ types }) => types.length);
  const stride = counts.slice(agent + 1).reduce((product, count) => product * count, 1);
  const size = counts.reduce((product, count) => product * count, 1);
  // Everybody's payoffs move with this agent's type alone.
  const table = (x: (type: number) => string): unknown =>
    nested(
      counts,
      Array.from({ length: size }, (_, profile) => x(Math.floor(profile / stride) % counts[agent]!)),
    );
  const first = by((type) => (type === hat ? 0 : a));
  const second = by((type) => (type === bar ? a + b : type === hat ? a : 0));
  const others = by((type) => (type === bar ? a - 2 * b : a));
  return {
    ...beliefsOf(model),
    outcomes: ['x0', 'x1', 'x2'],
    payoffs: Object.fromEntries(model.agents.map(({ name }, i) => [name, i === agent
      ? { x1: { own: first }, x2: { own: second } }
      : { x1: String(a), x2: table((type) => others[type]!) }])),
    rule: { table: table((type) => (type === hat ? 'x2' : 'x1')), efficient: true },
  };
}

/** The order in which a proof takes the types of an agent: the two that matter first. */
const orderOf = (model: FiniteModel, agent: number, first: number, second: number): number[] =>
  [first, second, ...[...model.agents[agent]!.types.keys()].filter((type) => type !== first && type !== second)];

/**
 * Theorem 1.5.1 and Proposition 1.5.1: one agent owns a good that another may buy, with values
 * θ_2^1 > -θ_1^1 > θ_2^2 > -θ_1^2 > ...: the first two close to 1 by `gap`, all others below `gap`. Agents by their order of types; the
 * seller
 * has no more types than the buyer.
 */
export function tradeEconomy(
  model: FiniteModel,
  seller: { readonly agent: number; readonly order: readonly number[] },
  buyer: typeof seller,
  gap: Rational,
): EconomyFile {
  const steps = 2 * Math.max(seller.order.length, buyer.order.length) + 2;
  // Strictly falling from 1 + gap and 1 to numbers below gap.
  const level = (rank: number): Rational => (rank === 0 ? gap.add(1) : rank === 1 ? rational(1) : gap.mul(rational(steps - rank, steps)));
  const own = (agent: number, value: (rank: number) => Rational, order: readonly number[]): string[] =>
    model.agents[agent]!.types.map((_, type) => rationalText(value(order.indexOf(type))));
  return {
    ...beliefsOf(model),
    outcomes: ['no-trade', 'trade'],
    payoffs: Object.fromEntries(model.agents.map(({ name }, i) => [name, {
      trade: i === seller.agent ? { own: own(i, (rank) => level(2 * rank + 1).neg(), seller.order) }
        : i === buyer.agent ? { own: own(i, (rank) => level(2 * rank), buyer.order) } : '0',
    }])),
    rule: 'efficient',
  };
}

/** Seller and buyer of `tradeEconomy`, each with two types that come first. */
export function tradePartners(
  model: FiniteModel,
  one: TypePair,
  two: TypePair,
): readonly [Parameters<typeof tradeEconomy>[1], Parameters<typeof tradeEconomy>[2]] {
  const [seller, buyer] = model.agents[one.agent]!.types.length <= model.agents[two.agent]!.types.length ? [one, two] : [two, one];
  const side = ({ agent, bar, hat }: TypePair) => ({ agent, order: orderOf(model, agent, bar, hat) });
  return [side(seller), side(buyer)];
}
