/**
 * A bidder's field in a market whose assignments are too many to list. Her worths enter her own value alone, so that welfare of an
 * assignment moves with them as her value does: every pair is congruent at rate 1, and VCG leaves no lie a gain in any profile. It leaves
 * nobody below nothing and takes money in, and utilities rise with worths, by no more than chances: whatever side constraints are asked
 * for, it meets them (docs/fields.md, section 1). What is drawn is how monotone the field is.
 */
import { exactProfiles } from '../../../kernels/assignment/spec.ts';
import { fieldMonotonicity, leastMonotone } from '../../notions/assignment-monotonicity.ts';
import type { Estimate, Point } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import { exactly, type Interval } from '../../statistics/interval.ts';
import { costOf, requireExact } from '../assignment/bidder-study.ts';
import { lawErrors } from '../assignment/law-error.ts';
import { WITNESS_MAX } from '../assignment/rows.ts';
import { inUnits, supportsOf } from '../assignment/units.ts';
import { NOTHING_KNOWN } from '../cut-short.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { across, gradientVerdict } from './field-rows.ts';
import { revenueEquivalence } from './potential.ts';
import type { AssignmentQuestion } from './study-point.ts';
import { isConstrained } from './subject.ts';
import { areDrawn, bidderSpace, typesOf } from './unlisted-types.ts';

/** Computing, on one core, that the pilot and the certifying run take where the number of profiles is not given. */
const PILOT_NS = 1e8;
const CERTIFY_NS = 1e9;
const LEAST = 256;
const CERTIFY = 200_000;
const PILOT = 4096;

/** How whole markets are drawn. */
export const SAMPLED = { sampler: 'assignment', reason: 'an assignment for every profile, none of them listed' } as const;

const OWN = 'by structure: worths are their owner\'s alone, so that every pair of assignments is congruent at rate 1';
const DOMINANT = 'truth-telling is a dominant strategy: VCG with private values';

interface Monotonicity {
  readonly interval: Interval;
  readonly profiles: number;
  readonly witness: Pick<Estimate, 'witness'>;
  readonly looked: string;
}

/** How monotone her field is between the pair of types that pilots find least so; undefined where an interruption came first. */
async function monotonicityOf(
  { problem: question }: SweepPoint<AssignmentQuestion>, { profiles, confidence, maxProfiles }: StudyAim, run: Run,
): Promise<Monotonicity | undefined> {
  const { market, agent } = question;
  const units = inUnits(market);
  const space = bidderSpace(market, agent);
  const { low, top } = supportsOf(units, space.agent);
  const asWhole = (type: readonly number[]): number[] =>
    type.map((x, j) => Math.min(top[j]!, Math.max(low[j]!, Math.round(x / units.unit))));
  const points = typesOf(space, question, run.stream(`field/types/${agent}`)).map(asWhole);
  const drawn = async (stream: string, reports: readonly (readonly number[])[], count: (cost: number) => number) => {
    const parameters = {
      ...units.market, bidder: space.agent, reports: Int32Array.from(reports.flat()), types: new Int32Array(0),
    };
    const wanted = Math.max(1, count(costOf(parameters)));
    const request = { kernel: 'assignment', parameters, stream: run.stream(`field/${stream}/${agent}`), first: 0, count: wanted } as const;
    const sums = await run.draw(request, { onProgress: (done) => run.progress(agent, done / wanted) });
    return sums.profiles < wanted ? undefined : { ...sums, parameters, unit: units.unit, low, top };
  };
  const within = (budget: number, most: number) => (cost: number): number => Math.min(most, Math.max(LEAST, Math.floor(budget / cost)));
  const pilot = await drawn('search', points, within(PILOT_NS, PILOT));
  const pair = pilot && await taken(run, leastMonotone(pilot));
  if (!pair) return undefined;
  const most = Math.min(exactProfiles(market), maxProfiles);
  const sums = await drawn('certify', pair.map((t) => points[t]!), (cost) => profiles ?? within(CERTIFY_NS, Math.min(most, CERTIFY))(cost));
  if (!sums) return undefined;
  const { others } = lawErrors(units.market, units.errors, space.agent);
  return {
    interval: fieldMonotonicity(sums, others.chance, 1 - confidence), profiles: sums.profiles,
    witness: market.objects > WITNESS_MAX ? {} : across({ kind: 'lies', points: pair.map((t) => points[t]!.map((x) => x * units.unit)) }),
    looked: `least so between ${points.length} types${areDrawn(space, question) ? ' drawn from her laws' : ''}`,
  };
}

