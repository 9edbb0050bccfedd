/** What is known of the common component where one's own type is an atom: that one's chance lies in an interval. */
import type { Dependence } from '../../distributions/dependence.ts';
import type { Atom, Distribution } from '../../distributions/distribution.ts';
import { justBelow } from '../../distributions/next-number.ts';
import type { TraderProblem } from '../../environment/double-auction.ts';
import { componentOf } from '../enumeration/joint-masses.ts';
import type { Posterior } from './conditional.ts';
import type { OwnAtom } from './own-types.ts';

/** The least atom whose chance's rounding moves what is expected given it by no more than this, a share of QUADRATURE_ERROR. */
const TOLD = 5e-10;
const ROUNDING = 2 ** -50;
const NEGLIGIBLE = 1e-18;
/** Points at which the posterior is looked for. */
const LOOKED = 512;

/**
 * f(z) Pr(the own chance in the interval | z), on the line of the trader: the average over the interval's chances of the posteriors given
 * them. Ends are where nothing is left of it, since a posterior of a log-concave component given an interval has one peak.
 */
export function atomPosterior({ trader }: TraderProblem, dependence: Dependence, { chances, mass }: OwnAtom): Posterior {
  const { from, to, density, within } = componentOf(dependence, 1, mass)!;
  const at = (z: number): number => density(z) * within(0, chances, z);
  const looked = Array.from({ length: LOOKED + 1 }, (_, n) => from + ((to - from) * n) / LOOKED);
  const heights = looked.map(at);
  const least = NEGLIGIBLE * Math.max(...heights);
  const first = heights.findIndex((height) => height > least);
  const last = heights.findLastIndex((height) => height > least);
  const [low, high] = [looked[Math.max(0, first - 1)]!, looked[Math.min(LOOKED, last + 1)]!];
  return trader === 'seller' ? { range: [low, high], density: at } : { range: [-high, -low], density: (z) => at(-z) };
}

/** Whether an atom is large enough for its ends, chances in double precision, to say what is known given it. */
export function isTold(law: Distribution, { at, mass }: Atom, dependence: Dependence): boolean {
  const below = at > law.support[0] ? law.cdf(justBelow(at)) : 0;
  const exponents = dependence.kind === 'clayton' ? 2 * dependence.theta * -Math.log(below > 0 ? below : mass) : 0;
  return (ROUNDING * (4 + exponents)) / mass <= TOLD;
}
