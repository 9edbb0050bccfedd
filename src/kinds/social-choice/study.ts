/** Social choice problems: every mechanism of every point sampled, searched for the best lies, and certified. */
import type { Device } from '../../engine/device.ts';
import { InputError } from '../../errors.ts';
import { fitRate } from '../../statistics/power-law.ts';
import type { Fit, Point } from '../../results/document.ts';
import { isFitted } from '../../results/quantities.ts';
import type { ParameterValues, Scenario } from '../../study/scenario.ts';
import type { SocialChoiceStudy } from './study-point.ts';
import type { StudyConfiguration, StudyHooks } from '../../study/configuration.ts';
import { groupsOfOneFit, sharedValues, type StudyOutcome } from '../../study/outcome.ts';
import { checkStudy } from './check.ts';
import { studyPoint, type PointOutcome } from './point.ts';

/** Rejects with InputError before any draw where a point cannot be studied. */
export async function studySocialChoice(configuration: StudyConfiguration, device: Device, hooks: StudyHooks): Promise<StudyOutcome> {
  const { points, scenario, command } = configuration;
  const studies = points.map((values) => checked(scenario, values));
  const results: PointOutcome[] = [];
  const notes: string[] = [];
  for (const [index, values] of points.entries()) {
    if (hooks.signal?.aborted) break;
    const place = points.length === 1 ? '' : `, point ${index + 1} of ${points.length}`;
    const keepPictures = command === 'run' || index === 0 || index === points.length - 1;
    results.push(await studyPoint({
      configuration, device, values, study: studies[index]!, keepPictures,
      hooks: { ...hooks, onProgress: (stage, share) => hooks.onProgress?.(`${stage}${place}`, (index + share) / points.length) },
    }));
  }
  const complete = results.length === points.length && results.every((result) => result.complete);
  if (!complete) notes.push('interrupted: later points are missing and the last one may rest on fewer profiles');
  return {
    samplers: results.flatMap(({ samplers }) => samplers),
    complete,
    notes: [...new Set([...notes, ...results.flatMap((result) => result.notes)])],
    estimates: results.flatMap(({ estimates }) => estimates),
    curves: results.flatMap(({ curves }) => curves),
    surfaces: results.flatMap(({ surfaces }) => surfaces),
    ...(studies.some(({ ambiguity }) => ambiguity) ? { beliefs: results.flatMap(({ beliefs }) => beliefs) } : {}),
    fits: command === 'rate' ? groupsOfOneFit(configuration, results).flatMap((group) => groupFits(configuration, group)) : [],
    verdicts: results.flatMap(({ verdicts }) => verdicts),
  };
}

function checked(scenario: Scenario, values: ParameterValues): SocialChoiceStudy {
  const study = scenario.environment(values);
  if (study.kind !== 'social-choice') throw new InputError('environment', `must be of one kind at every point, got social-choice and ${study.kind}`);
  checkStudy(study);
  return study;
}

/** One fit for every mechanism, agent and quantity whose points all have certified positive values. */
function groupFits(configuration: StudyConfiguration, group: readonly PointOutcome[]): Fit[] {
  const { scenario } = configuration;
  const point = sharedValues(configuration, group[0]!.values);
  const series = new Map<string, { market: number; estimate: number; lower: number; upper: number; exact: number | undefined }[]>();
  for (const { estimates, values } of group) {
    for (const { quantity, agent, point: { mechanism, metric }, estimate, lower, upper, reference } of estimates) {
      if (!isFitted(quantity)) continue;
      const key = JSON.stringify([quantity, agent, { mechanism, ...(quantity === 'deltaStar' ? { metric } : {}) }]);
      series.set(key, [...(series.get(key) ?? []), { market: scenario.marketSize(values), estimate, lower, upper, exact: reference?.value }]);
    }
  }
  return [...series].flatMap(([key, rows]): Fit[] => {
    const [quantity, agent, names] = JSON.parse(key) as [string, string, Point];
    const fit = rows.length === group.length ? fitRate(rows) : undefined;
    if (!fit) return [];
    const exact = fitRate(rows.map(({ market, exact: value = 0 }) => ({ market, estimate: value, lower: value, upper: value })));
    const confidence = 1 - rows.length * (1 - configuration.confidence);
    if (!(confidence > 0)) return [];
    return [{ quantity, agent, point: { ...point, ...names }, model: 'c*M^b', ...fit, confidence, markets: rows.map(({ market }) => market), ...(exact ? { referenceExponent: exact.exponent } : {}) }];
  });
}
