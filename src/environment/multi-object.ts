/**
 * Several objects for several bidders: the alternatives are the assignments u of objects to bidders, or to the seller.
 *
 * Bidder i's signals give every bundle b a private worth f_b^i:
 *   additive      one coordinate an object: f_b = sum of them over b
 *   synergies     additive, plus synergy (s_m + s_m') for every pair of objects in b
 *   unit-demand   the largest of them over b: not linear, so values are general
 *   bundles       one coordinate a bundle: f_b = s_b (JM01 section 1: a signal s_b^i for each bundle b)
 * and her value of assignment u, in which she gets u_i, is
 *   V_u^i = f_(u_i)^i (1 - crowding R_i / M) - damage R_i + informational sum_{j != i} f_(c(i,j))^j
 * where R_i is the number of objects that rivals get of all M, and c(i, j) is u_j (what rivals know of their own bundles) or
 * u_i (what they know of hers). JM01's models: 1, values depend on u_i and s_(u_i)^i alone (no externalities); 2,
 * allocative externalities (crowding, damage); 3, informational ones, c = u_j or c = u_i.
 */
import type { Distribution } from '../distributions/distribution.ts';
import { InputError } from '../errors.ts';
import {
  numbered, requireAgents, requireAlternatives, requireCoordinates, requireCount, requireFinite, requireLaw, SIGNAL_LAWS, zeroCoefficients,
} from './checks.ts';
import type { SignalCoordinate, SocialChoiceProblem } from './social-choice.ts';
import { unitDemandValuations, type BundleUse } from './unit-demand.ts';
import { validateProblem } from './validate.ts';

export const BUNDLE_VALUES = ['additive', 'synergies', 'unit-demand', 'bundles'] as const;
export const INFORMED_OF = ['rival-bundles', 'own-bundle'] as const;

export interface MultiObject {
  readonly bidders: number;
  readonly objects: number;
  readonly values: (typeof BUNDLE_VALUES)[number];
  /**
   * Law of a bidder's signal of an object, or of a bundle (values `bundles`); objects have the index 0 .. M-1, bundles
   * their bit mask 1 .. 2^M - 1.
   */
  readonly law: Distribution | ((bidder: number, objectOrBundle: number) => Distribution);
  /** Whether objects may stay with the seller: (N + 1)^M assignments instead of N^M. Default true. */
  readonly sellerMayKeep?: boolean;
  readonly synergy?: number;
  /** Allocative externalities, each object that a rival gets: share of the own worth lost / M, and a constant lost. */
  readonly crowding?: number;
  readonly damage?: number;
  /** Informational externality: weight of each rival's private worth, and of which bundle. Default 0. */
  readonly informational?: { readonly weight: number; readonly of: (typeof INFORMED_OF)[number] };
}

export function multiObject(environment: MultiObject): SocialChoiceProblem {
  check(environment);
  const { bidders: n, objects: m, damage = 0 } = environment;
  const bundles = assignments(environment);
  const signals = bundleSignals(environment);
  const uses = bundles.map((held) => held.map((_, i) => bundleUses(environment, held, i)));
  const constants = Array.from({ length: n }, (_, i) => bundles.map((held) => 0 - damage * rivalObjects(held, i)));
  const problem: SocialChoiceProblem = {
    kind: 'social-choice',
    agents: numbered('bidder', n),
    alternatives: bundles.map((held) => assignmentName(held, m)),
    signals,
    valuations: environment.values === 'unit-demand'
      ? unitDemandValuations(n, m, signals.map(({ law }) => law), uses, constants)
      : { kind: 'linear', constants, coefficients: linearCoefficients(environment, signals.length, uses) },
  };
  validateProblem(problem);
  return problem;
}

