/** delta* and gains under ambiguity from reach: additively separable values and rules that the reach kernel covers. */
import { METRICS, type BeliefSet, type Metric } from '../../beliefs/belief-set.ts';
import { describeBeliefs } from '../../beliefs/parse.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { witnessOf, type Certified } from '../../notions/certified.ts';
import { allLies, ambiguousGainOnLadder, gainsUnder, mostGainfulLie, type GainsUnder } from '../../notions/ambiguous-gain.ts';
import type { AmbiguityPremium } from '../../notions/ambiguity-premium.ts';
import { bindingLie, deltaStarOnLadder, surestLie } from '../../notions/delta-star.ts';
import type { DeltaStar } from '../../notions/delta-star.ts';
import { guaranteedEpsilonOnLadder } from '../../notions/guaranteed-epsilon.ts';
import { implementabilityDeltaOnLadder } from '../../notions/implementability-delta.ts';
import { reachPremium, type ReachPremium, type Rise } from '../../notions/ambiguity-premium/reach.ts';
import { relevantDistance } from '../../beliefs/signal-distance.ts';
import { liesWhere, PairGains } from '../../notions/misreport-gain.ts';
import { priorsPremium } from '../../notions/ambiguity-premium/priors.ts';
import { maximises } from '../../mechanism/incentives.ts';
import { utilityRise } from '../../mechanism/utility-rise.ts';
import type { Witness, WorstBelief } from '../../results/document.ts';
import { reachSampler } from '../../experiments/reach/sampler.ts';
import type { InterimSums } from '../../experiments/interim-sums.ts';
import type { ReachSampler, ReachSums } from '../../experiments/reach-sums.ts';
import { gainTable, type AmbiguityTask, type Findings, type FoundDelta, type GainTable, type NeededDelta } from './ambiguity-findings.ts';
import { exactly } from '../../statistics/interval.ts';
import { certifyingLadder, deltasAsked, pilotLadder } from './ambiguity-ladders.ts';
import { pictureOfLie } from './ambiguity-pictures.ts';
import { sharesAsReach, type Shares } from './ambiguity-shares.ts';
import { GROUP } from './search.ts';
import { evenPositions, onlyPairs } from './spaced.ts';

/** Computing, on one core, that a reach experiment may take. */
const PILOT_NS = 6e7;
const CERTIFY_NS = 5e8;
const PROFILES = [2 ** 10, 2 ** 20] as const;
/** The pilot's share of a given number of profiles, or of those that certify gains. */
const PILOT_SHARE = 1 / 8;
const PILOT_LEAST = 512;

/** Sums at some radii, from the stream of a stage; undefined where an interruption left nothing. */
type Draw = (stage: string, radii: readonly number[], problem?: SocialChoiceProblem) => Promise<ReachSums | undefined>;

interface Samples {
  readonly pilot: PairGains;
  readonly gains: PairGains;
  readonly rise: Rise;
  readonly alpha: number;
  readonly utility: ReturnType<typeof utilityRise>;
}

