/**
 * What the transfers of a file leave of the least ε: with H of slope H' >= 0 and g = Σ_k weight_k (v_k - H(W_k)) at the middles of others'
 * signals, or at these signals as they are, + Σ_x linear_x s_x of her own, no lie gains more a unit than the steepest slope of
 * v_k - H(W_k) - g in any signal of hers (docs/fields.md, section 9). That it is nowhere above a number is shown by halving boxes of
 * signals.
 */
import { Bounds } from './bounds.ts';
import type { Ends, Model } from './model.ts';
import { over, under } from './rounded.ts';
import type { Sum } from './sums.ts';

/** H' is `lambda`, or straight between `slopes` at levels of welfare from `low` on, `step` apart, and flat beyond them. */
export interface Transfers {
  readonly lambda: number;
  readonly weights: readonly number[];
  /** [C] by her signals; none: 0. */
  readonly linear?: readonly number[] | undefined;
  /** g is a function of all signals: the mixture at others' signals as they are. */
  readonly known?: true | undefined;
  readonly bend?: { readonly low: number; readonly step: number; readonly slopes: readonly number[] } | undefined;
}

/** Boxes looked at, at most. */
const BOXES = 200_000;
/** What rounding of coefficients does to a slope at most, as a share of the bound. */
const SHARE = 1e-9;

/** A slope less (H' - λ) times slopes of welfare, each with its share. */
interface Rest {
  readonly k: number;
  readonly c: number;
  /** Place of the slope with the straight H. */
  readonly straight: number;
  readonly bent: readonly { readonly share: number; readonly level: number; readonly slope: number }[];
}

/** [least, most] of H' - λ on welfare between two numbers. */
function bending({ lambda, bend }: Transfers, [from, to]: Ends): Ends {
  const { low, step, slopes } = bend!;
  const last = slopes.length - 1;
  const place = (w: number): number => Math.min(last, Math.max(0, (w - low) / step));
  // Levels are found to within rounding: a hair more on both sides.
  const [first, end] = [Math.max(0, place(from) - 1e-9), Math.min(last, place(to) + 1e-9)];
  const at = (x: number): number => {
    const j = Math.min(last - 1, Math.floor(x));
    return slopes[j]! + (slopes[j + 1]! - slopes[j]!) * (x - j);
  };
  const list = [at(first), at(end), ...slopes.filter((_, j) => j > first && j < end)];
  return [under(Math.min(...list) - lambda, 1e-12), over(Math.max(...list) - lambda, 1e-12)];
}

const times = ([a, b]: Ends, [c, d]: Ends): Ends => {
  const list = [a * c, a * d, b * c, b * d].map((x) => (Number.isNaN(x) ? 0 : x));
  return [under(Math.min(...list)), over(Math.max(...list))];
};

/** Everything that is bounded over boxes, and what is wrong with the transfers in words. */
function restsOf({ sums, mine, enters, own, social, box }: Model, { lambda, weights, linear = [], known, bend }: Transfers): {
  readonly list: readonly Sum[]; readonly rests: readonly Rest[];
} | string {
  const middle = known ? (sum: Sum): Sum => sum : sums.fixing((d) => (mine.includes(d) ? undefined : (box[d]![0] + box[d]![1]) / 2));
  const isAlone = known === true || mine.length === box.length;
  const rest = own.map((value, k) => sums.plus([1, value], [-lambda, social[k]!]));
  const g = sums.plus(
    ...rest.map((one, k) => [weights[k]!, middle(one)] as const), ...linear.map((slope, c) => [slope, sums.signal(mine[c]!)] as const),
  );
  const list: Sum[] = [];
  const placed = (sum: Sum): number => list.push(sum) - 1;
  const levels = bend ? social.map((one) => ({ all: placed(one), middle: placed(middle(one)) })) : [];
  const rests: Rest[] = [];
  for (const [c, d] of mine.entries()) {
    const slopes = social.map((one) => sums.slope(one, d));
    const moved = bend ? slopes.map((slope) => ({ all: placed(slope), middle: placed(middle(slope)) })) : [];
    const bentBy = (k: number): Rest['bent'] => (bend ? social.flatMap((_, l) => {
      const parts = isAlone
        ? [{ share: (l === k ? 1 : 0) - weights[l]!, level: levels[l]!.all, slope: moved[l]!.all }]
        : [
          ...(l === k ? [{ share: 1, level: levels[l]!.all, slope: moved[l]!.all }] : []),
          { share: -weights[l]!, level: levels[l]!.middle, slope: moved[l]!.middle },
        ];
      return parts.filter(({ share, slope }) => share !== 0 && !sums.isNothing(list[slope]!));
    }) : []);
    for (const [k, one] of rest.entries()) {
      const slope = sums.slope(sums.minus(one, g), d);
      const bent = bentBy(k);
      if (sums.isNothing(slope) && bent.length === 0) continue;
      if (!enters[c]) return `lies about a signal she does not care for have no length, and transfers at weight ${lambda} move with it`;
      rests.push({ k, c, straight: placed(slope), bent });
    }
  }
  return { list, rests };
}

