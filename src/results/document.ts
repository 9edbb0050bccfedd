/** The result document (`misreport.result/1`): what `--json` prints and every file under `--out` is made from. */
import type { DeviceDescription } from '../engine/device.ts';
import type { RateAsymptotics } from '../statistics/asymptotics.ts';
import type { RateFit } from '../statistics/power-law.ts';
import type { RowWitness, Signal, Witness } from './witness.ts';

export type { RowWitness, Signal, Witness, WitnessWalk } from './witness.ts';

/** `seller`, `buyer`, or an agent's name in a social choice problem; `market` stands for all together. */
export type Agent = string;

/**
 * What a lower/upper pair is worth, from most to least.
 * `exact`: a proof in rational numbers; no sampling enters.
 * `continuum`: holds over the whole continuum of types and reports with the stated confidence, in finite samples.
 * `grid`: the same over the points of a grid.  `point`: an interval at one point, or of one mean, on its own.
 */
export type Guarantee = 'exact' | 'continuum' | 'grid' | 'point';

export type Point = Record<string, number | string>;

export interface Reference {
  readonly value: number;
  readonly source: string;
}

/** What the sampling error of the data behind laws may do to a row, apart from the row's own interval. */
export interface DataError {
  /**
   * `dkw`: the quantity lies between the ends under every law whose distribution function is within `distance` of the sample's, among
   * which the true one is with the stated confidence, in finite samples.  `bootstrap`: of resamples, without any guarantee.
   */
  readonly kind: 'dkw' | 'bootstrap';
  readonly lower: number;
  readonly upper: number;
  readonly confidence: number;
  /** Of several samples the largest. */
  readonly distance?: number;
  /** Resamples that it rests on. */
  readonly replicates?: number;
  readonly words: string;
}

export interface Estimate {
  /**
   * epsilonLic, epsilonIc, epsilonBounded, ...: names and units in src/results/quantities.ts. A point with several mechanisms has
   * `mechanism` in `point`.
   */
  readonly quantity: string;
  readonly agent: Agent;
  readonly point: Point;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  /** In (0, 1): each row's interval on its own; rows are not simultaneous. */
  readonly confidence: number;
  /** Of both ends, the weaker where they are worth different things. */
  readonly guarantee: Guarantee;
  readonly lowerGuarantee?: Guarantee;
  readonly upperGuarantee?: Guarantee;
  /**
   * Of a largest or least value over types where laws go on: the interval of every own signal over which types and reports ran, all types
   * having none that ends there. Of all types a largest value is at least the lower end, and may lie above the upper one; a least value the
   * other way round. Absent: over all types, or over a list of them.
   */
  readonly typesWithin?: readonly (readonly [number, number])[];
  /** Profiles drawn; 0 where nothing is drawn. */
  readonly profiles: number;
  /** What it rests on where that is not profiles drawn: a program and its certificate, in words. */
  readonly basis?: string;
  /** The estimate as a rational number, e.g. `1/3`, where it is known exactly. */
  readonly exact?: string;
  /** What shows the row's lower end, of radii the upper one: a lie, or with `kind` what else does. */
  readonly witness?: RowWitness;
  /** Exact value from a formula, where there is one. Never mixed with the estimate. */
  readonly reference?: Reference;
  /** Published upper bound on the quantity, where there is one. */
  readonly bound?: Reference;
  /** Where it was asked for. */
  readonly dataError?: DataError;
}

/**
 * A function of the type with a band that holds for all types at once. Of a choice probability, `alternative` in `point` names
 * the alternative.
 */
