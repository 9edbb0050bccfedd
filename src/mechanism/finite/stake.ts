/**
 * The smallest stake: the least sup norm of a bet ψ for which {η + ψ, η - ψ} implements the rule, for a given η or the best one. ψ is
 * worth nothing to anyone who tells the truth, and every lie either loses on it or wins: which of the two is a sign, so the
 * problem is a union of linear programs. Branch and bound over signs; each node's optimum is exact, so the least leaf is proved.
 */
import { conditionalBeliefs } from '../../environment/finite/conditionals.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { collectTerms, evaluateTerms, ProgramBuilder, type Program, type Row, type Term } from '../../programs/program.ts';
import { ONE, rational, sign, ZERO, type Rational } from '../../programs/rational.ts';
import { solveProgram, type Solve } from '../../programs/solve.ts';
import { interimOutcomes, interimTransfers } from './interim.ts';
import { liesOf, Namer, type Balance, type Lie } from './question.ts';
import type { Money } from './smallest-c.ts';
import { TransferTerms } from './transfer-terms.ts';

/** Nodes beyond which the search is given up. */
const NODE_LIMIT = 3000;

export type SmallestStake =
  | { readonly status: 'found'; readonly stake: Rational; readonly base: Money; readonly bet: Money; readonly nodes: number }
  | { readonly status: 'none'; readonly reason: string }
  | { readonly status: 'undecided'; readonly reason: string };

export interface StakeQuestion {
  /** Of the bet, and of η where it is chosen. */
  readonly balance: Balance;
  /** η; chosen where it is left out. */
  readonly base?: Money;
}

const MINUS_ONE = rational(-1);
type Sign = 1 | -1;

interface StakeProgram {
  readonly program: Program;
  readonly bet: TransferTerms;
  readonly base: TransferTerms | undefined;
  /** Of each lie: the bet's expectation, and what the lie gains without the bet, as terms and a constant. */
  readonly lies: readonly {
    readonly bet: readonly Term[];
    readonly gain: { readonly terms: readonly Term[]; readonly constant: Rational };
  }[];
}

class Stakes {
  readonly lies: readonly Lie[];
  private readonly namer: Namer;
  /** Without signs: every node of the search holds its rows. */
  private readonly root: StakeProgram;

  constructor(model: FiniteModel, question: StakeQuestion) {
    this.lies = liesOf(model);
    this.namer = new Namer(model);
    this.root = this.rootOf(model, question);
  }

  /** minimise s with |ψ| <= s. */
  private rootOf(model: FiniteModel, { balance, base: given }: StakeQuestion): StakeProgram {
    const { namer } = this;
    const { agents, profiles } = model;
    const beliefs = conditionalBeliefs(model);
    const build = new ProgramBuilder('minimise');
    const stake = build.column('stake', 'nonnegative');
    // A bet that may leave money over under one sign is short of it under the other: its balance is exact or there is none.
    const bet = new TransferTerms(model, balance === 'none' ? 'none' : 'exact', build, '[bet]');
    const base = given === undefined ? new TransferTerms(model, balance, build, '[base]') : undefined;
    const outcomes = interimOutcomes(model);
    const fixed = given && interimTransfers(model, given);
    const payoff = (agent: number, type: number, report: number): { terms: Term[]; constant: Rational } => ({
      terms: base?.expected(agent, report, beliefs[agent]![type]!) ?? [],
      constant: outcomes[agent]![type]![report]!.add(fixed?.[agent]![type]![report] ?? ZERO),
    });
    agents.forEach(({ name, types }, agent) => {
      for (let profile = 0; profile < profiles.size; profile++) {
        build.row(
          `${name}${namer.profile(profile)} up to`,
          [[stake, ONE], ...bet.transfer(agent, profile).map(([c, v]): Term => [c, v.neg()])],
          '>=',
        );
        build.row(`${name}${namer.profile(profile)} down to`, [[stake, ONE], ...bet.transfer(agent, profile)], '>=');
      }
      types.forEach((_, type) => {
        build.row(`fair(${namer.type(agent, type)})`, bet.expected(agent, type, beliefs[agent]![type]!), '=');
        const truth = payoff(agent, type, type);
        build.row(`IR(${namer.type(agent, type)})`, truth.terms, '>=', truth.constant.neg());
      });
    });
    const lies = this.lies.map(({ agent, type, report }) => {
      const [truth, lie] = [payoff(agent, type, type), payoff(agent, type, report)];
      return {
        bet: bet.expected(agent, report, beliefs[agent]![type]!),
        gain: { terms: [...lie.terms, ...truth.terms.map(([c, v]): Term => [c, v.neg()])], constant: lie.constant.sub(truth.constant) },
      };
    });
    build.objective([[stake, ONE]]);
    return { program: build.program(), bet, base, lies };
  }

