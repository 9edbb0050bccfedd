/** Unit-demand markets too large to list their assignments: every point sampled, searched for the best lies, and certified. */
import type { Device } from '../../engine/device.ts';
import { InputError } from '../../errors.ts';
import type { Estimate, ResultDocument } from '../../results/document.ts';
import type { ParameterValues, Scenario } from '../../study/scenario.ts';
import { bidderName, studiedBidders, type AssignmentStudy } from './study-point.ts';
import type { StudyConfiguration, StudyHooks } from '../../study/configuration.ts';
import { pointOf, withReferences, type StudyOutcome } from '../../study/outcome.ts';
import { requireExact, studyBidder, type BidderSample } from './bidder-study.ts';
import { assignmentFits } from './fits.ts';
import { bidderRows, marketRows } from './rows.ts';
import { inUnits, type MarketInUnits } from './units.ts';
import { validateAssignmentStudy } from './validate.ts';

interface PointOutcome {
  readonly values: ParameterValues;
  readonly samplers: ResultDocument['samplers'];
  readonly estimates: readonly Estimate[];
  readonly notes: readonly string[];
  readonly complete: boolean;
}

/** Differences between laws and what is drawn that are worth a word. */
const LAW_ERROR_WORTH_A_WORD = 1e-4;

/** Rejects with InputError before any draw where a point cannot be studied. */
export async function studyAssignments(configuration: StudyConfiguration, device: Device, hooks: StudyHooks): Promise<StudyOutcome> {
  const { points, scenario, command } = configuration;
  const studies = points.map((values) => checked(scenario, values, configuration));
  const results: PointOutcome[] = [];
  for (const [index, values] of points.entries()) {
    if (hooks.signal?.aborted) break;
    const place = points.length === 1 ? '' : `, point ${index + 1} of ${points.length}`;
    const onProgress = (stage: string, share: number): void => hooks.onProgress?.(`${stage}${place}`, (index + share) / points.length);
    results.push(await studyPoint(configuration, values, studies[index]!, device, { ...hooks, onProgress }));
  }
  const complete = results.length === points.length && results.every((result) => result.complete);
  return {
    samplers: results.flatMap(({ samplers }) => samplers),
    complete,
    notes: [...new Set([
      ...(complete ? [] : ['interrupted: later points are missing and the last one may rest on fewer profiles']),
      ...results.flatMap(({ notes }) => notes),
    ])],
    estimates: results.flatMap(({ estimates }) => estimates),
    curves: [], surfaces: [], verdicts: [],
    fits: command === 'rate' ? assignmentFits(configuration, results) : [],
  };
}

interface Checked {
  readonly study: AssignmentStudy;
  readonly units: MarketInUnits;
}

function checked(scenario: Scenario, values: ParameterValues, { profiles }: StudyConfiguration): Checked {
  const study = scenario.environment(values);
  if (study.kind !== 'assignment') throw new InputError('environment', `must be of one kind at every point, got assignment and ${study.kind}`);
  validateAssignmentStudy(study);
  requireExact(study, profiles);
  return { study, units: inUnits(study.market) };
}

async function studyPoint(configuration: StudyConfiguration, values: ParameterValues, { study, units }: Checked, device: Device, hooks: StudyHooks): Promise<PointOutcome> {
  const { seed, profiles, precision, maxProfiles, confidence, scenario } = configuration;
  const { signal, onLog } = hooks;
  const point = pointOf(values);
  const bidders = studiedBidders(study);
  const samples: BidderSample[] = [];
  for (const [index, bidder] of bidders.entries()) {
    if (signal?.aborted) break;
    const sample = await studyBidder({
      study, units, bidder, device, seed, maxProfiles,
      ...(profiles === undefined ? {} : { profiles }), ...(precision === undefined ? {} : { precision }), ...(signal ? { signal } : {}),
      onProgress: (share) => hooks.onProgress?.(bidderName(bidder), (index + share) / bidders.length),
    });
    if (!sample) break;
    samples.push(sample);
    const { sums, reports, witness, complete } = sample;
    onLog?.({ event: 'certified', point: values, agent: bidderName(bidder), profiles: sums.profiles, reports: reports.length, witness: reports[witness]!.kind, complete });
  }
  const rows = study.mechanisms.flatMap((mechanism) => [
    ...samples.flatMap((sample) => bidderRows({ mechanism, sample, point, confidence })),
    ...samples.slice(0, 1).flatMap((sample) => marketRows({ mechanism, sample, point, confidence })),
  ]);
  return {
    values,
    samplers: samples.map(({ bidder }) => ({ agent: bidderName(bidder), point, sampler: 'assignment', reason: 'unit demand: an assignment for every profile, whatever the number of alternatives' })),
    estimates: withReferences(rows, scenario.references?.(values) ?? []),
    notes: remarks(rows, units, configuration),
    complete: signal?.aborted !== true && samples.length === bidders.length && samples.every(({ complete }) => complete),
  };
}

function remarks(rows: readonly Estimate[], { lawError }: MarketInUnits, { precision, profiles }: StudyConfiguration): string[] {
  const isWide = ({ quantity, lower, upper, estimate }: Estimate): boolean => quantity === 'epsilonIc' && upper - lower > 2 * (precision ?? Infinity) * estimate;
  return [
    ...(profiles === undefined && rows.some(isWide) ? [`some epsilon-IC constants did not reach a relative half-width of ${precision} within the few seconds that an assignment study takes by default; --profiles asks for more`] : []),
    ...(lawError > LAW_ERROR_WORTH_A_WORD ? [`values are drawn to a cell of their support: probabilities may differ from the laws' by ${Number(lawError.toPrecision(2))} each, which no interval includes`] : []),
  ];
}
