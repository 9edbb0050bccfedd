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

/** The row of another quantity at the same values of what is swept. */
const beside = (row: Estimate, quantity: string, swept: readonly string[], outcome: StudyOutcome): Estimate | undefined =>
  outcome.estimates.find((other) => other.quantity === quantity && swept.every((key) => other.point[key] === row.point[key]));

function pointsOf(series: PlotSeries, swept: readonly string[], outcome: StudyOutcome): readonly PlottedPoint[] {
  const { against } = series;
  return outcome.estimates.filter((row) => matches(row, series)).flatMap((row): PlottedPoint[] => {
    const { estimate, lower, upper } = row;
    const across = typeof against === 'string' ? row.point[against] : beside(row, against.quantity, swept, outcome)?.estimate;
    return across === undefined ? [] : [{ across, estimate, lower, upper }];
  });
}

/** Undefined where the item has no plot, or a study that it needs was not run. */
export function plottedSeries({ plot, shown }: Item, outcomes: ReadonlyMap<string, StudyOutcome>): readonly PlottedSeries[] | undefined {
  if (plot === undefined) return undefined;
  const series = plot.series.map((one) => {
    const showing = shown[one.showing]!;
    const outcome = outcomes.get(studyOf(showing).id);
    return { label: one.label, points: outcome === undefined ? [] : pointsOf(one, Object.keys(showing.values ?? {}), outcome) };
  });
  return series.some(({ points }) => points.length === 0) ? undefined : series;
}
