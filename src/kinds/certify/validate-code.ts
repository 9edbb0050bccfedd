/** Whether code can be certified: outcomes of one batch of bids, each computed twice. */
import { functionOutcome, requireSame } from '../../../kernels/function/mechanism.ts';
import { InputError } from '../../errors.ts';
import { quote } from '../../input/quote.ts';
import { isText } from '../../input/shape.ts';
import { reportSpace, type FunctionStudy } from './problem.ts';
import { inUsersCode } from './users-code.ts';

const isWhole = (value: unknown, least: number, most: number): boolean => Number.isInteger(value) && (value as number) >= least
  && (value as number) <= most;

export function validateCode({ code, slope }: FunctionStudy): void {
  const { name, mechanism, map } = (code ?? {}) as Partial<FunctionStudy['code']>;
  if (!isText(name) || typeof mechanism?.source !== 'string' || typeof map?.text !== 'string') {
    throw new InputError('code', 'must be what functionMechanism returns');
  }
  for (const [side, largest] of [['bidders', 30], ['objects', 256]] as const) {
    const count = mechanism[side];
    if (!isWhole(count, 1, largest)) throw new InputError(side, `must be a whole number from 1 to ${largest}, got ${count}`);
  }
  const [least, most] = mechanism.payments;
  if (!(Number.isFinite(least) && Number.isFinite(most) && least <= most)) {
    throw new InputError('payments', `must be two finite numbers, the lower one first, got ${least} and ${most}`);
  }
  if (slope !== undefined && !(slope >= 0 && Number.isFinite(slope))) {
    throw new InputError('slope', `must be a number from 0 on, got ${quote(String(slope))}`);
  }
}

/** Bids of the batch: corners, the middle, and points spread evenly. */
const BATCH = 64;

/** Throws InputError at file and line where an outcome is none, or differs when it is computed again. */
export function tryOutcomes(study: FunctionStudy): void {
  const { low, high } = reportSpace(study);
  const { mechanism } = study.code;
  const room = () => ({ amounts: new Float64Array(low.length), payments: new Float64Array(mechanism.bidders) });
  const shareAt = (n: number, c: number): number => (n < 2 ? n : n === 2 ? 0.5 : ((n * Math.sqrt(c + 2)) % 1));
  const batch = Array.from({ length: BATCH }, (_, n) => low.map((end, c) => end + shareAt(n, c) * (high[c]! - end)));
  try {
    const outcome = functionOutcome(mechanism);
    const first = batch.map((bids) => {
      const into = room();
      outcome(bids, into);
      return into;
    });
    batch.forEach((bids, n) => {
      const into = room();
      outcome(bids, into);
      requireSame(first[n]!, into, bids);
    });
  } catch (error) {
    throw inUsersCode(error, study);
  }
}