export interface Curve {
  /** `interimUtility`, `tradeProbability`, ... */
  readonly quantity: string;
  readonly agent: Agent;
  readonly point: Point;
  readonly confidence: number;
  readonly guarantee: Guarantee;
  readonly profiles: number;
  readonly types: readonly number[];
  readonly estimate: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/**
 * The misreport gain g(report, type), `ambiguousGain` that of full insurance under the set of beliefs named in `point`; rows by
 * type and columns by report, with a band that holds for all pairs at once. One-dimensional grids increase; vectors come in the
 * order of their list.
 */
export interface Surface {
  readonly quantity: 'gain' | 'ambiguousGain';
  readonly agent: Agent;
  readonly point: Point;
  readonly confidence: number;
  readonly guarantee: Guarantee;
  readonly profiles: number;
  readonly types: readonly Signal[];
  readonly reports: readonly Signal[];
  readonly estimate: readonly (readonly number[])[];
  readonly lower: readonly (readonly number[])[];
  readonly upper: readonly (readonly number[])[];
  /** Of each pair's mean gain by itself; where groups of profiles were summed for it. */
  readonly standardError?: readonly (readonly number[])[];
  readonly witness?: Witness;
}

/**
 * A worst belief of a set round the prior, as a coupling with it: a sample of draws of the others and where the belief puts
 * their mass. For a lie by full insurance (src/notions/ambiguity-premium.ts) at one delta.
 */
export interface WorstBelief {
  readonly agent: Agent;
  readonly point: Point;
  readonly metric: string;
  readonly delta: number;
  /** The lie whose payoff it makes worst. */
  readonly witness: Witness;
  /** Names of the coordinates shown: the others' signals, or order statistics of them; one or two. */
  readonly axes: readonly string[];
  /** Bounds of the axes. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly draws: readonly BeliefDraw[];
  /** Share of mass moved within delta, and share sent to the worst place of all; over the whole sample, not only the draws shown. */
  readonly moved: number;
  readonly sent: number;
  /** Expected payoff of the lie, less the truth's, under the prior and under the worst belief. */
  readonly prior: number;
  readonly worst: number;
  /** What `prior` and `worst` are, where not of a lie by full insurance. */
  readonly meaning?: string;
}

export interface BeliefDraw {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly kind: 'stays' | 'moves' | 'sent';
}

/** Least-squares fit of c * M^b on log axes; M stands for the scenario's size, whatever its symbol. */
export interface Fit extends RateFit {
  readonly quantity: string;
  readonly agent: Agent;
  /** What the points of the fit share: all parameters but those that count traders. */
  readonly point: Point;
  readonly model: 'c*M^b';
  /** Confidence of the exponent's interval, simultaneous over the points of the fit. */
  readonly confidence: number;
  /** Values of M that entered. */
  readonly markets: readonly number[];
  /** The exponent of the same fit through the exact values, where every point has one. */
  readonly referenceExponent?: number;
  /** Local slopes, laws beside the pure power and the exponent in the limit, at the same confidence; absent where sizes repeat. */
  readonly asymptotics?: RateAsymptotics;
}

/** A statement in words with whether the numbers bear it out. */
export interface Verdict {
  /** Stable, e.g. `convex-independence`, where the sentence decides a condition of the literature. */
  readonly id?: string;
  readonly agent: Agent;
  readonly point: Point;
  readonly text: string;
  /** Whether it is certified; false where it is undecided. */
  readonly holds: boolean;
  /** `undecided`: neither it nor its contrary is certified, or it was not checked. Without it `holds` says yes or no. */
  readonly status?: 'yes' | 'no' | 'undecided';
}

/** A statement of the literature held against the numbers. */
export interface Claim {
  /** Short and stable, e.g. `theorem-6.2`. */
  readonly id: string;
  readonly text: string;
  /** Where it is claimed, e.g. `Song22 Theorem 6.2`. */
  readonly source: string;
  /** `pass` and `fail` are decided by certified bounds; `undecided`: the sample is too small; `not-applicable`: an assumption fails. */
  readonly status: 'pass' | 'fail' | 'undecided' | 'not-applicable';
  /** The numbers it rests on, in words. */
  readonly evidence: string;
}

/** The size against which rates are fitted, where it is not a market's M. */
export interface SizeAxis {
  readonly symbol: string;
  readonly description: string;
  /** Of every point of the sweep: its parameter values and its size. */
  readonly values: readonly { readonly point: Point; readonly size: number }[];
}

export interface ResultDocument {
  readonly schema: 'misreport.result/1';
  readonly command: 'run' | 'rate' | 'check' | 'design' | 'threshold' | 'survey';
  readonly scenario: string;
  readonly title: string;
  /** Where the mechanism comes from. */
  readonly source: string;
  readonly seed: string;
  readonly configHash: string;
  readonly configuration: Record<string, unknown>;
  readonly version: string;
  readonly device: DeviceDescription;
  /** One line per agent and point: which sampler ran and why. */
  readonly samplers: readonly { agent: Agent; point: Point; sampler: string; reason: string }[];
  readonly complete: boolean;
  /** Why it is incomplete, notes on precision, ... */
  readonly notes: readonly string[];
  readonly seconds: number;
  readonly estimates: readonly Estimate[];
  readonly curves: readonly Curve[];
  readonly surfaces: readonly Surface[];
  /** Where ambiguity was asked about. */
  readonly beliefs?: readonly WorstBelief[];
  readonly fits: readonly Fit[];
  readonly verdicts: readonly Verdict[];
  readonly claims: readonly Claim[];
  /** Of scenarios that name a size of their own. */
  readonly size?: SizeAxis;
  /** Parameters in words, by their names. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** In result.json and what --json prints, of texts beyond 2,000 letters: short name -> whole text; elsewhere there the name stands. */
  readonly texts?: Readonly<Record<string, string>>;
}
