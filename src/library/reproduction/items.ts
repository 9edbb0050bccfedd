/** Items of papers by what users call them. */
import { idOf, kindOf, type Item, type ItemKind, type Paper } from '../../../papers/item.ts';
import { InputError } from '../../errors.ts';
import { quote } from '../../input/quote.ts';
import { didYouMean } from '../../input/suggest.ts';

/** An item, its paper, and the name by which it is asked for. */
export interface ListedItem {
  readonly id: string;
  readonly paper: Paper;
  readonly item: Item;
  readonly kind: ItemKind;
}

/** In the order of the papers. */
export const itemsOf = (papers: readonly Paper[]): readonly ListedItem[] =>
  papers.flatMap((paper) => paper.items.map((item) => ({ id: idOf(paper, item), paper, item, kind: kindOf(item) })));

/** All items, those of a paper, or one. Throws InputError with a suggestion. */
export function chooseItems(papers: readonly Paper[], what: string | undefined): readonly ListedItem[] {
  const all = itemsOf(papers);
  if (what === undefined) return all;
  const chosen = all.filter(({ id, paper }) => id === what.toLowerCase() || paper.id === what.toLowerCase());
  if (chosen.length > 0) return chosen;
  const names = [...papers.map(({ id }) => id), ...all.map(({ id }) => id)];
  throw new InputError(
    'item', `unknown paper or item ${quote(what)}${didYouMean(what, names) || `; papers: ${papers.map(({ id }) => id).join(', ')}`}`,
  );
}
