/** A law moved along the line, so that types far from zero keep their digits where they are lowered to fewer. */
import type { Distribution } from './distribution.ts';
import { parseDistribution } from './parse.ts';

/** Families whose last two arguments are the ends of the support, and those that have a place besides: their first argument. */
const BY_ENDS = /^(uniform|beta|truncated-exponential)\((.*?)([^,()]+),([^,()]+)\)$/;
const BY_PLACE = /^(truncated-normal)\(([^,()]+),([^,()]+),([^,()]+),([^,()]+)\)$/;

const known = new WeakMap<Distribution, Map<number, Distribution>>();

/**
 * The law of X - by, with the same chances. Where the family says it, it is a law of that family; else one whose arguments are moved back,
 * which doubles can do to within `grain` of the place asked for.
 */
export function shifted(law: Distribution, by: number): Distribution {
  if (by === 0) return law;
  const kept = known.get(law) ?? new Map<number, Distribution>();
  known.set(law, kept);
  const moved = kept.get(by) ?? inFamily(law, by) ?? movedBack(law, by);
  kept.set(by, moved);
  return moved;
}

function inFamily({ text, support: [low, high], whole, data, atoms = [] }: Distribution, by: number): Distribution | undefined {
  if (whole || data || atoms.length > 0) return undefined;
  const [, name, before = '', first, last] = BY_ENDS.exec(text) ?? [];
  const [, normal, mean, sd] = BY_PLACE.exec(text) ?? [];
  const told = name !== undefined && Number(first) === low && Number(last) === high
    ? `${name}(${before}${low - by},${high - by})`
    : normal !== undefined ? `${normal}(${Number(mean) - by},${sd},${low - by},${high - by})` : undefined;
  try {
    return told === undefined ? undefined : parseDistribution(told);
  } catch {
    return undefined;
  }
}

function movedBack(law: Distribution, by: number): Distribution {
  const { text, support, knots, atoms, gaps, mean, whole, powers } = law;
  const [low, high] = [support[0] - by, support[1] - by];
  const less = (x: number): number => x - by;
  return {
    text: `${text} less ${by}`,
    support: [low, high],
    cdf: (x) => (x < low ? 0 : x >= high ? 1 : law.cdf(x + by)),
    ...(law.survival && { survival: (x: number) => (x < low ? 1 : x >= high ? 0 : law.survival!(x + by)) }),
    quantile: (p) => Math.min(high, Math.max(low, law.quantile(p) - by)),
    ...(knots && { knots: knots.map(less) }),
    ...(atoms && { atoms: atoms.map(({ at, mass }) => ({ at: less(at), mass })) }),
    ...(gaps && { gaps: gaps.map(([from, to]) => [less(from), less(to)] as const) }),
    ...(powers && { powers }),
    ...(law.densityOn && { densityOn: (from: number, to: number) => law.densityOn!(from + by, to + by) }),
    ...(law.tailOn && { tailOn: (end: 'low' | 'high', x: number) => law.tailOn!(end, x + by) }),
    ...('mean' in law && { mean: mean === undefined ? undefined : less(mean) }),
    ...(whole && {
      whole: {
        ends: [less(whole.ends[0]), less(whole.ends[1])] as const,
        cdf: (x: number) => whole.cdf(x + by), survival: (x: number) => whole.survival(x + by),
        excess: (x: number) => whole.excess(x + by), shortfall: (x: number) => whole.shortfall(x + by),
        mean: whole.mean === undefined ? undefined : less(whole.mean),
      },
    }),
    grain: 2 ** -52 * (Math.abs(by) + Math.max(Math.abs(low), Math.abs(high))),
  };
}
