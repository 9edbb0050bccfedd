/** From one agent's certified sample to the rows, curves and surfaces of the result document. */
import type { SocialChoiceProblem, ValueStructure } from '../../environment/social-choice.ts';
import { epsilonBoundedOnGrid, type EpsilonBounded } from '../../notions/epsilon-bounded.ts';
import { certain, type Certified, type CertifiedWithin } from '../../notions/certified.ts';
import { robustness } from '../../notions/robustness.ts';
import { epsilonIcOnGrid } from '../../notions/epsilon-ic.ts';
import { epsilonLicOnGrid, type EpsilonLic } from '../../notions/epsilon-lic.ts';
import { monotonicityOnGrid, type Monotonicity } from '../../notions/monotonicity.ts';
import { gainBand } from '../../notions/misreport-gain.ts';
import { choiceProbabilities } from '../../notions/choice-probabilities.ts';
import { interimParticipation } from '../../notions/participation.ts';
import { interimUtility } from '../../notions/interim-utility.ts';
import type { IncentiveStructure } from '../../notions/marginal-gain.ts';
import type { TypeCurve } from '../../notions/type-curve.ts';
import { weakEpsilonLic } from '../../notions/weak-epsilon-lic.ts';
import { COMPONENT_BASIS } from '../../experiments/order-statistics/common-component.ts';
import { usesFunctions } from '../../mechanism/incentives.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import type { Agent, Curve, Estimate, Point, Surface } from '../../results/document.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { AgentSample } from './agent-study.ts';
import { withinTypes } from '../../notions/types-within.ts';
import { whyNoEpsilon } from './infinite.ts';
import { mayJump } from './atoms.ts';
import { evenlySpaced } from './spaced.ts';
import { withoutEnd, type WithoutEnd } from './without-end.ts';
import { boundedOnContinuum, monotoneOnContinuum, participationOnContinuum, type TruthAsked } from './truth-on-continuum.ts';
import { icOnContinuum, type GivenOwnType, licOnContinuum, lossOnContinuum, replaced, structureOf } from './continuum.ts';

export interface AgentResultsInput {
  readonly problem: SocialChoiceProblem;
  readonly mechanism: Mechanism;
  readonly structure: ValueStructure;
  readonly sample: AgentSample;
  /** What is known without sampling (continuum.ts). */
  readonly given: GivenOwnType;
  readonly point: Point;
  readonly name: Agent;
  readonly confidence: number;
  readonly keepPictures: boolean;
}

export interface AgentResults {
  readonly name: Agent;
  /** Whether payoffs may jump at the truth, so that `lic` speaks of the lies that were tried and of no shorter ones. */
  readonly jumps: boolean;
  /** Why the constant is infinite, where it is: there is no number then. */
  readonly infinite: string | undefined;
  /** The same of the epsilon-IC constant. */
  readonly endless: string | undefined;
  readonly lic: EpsilonLic;
  readonly weak: Certified;
  readonly ic: Certified;
  readonly bounded: EpsilonBounded | undefined;
  readonly monotone: Monotonicity;
  readonly sample: AgentSample;
  readonly estimates: readonly Estimate[];
  readonly curves: readonly Curve[];
  readonly surfaces: readonly Surface[];
  /** One of the constants at a share of its error probability. */
  intervalAt(quantity: string, share: number): Interval | undefined;
}

/** Types of a curve: as many as a picture shows. */
const CURVE_TYPES = 129;

const structureOfInput = ({ problem, mechanism, structure, sample }: AgentResultsInput): IncentiveStructure | undefined =>
  structureOf(problem, mechanism, structure, sample);

const beyondEnds = ({ problem, mechanism, structure, sample: { space } }: AgentResultsInput): WithoutEnd | undefined =>
  withoutEnd(problem, mechanism, structure, space.agent);

/** With a line of reports in place of the scenario's list, where one was drawn. */
const onLine = (input: AgentResultsInput): AgentResultsInput => ({ ...input, sample: input.sample.onLine ?? input.sample });

/** What the truth's utility is held against, over a line of reports where one was drawn. */
function truthOf(asked: AgentResultsInput): TruthAsked {
  const { problem, mechanism, sample, ...input } = onLine(asked);
  return { problem, mechanism, sample, structure: structureOf(problem, mechanism, input.structure, sample) };
}