/** Rows known without a draw. */
function sureRows({ problem: question, values }: SweepPoint<AssignmentQuestion>): Estimate[] {
  const { agent, notion = 'lic', loop, stage = 'interim', market: { objects } } = question;
  const zero = (quantity: string, basis: string, more: Partial<Estimate> = {}): Estimate => ({
    quantity, agent, point: values, ...exactly(0), guarantee: 'continuum', confidence: 1, profiles: 0, basis, ...more,
  });
  const least = (more: Partial<Estimate> = {}): Estimate => zero('leastEpsilonGrid', `zero ${OWN}`, { guarantee: 'grid', ...more });
  if (stage === 'ex-post') return [least(), zero('leastEpsilon', `zero ${OWN}`)];
  const given: Point = { ...values, path: 'as given' };
  const lies = notion === 'weak' ? 'by the largest difference' : 'all alike';
  return [
    zero('congruenceGap', OWN),
    ...(objects > 1 ? ['crossDerivativeGap', 'circulation', 'circulationPerLength'].map((one) => zero(one, `zero ${OWN}`)) : []),
    ...(loop ? ['circulation', 'circulationPerLength'].map((one) => zero(one, `zero ${OWN}`, { point: given })) : []),
    least(), ...(notion === 'lic' ? [] : [least({ point: { ...values, lies } })]),
    zero('epsilonLic', DOMINANT, { point: { ...values, mechanism: 'generalised VCG' } }),
    zero('leastEpsilon', `zero ${OWN}`),
    ...(isConstrained(question) ? [
      zero('leastEpsilon', 'zero by structure: VCG payments leave nobody below nothing and take money in, and utilities rise with worths '
        + 'by chances', { agent: 'market' }),
    ] : []),
  ];
}

async function study(point: SweepPoint<AssignmentQuestion>, aim: StudyAim, run: Run): Promise<PointResult> {
  const { problem: { agent, stage = 'interim', market }, values } = point;
  const hasAtoms = market.laws.some(({ atoms = [] }) => atoms.length > 0);
  const isMeasured = stage === 'interim' && !hasAtoms;
  const found = isMeasured ? await monotonicityOf(point, aim, run) : undefined;
  if (isMeasured && !found) return NOTHING_KNOWN;
  const monotone: Estimate[] = found
    ? [{
      quantity: 'fieldMonotonicity', agent, point: values, ...found.interval, guarantee: 'point', confidence: aim.confidence,
      profiles: found.profiles, basis: found.looked, ...found.witness,
    }]
    : [];
  return {
    ...NOTHING_KNOWN, complete: true, estimates: [...monotone, ...sureRows(point)],
    samplers: found ? [{ agent, point: values, ...SAMPLED }] : [],
    verdicts: [gradientVerdict({ name: agent }, values, true, undefined), revenueEquivalence(agent, values)],
    notes: stage === 'interim' && hasAtoms
      ? ['how monotone the field is is not measured where worths have points of positive probability: ties are frequent there'] : [],
  };
}

/** Throws InputError where sums over so many profiles would not be exact. */
export async function planUnlisted(point: SweepPoint<AssignmentQuestion>, aim: StudyAim): Promise<PlannedPoint> {
  requireExact(point.problem, aim.profiles);
  return { cost: 1, study: (run) => study(point, aim, run) };
}
