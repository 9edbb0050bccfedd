/** What a certificate is about: a mechanism that is a function of the bids, the laws of types, and how far each profile is searched. */
import type { FunctionSearch } from '../../../kernels/function-regret/spec.ts';
import type { FunctionMechanism } from '../../../kernels/function/mechanism.ts';
import type { Effort } from '../../../kernels/regret/spec.ts';
import { workOf } from '../../../kernels/network/graph.ts';
import type { NetworkMechanism } from '../../../kernels/network/mechanism.ts';
import type { Taken } from '../../environment/checks.ts';
import type { Tensors } from '../../mechanism/network/tensors.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import { reportList } from '../../experiments/network/report-gains.ts';
import type { CodeMap } from '../../mechanism/function/code-place.ts';
import type { Searched } from '../../experiments/network/profiles.ts';
import type { BidsStudy } from './bids.ts';

/** Of a value: laws without an end as long as they have a mean, which payoffs are then as well. */
export const TYPE_LAWS: Taken = { atoms: true, unbounded: 'with a mean' };

export const VALUES = ['additive', 'unit-demand'] as const;

/** A network or code, or bid functions. */
export type CertifyStudy = MechanismStudy | BidsStudy;

export type MechanismStudy = NetworkStudy | FunctionStudy;

interface ProfileStudy {
  readonly kind: 'certify';
  /** `additive`: t . Q; `unit-demand` the same, and no bidder may get more than one object in all. */
  readonly values: (typeof VALUES)[number];
  /** Laws of types, [bidders][objects]; reports lie in their supports, or in what open-laws.ts has for those of a law without an end. */
  readonly laws: readonly (readonly Distribution[])[];
  /** Profiles, from the first on, whose regret is bounded from both sides; default 4096. */
  readonly proofs?: number;
  /** Boxes of reports a proof may look at; default 2000. */
  readonly boxes?: number;
  /** Distance of the ends at which a proof is finished, as a share of the largest value; default 1e-4. */
  readonly gap?: number;
}

export interface NetworkStudy extends ProfileStudy {
  /** The mechanism, what it is called, and the SHA-256 of the files it was read from. */
  readonly network: {
    readonly name: string; readonly mechanism: NetworkMechanism; readonly hash?: string;
    /** What the files held: a certificate shows it. */
    readonly files?: { readonly manifest: unknown; readonly tensors: Tensors };
  };
  /** Points from which each search begins; default 4. */
  readonly starts?: number;
  /** Stated time of a proof, in place of `boxes`: as many as take it at SECONDS_A_STEP. */
  readonly seconds?: number;
}

export interface FunctionStudy extends ProfileStudy {
  /** The mechanism, what it is called, and the script it was read from, as `readMechanism` and `functionMechanism` return them. */
  readonly code: { readonly name: string; readonly mechanism: FunctionMechanism; readonly hash: string; readonly map: CodeMap };
  /**
   * By how much a bidder's utility can change, at most, where one of her bids changes by one, whatever the profile: an assumption, checked
   * on what is drawn. Default 0: nothing is known, and reports are a list.
   */
  readonly slope?: number;
}

export const DEFAULTS = { proofs: 4096, boxes: 2000, starts: 4, gap: 1e-4 } as const;

const STEPS = 16;
/** Whole numbers of it are below 2^53 in all sums. */
const UNIT = 2 ** -36;

export const bidderName = (bidder: number): string => `bidder ${bidder + 1}`;

/** What is certified: its name, its mechanism and the SHA-256 of its files. */
export const subjectOf = (study: MechanismStudy): NetworkStudy['network'] | FunctionStudy['code'] =>
  ('network' in study ? study.network : study.code);

/** Where its amounts come from, for people: a node of a manifest, or a script. */
export function amountsPlace(study: MechanismStudy): string {
  if ('code' in study) return study.code.name;
  const { name, files } = study.network;
  const node = (files?.manifest as { readonly amounts?: unknown } | undefined)?.amounts;
  return typeof node === 'string' ? `${name}, node '${node}'` : name;
}

export const biddersOf = (study: MechanismStudy): string[] =>
  Array.from({ length: subjectOf(study).mechanism.bidders }, (_, i) => bidderName(i));

/** Ends of reports, an entry for every bidder and object. */
export function reportSpace({ laws }: Pick<ProfileStudy, 'laws'>): { readonly low: Float64Array; readonly high: Float64Array } {
  const supports = laws.flat().map(({ support }) => support);
  return { low: Float64Array.from(supports, ([low]) => low), high: Float64Array.from(supports, ([, high]) => high) };
}

/** The largest value of an object in size: the yardstick of gaps, levels and units. */
export const largestValue = (study: Pick<ProfileStudy, 'laws'>): number =>
  study.laws.flat().reduce((most, { support: [low, high] }) => Math.max(most, Math.abs(low), Math.abs(high)), 0);

/** In which money and amounts are counted. */
export const unitOf = (study: MechanismStudy): number => UNIT * 2 ** Math.ceil(Math.log2(Math.max(1e-300, largestValue(study))));

const gapOf = (study: MechanismStudy): number => (study.gap ?? DEFAULTS.gap) * Math.max(1e-300, largestValue(study));

/**
 * Of a box, by every multiplication of an evaluation and 20 more: on a busy machine the least processor time of some thousand boxes was
 * 1.1e-8 for 4-16-16-8 units and for 4-32-6. A fixed number: a clock would make the same seed give other numbers.
 */
export const SECONDS_A_STEP = 1e-8;
const BOXES_MAX = 2 ** 24;

/** Boxes that a proof may look at: those asked for, or as many as take the stated time, at least one. */
export function boxesOf({ boxes = DEFAULTS.boxes, seconds = 0, network: { mechanism } }: NetworkStudy): number {
  if (seconds === 0) return boxes;
  return Math.min(BOXES_MAX, Math.max(1, Math.floor(seconds / (SECONDS_A_STEP * (20 + workOf(mechanism.graph))))));
}

export const effortOf = (study: NetworkStudy): Effort => ({
  starts: study.starts ?? DEFAULTS.starts, steps: STEPS, boxes: boxesOf(study),
  gap: (study.gap ?? DEFAULTS.gap) * largestValue(study),
});

export function searchOf(study: FunctionStudy): FunctionSearch {
  const { slope = 0, boxes = DEFAULTS.boxes, code: { mechanism: { bidders, objects } } } = study;
  if (slope > 0) return { kind: 'slope', slope, boxes, gap: gapOf(study) };
  const { low, high } = reportSpace(study);
  return {
    kind: 'list',
    reports: Array.from({ length: bidders }, (_, i) => reportList(...[low, high].map((ends) =>
      ends.slice(i * objects, (i + 1) * objects)) as [Float64Array, Float64Array])),
  };
}

/** Which kernel looks at profiles, and how far. */
export const searchedOf = (study: MechanismStudy): Searched =>
  ('network' in study ? { kernel: 'regret', mechanism: study.network.mechanism, effort: effortOf(study) }
    : { kernel: 'function-regret', mechanism: study.code.mechanism, search: searchOf(study) });
