/**
 * Least ε on the grid of all informed agents at once, under side constraints that tie them together (docs/fields.md, section 1): one linear
 * program, between two ends. With chances known to within δ at once, the gain of a lie is known to within δ Σ_k max_x |A_kx| per unit.
 * Multipliers of the program stay feasible whatever the chances, and weigh lies whose lengths add up to at most one: so the optimum is
 * known to as much, at either end of what alternatives are worth. Below, it is what these multipliers prove, not what a solver says.
 */
import { InputError } from '../../errors.ts';
import { gradientsOf, type LinearProblem } from '../../experiments/field/walk-sums.ts';
import type { InterimSums } from '../../experiments/interim-sums.ts';
import { provedBelow } from '../../notions/least-epsilon/certificate.ts';
import {
  constrainedLeastEpsilon, type BindingRow, type ConstrainedAgent, type SideConstraints,
} from '../../notions/least-epsilon/program.ts';
import type { Estimate, Point } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { hoeffding } from '../../statistics/hoeffding.ts';
import type { Interval } from '../../statistics/interval.ts';
import { union } from '../../statistics/union.ts';
import { gridError } from './grid-error.ts';
import type { GridQuestion } from './grid.ts';
import { marketBracket, marketSizes } from './market-bracket.ts';
import { marketFile, programFile, refusedFile } from './proofs.ts';
import { chancesAt, fieldOf, membersOf, weightsOf } from './search.ts';
import type { SlopeEffort } from './slope-bands.ts';
import { subjectsOf, type Subject } from './subject.ts';
import type { ProblemQuestion } from './study-point.ts';
import { needsWelfare, welfareEnds } from './welfare-ends.ts';
import { linesWitness, programWitness } from './witnesses.ts';

/** In words, as rows name them. */
function wordsOf({ bounded, monotone, individuallyRational = 'none', budget = 'none', deficit = 0 }: ProblemQuestion): string {
  return [
    ...(bounded ? ['bounded'] : []), ...(monotone ? ['monotone'] : []),
    ...(individuallyRational === 'none' ? [] : [`individually rational ${individuallyRational}`]),
    ...(budget === 'none' ? [] : [`budget ${budget}${deficit === 0 ? '' : `, deficit ${deficit}`}`]),
  ].join(', ');
}

/** Rows named one by one, those that weigh most; the rest are counted. */
const NAMED = 3;

/** Binding rows with their multipliers: by how much ε falls as the row is eased by one unit of value. */
export function bindingWords(binding: readonly BindingRow[], subjects: readonly Pick<Subject, 'name' | 'points'>[]): string {
  const type = (agent: number, at: number): string => `[${subjects[agent]!.points[at]!.map((x) => Number(x.toPrecision(3))).join(', ')}]`;
  const named = (row: BindingRow): string => {
    const weight = `(${row.multiplier.toPrecision(3)})`;
    if (row.kind === 'budget') return `budget ${weight}`;
    const [from, to] = [type(row.agent, row.from!), type(row.agent, row.to!)];
    return `${row.kind} of ${subjects[row.agent]!.name}, ${from} ${row.kind === 'lie' ? 'as' : 'to'} ${to} ${weight}`;
  };
  const shown = binding.toSorted((a, b) => b.multiplier - a.multiplier).filter(({ kind }, at) => kind === 'budget' || at <= NAMED);
  const rest = binding.filter((row) => !shown.includes(row));
  const counts = [...new Set(rest.map(({ kind }) => kind))].map((kind) => `${rest.filter((row) => row.kind === kind).length} of ${kind}`);
  return shown.length === 0 ? 'nothing' : [...shown.map(named), ...(rest.length > 0 ? [`and ${counts.join(', ')}`] : [])].join('; ');
}

interface Level {
  readonly count: number;
  readonly confidence: number;
  /** Of the bracket on the continuum. */
  readonly effort?: SlopeEffort | undefined;
}

/** What the program is made of, and how far it may be from the truth. */
export interface MeasuredMarket {
  readonly subjects: readonly Subject[];
  readonly agents: readonly (ConstrainedAgent & { readonly name: string })[];
  /** Ends of the expected welfare, where it is needed. */
  readonly welfare: Pick<Interval, 'lower' | 'upper'> | undefined;
  /** By how much the optimum moves while chances stay where they are known to be. */
  readonly error: number;
  readonly confidence: number;
  readonly profiles: number;
}

