/**
 * Ex post implementation of a choice correspondence F without money (Bergemann and Morris 2005; Brooks23): f(θ) in F(θ) with truth
 * best at every profile. If there is such an f, F is implementable on every type space with known payoff types, by f of the payoff
 * types. The converse holds in separable environments, and there are others.
 */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { joinProfile, typeIn, withType } from '../../environment/finite/profiles.ts';
import { InputError } from '../../errors.ts';
import { Namer } from '../../mechanism/finite/question.ts';
import { contradictionCertificate, type Certificate } from '../../programs/certificate.ts';
import { ProgramBuilder, type Term } from '../../programs/program.ts';
import { ONE, rational, sign, ZERO, type Rational } from '../../programs/rational.ts';
import { solveProgram, type Solve } from '../../programs/solve.ts';

export type ChoiceModel = FiniteModel & { readonly choices: readonly (readonly number[])[] };

/** Throws InputError where the environment has no choices. */
export function requireChoices(model: FiniteModel): ChoiceModel {
  if (model.choices === undefined) throw new InputError('choices', 'is missing; give the outcomes that will do at every profile');
  return model as ChoiceModel;
}

const payoff = (model: FiniteModel, agent: number, outcome: number, profile: number): Rational => model.payoffs[agent]![outcome]![profile]!;

const players = (model: FiniteModel): number[] => [...model.agents.keys()].filter((agent) => agent !== model.nature);

/** Assignments tried beyond which the search gives up. */
const STEPS_MAX = 2_000_000;

/** Nodes of a refutation beyond which it is not kept. */
const NODES_MAX = 20_000;

/** An agent, at a profile with its outcome, would rather report so that the other profile's outcome is chosen. */
export interface ChoiceClash {
  readonly agent: number;
  readonly profile: number;
  readonly instead: number;
}

/** Every outcome that will do at a profile leads to a clash of outcomes chosen by then. */
export type ChoiceTree =
  | { readonly profile: number; readonly branches: readonly { readonly outcome: number; readonly tree: ChoiceTree }[] }
  | { readonly clash: ChoiceClash };

export type DeterministicAnswer =
  | { readonly status: 'found'; /** One outcome a profile. */ readonly chosen: readonly number[] }
  | { readonly status: 'none'; /** Left out where it is too long. */ readonly tree?: ChoiceTree }
  | { readonly status: 'undecided'; readonly reason: string };

function tooManySelections({ choices }: ChoiceModel): string {
  const log = choices.reduce((digits, allowed) => digits + Math.log10(allowed.length), 0);
  const size = log < 9 ? Math.round(10 ** log) : `about 10^${Math.floor(log)}`;
  return `${size} selections of one outcome a profile, and the search stops after ${STEPS_MAX} choices; leave types or outcomes out of `
    + 'choices; lotteries over them, which need one program, are decided beside this';
}

/** One outcome a profile, found or excluded by search. */
export function deterministicChoice(model: ChoiceModel): DeterministicAnswer {
  const { profiles, choices } = model;
  const chosen: number[] = [];
  let [steps, nodes] = [0, 0];
  /** Either side of a pair of profiles that one agent can confuse would rather have the other's outcome. */
  const clashOf = (profile: number, outcome: number): ChoiceClash | undefined => {
    for (const agent of players(model)) {
      for (let type = 0; type < typeIn(profiles, profile, agent); type++) {
        const other = withType(profiles, profile, agent, type);
        if (payoff(model, agent, outcome, profile).compare(payoff(model, agent, chosen[other]!, profile)) < 0)
          return { agent, profile, instead: other };
        if (payoff(model, agent, chosen[other]!, other).compare(payoff(model, agent, outcome, other)) < 0)
          return { agent, profile: other, instead: profile };
      }
    }
    return undefined;
  };
  /** Undefined where a choice was found, or the search given up. */
  const search = (profile: number): ChoiceTree | undefined => {
    if (profile === profiles.size) return undefined;
    const branches: { readonly outcome: number; readonly tree: ChoiceTree }[] = [];
    for (const outcome of choices[profile]!) {
      if (++steps > STEPS_MAX) return undefined;
      const clash = clashOf(profile, outcome);
      chosen[profile] = outcome;
      const tree = clash === undefined ? search(profile + 1) : { clash };
      if (tree === undefined) return undefined;
      nodes++;
      if (nodes <= NODES_MAX) branches.push({ outcome, tree });
    }
    return { profile, branches };
  };
  const tree = search(0);
  if (steps > STEPS_MAX) return { status: 'undecided', reason: tooManySelections(model) };
  if (tree === undefined) return { status: 'found', chosen };
  return { status: 'none', ...(nodes > NODES_MAX ? {} : { tree }) };
}

export type LotteryAnswer =
  | { readonly implementable: true; /** `[profile][outcome]`. */ readonly lotteries: readonly (readonly Rational[])[] }
  | {
    readonly implementable: false; readonly certificate: Certificate;
    readonly multipliers: readonly (ChoiceRow & { readonly multiplier: Rational })[];
  };

/** A profile's lottery, whose shares sum to one, or an agent's truth at a profile against the outcome at another. */
export type ChoiceRow =
  | { readonly kind: 'lottery'; readonly profile: number }
  | { readonly kind: 'IC'; readonly agent: number; readonly profile: number; readonly instead: number };

