/** Whether a law's text says all there is to say of it, so that a file which names the law by it can be read anywhere. */
import type { Distribution } from './distribution.ts';
import { parseDistribution } from './parse.ts';

const SHARES = [0.1, 0.25, 0.5, 0.75, 0.9];

export function isTold(law: Distribution): boolean {
  try {
    const told = parseDistribution(law.text);
    return told.support.every((end, side) => end === law.support[side])
      && SHARES.every((share) => told.quantile(share) === law.quantile(share));
  } catch {
    return false;
  }
}
