/**
 * The bootstrap of a study: rows of the data's files are drawn again, as many and with replacement, and the quantities of a point are
 * computed again, without sampling where the kind can (`atLaws`), else on fewer profiles of the same streams as the sample's own, so that
 * what draws do to both is for the most part the same. A row's interval is the basic one, what it is at the sample less the quantiles of
 * the differences: where resamples are biased, as those of a supremum are, percentiles would add the sample's bias once more. What it is
 * at the sample is known without sampling where resamples are, and else the row's estimate.
 */
import type { SweepPoint } from '../kinds/kind.ts';
import type { DataError, Estimate } from '../results/document.ts';
import type { Run } from '../run/run.ts';
import { middleOf, replicatesFor } from '../statistics/bootstrap.ts';
import type { StudyConfiguration } from './configuration.ts';
import { inRange } from '../results/in-range.ts';
import { isOf } from './references.ts';

/** Of a row, what its estimate is at other laws; undefined where nothing is known of it. */
export type Statistics = (row: Estimate) => number | undefined;

/** Profiles of a resample. */
const PROFILES = 2 ** 12;

/** Its law's text is part of a stream's name in some kinds, which would be another stream for every resample. */
const withoutKeys = (run: Run): Run => ({ ...run, stream: (name) => run.stream(name.replaceAll(/,resample:[0-9a-f]{16}/g, '')) });

const keyOf = ({ quantity, agent, point }: Estimate): string => JSON.stringify([quantity, agent, point]);

/** What the point's quantities are where `problem` stands for its own. */
export async function statisticsAt(
  { profiles = PROFILES, confidence, sampler }: StudyConfiguration, point: SweepPoint, problem: unknown, run: Run,
): Promise<Statistics> {
  if (point.kind.atLaws) {
    const rows = point.kind.atLaws(problem);
    return (row) => rows.find((one) => isOf(row, one))?.upper;
  }
  const count = Math.min(profiles, PROFILES);
  const common = withoutKeys(run);
  const aim = { command: 'rate', profiles: count, maxProfiles: count, confidence, sampler } as const;
  const plan = await point.kind.plan({ ...point, problem, pictures: false }, aim, common);
  const { estimates } = await plan.study(common);
  const known = new Map(estimates.map((row) => [keyOf(row), row.estimate]));
  return (row) => known.get(keyOf(row));
}

/** Key of the b-th resample under the run's seed. */
function resampleKey(run: Run, b: number): string {
  const { k0, k1 } = run.stream(`data-error/bootstrap-${b}`);
  return [k0, k1].map((word) => word.toString(16).padStart(8, '0')).join('');
}

export interface Resamples {
  readonly observed: Statistics;
  /** Nothing was drawn. */
  readonly exact: boolean;
  readonly again: readonly Statistics[];
}

/** Stops early when the run is aborted, keeping what is done. */
export async function overResamples(
  configuration: StudyConfiguration, point: SweepPoint, observed: Statistics, run: Run, fresh: () => Run,
  onReplicate: (done: number) => void,
): Promise<Resamples> {
  const again: Statistics[] = [];
  while (again.length < configuration.bootstrap! && run.signal?.aborted !== true) {
    const found = await statisticsAt(configuration, point, point.data!.resampled(resampleKey(run, again.length)), fresh());
    // What was drawn of the last one may be short.
    if (run.signal?.aborted) break;
    again.push(found);
    onReplicate(again.length);
    // Progress and interruption get their turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { observed, exact: point.kind.atLaws !== undefined, again };
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(4))}%`;

/** Undefined where the row is not known at every resample, or there are too few of them. */
export function intervalOf(row: Estimate, { observed, exact, again }: Resamples, confidence: number): DataError | undefined {
  const before = observed(row);
  const moved = again.map((of) => of(row));
  if (before === undefined || !moved.every((value) => value !== undefined)) return undefined;
  const range = middleOf(moved.map((value) => value - before), confidence);
  if (range === undefined) return undefined;
  const centre = exact ? before : row.estimate;
  const { lower, upper } = inRange({ ...row, estimate: centre, lower: centre - range[1], upper: centre - range[0] });
  return {
    kind: 'bootstrap', lower, upper, confidence, replicates: again.length,
    words: 'bootstrap, not a guarantee; sampling error of the data: what the sample gives less what resamples differ from it by, the '
      + `middle ${percent(confidence)} of ${again.length}`,
  };
}

/** What to say where not all resamples were done. */
export function cutShort({ again }: Resamples, replicates: number, confidence: number): string | undefined {
  if (again.length === replicates) return undefined;
  const least = replicatesFor(confidence);
  const short = again.length < least ? `, too few for ${percent(confidence)}, which takes ${least}` : '';
  return `data-error bootstrap: ${again.length} of ${replicates} resamples were done${short}`;
}
