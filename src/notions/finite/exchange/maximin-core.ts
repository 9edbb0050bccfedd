/**
 * The maximin core of an exchange economy with private values and Wald preferences (Guo18 Definition 3.6.1), as a set.
 *
 * An allocation counts through U_i(t_i), the worst that type t_i gets. A coalition that blocks at t may as well hand out one bundle
 * whatever the others' types, so blocking at t is a question of complete information about the vector U(t) = (U_i(t_i)): the grand
 * coalition must be able to give it, and no coalition may dominate it. Linked over t by U_i(t_i), and utilities increasing, that
 * says: at every t some facet of the grand coalition's utility set holds with equality and none is exceeded, and for every smaller
 * coalition and types of its members some facet of its set is reached. Facets are choices, so the core is a union of polytopes in U,
 * one a cell of choices: looked through by branching, with an exact program at every step. Empty: every branch ends in multipliers
 * that add up to a contradiction.
 */
import { coalitionsUpTo } from '../../../environment/finite/coalitions.ts';
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { typesIn } from '../../../environment/finite/profiles.ts';
import { InputError } from '../../../errors.ts';
import { certificateLine, contradictionCertificate, type Certificate } from '../../../programs/certificate.ts';
import { evaluateTerms, ProgramBuilder, type Program, type Term } from '../../../programs/program.ts';
import { ONE, type Rational } from '../../../programs/rational.ts';
import { solveProgram, type Solve } from '../../../programs/solve.ts';
import { utilitySet, type UtilitySet } from './utility-set.ts';

/** What is asked of one coalition at types of its members. */
export interface Demand {
  readonly set: UtilitySet;
  readonly types: readonly number[];
  /** The grand coalition: a facet holds with equality. Else: one is reached or passed. */
  readonly grand: boolean;
}

/** `[agent][type]`. */
export type WorstUtilities = readonly (readonly Rational[])[];

/** Least and most of U_i(t_i) over the core. */
export interface UtilityRange {
  readonly agent: number;
  readonly type: number;
  readonly least: Rational;
  readonly most: Rational;
}

export type MaximinCore =
  | {
    readonly verdict: 'yes'; readonly cells: number; /** One element. */ readonly worst: WorstUtilities;
    readonly ranges: readonly UtilityRange[];
  }
  | {
    readonly verdict: 'no'; /** Branches, each closed by multipliers. */ readonly branches: number; readonly contradiction: string;
    readonly demands: readonly Demand[]; readonly tree: CoreTree;
  }
  | { readonly verdict: 'undecided'; readonly reason: string };

/** A row of a contradiction: a facet of a demand's set that no point passes (`feasible`), or that one has to reach. */
export interface CoreRow {
  readonly demand: number;
  readonly facet: number;
  readonly row: 'feasible' | 'reached';
}

/** Why the core is empty: some facet of the demand's set is reached, and each is excluded; or multipliers of rows that clash. */
export type CoreTree =
  | { readonly demand: number; readonly branches: readonly CoreTree[] }
  | { readonly rows: readonly (CoreRow & { readonly multiplier: Rational })[]; readonly certificate: Certificate };

/** Programs beyond which branching is given up. */
const PROGRAMS_MAX = 4_000;

export function requireExchange({ exchange }: FiniteModel) {
  if (exchange === undefined) throw new InputError('goods', 'are missing; core and value ask about an exchange economy');
  return exchange;
}

/** Utility sets of every coalition at all types of its members. */
export async function demandsOf(model: FiniteModel, solve: Solve): Promise<Demand[]> {
  const economy = requireExchange(model);
  const count = model.agents.length;
  const demands: Demand[] = [];
  // The grand coalition first: equalities leave least to branch over.
  for (const coalition of [...coalitionsUpTo(count, count)].reverse()) {
    const seen = new Set<string>();
    for (let profile = 0; profile < model.profiles.size; profile++) {
      const all = typesIn(model.profiles, profile);
      const types = coalition.map((agent) => all[agent]!);
      if (seen.has(types.join())) continue;
      seen.add(types.join());
      demands.push({ set: await utilitySet(economy, coalition, types, solve), types, grand: coalition.length === count });
    }
  }
  return demands;
}

/** A demand, by its place in the list, with the facet that meets it. */
interface Choice {
  readonly demand: number;
  readonly facet: number;
}

class CoreProgram {
  readonly columns: readonly (readonly number[])[];
  private readonly model: FiniteModel;
  private readonly demands: readonly Demand[];

  constructor(model: FiniteModel, demands: readonly Demand[]) {
    this.model = model;
    this.demands = demands;
    let at = 0;
    this.columns = model.agents.map(({ types }) => types.map(() => at++));
  }

  private termsOf({ set, types }: Demand, facet: number): Term[] {
    return set.coalition.map((agent, k): Term => [this.columns[agent]![types[k]!]!, set.facets[facet]!.weights[k]!]);
  }

  private nameOf({ set, types }: Demand): string {
    const { agents } = this.model;
    return `{${set.coalition.map((agent, k) => `${agents[agent]!.name} ${agents[agent]!.types[types[k]!]}`).join(', ')}}`;
  }

  /** All that holds whatever the choices, and the choices, in the order of the program's rows. */
  rows(choices: readonly Choice[]): CoreRow[] {
    const always = this.demands.flatMap(({ set, grand }, demand): CoreRow[] => {
      // Of several facets of a smaller coalition one has to be chosen.
      if (!grand && set.facets.length > 1) return [];
      return set.facets.map((_, facet) => ({ demand, facet, row: grand ? 'feasible' : 'reached' }));
    });
    return [...always, ...choices.map(({ demand, facet }): CoreRow => ({ demand, facet, row: 'reached' }))];
  }