/** Undefined where an interruption came first. Throws InputError naming what contradicts itself. */
export async function marketRow(
  question: ProblemQuestion,
  { subjects, agents, welfare, error, confidence, profiles }: MeasuredMarket,
  values: Point,
  run: Run,
): Promise<Estimate | undefined> {
  const { notion = 'lic', bounded = false, monotone = false, individuallyRational = 'none', deficit = 0 } = question;
  const constraints = (worth: number | undefined): SideConstraints => ({
    notion, bounded, monotone, individuallyRational: individuallyRational !== 'none',
    ...(worth === undefined ? {} : { budget: { welfare: worth, deficit } }),
  });
  if (individuallyRational !== 'none' && welfare && welfare.upper + deficit < 0) {
    run.prove('least-epsilon-market', () => ({ ...refusedFile(agents, constraints(welfare.upper)), point: values }), 'refusal');
  }
  const most = await constrainedLeastEpsilon(agents, constraints(welfare?.lower), run.solve, run.signal);
  const least = welfare === undefined ? most : await constrainedLeastEpsilon(agents, constraints(welfare.upper), run.solve, run.signal);
  if (!most || !least) return undefined;
  if (!Number.isFinite(most.epsilon)) {
    throw new InputError('monotone', 'contradicts the other constraints on this grid: no utilities keep them at any ε; ask for fewer');
  }
  run.prove('least-epsilon-market', () => ({ ...programFile(agents, most, constraints(welfare?.lower)), point: values }));
  const proved = provedBelow(agents, least, constraints(welfare?.upper));
  const lower = Math.max(0, Math.min(proved, most.epsilon) - error);
  const shown = programWitness(most.binding, subjects);
  return {
    quantity: 'leastEpsilonGrid', agent: 'market', point: { ...values, constraints: wordsOf(question) },
    estimate: (least.epsilon + most.epsilon) / 2, lower, upper: most.epsilon + error, confidence, guarantee: 'grid', profiles,
    basis: `a linear program over ${subjects.map(({ points, name }) => `${points.length} types of ${name}`).join(', ')}; binding: `
      + bindingWords(most.binding, subjects),
    ...(shown ? { witness: shown } : {}),
  };
}

const hasContinuum = ({ notion = 'lic', bounded = false, monotone = false, ...rest }: ProblemQuestion): boolean =>
  needsWelfare(rest as ProblemQuestion) && notion === 'lic' && !bounded && !monotone;

/** What a relative half-width needs of the market's bracket on the continuum; undefined where there is none. */
export async function marketEffort(
  question: ProblemQuestion, asked: { readonly count: number; readonly alpha: number; readonly precision: number; readonly most: number },
  run: Run,
): Promise<SlopeEffort | undefined> {
  if (!hasContinuum(question)) return undefined;
  const problem = question.problem as LinearProblem;
  return marketSizes(problem, { welfare: welfareEnds(problem).lower, deficit: question.deficit ?? 0 }, asked, run);
}

/** The market's bracket on the continuum, where ε is what lies gain a unit and nothing but money and participation binds. */
async function continuumRow(
  question: ProblemQuestion,
  grid: Estimate,
  welfare: Pick<Interval, 'lower' | 'upper'> | undefined,
  { count, confidence, effort = { count } }: Level,
  run: Run,
): Promise<Estimate | undefined> {
  const { problem, deficit = 0 } = question;
  if (welfare === undefined || !hasContinuum(question)) return undefined;
  const found = await marketBracket(problem as LinearProblem, { welfare: welfare.lower, deficit }, { ...effort, confidence }, run);
  if (found === undefined) return undefined;
  const { lower, upper, profiles, basis, starts } = found;
  run.prove('least-epsilon-market-continuum', () =>
    marketFile(problem as LinearProblem, found, { deficit, confidence, values: grid.point }));
  return {
    quantity: 'leastEpsilon', agent: 'market', point: grid.point, estimate: Math.min(upper, Math.max(lower, grid.estimate!)), lower, upper,
    confidence, guarantee: 'continuum', profiles, basis, ...(lower > 0 ? { witness: linesWitness(problem as LinearProblem, starts) } : {}),
  };
}

/**
 * The rows of the market, on the grid and where there is one on the continuum; undefined where an interruption left them unknown. Throws
 * InputError naming what contradicts itself.
 */
export async function constrainedRows(
  question: ProblemQuestion,
  grid: GridQuestion,
  values: Point,
  { count, confidence, effort }: Level,
  run: Run,
): Promise<Estimate[] | undefined> {
  const { notion = 'lic', bounded = false } = question;
  const subjects = subjectsOf(question, grid);
  const sums: InterimSums[] = [];
  for (const subject of subjects) {
    const drawn = await chancesAt(subject, run, `field/constrained/${subject.name}`, count);
    if (drawn.profiles < count) return undefined;
    sums.push(drawn);
  }
  const agents = subjects.map((subject, i) => ({
    name: subject.name, field: fieldOf(subject, sums[i]!), weights: weightsOf(subject), members: membersOf(sums[i]!),
  }));
  const statements = sums.reduce((total, { classes }, i) => total + 2 * subjects[i]!.points.length * classes, 0);
  const errors = subjects.map(({ problem: given, space }, i) => {
    const deviation = hoeffding(count, 1, union(1 - confidence, statements)) + (sums[i]!.lawError ?? 0);
    const error = gridError(agents[i]!.field, gradientsOf(given, space.agent), { deviation, rounding: sums[i]!.rounding }, notion);
    return error + (bounded ? deviation : 0);
  });
  const welfare = needsWelfare(question) ? welfareEnds(question.problem as LinearProblem) : undefined;
  const measured = { subjects, agents, welfare, error: Math.max(...errors), confidence, profiles: count };
  const row = await marketRow(question, measured, values, run);
  if (!row) return undefined;
  const continuum = await continuumRow(question, row, welfare, { count, confidence, effort }, run);
  return run.signal?.aborted ? undefined : [row, ...(continuum ? [continuum] : [])];
}