/** Why a row of an agent with one signal is about a list. */
function whyList({ dependence, valuations }: SocialChoiceProblem, { rule, transfers }: Mechanism): string {
  const because = dependence ? "the others' types depend on hers" : valuations.kind !== 'linear' ? 'values are functions'
    : transfers.kind === 'general' || usesFunctions(rule) ? 'the mechanism is a function' : 'nothing known tells what lies between';
  return `a list of types and reports: ${because}`;
}

/** The constants of which rates are fitted, at any error probability. */
const constants = {
  epsilonLic(asked: AgentResultsInput, alpha: number): EpsilonLic {
    const input = onLine(asked);
    const { sample, given } = input;
    const { sums, space, search: { witnesses } } = sample;
    // Where payoffs may jump at the truth, short lies are all noise.
    const grid = sums.gainSlopes || !sums.question.line
      ? epsilonLicOnGrid(sums, space, alpha, witnesses)
      : epsilonLicOnGrid(evenlySpaced(sums), space, alpha);
    const found = replaced(licOnContinuum(structureOfInput(input), sample, grid, alpha), given.lic);
    const known = beyondEnds(input)?.lic;
    if (known === undefined) return found;
    const { witness: _none, ...constant } = found;
    return { ...constant, ...certain(known) };
  },

  /** In several dimensions. */
  weakEpsilonLic(input: AgentResultsInput, alpha: number): Certified {
    const { sample, sample: { sums, search: { witnesses } } } = input;
    const structure = structureOfInput(input);
    const grid = weakEpsilonLic(sums, alpha, witnesses.weakEpsilonLic);
    return icOnContinuum(structure?.kind === 'incentive-compatible' ? structure : undefined, sample, grid, alpha);
  },

  epsilonIc(asked: AgentResultsInput, alpha: number): Certified {
    const input = onLine(asked);
    const { problem, mechanism, sample, given } = input;
    const structure = structureOfInput(input);
    const grid = epsilonIcOnGrid(sample.sums, alpha, sample.search.witnesses.epsilonIc);
    const drawn = structure ? icOnContinuum(structure, sample, grid, alpha)
      : lossOnContinuum(problem, mechanism, input.structure, sample, grid, alpha);
    return replaced(drawn, given.ic);
  },
} as const;

const isConstant = (quantity: string): quantity is keyof typeof constants => Object.hasOwn(constants, quantity);