  program(choices: readonly Choice[], objective?: { readonly column: number; readonly direction: 'minimise' | 'maximise' }): Program {
    const build = new ProgramBuilder(objective?.direction ?? 'minimise');
    this.model.agents.forEach(({ name, types }) => types.forEach((type) => build.column(`U(${name} ${type})`, 'free')));
    for (const { demand: at, facet, row } of this.rows(choices)) {
      const demand = this.demands[at]!;
      const kind = row === 'feasible' ? row : demand.grand ? 'efficient' : 'unblocked';
      const numbered = demand.set.facets.length > 1 || demand.grand ? ` facet ${facet + 1}` : '';
      build.row(`${kind}${this.nameOf(demand)}${numbered}`, this.termsOf(demand, facet), row === 'feasible' ? '<=' : '>=',
        demand.set.facets[facet]!.bound);
    }
    if (objective !== undefined) build.objective([[objective.column, ONE]]);
    return build.program();
  }

  /** Demands that the values do not meet. */
  open(values: readonly Rational[]): Demand | undefined {
    return this.demands.find((demand) => !demand.set.facets.some(({ bound }, facet) =>
      evaluateTerms(this.termsOf(demand, facet), values).compare(bound) >= 0));
  }
}

/** Every cell of choices that is not empty, and why all others are; `first`: the first of them alone. */
async function cellsOf(core: CoreProgram, demands: readonly Demand[], first: boolean, solve: Solve) {
  const found: { readonly choices: readonly Choice[]; readonly values: readonly Rational[] }[] = [];
  let [branches, programs, contradiction] = [0, 0, ''];
  /** Undefined where a cell was found, or the search given up. */
  const search = async (choices: readonly Choice[], rest: readonly number[]): Promise<CoreTree | undefined> => {
    if (first && found.length > 0) return undefined;
    if (++programs > PROGRAMS_MAX) return undefined;
    const program = core.program(choices);
    const solution = await solve(program);
    if (solution.status === 'infeasible') {
      branches++;
      const certificate = contradictionCertificate(program, solution.farkas);
      const line = certificateLine(certificate);
      if (contradiction === '' || line.length < contradiction.length) contradiction = line;
      const rows = core.rows(choices);
      return { certificate, rows: certificate.rows.map(({ index, multiplier }) => ({ ...rows[index]!, multiplier })) };
    }
    if (solution.status !== 'optimal') { programs = PROGRAMS_MAX + 1; return undefined; }
    const [demand, ...others] = rest;
    if (demand === undefined || (first && core.open(solution.primal) === undefined)) {
      found.push({ choices, values: solution.primal });
      return undefined;
    }
    const trees: (CoreTree | undefined)[] = [];
    for (const facet of demands[demand]!.set.facets.keys()) trees.push(await search([...choices, { demand, facet }], others));
    return trees.includes(undefined) ? undefined : { demand, branches: trees as CoreTree[] };
  };
  // A single facet of a smaller coalition is no choice.
  const tree = await search([], [...demands.keys()].filter((k) => demands[k]!.grand || demands[k]!.set.facets.length > 1));
  return { found, branches, contradiction, tree, complete: programs <= PROGRAMS_MAX };
}

function tooManyCells(demands: readonly Demand[]): string {
  const log = demands.reduce((digits, { set }) => digits + Math.log10(Math.max(1, set.facets.length)), 0);
  return `facets of the utility sets of ${demands.length} coalitions with their types can be chosen in about 10^${Math.round(log)} ways, `
    + `and the search stops after ${PROGRAMS_MAX} programs; use fewer types or pieces of utility, or ask of a profile of types by itself, `
    + 'an economy of one type an agent: where one of these has an empty core, so has the whole';
}

/** The core; `first` stops at one element, without ranges. */
export async function maximinCore(model: FiniteModel, { first = false, solve = solveProgram }: { first?: boolean; solve?: Solve } = {}):
Promise<MaximinCore> {
  const demands = await demandsOf(model, solve);
  const core = new CoreProgram(model, demands);
  const { found, branches, contradiction, tree, complete } = await cellsOf(core, demands, first, solve);
  if (tree !== undefined && complete) return { verdict: 'no', branches, contradiction, demands, tree };
  if (found.length === 0 || (!complete && !first))
    return { verdict: 'undecided', reason: tooManyCells(demands) };
  const worst = core.columns.map((columns) => columns.map((column) => found[0]!.values[column]!));
  const cells = found.map(({ choices }) => choices);
  const ranges: UtilityRange[] = [];
  if (!first) {
    for (const [agent, columns] of core.columns.entries()) {
      for (const [type, column] of columns.entries()) ranges.push({ agent, type, ...(await rangeOf(core, cells, column, solve)) });
    }
  }
  return { verdict: 'yes', cells: found.length, worst, ranges };
}

async function rangeOf(core: CoreProgram, cells: readonly (readonly Choice[])[], column: number, solve: Solve) {
  const ends: Rational[] = [];
  for (const choices of cells) {
    for (const direction of ['minimise', 'maximise'] as const) {
      const solution = await solve(core.program(choices, { column, direction }));
      if (solution.status !== 'optimal') throw new Error(`a range of the core is ${solution.status}`);
      ends.push(solution.objective);
    }
  }
  const least = ends.reduce((a, b) => (b.compare(a) < 0 ? b : a));
  const most = ends.reduce((a, b) => (b.compare(a) > 0 ? b : a));
  return { least, most };
}
