/**
 * The three public goods of Guo18 section 2.7 as environment files. Payoffs are linear in the level of provision, so levels are lotteries
 * between none and the highest one; transfers belong to the rule.
 */
import { rational, rationalText, sum, type Rational } from '../../src/programs/rational.ts';

/** `common`: section 2.7.1. `islands`: 2.7.2, with everyone but the last agent in the east. `double`: 2.7.3, on any grid. */
export type Variant = 'common' | 'islands' | 'double';

export interface PublicGood {
  readonly variant: Variant;
  readonly agents: number;
  /** Points of the type grid on [0, 1], ends included. */
  readonly grid: number;
  readonly gamma: Rational;
}

/** Level, and money to each agent, at a profile of types; what one unit is worth to each. */
interface Good {
  level(types: readonly Rational[]): Rational;
  money(types: readonly Rational[], agent: number): Rational;
  worth(types: readonly Rational[], agent: number): Rational;
}

const square = (value: Rational): Rational => value.mul(value);
const half = rational(1, 2);
const others = (types: readonly Rational[], agent: number): Rational => sum(types).sub(types[agent]!);

/** Who lives where: the last agent in the west, everyone else in the east. */
export const islandsOf = (agents: number): readonly (readonly number[])[] => [[...Array(agents - 1).keys()], [agents - 1]];

function goodOf({ variant, agents, gamma }: PublicGood): Good {
  const factor = gamma.mul(agents - 1).add(1);
  const worth = (types: readonly Rational[], agent: number): Rational => types[agent]!.add(gamma.mul(others(types, agent)));
  switch (variant) {
    case 'common':
      return {
        worth, level: (types) => factor.mul(sum(types)),
        money: (types, agent) => {
          const rest = others(types, agent);
          return factor.mul(gamma.mul(types[agent]!).mul(rest).add(half.mul(square(types[agent]!).add(square(rest))))).neg();
        },
      };
    case 'islands': {
      const island = (agent: number): readonly number[] => islandsOf(agents).find((home) => home.includes(agent))!;
      const shared = (types: readonly Rational[], home: readonly number[]): Rational => sum(home.map((agent) => types[agent]!));
      return {
        worth: (types, agent) => shared(types, island(agent)),
        level: (types) => sum(islandsOf(agents).map((home) => shared(types, home).mul(home.length))),
        money: (types, agent) => square(shared(types, island(agent))).mul(half).mul(island(agent).length).neg(),
      };
    }
    case 'double':
      return { worth, level: sum, money: (types, agent) => square(types[agent]!).mul(half).neg() };
  }
}

const NAMES = ['ann', 'bob', 'cat', 'dan'];

export const namesOf = (agents: number): string[] => NAMES.slice(0, agents);

/** The environment file; the highest level is that of the highest types. */
export function publicGoodFile(good: PublicGood): Record<string, unknown> {
  const { agents, grid } = good;
  const { level, money, worth } = goodOf(good);
  const values = Array.from({ length: grid }, (_, k) => rational(k, grid - 1));
  const highest = level(Array.from({ length: agents }, () => rational(1)));
  const table = (cell: (types: readonly Rational[]) => unknown, types: readonly Rational[] = []): unknown =>
    (types.length === agents ? cell(types) : values.map((value) => table(cell, [...types, value])));
  const names = namesOf(agents);
  const byAgent = (cell: (types: readonly Rational[], agent: number) => Rational): Record<string, unknown> =>
    Object.fromEntries(names.map((name, agent) => [name, table((types) => rationalText(cell(types, agent)))]));
  const payoffs = byAgent((types, agent) => worth(types, agent).mul(highest));
  return {
    finite: 1,
    agents: Object.fromEntries(names.map((name) => [name, values.map(rationalText)])),
    outcomes: ['none', 'most'],
    payoffs: Object.fromEntries(names.map((name) => [name, { most: payoffs[name] }])),
    'rule': table((types) => {
      const share = level(types).div(highest);
      return { none: rationalText(rational(1).sub(share)), most: rationalText(share) };
    }),
    'rule-transfers': byAgent(money),
  };
}