function check({
  bidders, objects, values, sellerMayKeep = true, synergy = 0, crowding = 0, damage = 0, informational,
}: MultiObject): void {
  requireAgents('bidders', bidders);
  requireCount('objects', objects, 1, 12);
  if (!BUNDLE_VALUES.includes(values)) throw new InputError('values', `accepted here: ${BUNDLE_VALUES.join(', ')}`);
  requireAlternatives('objects', (bidders + (sellerMayKeep ? 1 : 0)) ** objects);
  requireCoordinates('objects', bidders * (values === 'bundles' ? 2 ** objects - 1 : objects));
  requireFinite('synergy', synergy);
  requireFinite('crowding', crowding);
  requireFinite('damage', damage);
  if (synergy !== 0 && values !== 'synergies') throw new InputError('synergy', "needs values 'synergies'");
  if (!informational) return;
  requireFinite('informational.weight', informational.weight);
  if (!INFORMED_OF.includes(informational.of)) throw new InputError('informational.of', `accepted here: ${INFORMED_OF.join(', ')}`);
}

/** [K][N] bundle of every bidder; the first object's holder changes slowest, the seller (if she may keep) comes first. */
function assignments({ bidders, objects, sellerMayKeep = true }: MultiObject): number[][] {
  const holders = bidders + (sellerMayKeep ? 1 : 0);
  return Array.from({ length: holders ** objects }, (_, k) => {
    const held = new Array<number>(bidders).fill(0);
    for (let m = 0; m < objects; m++) {
      const holder = (Math.floor(k / holders ** (objects - 1 - m)) % holders) - (sellerMayKeep ? 1 : 0);
      if (holder >= 0) held[holder]! |= 1 << m;
    }
    return held;
  });
}

const objectName = (m: number): string => String.fromCharCode(65 + m);
const bundleName = (bundle: number): string => Array.from({ length: 12 }, (_, m) => ((bundle >> m) & 1 ? objectName(m) : '')).join('');
const sizeOf = (bundle: number): number => bundleName(bundle).length;
const rivalObjects = (held: readonly number[], i: number): number =>
  held.reduce((sum, bundle, j) => sum + (j === i ? 0 : sizeOf(bundle)), 0);

/** `A to 1, B unsold`. */
const assignmentName = (held: readonly number[], objects: number): string =>
  Array.from({ length: objects }, (_, m) => {
    const holder = held.findIndex((bundle) => (bundle >> m) & 1);
    return `${objectName(m)} ${holder < 0 ? 'unsold' : `to ${holder + 1}`}`;
  }).join(', ');

function bundleSignals({ bidders, objects, values, law }: MultiObject): SignalCoordinate[] {
  const indices = values === 'bundles'
    ? Array.from({ length: 2 ** objects - 1 }, (_, b) => b + 1)
    : Array.from({ length: objects }, (_, m) => m);
  const signals = Array.from({ length: bidders }, (_, owner) => indices.map((index) => ({
    owner,
    name: `s${owner + 1}[${values === 'bundles' ? bundleName(index) : objectName(index)}]`,
    law: typeof law === 'function' ? law(owner, index) : law,
  }))).flat();
  signals.forEach((signal) => requireLaw('law', signal.law, SIGNAL_LAWS));
  return signals;
}

function bundleUses({ objects, crowding = 0, informational }: MultiObject, held: readonly number[], i: number): BundleUse[] {
  const own = { bidder: i, bundle: held[i]!, weight: 1 - (crowding * rivalObjects(held, i)) / objects };
  const others = held.flatMap((bundle, j) =>
    (j === i || !informational
      ? []
      : [{ bidder: j, bundle: informational.of === 'own-bundle' ? held[i]! : bundle, weight: informational.weight }]));
  return [own, ...others].filter(({ bundle, weight }) => bundle !== 0 && weight !== 0);
}

function linearCoefficients(
  { bidders, objects, values, synergy = 0 }: MultiObject,
  coordinates: number,
  uses: readonly (readonly (readonly BundleUse[])[])[],
): number[][][] {
  const coefficients = zeroCoefficients(bidders, uses.length, coordinates);
  const each = coordinates / bidders;
  uses.forEach((row, k) => row.forEach((terms, i) => {
    for (const { bidder, bundle, weight } of terms) {
      const into = coefficients[i]![k]!;
      if (values === 'bundles') into[bidder * each + bundle - 1]! += weight;
      // A signal meets each of the bundle's other objects in one pair.
      else for (let m = 0; m < objects; m++) if ((bundle >> m) & 1) into[bidder * each + m]! += weight
        * (1 + synergy * (sizeOf(bundle) - 1));
    }
  }));
  return coefficients;
}