/** What is wrong with the claim that no lie gains more than `atMost` a unit; undefined: nothing. */
export function aboveFault(model: Model, transfers: Transfers, atMost: number): string | undefined {
  const { bend } = transfers;
  if (bend && !(bend.step > 0 && bend.slopes.length > 1 && bend.slopes.every((slope) => slope >= 0))) {
    return 'welfare is paid out at slopes that are negative, or at no levels';
  }
  const made = restsOf(model, transfers);
  if (typeof made === 'string') return made;
  const { list, rests } = made;
  if (rests.length === 0) return undefined;
  const bounds = new Bounds(list);
  const moving = model.box.map(([low, high], d) => (high > low && list.some((sum) => model.sums.moves(sum, d)) ? high - low : 0));
  const limit = atMost * (1 + SHARE);
  const endsOver = (part: readonly Ends[]): Ends[] => {
    bounds.overBox(part);
    const between = (place: number): Ends => [bounds.lowOf(place), bounds.highOf(place)];
    return rests.map(({ straight, bent }) => {
      let [low, high] = between(straight);
      for (const { share, level, slope } of bent) {
        const [least, most] = times(times(bending(transfers, between(level)), between(slope)), [-share, -share]);
        low = under(low + least);
        high = over(high + most);
      }
      return [low, high];
    });
  };
  const open: (readonly Ends[])[] = [model.box.map(([low, high], d) => {
    const middle = low + (high - low) / 2;
    return moving[d]! > 0 ? [low, high] : [middle, middle];
  })];
  for (let looked = 0; open.length > 0; looked++) {
    const part = open.pop()!;
    const steepest = Math.max(...endsOver(part).map(([low, high]) => Math.max(-low, high)));
    if (steepest <= limit) continue;
    const middle = part.map(([low, high]): Ends => [low + (high - low) / 2, low + (high - low) / 2]);
    const there = endsOver(middle).map(([low, high]) => Math.max(low, -high));
    const most = Math.max(...there);
    if (most > limit) {
      const at = middle.map(([x]) => Number(x.toPrecision(6))).join(', ');
      return `these transfers leave a slope of ${Number(most.toPrecision(6))} at signals ${at}, above ${atMost}`;
    }
    const widest = part.reduce((best, [low, high], d) =>
      ((high - low) / (moving[d]! || Infinity) > (part[best]![1] - part[best]![0]) / (moving[best]! || Infinity) ? d : best), 0);
    const [low, high] = part[widest]!;
    const cut = low + (high - low) / 2;
    if (looked >= BOXES || !(cut > low && cut < high)) {
      return `that these transfers leave slopes of no more than ${atMost} is not shown: up to ${steepest} are possible over a box`;
    }
    open.push(part.with(widest, [low, cut]), part.with(widest, [cut, high]));
  }
  return undefined;
}