/** Lotteries over F(θ), decided exactly. */
export async function lotteryChoice(model: ChoiceModel, solve: Solve = solveProgram): Promise<LotteryAnswer> {
  const { profiles, choices, agents, outcomes } = model;
  const build = new ProgramBuilder();
  const namer = new Namer(model);
  const names = choices.map((_, profile) => namer.profile(profile));
  const rows: ChoiceRow[] = [];
  const columns = choices.map((allowed, profile) =>
    new Map(allowed.map((outcome) => [outcome, build.column(`${outcomes[outcome]}${names[profile]}`, 'nonnegative')])));
  columns.forEach((mine, profile) => {
    build.row(`lottery${names[profile]}`, [...mine.values()].map((column): Term => [column, ONE]), '=', ONE);
    rows.push({ kind: 'lottery', profile });
  });
  for (const agent of players(model)) {
    for (let profile = 0; profile < profiles.size; profile++) {
      const worth = (at: number, factor: Rational): Term[] =>
        [...columns[at]!].map(([outcome, column]): Term => [column, payoff(model, agent, outcome, profile).mul(factor)]);
      for (const [type, report] of agents[agent]!.types.entries()) {
        const lie = withType(profiles, profile, agent, type);
        const name = `IC(${agents[agent]!.name} -> ${report} at ${names[profile]})`;
        if (lie === profile) continue;
        build.row(name, [...worth(profile, ONE), ...worth(lie, rational(-1))], '>=');
        rows.push({ kind: 'IC', agent, profile, instead: lie });
      }
    }
  }
  const program = build.program();
  const solution = await solve(program);
  if (solution.status === 'infeasible') {
    const certificate = contradictionCertificate(program, solution.farkas);
    const multipliers = certificate.rows.map(({ index, multiplier }) => ({ ...rows[index]!, multiplier }));
    return { implementable: false, certificate, multipliers };
  }
  if (solution.status !== 'optimal') throw new Error(`a program over lotteries is ${solution.status}`);
  return {
    implementable: true,
    lotteries: columns.map((mine) => outcomes.map((_, outcome) => (mine.has(outcome) ? solution.primal[mine.get(outcome)!]! : ZERO))),
  };
}

export interface WithinVerdict {
  readonly holds: boolean;
  /** A type, an outcome outside F and a belief under which it is strictly best. */
  readonly witness?: { readonly type: number; readonly outcome: number; readonly belief: readonly Rational[] };
}

/** Whether agent, choosing what she likes best, stays within F whatever she believes of the others: then she may be asked to choose. */
export async function choosesWithin(model: ChoiceModel, agent: number, solve: Solve = solveProgram): Promise<WithinVerdict> {
  const { profiles, choices, agents, outcomes } = model;
  for (const type of agents[agent]!.types.keys()) {
    const at = Array.from({ length: profiles.othersSize[agent]! }, (_, others) => joinProfile(profiles, agent, type, others));
    const always = [...outcomes.keys()].filter((outcome) => at.every((profile) => choices[profile]!.includes(outcome)));
    for (const outcome of outcomes.keys()) {
      if (always.includes(outcome)) continue;
      const build = new ProgramBuilder('maximise');
      const belief = at.map((_, k) => build.column(`p${k}`, 'nonnegative'));
      const ahead = build.column('ahead', 'free');
      build.row('law', belief.map((column): Term => [column, ONE]), '=', ONE);
      always.forEach((other) => build.row(`better than ${other}`, [
        ...belief.map((column, k): Term => [column, payoff(model, agent, outcome, at[k]!).sub(payoff(model, agent, other, at[k]!))]),
        [ahead, rational(-1)],
      ], '>='));
      build.row('cap', [[ahead, ONE]], '<=', ONE);
      build.objective([[ahead, ONE]]);
      const solution = await solve(build.program());
      if (solution.status !== 'optimal') throw new Error(`a program over beliefs is ${solution.status}`);
      if (sign(solution.objective) > 0)
        return { holds: false, witness: { type, outcome, belief: belief.map((column) => solution.primal[column]!) } };
    }
  }
  return { holds: true };
}

/**
 * Whether F is separable as far as payoffs tell: agent i's part of an outcome is the class of outcomes that she values alike at every
 * profile, and at every profile the parts that F allows can be combined freely. A rule with money that is each agent's own is
 * separable; so is any single-valued F.
 */
export function separability(
  { payoffs, outcomes, choices, profiles }: ChoiceModel,
): { readonly holds: boolean; readonly profile?: number } {
  const classes = payoffs.map((tables) => outcomes.map((_, outcome) => outcomes.findIndex((__, other) =>
    tables[other]!.every((value, profile) => value.equals(tables[outcome]![profile]!)))));
  for (let profile = 0; profile < profiles.size; profile++) {
    const images = new Set(choices[profile]!.map((outcome) => classes.map((of) => of[outcome]).join()));
    const parts = classes.map((of) => new Set(choices[profile]!.map((outcome) => of[outcome])).size);
    if (images.size !== parts.reduce((product, count) => product * count, 1)) return { holds: false, profile };
  }
  return { holds: true };
}
