/** delta* and gains under the sets of one family, from reach. */
import type { BeliefSet, Metric } from '../../beliefs/belief-set.ts';
import { witnessOf, type Certified } from '../../notions/certified.ts';
import { allLies, ambiguousGainOnLadder, gainsUnder, mostGainfulLie, type GainsUnder } from '../../notions/ambiguous-gain.ts';
import type { AmbiguityPremium } from '../../notions/ambiguity-premium.ts';
import { bindingLie, deltaStarOnLadder, surestLie, type DeltaStar } from '../../notions/delta-star.ts';
import { guaranteedEpsilonOnLadder } from '../../notions/guaranteed-epsilon.ts';
import { implementabilityDeltaOnLadder } from '../../notions/implementability-delta.ts';
import { reachPremium, type ReachPremium } from '../../notions/ambiguity-premium/reach.ts';
import type { Rise } from '../../notions/ambiguity-premium/steps.ts';
import { relevantDistance } from '../../beliefs/signal-distance.ts';
import { liesWhere } from '../../notions/misreport-gain.ts';
import { maximises } from '../../mechanism/incentives.ts';
import type { Witness, WorstBelief } from '../../results/document.ts';
import type { ReachSums } from '../../experiments/reach-sums.ts';
import { gainTable, type AmbiguityTask, type Findings, type FoundDelta, type GainTable, type NeededDelta } from './ambiguity-findings.ts';
import { certifyingLadder, deltasAsked, pilotLadder } from './ambiguity-ladders.ts';
import { pictureOfLie } from './ambiguity-pictures.ts';
import type { Draw, Samples } from './ambiguity-samples.ts';

/** Gains under one family of sets, on the pilot's sample or the certifying one. */
export function under(
  { rise, utility, alpha, pilot, gains }: Samples,
  on: 'pilot' | 'certify',
  premiumAt: (alpha: number, rise: Rise) => AmbiguityPremium,
  share = 1,
): GainsUnder {
  const from = on === 'pilot' ? pilot : gains;
  const { question } = from.sums;
  const signal = (position: number): readonly number[] => question.reports[question.paired[position]!]!;
  return gainsUnder({
    gains: from, lies: allLies(question), alpha: alpha * share, premiumAt: (part) => premiumAt(part, rise),
    ...(utility ? { utilityRise: ({ report, type }) => utility(signal(report), signal(type)) } : {}),
  });
}

export function gainOf(
  samples: Samples,
  pilot: ReachSums,
  certify: ReachSums,
  premium: (sums: ReachSums, alpha: number) => AmbiguityPremium,
): Certified {
  const lie = mostGainfulLie(under(samples, 'pilot', (alpha) => premium(pilot, alpha)), 0);
  return ambiguousGainOnLadder(under(samples, 'certify', (alpha) => premium(certify, alpha)), 0, lie);
}

/** AmbiguityPremium of every lie under all beliefs. */
function allBeliefsPremium(sums: ReachSums, rise: Rise, alpha: number): AmbiguityPremium {
  const premium = reachPremium({ sums, rise, metric: 'totalVariation', alpha, deltas: [1] });
  return { deltas: [1], profiles: premium.profiles, at: premium.wald, worst: premium.least };
}

export const allBeliefs = ({ rise }: Samples, sums: ReachSums) => (alpha: number): AmbiguityPremium => allBeliefsPremium(sums, rise, alpha);

/** Gains with no pair that lies above 0 for certain under every belief leave room for a delta*. */
export const waldGain = (samples: Samples, pilot: ReachSums, certify: ReachSums): Certified =>
  gainOf(samples, pilot, certify, (sums, alpha) => allBeliefsPremium(sums, samples.rise, alpha));

/** Upper bounds hold for all lies at once; the lower ones, of a lie each, are made to by a share of alpha for each. */
export function tableUnder(beliefs: BeliefSet, samples: Samples, premiumAt: (alpha: number) => AmbiguityPremium, d: number): GainTable {
  const together = under(samples, 'certify', premiumAt);
  const apart = under(samples, 'certify', premiumAt, 1 / Math.max(1, together.lies.length));
  const { question } = together;
  return gainTable(beliefs, question.paired.map((r) => question.reports[r]!), (report, type) => {
    const lie = { report, type };
    const estimate = together.estimate(lie, d);
    return { estimate, lower: Math.min(estimate, apart.lower(lie, d)), upper: Math.max(estimate, together.upper(lie, d)) };
  });
}