export function agentResults(input: AgentResultsInput): AgentResults {
  const { sample, given, point, name, confidence, keepPictures } = input;
  const { sums, space } = sample;
  const alpha = 1 - confidence;
  const [lic, ic] = [constants.epsilonLic(input, alpha), constants.epsilonIc(input, alpha)];
  const severalDimensions = space.coordinates.length > 1;
  const weak = severalDimensions ? constants.weakEpsilonLic(input, alpha) : lic;
  const even = evenlySpaced(sums);
  const truth = truthOf(input);
  const bounded = given.bounded ?? boundedOnContinuum(truth, epsilonBoundedOnGrid(even, alpha), alpha);
  const onGrid = monotonicityOnGrid(even, space, alpha);
  const monotone = { ...onGrid, violation: given.monotone ?? monotoneOnContinuum(truth, onGrid.violation, alpha) };
  const jumps = mayJump(input.problem, input.mechanism, space.agent, input.structure);
  const infinite = whyNoEpsilon(input.problem, input.mechanism, input.structure, space.agent);
  const open = beyondEnds(input);
  const why = severalDimensions ? undefined : whyList(input.problem, input.mechanism);
  const endless = open?.infinite;
  const common = { agent: name, point, confidence, profiles: sums.profiles } as const;
  const { basis = COMPONENT_BASIS } = given;
  const byQuadrature = ({ guarantee, within }: CertifiedWithin) => ({
    profiles: 0, ...(within ? { typesWithin: [within] } : {}),
    basis: within ? `${basis}, of types from ${within[0]} to ${within[1]}` : basis,
    ...(guarantee === 'grid' ? { lowerGuarantee: 'continuum', upperGuarantee: 'grid' } as const : {}),
  });
  const row = (quantity: string, { estimate, lower, upper, guarantee, witness }: Certified, known?: CertifiedWithin): Estimate => {
    const found: Estimate = {
      quantity, ...common, ...(known && known.upper === upper ? byQuadrature(known) : {}),
      estimate, lower, upper, guarantee, ...(witness ? { witness } : {}),
    };
    const named = guarantee === 'grid' && found.basis === undefined && why !== undefined ? { ...found, basis: why } : found;
    return !open || (guarantee === 'continuum' && open.everywhere.includes(quantity)) ? named : withinTypes(named, open.laws);
  };
  return {
    name, jumps, infinite, endless, lic, weak, ic, bounded, monotone, sample,
    estimates: [
      // Where a lie about irrelevant information gains, or the shortest lie, no epsilon will do and there is no number to report.
      ...(lic.exists === 'none' || jumps || infinite !== undefined ? [] : [row('epsilonLic', lic, given.lic)]),
      ...(lic.irrelevantGain ? [row('irrelevantGain', lic.irrelevantGain)] : []),
      ...(severalDimensions && !jumps ? [row('weakEpsilonLic', weak)] : []),
      ...(space.relevant.every(Boolean) ? [] : [row('robustness', robustness(sums, space, alpha))]),
      ...(endless === undefined ? [row('epsilonIc', ic, given.ic)] : []),
      ...(bounded ? [row('epsilonBounded', bounded.epsilon, given.bounded?.epsilon)] : []),
      row('monotonicityViolation', monotone.violation, given.monotone),
      row('interimIr', replaced(participationOnContinuum(truth, interimParticipation(sums, alpha), alpha), given.participation),
        given.participation),
    ],
    curves: keepPictures && !severalDimensions ? curves(input, alpha) : [],
    surfaces: keepPictures ? [surface(input, alpha)] : [],
    intervalAt: (quantity, share) => (isConstant(quantity) ? constants[quantity](input, alpha * share) : undefined),
  };
}

function curves({ problem, sample: { sums }, point, name, confidence }: AgentResultsInput, alpha: number): Curve[] {
  const common = { agent: name, confidence, guarantee: 'grid', profiles: sums.profiles } as const;
  const asCurve = (quantity: string, at: Point, { types, estimate, lower, upper }: TypeCurve): Curve => {
    const stride = Math.max(1, Math.round((types.length - 1) / (CURVE_TYPES - 1)));
    const kept = types.map((_, t) => t).filter((t) => t % stride === 0 || t === types.length - 1);
    const pick = (values: readonly number[]): number[] => kept.map((t) => values[t]!);
    return {
      quantity,
      point: at,
      ...common,
      types: kept.map((t) => types[t]![0]!),
      estimate: pick(estimate),
      lower: pick(lower),
      upper: pick(upper),
    };
  };
  return [
    asCurve('interimUtility', point, interimUtility(sums, alpha)),
    ...choiceProbabilities(sums, alpha).map((curve, c) => asCurve(
      'choiceProbability',
      { ...point, alternative: classLabel(problem, sums.classOf, c) },
      curve,
    )),
  ];
}

/** Names of the alternatives of a class. */
function classLabel({ alternatives }: SocialChoiceProblem, classOf: readonly number[], c: number): string {
  const members = alternatives.filter((_, k) => classOf[k] === c);
  return members.length <= 3 ? members.join(' or ') : `${members[0]}, ${members[1]} and ${members.length - 2} more`;
}

function surface({ sample: { sums, search: { witnesses } }, point, name, confidence }: AgentResultsInput, alpha: number): Surface {
  const { estimate, lower, upper, standardError } = gainBand(sums, alpha);
  const known = standardError.every((row) => row.every(Number.isFinite));
  const { question } = sums;
  const signals = question.paired.map((r) => question.reports[r]!).map((signal) => (signal.length === 1 ? signal[0]! : signal));
  const pair = witnesses.epsilonIc;
  return {
    quantity: 'gain', agent: name, point, confidence, guarantee: 'grid', profiles: sums.profiles,
    types: signals, reports: signals, estimate, lower, upper,
    ...(known ? { standardError } : {}),
    ...(pair ? { witness: { type: signals[pair.type]!, report: signals[pair.report]! } } : {}),
  };
}
