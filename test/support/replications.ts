/** Seeds of tests of coverage. */
import { EVIDENCE } from './tags.ts';

/**
 * How many seeds a test of coverage goes through: all of them with MISREPORT_EVIDENCE=1, as `npm run evidence` and CI do, or else the
 * first third, which notices a certificate that is wrong by a factor and takes a third of the time. Its test says so: `SEEDS`.
 */
export const replications = (all: number): number => (EVIDENCE ? all : Math.ceil(all / 3));

/** Options of a test, or of a `describe`, that asks for `replications`: in `npm test`, and with more seeds in `npm run evidence`. */
export const SEEDS = { tags: 'seeds' };
