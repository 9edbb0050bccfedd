/**
 * The one program that decides a design question exactly.
 *
 * Bayesian: transfers φ with V_i(t,t) + E_t φ_i(t,·) >= V_i(t,r) + E_t φ_i(r,·) (IC) and >= 0 (IR). Where a type may hold several
 * beliefs, at each corner of their set; ex post, at each profile of the others.
 * Ambiguous: numbers U_i(t) >= 0 and a rule φ^l for every lie l = (i: t -> r). Every rule pays every type's truth at least U;
 * φ^l holds its lie to U_i(t). So the worst of truth is at least U, the worst of each lie at most U; and a menu that is
 * incentive compatible gives such U and rules, up to limits, in which the constraints are closed. Necessary and sufficient,
 * for any beliefs, values and rule; Guo18's Theorems 1.4.2, 1.5.1-3 are sufficient conditions for it.
 */
import { conditionalBeliefs } from '../../environment/finite/conditionals.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { joinProfile } from '../../environment/finite/profiles.ts';
import { heldBeliefs } from '../../environment/finite/held-beliefs.ts';
import { InputError } from '../../errors.ts';
import { ProgramBuilder, type Program, type Term } from '../../programs/program.ts';
import { ONE, rational, ZERO, type Rational } from '../../programs/rational.ts';
import { allocationTerms, type Affine, type AllocationTerms } from './allocation-terms.ts';
import { liesOf, Namer, type Constraint, type DesignQuestion, type Lie } from './question.ts';
import { fullSurplus, requirePrior } from './surplus.ts';
import { TransferTerms } from './transfer-terms.ts';

export interface DesignProgram {
  readonly program: Program;
  /** What each row is, in the order of rows. */
  readonly constraints: readonly Constraint[];
  /**
   * The lie each rule of a menu is made for; empty under Bayesian transfers, where there is one rule, and where the question groups
   * lies.
   */
  readonly menu: readonly Lie[];
  readonly allocation: AllocationTerms;
  readonly rules: readonly TransferTerms[];
  /** Columns U_i(t), by agent and type; empty under Bayesian transfers. */
  readonly utilities: readonly (readonly number[])[];
}

const MINUS_ONE = rational(-1);
const negated = (terms: readonly Term[]): Term[] => terms.map(([column, value]) => [column, value.neg()]);

/** Rows as they are written, each with what it is. */
class Rows {
  readonly constraints: Constraint[] = [];
  private readonly build: ProgramBuilder;
  private readonly namer: Namer;
  private readonly labels: readonly string[];

  constructor(model: FiniteModel, build: ProgramBuilder, labels: readonly string[]) {
    this.build = build;
    this.namer = new Namer(model);
    this.labels = labels;
  }

  /** more terms + more constant >= less terms + less constant. */
  atLeast(constraint: Constraint, more: Affine, less: Affine): void {
    const row = this.build.row(
      this.namer.constraint(constraint, this.labels),
      [...more.terms, ...negated(less.terms)],
      '>=',
      less.constant.sub(more.constant),
    );
    this.constraints[row] = constraint;
  }

  equal(constraint: Constraint, terms: readonly Term[], bound: Rational): void {
    this.constraints[this.build.row(this.namer.constraint(constraint, this.labels), terms, '=', bound)] = constraint;
  }
}

const NOTHING: Affine = { terms: [], constant: ZERO };
const plus = (a: Affine, terms: readonly Term[]): Affine => ({ terms: [...a.terms, ...terms], constant: a.constant });

function bayesianRows(model: FiniteModel, question: DesignQuestion, rows: Rows, allocation: AllocationTerms, rule: TransferTerms): void {
  const beliefs = question.beliefs ?? heldBeliefs(model, question.notion ?? 'interim');
  model.agents.forEach(({ types }, agent) => types.forEach((_, type) => {
    for (const one of beliefs[agent]![type]!) {
      const { belief } = one;
      const held = one.name === '' ? {} : { held: one };
      const payoff = (report: number): Affine => plus(
        allocation.interim(agent, type, report, belief), rule.expected(agent, report, belief),
      );
      const truth = payoff(type);
      rows.atLeast({ kind: 'IR', agent, type, ...held }, truth, NOTHING);
      types.forEach((__, report) => {
        if (report !== type) rows.atLeast({ kind: 'IC', agent, type, report, ...held }, truth, payoff(report));
      });
    }
  }));
}

interface Menu {
  readonly lies: readonly Lie[];
  readonly ruleOf: readonly (number | undefined)[];
  readonly labels: readonly string[];
}

function ambiguousRows(
  model: FiniteModel,
  rows: Rows,
  allocation: AllocationTerms,
  rules: readonly TransferTerms[],
  menu: Menu,
  utilities: readonly (readonly number[])[],
): void {
  const beliefs = conditionalBeliefs(model);
  const floor = (agent: number, type: number): Affine => ({ terms: [[utilities[agent]![type]!, ONE]], constant: ZERO });
  model.agents.forEach(({ types }, agent) =>
    types.forEach((_, type) => {
      const belief = beliefs[agent]![type]!;
      const outcome = allocation.interim(agent, type, type, belief);
      rows.atLeast({ kind: 'IR', agent, type }, floor(agent, type), NOTHING);
      rules.forEach((rule, k) =>
        rows.atLeast({ kind: 'truth', agent, type, rule: k }, plus(outcome, rule.expected(agent, type, belief)), floor(agent, type)),
      );
    }),
  );
  menu.lies.forEach((lie, k) => {
    const { agent, type, report } = lie;
    const rule = menu.ruleOf[k];
    if (rule === undefined) return;
    const belief = beliefs[agent]![type]!;
    rows.atLeast(
      { kind: 'IC', ...lie },
      floor(agent, type),
      plus(allocation.interim(agent, type, report, belief), rules[rule]!.expected(agent, report, belief)),
    );
  });
}