/** delta*, what follows from it, and gains at the deltas asked for. */
export async function family(
  task: AmbiguityTask, samples: Samples, metric: Metric,
  { pilot, plain, draw }: { pilot: ReachSums; plain: ReachSums | undefined; draw: Draw },
): Promise<{
  sums: ReachSums;
  delta: FoundDelta;
  needed?: NeededDelta;
  gains: { beliefs: BeliefSet; gain: Certified }[];
  tables: GainTable[];
  exact: boolean;
  pictures: Findings['pictures']
} | undefined> {
  const { study: { ambiguity, problem }, mechanism, structure, sample: { space } } = task;
  const { alpha, rise } = samples;
  const asked = deltasAsked(metric, ambiguity!.at ?? []);
  const searched = metric === 'prokhorov' ? pilot.question.radii : pilotLadder();
  const pilotUnder = under(samples, 'pilot', (part) => reachPremium({ sums: pilot, rise, metric, alpha: part, deltas: searched }));
  const binding = bindingLie(pilotUnder);
  const witnesses = { binding: binding?.lie, surest: surestLie(pilotUnder) };
  const deltas = certifyingLadder(metric, binding?.delta, asked);
  const sums = metric === 'prokhorov' ? await draw('certify', deltas) : (plain ?? await draw('certify', [0]));
  if (!sums) return undefined;
  const premiumAt = (part: number): ReachPremium => reachPremium({ sums, rise, metric, alpha: part, deltas });
  const certified = under(samples, 'certify', premiumAt);
  const starAt = (share: number): DeltaStar => deltaStarOnLadder(under(samples, 'certify', premiumAt, share), witnesses);
  const star = starAt(1);
  const { question } = samples.gains.sums;
  const sizes = liesWhere(samples.gains, (report, type) => relevantDistance(space.relevant, report, type) || undefined);
  const epsilon = guaranteedEpsilonOnLadder(question, premiumAt(alpha / 2 / Math.max(1, sizes.length)), starAt(1 / 2), sizes);
  const witness = binding && witnessOf(question, binding.lie);
  const needed = maximises(mechanism.rule, problem) && structure === 'private'
    ? undefined
    : neededDelta(samples, metric, deltas, sums, pilot);
  const nearest = (delta: number): number =>
    searched.reduce((best, x, d) => (Math.abs(x - delta) < Math.abs(searched[best]! - delta) ? d : best), 0);
  const gains = asked.map((delta) => ({
    beliefs: { kind: metric, delta } as const,
    gain: ambiguousGainOnLadder(certified, deltas.indexOf(delta), mostGainfulLie(pilotUnder, nearest(delta))),
  }));
  const tables = task.pictures ? asked.map((delta) => tableUnder({ kind: metric, delta }, samples, premiumAt, deltas.indexOf(delta))) : [];
  const pictures = task.pictures && witness && star.estimate > 0 && ambiguity!.metrics.includes(metric)
    ? [picture(task, samples, metric, star, witness)].filter((one) => one !== undefined)
    : [];
  return {
    sums,
    delta: { metric, star, starAt, guarantee: 'grid', ...(witness ? { witness } : {}), ...(epsilon ? { guaranteedEpsilon: epsilon } : {}) },
    ...(needed ? { needed: { metric, delta: needed } } : {}),
    gains,
    tables,
    exact: sums.exact || metric !== 'prokhorov',
    pictures,
  };
}

function picture(
  { study: { problem }, mechanism, sample: { space: { agent } }, point, run }: AmbiguityTask,
  { gains, rise }: Samples,
  metric: Metric,
  { estimate, lie }: DeltaStar,
  witness: Witness,
): WorstBelief | undefined {
  if (!lie) return undefined;
  const byClass = rise(lie.report, lie.type);
  return pictureOfLie({
    problem, mechanism, agent, witness, metric, key: run.stream(
      `social-choice/ambiguity/picture/${agent}`
    ), delta: estimate, gain: gains.at(lie).mean,
    point: { ...point, metric }, rise: gains.sums.classOf.map((c) => byClass[c]!),
  });
}

/** Where the agent of one signal is served or not, whatever that is worth. */
function neededDelta(
  { gains: { sums: { question, classes, typeValue } }, alpha }: Samples,
  metric: Metric,
  deltas: readonly number[],
  sums: ReachSums,
  pilot: ReachSums,
): Certified | undefined {
  if (!question.line || classes !== 2) return undefined;
  const worth = question.paired.map((r) => typeValue![r * 2 + 1]! - typeValue![r * 2]!);
  const rising = worth.every((x, i) => i === 0 || x > worth[i - 1]!);
  const falling = worth.every((x, i) => i === 0 || x < worth[i - 1]!);
  if (!rising && !falling) return undefined;
  const { estimate, lower, upper, lie } = implementabilityDeltaOnLadder({ sums, metric, deltas, alpha, served: rising ? 1 : 0 }, pilot);
  return { estimate, lower, upper, guarantee: 'grid', ...(lie ? { witness: witnessOf(question, lie) } : {}) };
}
