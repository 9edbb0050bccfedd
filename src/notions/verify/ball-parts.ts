/**
 * Whether no lie gains more than utilities differ by under any belief that moves a share of the baseline to one profile, part by part. Of
 * such beliefs those that leave of every profile all, nothing, or, of one of them, some, and move what is left of it to one profile that
 * is near, have all others as means. A part says of some profiles which it is, and is cut at one of which it does not: `cut` with `none`
 * moved, `all` of it, or `some` (unless some is moved of another), or with what stays put at `to`, or at the other profiles near. Of a
 * part that is not cut: utilities, or that no belief is left in it.
 */
import { InputError } from '../../errors.ts';

interface Asked {
  readonly chances: readonly number[];
  /** Where what stays of a profile may be. */
  readonly near: readonly (readonly number[])[];
  readonly share: number;
  readonly to: number;
  readonly lies: readonly { readonly type: number; readonly report: number; readonly payoff: readonly number[] }[];
  readonly types: number;
  readonly slack: number;
}

type Moved = 'open' | 'none' | 'all' | 'some';

/** Masses nearer than this are the same; parts may hold no belief by that much. */
const MASS = 1e-9;
const PARTS_MAX = 2 ** 16;

const isRecord = (given: unknown): given is Record<string, unknown> => typeof given === 'object' && given !== null && !Array.isArray(given);

/** Throws InputError naming `key` where what is given is no such tree. */
export function holdsInParts(given: unknown, asked: Asked, key: string): boolean {
  const { chances, share, to, lies, types, slack } = asked;
  let looked = 0;
  const wrong = (): never => { throw new InputError(key, 'is no tree of parts of the ball'); };

  /** The most that may stay of a payoff; undefined where the part has no belief. */
  function staying(payoff: readonly number[], moved: readonly Moved[], near: Asked['near']): number | undefined {
    let left = 1 - share;
    let sum = 0;
    const best = near.map((points) => Math.max(...points.map((y) => payoff[y]!)));
    const open: number[] = [];
    moved.forEach((one, y) => {
      if (one === 'open' || one === 'some') open.push(y);
      else if (one === 'none') {
        sum += chances[y]! * best[y]!;
        left -= chances[y]!;
      }
    });
    if (left < -MASS) return undefined;
    for (const y of open.sort((a, b) => best[b]! - best[a]!)) {
      const part = Math.max(0, Math.min(left, chances[y]!));
      sum += part * best[y]!;
      left -= part;
    }
    return left > MASS ? undefined : sum;
  }

  function holds(tree: unknown, moved: readonly Moved[], near: Asked['near']): boolean {
    if (!isRecord(tree) || ++looked > PARTS_MAX) return wrong();
    if ('empty' in tree) return staying(chances, moved, near) === undefined;
    if ('utilities' in tree) {
      const { utilities } = tree;
      if (!Array.isArray(utilities) || utilities.length !== types || !utilities.every((u) => typeof u === 'number')) return wrong();
      return lies.every(({ type, report, payoff }) => {
        const kept = staying(payoff, moved, near);
        return kept === undefined || kept + share * payoff[to]! <= utilities[type] - utilities[report] + slack;
      });
    }
    const { cut } = tree;
    if (typeof cut !== 'number' || chances[cut] === undefined) return wrong();
    if ('to' in tree) {
      const stays = near[cut]!;
      if (!stays.some((y) => y === tree.to) || stays.length < 2) return wrong();
      const put = (points: readonly number[]): Asked['near'] => near.map((one, y) => (y === cut ? points : one));
      return holds(tree.there, moved, put([tree.to as number])) && holds(tree.elsewhere, moved, put(stays.filter((y) => y !== tree.to)));
    }
    if (moved[cut] !== 'open') return wrong();
    const as = (what: Moved): Moved[] => moved.map((one, y) => (y === cut ? what : one));
    return holds(tree.none, as('none'), near) && holds(tree.all, as('all'), near)
      && (moved.includes('some') || holds(tree.some, as('some'), near));
  }
  return holds(given, chances.map(() => 'open'), asked.near);
}