/** Columns of transfers beyond which programs do not end in reasonable time. */
const COLUMN_LIMIT = 150_000;

/** Throws InputError that says how large the program would be. */
function requireSize({ agents, profiles }: FiniteModel, rules: number): void {
  const columns = rules * profiles.size * agents.length;
  if (columns <= COLUMN_LIMIT) return;
  const way = rules > 1 ? 'ask for --transfers bayesian, which needs one rule, or use fewer types' : 'use fewer types or agents';
  throw new InputError(
    'agents',
    `${rules} transfer ${rules === 1 ? 'rule' : 'rules'} over ${profiles.size} profiles make ${columns} unknowns, and at most `
      + `${COLUMN_LIMIT} are taken; ${way}`,
  );
}

/** A rule a lie, unless the question says otherwise. */
function menuOf(model: FiniteModel, { transfers, menu }: DesignQuestion): Menu {
  if (transfers === 'bayesian') return { lies: [], ruleOf: [], labels: [] };
  const namer = new Namer(model);
  const lies = liesOf(model);
  if (menu !== undefined) return { lies, ruleOf: menu.ruleOf, labels: Array.from({ length: menu.rules }, (_, k) => `rule ${k + 1}`) };
  if (lies.length === 0)
    throw new InputError('agents', 'nobody has a second type to report, so there is nothing to make ambiguous; use --transfers bayesian');
  return { lies, ruleOf: lies.map((_, k) => k), labels: lies.map((lie) => namer.lie(lie)) };
}

/** Σ p(θ) Σ_i u_i(q(θ), θ), where lotteries are chosen. */
function welfareTerms(model: FiniteModel, allocation: AllocationTerms): Term[] {
  const prior = requirePrior(model, 'welfare');
  return model.agents.flatMap(({ types }, agent) => types.flatMap((_, type) => allocation.interim(agent, type, type, Array.from(
    { length: model.profiles.othersSize[agent]! }, (__, others) => prior[joinProfile(model.profiles, agent, type, others)]!,
  )).terms));
}

function objectiveTerms(
  model: FiniteModel,
  question: DesignQuestion,
  rows: Rows,
  rules: readonly TransferTerms[],
  allocation: AllocationTerms,
  build: ProgramBuilder,
  subsidy: number | undefined,
): readonly Term[] {
  if (subsidy !== undefined) return [[subsidy, ONE]];
  if (question.objective === 'feasible') return [];
  if (question.objective === 'welfare') return welfareTerms(model, allocation);
  const prior = requirePrior(model, 'revenue');
  if (question.objective === 'full-surplus') {
    const surplus = fullSurplus(model);
    rules.forEach((rule, k) => rows.equal({ kind: 'revenue', rule: k }, rule.expectedTotal(prior, MINUS_ONE), surplus));
    return [];
  }
  const revenue = build.column('revenue', 'free');
  // Equal under every rule of the menu: Guo18 (1.1).
  rules.forEach((rule, k) =>
    rows.equal({ kind: 'revenue', rule: k }, [...rule.expectedTotal(prior, MINUS_ONE), [revenue, MINUS_ONE]], ZERO),
  );
  return [[revenue, ONE]];
}

/** Throws InputError for beliefs, rules or priors that the question needs and the model lacks. */
export function designProgram(model: FiniteModel, question: DesignQuestion): DesignProgram {
  const build = new ProgramBuilder(question.objective === 'revenue' || question.objective === 'welfare' ? 'maximise' : 'minimise');
  const ambiguous = question.transfers === 'ambiguous';
  const menu = menuOf(model, question);
  requireSize(model, ambiguous ? menu.labels.length : 1);
  const namer = new Namer(model);
  const rows = new Rows(model, build, menu.labels);
  const allocation = allocationTerms(model, question.allocation, build);
  allocation.lotteryRows.forEach(({ profile, row }) => { rows.constraints[row] = { kind: 'lottery', profile }; });
  const subsidy = question.objective === 'subsidy' ? build.column('subsidy', 'free') : undefined;
  const labels = ambiguous ? menu.labels.map((label) => `[${label}]`) : [''];
  const rules = labels.map((label, k) => {
    const rule = new TransferTerms(model, question.balance, build, label, subsidy);
    rule.balanceRows.forEach((row, profile) => { rows.constraints[row] = { kind: 'balance', profile, rule: k }; });
    return rule;
  });
  const utilities = ambiguous
    ? model.agents.map(({ types }, agent) => types.map((_, type) => build.column(`U(${namer.type(agent, type)})`, 'free')))
    : [];
  if (ambiguous) ambiguousRows(model, rows, allocation, rules, menu, utilities);
  else bayesianRows(model, question, rows, allocation, rules[0]!);
  build.objective(objectiveTerms(model, question, rows, rules, allocation, build, subsidy));
  return {
    program: build.program(),
    constraints: rows.constraints,
    menu: question.menu === undefined ? menu.lies : [],
    allocation,
    rules,
    utilities,
  };
}
