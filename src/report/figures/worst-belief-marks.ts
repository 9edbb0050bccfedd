/** What both layouts of the worst-belief figure share. */
import type { BeliefDraw, WorstBelief } from '../../results/document.ts';

export type BeliefKinds = readonly { readonly kind: BeliefDraw['kind']; readonly label: string }[];

/** `smallPrint`: the caption below a panel. The body is a specification but for title and configuration; `width` of the panels. */
export type BeliefLayout = (
  belief: WorstBelief, kinds: BeliefKinds, smallPrint: (panel: { readonly width: number; readonly height: number }) => object
) => {
  readonly width: number;
  readonly body: object;
};

const COLOURS: Readonly<Record<BeliefDraw['kind'], string>> = { stays: '#9aa5b1', moves: '#0072B2', sent: '#D55E00' };
export const beliefColour = (kind: BeliefDraw['kind']): string => COLOURS[kind];

/** At most `count` items, evenly spaced. */
export function spaced<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, k) => items[Math.floor(((k + 0.5) * items.length) / count)]!);
}