/** Undefined where nothing can be said, with the reason. */
export async function reachFindings(task: AmbiguityTask): Promise<Findings | { readonly unsupported: string }> {
  const { study: { problem, ambiguity }, mechanism, sample, structure, aim: { confidence } } = task;
  if (problem.dependence) return { unsupported: 'signals are correlated' };
  if (!sample.sums.typeValue || !['private', 'additively-separable'].includes(structure)) {
    return { unsupported: 'own and others\' signals do not enter values in separate terms, and there is more than one opponent or signal of theirs' };
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
  const measured = METRICS.filter((metric) => (metrics.includes(metric) || deltasAsked(metric, at).length > 0) && (metric !== 'prokhorov' || !shares));
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
      remarks.push(`Bounds, not exact: which choices beliefs near the prior can bring about is bounded from both sides for '${mechanism.name}'; intervals allow for it, and estimates lie between the two.`);
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

/** Short lies of a line where their gains are bounded draw by draw, else the even grid. */
const gridOf = ({ sample: { sums: { gainSlopes } } }: AmbiguityTask, sums: InterimSums): InterimSums =>
  (!sums.question.line || gainSlopes ? sums : onlyPairs(sums, evenPositions(sums)));

/** Gains on a stream of their own, which names lies to certify. */
async function pilotGains(task: AmbiguityTask): Promise<PairGains | undefined> {
  const { sample: { sampler, sums, space }, run } = task;
  const profiles = GROUP * Math.ceil(Math.max(PILOT_LEAST, sums.profiles * PILOT_SHARE) / GROUP);
  const drawn = await sampler.run(run.stream(`social-choice/ambiguity/gains/${space.agent}`), 0, profiles);
  return drawn.groups === 0 ? undefined : new PairGains(gridOf(
    task,
    { ...drawn, ...(sums.gainSlopes ? { gainSlopes: sums.gainSlopes } : {}) },
  ));
}

/** Own value of the classes that tell alternatives apart for this agent, at the positions of the pairs. */
function riseOf({ question: { paired }, typeValue, classes }: InterimSums): Rise {
  return (report, type) =>
    Float64Array.from({ length: classes }, (_, c) => typeValue![paired[type]! * classes + c]! - typeValue![paired[report]! * classes + c]!);
}

function samplerOf(
  { study, mechanism, run, sample: { space: { agent } } }: AmbiguityTask,
  { question }: InterimSums,
  radii: readonly number[],
  problem = study.problem,
): ReachSampler | { readonly unsupported: string } {
  return reachSampler(problem, mechanism, { agent, reports: question.paired.map((r) => question.reports[r]!), radii }, run);
}

function drawer(task: AmbiguityTask, grid: InterimSums, shares: Shares | undefined): Draw {
  const { run, aim: { profiles: given, maxProfiles }, sample: { space } } = task;
  return async (stage, radii, problem) => {
    if (shares) return stage === 'pilot' ? shares.pilot : shares.certify;
    const sampler = samplerOf(task, grid, radii, problem);
    if ('unsupported' in sampler) return undefined;
    const within = Math.min(
      PROFILES[1],
      Math.max(PROFILES[0], 2 ** Math.floor(Math.log2((stage === 'pilot' ? PILOT_NS : CERTIFY_NS) / sampler.cost))),
    );
    const count = Math.min(
      maxProfiles,
      given === undefined ? within : stage === 'pilot' ? Math.max(PILOT_LEAST, Math.ceil(given * PILOT_SHARE)) : given,
    );
    const sums = await sampler.run(run.stream(`social-choice/ambiguity/${stage}/${space.agent}`), 0, count);
    return sums.profiles === 0 ? undefined : inClassesOf(grid, sums);
  };
}

/** Classes by their numbers in the interim sums, whatever the sampler calls them. */
function inClassesOf({ classOf, classes }: InterimSums, sums: ReachSums): ReachSums {
  if (sums.classes === classes && sums.classOf.every((c, k) => c === classOf[k])) return sums;
  const to = Array.from({ length: sums.classes }, (_, c) => classOf[sums.classOf.indexOf(c)]!);
  const mask = (bits: number): number => to.reduce((all, c, from) => ((bits >> from) & 1 ? all | (1 << c) : all), 0);
  const renamed = (side: ReachSums['inner']): ReachSums['inner'] =>
    side.map((rows) => rows.map((counts) => counts.map((one) => ({ ...one, chosen: to[one.chosen]!, mask: mask(one.mask) }))));
  const inner = renamed(sums.inner);
  return {
    ...sums,
    classOf,
    classes,
    inner,
    outer: sums.exact ? inner : renamed(sums.outer),
    anywhereInner: sums.anywhereInner.map(mask),
    anywhereOuter: sums.anywhereOuter.map(mask),
  };
}

/** Gains under one family of sets, on the pilot's sample or the certifying one. */
function under(
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

function gainOf(
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

const allBeliefs = ({ rise }: Samples, sums: ReachSums) => (alpha: number): AmbiguityPremium => allBeliefsPremium(sums, rise, alpha);

/** Gains with no pair that lies above 0 for certain under every belief leave room for a delta*. */
const waldGain = (samples: Samples, pilot: ReachSums, certify: ReachSums): Certified =>
  gainOf(samples, pilot, certify, (sums, alpha) => allBeliefsPremium(sums, samples.rise, alpha));

/** Upper bounds hold for all lies at once; the lower ones, of a lie each, are made to by a share of alpha for each. */
function tableUnder(beliefs: BeliefSet, samples: Samples, premiumAt: (alpha: number) => AmbiguityPremium, d: number): GainTable {
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
async function family(task: AmbiguityTask, samples: Samples, metric: Metric, { pilot, plain, draw }: { pilot: ReachSums; plain: ReachSums | undefined; draw: Draw }): Promise<{ sums: ReachSums; delta: FoundDelta; needed?: NeededDelta; gains: { beliefs: BeliefSet; gain: Certified }[]; tables: GainTable[]; exact: boolean; pictures: Findings['pictures'] } | undefined> {
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
  const star = deltaStarOnLadder(certified, witnesses);
  const { question } = samples.gains.sums;
  const sizes = liesWhere(samples.gains, (report, type) => relevantDistance(space.relevant, report, type) || undefined);
  const halved = deltaStarOnLadder(under(samples, 'certify', premiumAt, 1 / 2), witnesses);
  const epsilon = guaranteedEpsilonOnLadder(question, premiumAt(alpha / 2 / Math.max(1, sizes.length)), halved, sizes);
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
    delta: { metric, star, ...(witness ? { witness } : {}), ...(epsilon ? { guaranteedEpsilon: epsilon } : {}) },
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
    problem, mechanism, agent, witness, metric, key: run.stream(`social-choice/ambiguity/picture/${agent}`), delta: estimate, gain: gains.at(lie).mean,
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
