/** What a certificate is about: a mechanism that a graph computes from bids, the laws of types, and how far each profile is searched. */
import type { Effort } from '../../../kernels/regret/spec.ts';
import type { NetworkMechanism } from '../../../kernels/network/mechanism.ts';
import type { BidsStudy } from './bids.ts';
import type { Distribution } from '../../distributions/distribution.ts';

export const VALUES = ['additive', 'unit-demand'] as const;

/** A network, or bid functions. */
export type CertifyStudy = NetworkStudy | BidsStudy;

export interface NetworkStudy {
  readonly kind: 'certify';
  /** The mechanism, what it is called, and the SHA-256 of the files it was read from. */
  readonly network: { readonly name: string; readonly mechanism: NetworkMechanism; readonly hash?: string };
  /** `additive`: t . Q; `unit-demand` the same, and no bidder may get more than one object in all. */
  readonly values: (typeof VALUES)[number];
  /** Laws of types, [bidders][objects]; reports lie in their supports, which are bounded. */
  readonly laws: readonly (readonly Distribution[])[];
  /** Profiles, from the first on, whose regret is bounded from both sides; default 4096. */
  readonly proofs?: number;
  /** Boxes of reports a proof may look at; default 2000. */
  readonly boxes?: number;
  /** Points from which each search begins; default 4. */
  readonly starts?: number;
  /** Distance of the ends at which a proof is finished, as a share of the largest value; default 1e-4. */
  readonly gap?: number;
}

export const DEFAULTS = { proofs: 4096, boxes: 2000, starts: 4, gap: 1e-4 } as const;

const STEPS = 16;
/** Whole numbers of it are below 2^53 in all sums. */
const UNIT = 2 ** -36;

export const bidderName = (bidder: number): string => `bidder ${bidder + 1}`;

export const biddersOf = ({ network: { mechanism: { bidders } } }: NetworkStudy): string[] =>
  Array.from({ length: bidders }, (_, i) => bidderName(i));

/** Ends of reports, an entry for every bidder and object. */
export function reportSpace({ laws }: NetworkStudy): { readonly low: Float64Array; readonly high: Float64Array } {
  const supports = laws.flat().map(({ support }) => support);
  return { low: Float64Array.from(supports, ([low]) => low), high: Float64Array.from(supports, ([, high]) => high) };
}

/** The largest value of an object in size: the yardstick of gaps, levels and units. */
export const largestValue = (study: NetworkStudy): number =>
  study.laws.flat().reduce((most, { support: [low, high] }) => Math.max(most, Math.abs(low), Math.abs(high)), 0);

/** In which money and amounts are counted. */
export const unitOf = (study: NetworkStudy): number => UNIT * 2 ** Math.ceil(Math.log2(Math.max(1e-300, largestValue(study))));

export const effortOf = (study: NetworkStudy): Effort => ({
  starts: study.starts ?? DEFAULTS.starts, steps: STEPS, boxes: study.boxes ?? DEFAULTS.boxes,
  gap: (study.gap ?? DEFAULTS.gap) * largestValue(study),
});
