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

/** What a row of a node's program says; budgets, which only cancel, have none. */
export type StakeRow =
  | { readonly row: 'up' | 'down'; readonly agent: number; readonly profile: number }
  | { readonly row: 'fair' | 'IR'; readonly agent: number; readonly type: number }
  | ({ readonly row: 'IC' } & Lie);

/** Why no smaller bet does: a lie that wins on the bet or loses, the first one's sign free; or multipliers that bound the stake. */
export type StakeTree =
  | { readonly lie: Lie; readonly wins: StakeTree; readonly loses?: StakeTree }
  | { readonly rows: readonly { readonly row: StakeRow; readonly multiplier: Rational }[] };

export type SmallestStake =
  | {
      readonly status: 'found'; readonly stake: Rational; readonly base: Money; readonly bet: Money; readonly nodes: number;
      readonly tree: StakeTree;
    }
  | { readonly status: 'none'; readonly reason: string; readonly nodes: number; readonly tree: StakeTree }
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
  /** By row. */
  readonly rows: readonly (StakeRow | undefined)[];
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
    const rows: StakeRow[] = [];
    const say = (row: StakeRow, name: string, terms: Iterable<Term>, relation: '>=' | '=', bound?: Rational): void => {
      rows[build.row(name, terms, relation, bound)] = row;
    };
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
        const up = bet.transfer(agent, profile).map(([c, v]): Term => [c, v.neg()]);
        say({ row: 'up', agent, profile }, `${name}${namer.profile(profile)} up to`, [[stake, ONE], ...up], '>=');
        const down = bet.transfer(agent, profile);
        say({ row: 'down', agent, profile }, `${name}${namer.profile(profile)} down to`, [[stake, ONE], ...down], '>=');
      }
      types.forEach((_, type) => {
        say({ row: 'fair', agent, type }, `fair(${namer.type(agent, type)})`, bet.expected(agent, type, beliefs[agent]![type]!), '=');
        const truth = payoff(agent, type, type);
        say({ row: 'IR', agent, type }, `IR(${namer.type(agent, type)})`, truth.terms, '>=', truth.constant.neg());
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
    return { program: build.program(), rows, bet, base, lies };
  }

  /** The same with the signs given for some lies. */
  program(signs: ReadonlyMap<number, Sign>): StakeProgram {
    const { program, lies } = this.root;
    const signed = [...signs].map(([at, side]): Row => {
      const { bet: worth, gain } = lies[at]!;
      const terms = [...worth.map(([c, v]): Term => [c, v.mul(rational(side))]), ...gain.terms.map(([c, v]): Term => [c, v.neg()])];
      return { name: `IC(${this.namer.lie(this.lies[at]!)})`, terms: collectTerms(terms), relation: '>=', bound: gain.constant };
    });
    const rows = [...this.root.rows];
    // Rows of a budget have no words, so the list may end early.
    [...signs.keys()].forEach((at, k) => { rows[program.rows.length + k] = { row: 'IC', ...this.lies[at]! }; });
    return { ...this.root, rows, program: { ...program, rows: [...program.rows, ...signed] } };
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

/** The multipliers that bound a node's stake, or contradict its signs. */
const leaf = ({ rows }: StakeProgram, multipliers: readonly Rational[]): StakeTree => ({
  rows: rows.flatMap((row, k) => (row === undefined || sign(multipliers[k]!) === 0 ? [] : [{ row, multiplier: multipliers[k]! }])),
});

/** A node to look at, and where its part of the tree goes. */
interface Open {
  readonly signs: ReadonlyMap<number, Sign>;
  readonly grow: (tree: StakeTree) => void;
}

/** Exact, with a proof by enumeration; `none` where no such pair of rules implements the rule. */
export async function smallestStake(
  model: FiniteModel, question: StakeQuestion, solve: Solve = solveProgram,
): Promise<SmallestStake> {
  const stakes = new Stakes(model, question);
  let tree: StakeTree = { rows: [] };
  const open: Open[] = [{ signs: new Map(), grow: (grown) => { tree = grown; } }];
  let best: Extract<SmallestStake, { status: 'found' }> | undefined;
  let nodes = 0;
  while (open.length > 0) {
    const { signs, grow } = open.pop()!;
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
    if (solution.status === 'unbounded') throw new Error('a stake is unbounded below');
    if (solution.status === 'infeasible') { grow(leaf(node, solution.farkas)); continue; }
    const at = shortest(node, solution.primal, signs);
    if (best !== undefined && solution.objective.compare(best.stake) >= 0) { grow(leaf(node, solution.dual)); continue; }
    if (at === undefined) {
      grow(leaf(node, solution.dual));
      best = {
        status: 'found',
        stake: solution.objective,
        nodes,
        tree,
        bet: node.bet.read(solution.primal),
        base: question.base ?? node.base!.read(solution.primal),
      };
      continue;
    }
    const branch: { lie: Lie; wins: StakeTree; loses?: StakeTree } = { lie: stakes.lies[at]!, wins: { rows: [] } };
    grow(branch);
    // ψ and -ψ are the same menu: the first sign is free.
    if (signs.size > 0) open.push({ signs: new Map([...signs, [at, -1]]), grow: (grown) => { branch.loses = grown; } });
    open.push({ signs: new Map([...signs, [at, 1]]), grow: (grown) => { branch.wins = grown; } });
  }
  if (best !== undefined) return { ...best, nodes, tree };
  return {
    status: 'none', nodes, tree,
    reason: 'no rules η + ψ and η - ψ implement the rule: some lie stays worth telling whichever way the bet goes',
  };
}

/** -u_i(q(θ), θ): each agent pays what the outcome is worth to her. */
export function surplusTransfers(model: FiniteModel, rule: readonly (readonly Rational[])[]): Money {
  return model.payoffs.map((tables) => rule.map((lottery, profile) =>
    lottery.reduce((total, share, outcome) => total.add(share.mul(tables[outcome]![profile]!)), ZERO).mul(MINUS_ONE)));
}

/** No money at any profile. */
export const noTransfers = ({ agents, profiles }: Pick<FiniteModel, 'agents' | 'profiles'>): Money =>
  agents.map(() => Array.from({ length: profiles.size }, () => ZERO));
