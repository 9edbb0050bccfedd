/** Problems as data of files, and how laws that are functions of one's own are told there. */
import type { Distribution } from '../../distributions/distribution.ts';
import { NotedLaw, tabulated, tabulatedEvenly } from '../../distributions/tabulated.ts';
import { isTold } from '../../distributions/told.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import { isJumping } from '../../experiments/quadrature/any-law.ts';
import { axisEnds } from '../../notions/second-best/axis-parts.ts';

export type File = Readonly<Record<string, unknown>>;

/** How a file tells a law that its text does not say; undefined where no table can. */
export type Told = (law: Distribution) => string | undefined;

/** Draws between two points of so many are as near to one another as a check of draws needs. */
const TABLE = 2048;
export const forDraws: Told = (law) => tabulatedEvenly(law, TABLE);
export const endsAlone: Told = (law) => tabulated(law, law.support);

/** Text of a law, with a mark where it is a table of values of a function of one's own; why there is none. */
export function lawData({ name, law }: { readonly name: string; readonly law: Distribution }, told: Told):
  { readonly law: string; readonly tabulated?: true } | string {
  if (isTold(law)) return { law: law.text };
  const table = told(law);
  if (table !== undefined) return { law: table, tabulated: true };
  return `the law of ${name} is a function of one's own, and its distribution function is no number everywhere; a law that misreport knows `
    + 'by its text, such as piecewise-linear(..) through its quantiles, has this file too';
}

/** Signals as data, or why they cannot be told. */
function signalsData({ signals }: Pick<SocialChoiceProblem, 'signals'>, told: Told): readonly File[] | string {
  const laws = signals.map((signal) => lawData(signal, told));
  return laws.find((law) => typeof law === 'string') ?? signals.map(({ name, owner }, d) => ({ name, owner, ...(laws[d] as object) }));
}

/** The same for checks that draw, or that need to know where supports end alone. */
export const drawnSignals = (problem: Pick<SocialChoiceProblem, 'signals'>): readonly File[] | string => signalsData(problem, forDraws);
export const supportedSignals = (problem: Pick<SocialChoiceProblem, 'signals'>): readonly File[] | string =>
  signalsData(problem, endsAlone);

/** The problem as data, or why it cannot be told. */
export function problemData(problem: LinearProblem, told: Told): File | string {
  const { agents, alternatives, valuations: { constants, coefficients } } = problem;
  const signals = signalsData(problem, told);
  return typeof signals === 'string' ? signals : { agents, alternatives, constants, coefficients, signals };
}

/** The same problem, whose own laws note where they are read. */
export const noted = (problem: LinearProblem): LinearProblem => ({
  ...problem, signals: problem.signals.map((signal) => (isTold(signal.law) ? signal : { ...signal, law: new NotedLaw(signal.law) })),
});

/** A noted problem as data, its own laws by all that was read of them; `kept`: points that must be told as they are. */
export const readData = (problem: LinearProblem, kept: ReadonlyMap<Distribution, ReadonlySet<number>> = new Map()): File | string =>
  problemData(problem, (law) => (law instanceof NotedLaw ? law.table(kept.get(law)) : undefined));

/** Why the laws of a problem are not told by tables of their values; undefined where they may be. */
export function withoutTable({ signals }: Pick<SocialChoiceProblem, 'signals'>): string | undefined {
  const odd = signals.find(({ law }) => isJumping(law) && !isTold(law));
  return odd && `${odd.law.text} is a function of one's own with points of positive probability, gaps or no end, which no table of values `
    + 'tells';
}

/** Ends of the cells of each signal where some law has points of positive probability or gaps; null where cells are of equal mass. */
export function axesData({ signals }: LinearProblem, cells: number): { readonly axes?: readonly unknown[] } {
  const axes = signals.map(({ law }) => axisEnds(law, cells));
  return axes.every((ends) => ends === null) ? {} : { axes };
}
