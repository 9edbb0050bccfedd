/** Menus that a program over cells suggests, and in words. */
import type { Menu } from '../../notions/second-best/menu.ts';

/** Distinct lotteries of the program that a menu is tried with. */
const LOTTERIES_MAX = 4;

/** Rows of chances that are neither sure nor like one taken before, to tenths. */
export function lotteriesOf(chances: readonly (readonly number[])[]): number[][] {
  const seen = new Map<string, number[]>();
  for (const row of chances) {
    const tenths = row.map((chance) => Math.round(chance * 10) / 10);
    const total = tenths.reduce((sum, chance) => sum + chance, 0);
    if (Math.max(...tenths) < 0.95 && total > 0) seen.set(tenths.join(), tenths.map((chance) => chance / total));
  }
  return [...seen.values()].slice(0, LOTTERIES_MAX);
}

/** Its items, at prices beside that of the first. */
export const menuWords = (
  { alternatives }: { readonly alternatives: readonly string[] }, { lotteries, prices }: Pick<Menu, 'lotteries' | 'prices'>,
): string => lotteries.map((lottery, j) => {
  const at = lottery.indexOf(1);
  const what = at >= 0 ? alternatives[at]! : lottery.map((share, k) => `${share.toFixed(2)} ${alternatives[k]}`).join(' + ');
  return `${what} at ${(prices[j]! - prices[0]!).toPrecision(3)}`;
}).join(', ');
