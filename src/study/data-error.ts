/**
 * What the sampling error of the data behind laws does to the rows of a study, told beside them and never merged into their intervals.
 *
 *     dkw        ends of the quantity over every law within d = sqrt(log(2 k / alpha) / (2 n)) of the sample's distribution function, for
 *                k samples at once: the true laws are among them with probability 1 - alpha, so all these ends hold at once
 *     bootstrap  rows of the files drawn again, and the estimate less the quantiles of the differences (resamples.ts)
 */
import { InputError } from '../errors.ts';
import type { SweepPoint } from '../kinds/kind.ts';
import type { DataSample } from '../distributions/distribution.ts';
import type { DataError, Estimate } from '../results/document.ts';
import { inRange } from '../results/in-range.ts';
import { quantityOf } from '../results/quantities.ts';
import type { Run } from '../run/run.ts';
import { dkwHalfWidth } from '../statistics/dkw.ts';
import type { StudyConfiguration } from './configuration.ts';
import type { StudiedPoint } from './fits.ts';
import { isOf } from './references.ts';
import { cutShort, intervalOf, overResamples, statisticsAt, type Statistics } from './resamples.ts';

/** Throws InputError where it is asked for and there is no data, or nothing can be said. */
export function checkDataError({ dataError, scenario }: StudyConfiguration, points: readonly SweepPoint[]): void {
  if (dataError === undefined) return;
  for (const { kind, problem, data, values } of points) {
    if (!data) {
      const laws = Object.keys(scenario.parameters).filter((name) => scenario.parameters[name]!.kind === 'distribution');
      const hint = laws.length === 0 ? 'which has no laws as parameters' : `give empirical(FILE.csv,COLUMN) as ${laws.join(' or ')}`;
      throw new InputError('data-error', `needs a law that was made of data, and no parameter of ${scenario.name} is one at `
        + `${Object.keys(values).length === 0 ? 'its only point' : 'every point'}: ${hint}`);
    }
    if (dataError === 'dkw' && kind.overLaws === undefined) {
      const what = `no quantity of ${scenario.name}, ${kind.words}, has a bound over laws near a sample`;
      throw new InputError('data-error', `${dataError}: ${what}`);
    }
    kind.requireDataError?.(problem, dataError);
  }
}

/** Rows of the point with what is known of each, and why others have none. */
export interface Attached {
  readonly estimates: readonly Estimate[];
  readonly notes: readonly string[];
  readonly complete: boolean;
}

function attached(estimates: readonly Estimate[], found: (row: Estimate) => DataError | undefined, how: string): Attached {
  const rows = estimates.map((row) => {
    const dataError = found(row);
    if (!dataError) return row;
    // Ends of what cannot be below zero are not either.
    const { lower, upper } = inRange({ ...row, ...dataError });
    return { ...row, dataError: { ...dataError, lower, upper } };
  });
  const without = [...new Set(rows.filter((row) => !row.dataError).map(({ quantity }) => quantityOf(quantity).name))];
  const notes = without.length === 0 ? [] : [`data-error ${how}: nothing is said of ${without.join(', ')}`];
  return { estimates: rows, notes, complete: true };
}

const digits = (x: number): number => Number(x.toPrecision(3));

/** The distance of each sample at which the true laws of all of them are reached with probability 1 - alpha. */
const distancesOf = (samples: readonly DataSample[], alpha: number) => ({ numbers }: DataSample): number =>
  dkwHalfWidth(numbers.length, alpha / samples.length);

