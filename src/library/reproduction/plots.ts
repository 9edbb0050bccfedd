/** Where the marks of a plot stand: rows of several studies, each against a parameter or against another row at the same parameters. */
import type { Item, PlotSeries } from '../../../papers/item.ts';
import type { Estimate } from '../../results/document.ts';
import { studyOf, type StudyOutcome } from './studies.ts';

export interface PlottedPoint {
  readonly across: number | string;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

export interface PlottedSeries {
  readonly label: string;
  readonly points: readonly PlottedPoint[];
}

const matches = (row: Estimate, { quantity, agent, at = {} }: PlotSeries): boolean =>
  row.quantity === quantity && (agent === undefined || row.agent === agent)
  && Object.entries(at).every(([key, value]) => row.point[key] === value);

/** The row of another quantity that has the same parameters, whatever coordinates of its own. */
const beside = (row: Estimate, quantity: string, outcome: StudyOutcome): Estimate | undefined =>
  outcome.estimates.find((other) => other.quantity === quantity
    && Object.entries(row.point).every(([key, value]) => other.point[key] === undefined || other.point[key] === value));

function pointsOf(series: PlotSeries, outcome: StudyOutcome): readonly PlottedPoint[] {
  const { against } = series;
  return outcome.estimates.filter((row) => matches(row, series)).flatMap((row): PlottedPoint[] => {
    const { estimate, lower, upper } = row;
    const across = typeof against === 'string' ? row.point[against] : beside(row, against.quantity, outcome)?.estimate;
    return across === undefined ? [] : [{ across, estimate, lower, upper }];
  });
}

/** Undefined where the item has no plot, or a study that it needs was not run. */
export function plottedSeries({ plot, shown }: Item, outcomes: ReadonlyMap<string, StudyOutcome>): readonly PlottedSeries[] | undefined {
  if (plot === undefined) return undefined;
  const series = plot.series.map((one) => {
    const outcome = outcomes.get(studyOf(shown[one.showing]!).id);
    return { label: one.label, points: outcome === undefined ? [] : pointsOf(one, outcome) };
  });
  return series.some(({ points }) => points.length === 0) ? undefined : series;
}