  /** The same with the signs given for some lies. */
  program(signs: ReadonlyMap<number, Sign>): StakeProgram {
    const { program, lies } = this.root;
    const signed = [...signs].map(([at, side]): Row => {
      const { bet: worth, gain } = lies[at]!;
      const terms = [...worth.map(([c, v]): Term => [c, v.mul(rational(side))]), ...gain.terms.map(([c, v]): Term => [c, v.neg()])];
      return { name: `IC(${this.namer.lie(this.lies[at]!)})`, terms: collectTerms(terms), relation: '>=', bound: gain.constant };
    });
    return { ...this.root, program: { ...program, rows: [...program.rows, ...signed] } };
  }
}

/** The lie whose bet falls shortest of its gain; undefined where none does. */
function shortest({ lies }: StakeProgram, primal: readonly Rational[], signs: ReadonlyMap<number, Sign>): number | undefined {
  let worst: Rational | undefined;
  let found: number | undefined;
  lies.forEach(({ bet, gain }, at) => {
    if (signs.has(at)) return;
    const short = evaluateTerms(gain.terms, primal).add(gain.constant).sub(evaluateTerms(bet, primal).abs());
    if (sign(short) > 0 && (worst === undefined || short.compare(worst) > 0)) [worst, found] = [short, at];
  });
  return found;
}

/** Exact, with a proof by enumeration; `none` where no such pair of rules implements the rule. */
export async function smallestStake(
  model: FiniteModel, question: StakeQuestion, solve: Solve = solveProgram,
): Promise<SmallestStake> {
  const stakes = new Stakes(model, question);
  const open: ReadonlyMap<number, Sign>[] = [new Map()];
  let best: Extract<SmallestStake, { status: 'found' }> | undefined;
  let nodes = 0;
  while (open.length > 0) {
    const signs = open.pop()!;
    if (++nodes > NODE_LIMIT) {
      return {
        status: 'undecided',
        reason: `more than ${NODE_LIMIT} programs over the signs of ${stakes.lies.length} lies, of which there are `
          + `2^${stakes.lies.length}; ${best === undefined ? 'whether any menu implements needs none of them (implementable)'
            : `the stake is at most ${best.stake.toFraction()}`}`,
      };
    }
    const node = stakes.program(signs);
    const solution = await solve(node.program);
    if (solution.status === 'undecided') return solution;
    if (solution.status !== 'optimal' || (best !== undefined && solution.objective.compare(best.stake) >= 0)) continue;
    const at = shortest(node, solution.primal, signs);
    if (at === undefined) {
      best = {
        status: 'found',
        stake: solution.objective,
        nodes,
        bet: node.bet.read(solution.primal),
        base: question.base ?? node.base!.read(solution.primal),
      };
      continue;
    }
    // ψ and -ψ are the same menu: the first sign is free.
    if (signs.size > 0) open.push(new Map([...signs, [at, -1]]));
    open.push(new Map([...signs, [at, 1]]));
  }
  if (best !== undefined) return { ...best, nodes };
  return { status: 'none', reason: 'no rules η + ψ and η - ψ implement the rule: some lie stays worth telling whichever way the bet goes' };
}

/** -u_i(q(θ), θ): each agent pays what the outcome is worth to her. */
export function surplusTransfers(model: FiniteModel, rule: readonly (readonly Rational[])[]): Money {
  return model.payoffs.map((tables) => rule.map((lottery, profile) =>
    lottery.reduce((total, share, outcome) => total.add(share.mul(tables[outcome]![profile]!)), ZERO).mul(MINUS_ONE)));
}

/** No money at any profile. */
export const noTransfers = ({ agents, profiles }: Pick<FiniteModel, 'agents' | 'profiles'>): Money =>
  agents.map(() => Array.from({ length: profiles.size }, () => ZERO));
