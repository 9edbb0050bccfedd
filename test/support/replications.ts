/**
 * How many seeds a test of coverage goes through: all of them with MISREPORT_EVIDENCE=1, as `npm run evidence` and CI do, or else the
 * first third, which notices a certificate that is wrong by a factor and takes a third of the time.
 */
export const replications = (all: number): number => (process.env.MISREPORT_EVIDENCE === '1' ? all : Math.ceil(all / 3));
