/** delta* and gains under ambiguity from reach: additively separable values and rules that the reach kernel covers. */
import { METRICS, type BeliefSet } from '../../beliefs/belief-set.ts';
import { describeBeliefs } from '../../beliefs/parse.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Certified } from '../../notions/certified.ts';
import { ambiguousGainOnLadder, mostGainfulLie } from '../../notions/ambiguous-gain.ts';
import type { AmbiguityPremium } from '../../notions/ambiguity-premium.ts';
import { PairGains } from '../../notions/misreport-gain.ts';
import { priorsPremium } from '../../notions/ambiguity-premium/priors.ts';
import { utilityRise } from '../../mechanism/utility-rise.ts';
import type { ReachSums } from '../../experiments/reach-sums.ts';
import type { AmbiguityTask, Findings, FoundDelta, GainTable, NeededDelta } from './ambiguity-findings.ts';
import { exactly } from '../../statistics/interval.ts';
import { deltasAsked, pilotLadder } from './ambiguity-ladders.ts';
import { sharesAsReach } from './ambiguity-shares.ts';
import { allBeliefs, family, gainOf, tableUnder, under, waldGain } from './ambiguity-family.ts';
import { drawer, gridOf, pilotGains, riseOf, samplerOf, type Draw, type Samples } from './ambiguity-samples.ts';

/** Undefined where nothing can be said, with the reason. */
export async function reachFindings(task: AmbiguityTask): Promise<Findings | { readonly unsupported: string }> {
  const { study: { problem, ambiguity }, mechanism, sample, structure, aim: { confidence } } = task;
  if (problem.dependence) return { unsupported: 'signals are correlated' };
  if (!sample.sums.typeValue || !['private', 'additively-separable'].includes(structure)) {
    return { unsupported: 'own and others\' signals do not enter values in separate terms, and there is more than one opponent or '
      + 'signal of theirs' };
  }
  const gains = new PairGains(gridOf(task, sample.sums));
  const pilot = await pilotGains(task);
  if (!pilot) return interrupted();
  const samples: Samples = {
    pilot,
    gains,
    rise: riseOf(gains.sums),
    alpha: 1 - confidence,
    utility: utilityRise(problem, mechanism, sample.space.agent),
  };
  const { metrics, at = [] } = ambiguity!;
  const kernel = samplerOf(task, gains.sums, [0]);
  const reasons = 'unsupported' in kernel ? [kernel.unsupported] : [];
  const shares = reasons.length > 0 ? sharesAsReach(mechanism, gains.sums, pilot.sums) : undefined;
  if (shares && 'unsupported' in shares) return { unsupported: `${reasons[0]}; and ${shares.unsupported}` };
  const draw = drawer(task, gains.sums, shares);
  const measured = METRICS.filter((metric) =>
    (metrics.includes(metric) || deltasAsked(metric, at).length > 0) && (metric !== 'prokhorov' || !shares));
  const pilotSums = await draw('pilot', measured.includes('prokhorov') ? pilotLadder() : [0]);
  if (!pilotSums) return interrupted();
  const remarks: string[] = [];
  if (shares && (metrics.includes('prokhorov') || deltasAsked('prokhorov', at).length > 0)) {
    remarks.push(`Prokhorov balls are not computed for '${mechanism.name}': ${reasons[0]}.`);
  }
  const deltas: FoundDelta[] = [];
  const needed: NeededDelta[] = [];
  const found: { beliefs: BeliefSet; gain: Certified }[] = [];
  const pictures: Findings['pictures'][number][] = [];
  const tables: GainTable[] = [];
  // What is chosen does not depend on the radii: one draw does for all families, the one with radii if there is one.
  let plain: ReachSums | undefined;
  for (const metric of measured) {
    const one = await family(task, samples, metric, { pilot: pilotSums, plain, draw });
    if (!one) return interrupted();
    plain ??= one.sums;
    if (metrics.includes(metric)) {
      deltas.push(one.delta);
      if (one.needed) needed.push(one.needed);
    }
    found.push(...one.gains);
    pictures.push(...one.pictures);
    tables.push(...one.tables);
    if (!one.exact) {
      remarks.push(
        `Bounds, not exact: which choices beliefs near the prior can bring about is bounded from both sides for '${mechanism.name}'; `
        + `intervals allow for it, and estimates lie between the two.`
      );
    }
  }
  plain ??= await draw('certify', [0]);
  if (!plain) return interrupted();
  const wald = waldGain(samples, pilotSums, plain);
  for (const beliefs of at) {
    if (beliefs.kind === 'all') {
      found.push({ beliefs, gain: wald });
      if (task.pictures) tables.push(tableUnder(beliefs, samples, allBeliefs(samples, plain), 0));
    }
    if (beliefs.kind === 'bayesian') {
      found.push({
        beliefs,
        gain: gainOf(samples, pilotSums, plain, (sums) => ({ deltas: [1], profiles: sums.profiles, at: () => exactly(0) })),
      });
    }
    if (beliefs.kind !== 'priors') continue;
    const under = await gainUnderPriors(task, samples, beliefs, pilotSums, plain, draw);
    if (under === 'unsupported') {
      remarks.push(`Gains under ${describeBeliefs(beliefs)} are not computed for '${mechanism.name}': ${reasons[0]}.`);
    }
    else if (!under) return interrupted();
    else found.push({ beliefs, gain: under });
  }
  const order = (beliefs: BeliefSet): number => at.findIndex((one) => describeBeliefs(one) === describeBeliefs(beliefs));
  return {
    profiles: Math.min(plain.profiles, gains.sums.profiles),
    wald,
    deltas,
    needed,
    gains: found.sort((a, b) => order(a.beliefs) - order(b.beliefs)),
    tables: tables.sort((a, b) => order(a.beliefs) - order(b.beliefs)),
    pictures,
    remarks,
    complete: true,
  };
}

const interrupted = (): Findings =>
  ({ profiles: 0, wald: undefined, deltas: [], needed: [], gains: [], tables: [], pictures: [], remarks: [], complete: false });

/** Every member has a stream of its own. */
async function gainUnderPriors(
  task: AmbiguityTask,
  samples: Samples,
  { priors }: Extract<BeliefSet, { kind: 'priors' }>,
  pilot: ReachSums,
  plain: ReachSums,
  draw: Draw,
): Promise<Certified | 'unsupported' | undefined> {
  const { study: { problem }, sample: { space: { agent } } } = task;
  const drawn: { pilot: ReachSums; certify: ReachSums }[] = [];
  for (const { name, laws } of priors) {
    const other: SocialChoiceProblem = {
      ...problem,
      signals: problem.signals.map((signal, d) => (signal.owner === agent ? signal : { ...signal, law: laws[d]! })),
    };
    if ('unsupported' in samplerOf(task, samples.gains.sums, [0], other)) return 'unsupported';
    const [first, second] = [await draw(`prior/${name}/pilot`, [0], other), await draw(`prior/${name}`, [0], other)];
    if (!first || !second) return undefined;
    drawn.push({ pilot: first, certify: second });
  }
  const premium = (of: 'pilot' | 'certify') =>
    (sums: ReachSums, alpha: number): AmbiguityPremium => priorsPremium(sums, drawn.map((one) => one[of]), samples.rise, alpha);
  const lie = mostGainfulLie(under(samples, 'pilot', (alpha) => premium('pilot')(pilot, alpha)), 0);
  return ambiguousGainOnLadder(under(samples, 'certify', (alpha) => premium('certify')(plain, alpha)), 0, lie);
}
