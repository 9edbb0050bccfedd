/** How much is done at a time. No influence on results beyond float32's rounding. */
import { InputError } from '../../errors.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import type { InterimQuestion } from '../interim-sums.ts';
import type { TensorProblem } from './tensor-problem.ts';

/** Numbers in the largest tensor: 2 MiB on the host, for its caches, 32 MiB on a GPU. */
const ELEMENTS_HOST = 2 ** 19;
const ELEMENTS_DEVICE = 2 ** 23;
/** A count in float32 is exact up to 2^24; batches also bound the wait for a stop. */
const PROFILES_MAX = 2 ** 14;

export const elementsMax = (backend: string): number => (/cpu/.test(backend) ? ELEMENTS_HOST : ELEMENTS_DEVICE);

/** A power of two, so that tensors of one size follow each other and shaders are compiled once. */
export const powerBelow = (x: number): number => 2 ** Math.floor(Math.log2(Math.max(1, x)));

/** Profiles of an interim batch: pairs' probabilities, values and payoffs fit, and all agents' values for as many reports as fit. */
export function batchProfiles(
  { agents, alternatives, coordinates, device, problem }: TensorProblem,
  { reports, paired, groupSize }: InterimQuestion,
): number {
  const rows = problem.dependence ? Math.max(1, paired.length) : Math.min(reports.length, Math.max(16, paired.length));
  const own = Math.max(
    rows * agents * alternatives, coordinates, paired.length ** 2 / groupSize,
    problem.valuations.kind === 'general' ? rows * coordinates : 0,
  );
  return Math.max(groupSize, Math.min(PROFILES_MAX, powerBelow(elementsMax(device.backend) / own)));
}

/** Profiles of an ex post batch. */
export const batchOfWholeProfiles = ({ agents, alternatives, coordinates, device }: TensorProblem): number =>
  Math.min(PROFILES_MAX, powerBelow(elementsMax(device.backend) / Math.max(agents * alternatives, coordinates)));

/**
 * Own signals beside each of `draws` draws in one piece. Linear values are summed over agents before rows are made (profile-values.ts), but
 * where functions of users are shown all of them.
 */
export function ownSignalsAtOnce(
  { agents, alternatives, coordinates, device, problem }: TensorProblem, { rule, transfers }: Mechanism, draws: number,
): number {
  const summed = problem.valuations.kind === 'linear' && rule.kind !== 'general' && transfers.kind !== 'general';
  const numbers = summed ? alternatives : Math.max(agents * alternatives, coordinates);
  return Math.max(1, Math.floor(elementsMax(device.backend) / (draws * numbers)));
}

/** Batches in a chunk, whose sums are kept: a second's work, or a few. */
const CHUNK_BATCHES = 16;

/** Profiles of a chunk (TensorExperiment) of such batches. */
export const chunkOf = (batch: number): number => CHUNK_BATCHES * batch;

/** Profiles come in whole groups, aligned. */
export function requireGroups(groupSize: number, first: number, count: number): void {
  if (!(groupSize >= 1 && groupSize <= 64) || (groupSize & (groupSize - 1)) !== 0) {
    throw new InputError('groupSize', `must be a power of two from 1 to 64, got ${groupSize}`);
  }
  if (first % groupSize !== 0 || count % groupSize !== 0) {
    throw new InputError('profiles', `must start at and be a multiple of ${groupSize}`);
  }
}

/**
 * What one value of one profile costs on TFJS's JavaScript backend with all the ops on it, in nanoseconds: measured, and taken for
 * every backend, since plans must not depend on the device.
 */
export const NS_PER_NUMBER = 500;
/** The same in audits, which need no pairs. */
export const NS_PER_AUDITED_NUMBER = 150;
