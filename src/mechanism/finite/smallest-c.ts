/**
 * The smallest c >= 0 at which a menu {η + c ψ^k} is incentive compatible and individually rational. Every constraint is piecewise
 * linear in c (linear under maxmin and α-maxmin), so c is found exactly, stretch by stretch.
 */
import type { FiniteModel, TransferTable } from '../../environment/finite/environment.ts';
import { rational, sign, ZERO, type Rational } from '../../programs/rational.ts';
import { addTables, interimOutcomes, interimTransfers, type InterimTable } from './interim.ts';
import { bends, worth, type Preference } from './preference.ts';
import { Namer } from './question.ts';

export type Money = TransferTable<Rational>;

export interface BetMenu {
  readonly base: Money;
  /** Of {η + cψ, η - cψ} these are ψ and -ψ; a zero bet puts η itself into the menu. */
  readonly bets: readonly Money[];
}

export type SmallestC =
  | {
      readonly status: 'found';
      readonly c: Rational;
      /** The constraint that does not hold below c; none where c is 0. */ readonly binding: string | undefined;
    }
  | { readonly status: 'none'; readonly reason: string };

interface Constraint {
  readonly name: string;
  /** What is left of it at a stake; it holds where this is >= 0. */
  readonly slack: (c: Rational) => Rational;
  readonly bends: readonly Rational[];
}

const negated = (table: Money): Money => table.map((row) => row.map((value) => value.neg()));

/** {η + cψ, η - cψ}. */
export const symmetricMenu = (base: Money, bet: Money): BetMenu => ({ base, bets: [bet, negated(bet)] });

function constraintsOf(model: FiniteModel, { base, bets }: BetMenu, preference: Preference): Constraint[] {
  const namer = new Namer(model);
  const payoffs = addTables(interimOutcomes(model), interimTransfers(model, base));
  const slopes: readonly InterimTable[] = bets.map((bet) => interimTransfers(model, bet));
  const report = (agent: number, type: number, at: number): { readonly value: (c: Rational) => Rational; readonly bends: Rational[] } => {
    const start = payoffs[agent]![type]![at]!;
    const moves = slopes.map((table) => table[agent]![type]![at]!);
    return { value: (c) => worth(preference, moves.map((move) => start.add(c.mul(move)))), bends: bends(preference, start, moves) };
  };
  return model.agents.flatMap(({ types }, agent) =>
    types.flatMap((_, type): Constraint[] => {
      const truth = report(agent, type, type);
      const lies = [...types.keys()].filter((other) => other !== type);
      return [
        { name: `IR(${namer.type(agent, type)})`, slack: truth.value, bends: truth.bends },
        ...lies.map((lie): Constraint => {
          const told = report(agent, type, lie);
          return {
            name: `IC(${namer.lie({ agent, type, report: lie })})`,
            slack: (c) => truth.value(c).sub(told.value(c)),
            bends: [...truth.bends, ...told.bends],
          };
        }),
      ];
    }),
  );
}

/** The least c of a stretch on which all slacks are linear; the last stretch has no end. */
function withinStretch(
  constraints: readonly Constraint[],
  low: Rational,
  high: Rational | undefined,
): { readonly c: Rational; readonly binding: string | undefined } | { readonly against: string } {
  const other = high ?? low.add(rational(1));
  let [from, to, binding] = [low, high, undefined as string | undefined];
  for (const { name, slack } of constraints) {
    const start = slack(low);
    const slope = slack(other).sub(start).div(other.sub(low));
    if (sign(slope) === 0) {
      if (sign(start) < 0) return { against: name };
      continue;
    }
    const root = low.sub(start.div(slope));
    if (sign(slope) > 0 && root.compare(from) > 0) [from, binding] = [root, name];
    if (sign(slope) < 0 && (to === undefined || root.compare(to) < 0)) to = root;
    if (to !== undefined && to.compare(from) < 0) return { against: sign(slope) < 0 ? name : (binding ?? name) };
  }
  return { c: from, binding };
}

/** Exact; `none` names a constraint that no stake meets together with the others. */
export function smallestC(model: FiniteModel, menu: BetMenu, preference: Preference = { kind: 'maxmin' }): SmallestC {
  const constraints = constraintsOf(model, menu, preference);
  const points = [ZERO, ...constraints.flatMap(({ bends }) => bends)]
    .sort((a, b) => a.compare(b))
    .filter((value, k, all) => k === 0 || !value.equals(all[k - 1]!));
  let binding: string | undefined;
  let against = '';
  for (const [k, point] of points.entries()) {
    const found = withinStretch(constraints, point, points[k + 1]);
    if ('c' in found) return { status: 'found', c: found.c, binding: sign(found.c) === 0 ? undefined : (found.binding ?? binding) };
    against = found.against;
    binding = found.against;
  }
  return { status: 'none', reason: `${against} fails whatever the stake` };
}

/** The rules of a menu at a stake. */
export const menuAtStake = ({ base, bets }: BetMenu, c: Rational): Money[] =>
  bets.map((bet) => base.map((row, agent) => row.map((value, profile) => value.add(c.mul(bet[agent]![profile]!)))));
