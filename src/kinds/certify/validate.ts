/** Whether a mechanism can be certified; every error names its field. */
import { evaluatorOf, type NetworkMechanism } from '../../../kernels/network/mechanism.ts';
import { requireLaw } from '../../environment/checks.ts';
import { InputError } from '../../errors.ts';
import { quote } from '../../input/quote.ts';
import { isText } from '../../input/shape.ts';
import type { BidsStudy } from './bids.ts';
import { validateBids } from './validate-bids.ts';
import { tryOutcomes, validateCode } from './validate-code.ts';
import { reportSpace, subjectOf, TYPE_LAWS, VALUES, type MechanismStudy, type NetworkStudy } from './problem.ts';

const isWhole = (value: unknown, least: number, most: number): boolean => Number.isInteger(value) && (value as number) >= least
  && (value as number) <= most;

function validateMechanism(mechanism: unknown): asserts mechanism is NetworkMechanism {
  const { graph, bidders, objects, result } = (mechanism ?? {}) as Partial<NetworkMechanism>;
  const kind = (result as { readonly kind?: unknown } | undefined)?.kind;
  if (!Array.isArray(graph) || !isWhole(bidders, 1, 30) || !isWhole(objects, 1, 256) || (kind !== 'outcome' && kind !== 'menu')) {
    throw new InputError('network.mechanism', 'must be made by readNetwork or compileNetwork');
  }
  try {
    evaluatorOf(mechanism as NetworkMechanism, 1);
  } catch (error) {
    throw new InputError('network.mechanism', `cannot be evaluated: ${(error as Error).message.split('\n')[0]!}`);
  }
}

function validateLaws(study: MechanismStudy): void {
  const { laws } = study;
  const { bidders, objects } = subjectOf(study).mechanism;
  if (!Array.isArray(laws) || laws.length !== bidders || !laws.every((own) => Array.isArray(own) && own.length === objects)) {
    throw new InputError('laws', `must be ${bidders} lists, one a bidder, of ${objects} laws, one an object`);
  }
  (laws as MechanismStudy['laws']).forEach((own, i) => own.forEach((law, j) => {
    requireLaw(`laws[${i}][${j}]`, law, TYPE_LAWS);
  }));
}

/** Sums of squares of so large numbers are finite still. */
const SIZE_MAX = 1e100;

/** A network that overflows somewhere in the box of reports has no enclosure. */
function requireFinite(study: NetworkStudy): void {
  const { low, high } = reportSpace(study);
  const { tape } = evaluatorOf(study.network.mechanism, low.length);
  low.forEach((end, c) => tape.setBid(c, c, end, high[c]!));
  tape.enclose();
  const largest = tape.cells.reduce((most, { low: from, high: to }) => {
    from.forEach((x, c) => (most = Math.max(most, Math.abs(x), Math.abs(to[c]!))));
    return most;
  }, 0);
  if (largest <= SIZE_MAX) return;
  throw new InputError('network.mechanism', Number.isFinite(largest)
    ? `reaches ${largest.toPrecision(3)} for some bids in the supports of the laws, and at most ${SIZE_MAX} can be certified`
    : 'overflows for some bids in the supports of the laws: its weights are too large');
}

function validateNetwork({ network, starts, seconds }: NetworkStudy): void {
  if (network === null || typeof network !== 'object' || Array.isArray(network)) {
    throw new InputError('network', 'must be an object with name and mechanism, as readNetwork returns it');
  }
  const { name, hash } = network;
  if (!isText(name)) throw new InputError('network.name', 'must be a text');
  if (hash !== undefined && !/^[0-9a-f]{64}$/.test(String(hash))) throw new InputError('network.hash', 'must be a SHA-256, in hexadecimal');
  validateMechanism(network.mechanism);
  requireCount('starts', starts, 2, 1024);
  if (seconds !== undefined && !(typeof seconds === 'number' && seconds >= 0 && seconds <= 1e6)) {
    throw new InputError('seconds', `must be a number from 0 to 1e6, got ${quote(String(seconds))}`);
  }
}

function requireCount(name: string, value: unknown, least: number, most: number): void {
  if (value === undefined || isWhole(value, least, most)) return;
  throw new InputError(name, `must be a whole number from ${least} to ${most}, got ${quote(String(value))}`);
}

export function validateCertify(environment: unknown): void {
  if ('bids' in (environment as object)) return validateBids(environment as BidsStudy);
  const study = environment as MechanismStudy;
  if ('code' in study) validateCode(study);
  else validateNetwork(study);
  if (!VALUES.includes(study.values)) throw new InputError('values',
    `must be one of ${VALUES.join(', ')}, got ${quote(String(study.values))}`);
  validateLaws(study);
  for (const name of ['proofs', 'boxes'] as const) requireCount(name, study[name], 1, 2 ** 24);
  if (study.gap !== undefined && !(study.gap >= 1e-9 && study.gap < 1)) {
    throw new InputError('gap', `must be a number in [1e-9, 1), got ${quote(String(study.gap))}`);
  }
  if ('code' in study) tryOutcomes(study);
  else requireFinite(study);
}