export function overNearbyLaws({ point, result: { estimates } }: StudiedPoint, confidence: number): Attached {
  const { samples } = point.data!;
  const distanceOf = distancesOf(samples, 1 - confidence);
  const laws = point.kind.overLaws!(point.problem, distanceOf);
  const distance = Math.max(...samples.map(distanceOf));
  const balls = samples.map((data) => `${digits(distanceOf(data))} of the distribution function of ${data.numbers.length} draws`);
  const within = `all laws within ${balls.join(', and within ')} (Dvoretzky-Kiefer-Wolfowitz)`;
  return attached(estimates, (row) => {
    const known = laws.find((one) => isOf(row, one));
    if (!known) return undefined;
    const ends = known.assumesEnds ? "; no types beyond the sample's least and greatest" : '';
    if (!('moves' in known)) {
      return { kind: 'dkw', lower: known.lower, upper: known.upper, confidence, distance, words: `${within}${ends}` };
    }
    // What is known of it at the sample's own law is the row's interval, which has an error probability of its own where it was drawn; of
    // the points of a grid alone it says too little.
    if (row.guarantee === 'grid') return undefined;
    const both = confidence - (row.profiles > 0 ? 1 - row.confidence : 0);
    const [least, most] = known.range ?? [-Infinity, Infinity];
    const drawn = row.profiles > 0 ? `; of ${digits(1 - both)} that may go wrong ${digits(1 - confidence)} is the data's` : '';
    return both <= 0 ? undefined : {
      kind: 'dkw', lower: Math.max(least, row.lower - known.moves), upper: Math.min(most, row.upper + known.moves), confidence: both,
      distance,
      words: `${within}${ends}${drawn}`,
    };
  }, 'dkw');
}

/** A study and what is then said of its data: two stages with one clock. */
export interface DataErrorStage {
  /** The run of the first stage, whose progress leaves room for the second. */
  readonly certifying: Run;
  tell(studied: readonly StudiedPoint[]): Promise<StudiedPoint[]>;
}

/** Undefined where nothing is asked of the data. `fresh`: a run like this one that keeps nothing and tells nothing. */
export async function dataErrorStage(
  configuration: StudyConfiguration, points: readonly SweepPoint[], run: Run, fresh: () => Run,
): Promise<DataErrorStage | undefined> {
  const { dataError, bootstrap: replicates = 0, confidence } = configuration;
  if (dataError === undefined) return undefined;
  if (dataError === 'dkw') {
    return { certifying: run, tell: async (studied) => studied.map((one) => told(one, overNearbyLaws(one, confidence))) };
  }
  run.progress('quantities at the sample itself', 0);
  const before = performance.now();
  const observed: Statistics[] = [];
  for (const point of points) observed.push(await statisticsAt(configuration, point, point.problem, fresh()));
  const started = performance.now();
  const resampling = (replicates * (started - before)) / 1000;
  const elapsed = (): number => (performance.now() - started) / 1000;
  // Seconds of the first stage, foreseen from what is done of it, beside those of the second: the share is one of time.
  const certifying = run.reporting((stage, share) => run.progress(stage, share === 0 ? 0 : elapsed() / (elapsed() / share + resampling)));
  return {
    certifying,
    async tell(studied) {
      const first = elapsed();
      const out: StudiedPoint[] = [];
      for (const [at, one] of studied.entries()) {
        const place = studied.length === 1 ? '' : `, point ${at + 1} of ${studied.length}`;
        const resamples = await overResamples(configuration, one.point, observed[at]!, run, fresh, (done) => {
          const share = (at + done / replicates) / studied.length;
          run.progress(`resample ${done} of ${replicates}${place}`, (first + share * resampling) / (first + resampling));
        });
        const { estimates, notes } = attached(one.result.estimates, (row) => intervalOf(row, resamples, confidence), 'bootstrap');
        const cut = cutShort(resamples, replicates, confidence);
        out.push(told(one, { estimates, notes: cut === undefined ? notes : [cut], complete: cut === undefined }));
      }
      return out;
    },
  };
}

const told = ({ point, result }: StudiedPoint, { estimates, notes, complete }: Attached): StudiedPoint =>
  ({ point, result: { ...result, estimates, notes: [...result.notes, ...notes], complete: result.complete && complete } });
