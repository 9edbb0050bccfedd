/**
 * Gains where signals have several dimensions and types and reports are lists. Of short lists every pair is a cell, types in rows
 * and reports in columns; of longer ones the best lie of each type stands with its interval, the largest gain first.
 */
import type { Signal, Surface } from '../../results/document.ts';
import { formatSignal } from '../numbers.ts';
import { confidencesOf, guaranteesOf } from '../vocabulary.ts';
import { caption, framed } from './frame.ts';
import { bandWords, highestOf, subtitleOf, titleOf, type Highest } from './gain-words.ts';
import type { FigureDocument } from './look.ts';
import { dots, heat, numbers, ring, spans, upright } from './marks.ts';
import { INK, seriesColour } from './theme.ts';

/** Pixels of a cell's side, from few cells to many. */
const STEP_MAX = 34;
const SIDE = 460;
/** Lists up to this long are drawn pair by pair. */
const PAIRS_MAX = 20;
/** Longer labels would leave no room for the cells: then entries go by their number. */
const LABEL_MAX = 22;
/** Lies shown of a long list, and the pixels of each. */
const LIES_MAX = 20;
const LIE_STEP = 22;
const LIES_WIDTH = 380;
/** Letters of a lie's label. */
const LIE_LABEL_MAX = 46;

interface Labels {
  readonly names: readonly string[];
  readonly numbered: boolean;
}

/** Three digits tell listed signals apart; where they do not, or where vectors are long, their place in the list does. */
function labelsOf(signals: readonly Signal[]): Labels {
  const names = signals.map((signal) => formatSignal(signal, 3));
  const plain = new Set(names).size === names.length && names.every((name) => name.length <= LABEL_MAX);
  return plain ? { names, numbered: false } : { names: names.map((_, i) => `#${i + 1}`), numbered: true };
}

const same = (a: Signal, b: Signal): boolean => JSON.stringify(a) === JSON.stringify(b);
const short = (value: number): number => Number(value.toPrecision(6));
const NUMBERED = 'Numbers are places in the list of surfaces.csv.';
const listed = ({ types, reports }: Surface): string => `among ${types.length} types and ${reports.length} reports`;
const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

function pairs(document: FigureDocument, surface: Surface, highest: Highest) {
  const { types, reports, estimate } = surface;
  const [rows, columns] = [labelsOf(types), labelsOf(reports)];
  const cells = types.flatMap((type, i) => reports.map((report, j) => ({
    type: rows.names[i]!, report: columns.names[j]!, gain: short(estimate[i]![j]!), truth: same(type, report),
  })));
  const step = Math.min(STEP_MAX, Math.floor(SIDE / Math.max(types.length, reports.length)));
  const { letters } = document.look;
  const axis = {
    labelFontSize: 11 * letters, labelLimit: 160 * letters, grid: false, ticks: false, domain: false, labelOverlap: false,
  };
  const channel = (field: string, title: string, domain: readonly string[], more: object = {}) =>
    ({ field, type: 'ordinal' as const, title, sort: null, scale: { domain: [...domain] }, axis: { ...axis, ...more } });
  const x = channel('report', 'Report', columns.names, { labelAngle: -90, orient: 'top' });
  // Types upwards, as in the figure of one dimension.
  const y = channel('type', 'True type', [...rows.names].reverse());
  const gains = cells.filter(({ gain }) => highest.gain > 0 && gain > 0);
  const losses = cells.filter((cell) => !gains.includes(cell));
  const ringed = highest.gain > 0 && highest.told;
  const small = joined(
    'Squares: the truth. Gains and losses in units of value, each on its own colour scale, white at 0.',
    ringed ? 'Circle: the largest gain.' : '', rows.numbered || columns.numbered ? NUMBERED : '', bandWords(surface),
  );
  const [width, height] = [step * reports.length, step * types.length];
  const wide = Math.max(width, 360) + 110;
  return framed(document, { title: titleOf(surface), subtitle: subtitleOf(surface, highest, listed(surface)), width: wide }, {
    width, height, resolve: { scale: { color: 'independent' } },
    layer: [
      ...(gains.length > 0 ? [heat(gains, { x, y }, 'gain', highest.scale)] : []),
      ...(losses.length > 0 ? [heat(losses, { x, y }, 'loss', highest.loss < 0 ? highest.loss : -1)] : []),
      {
        data: { values: cells.filter(({ truth }) => truth) },
        mark: { type: 'rect' as const, filled: false, stroke: INK, strokeWidth: 0.8, opacity: 0.7 }, encoding: { x, y },
      },
      ...(ringed ? ring({ type: rows.names[highest.i]!, report: columns.names[highest.j]! }, { x, y }, 0.5 * step ** 2) : []),
      // Labels stand above, so the caption may follow the cells closely.
      caption(document, small, { width: wide, height: height - 40 }),
    ],
  }, { scale: { bandPaddingInner: 0, bandPaddingOuter: 0 } });
}

/** The best report of every type, its own left out; the largest gain first. */
function bestLies({ types, reports, estimate }: Surface): { readonly i: number; readonly j: number }[] {
  const best = types.flatMap((type, i) => {
    const lies = reports.map((_, j) => j).filter((j) => !same(type, reports[j]!));
    return lies.length === 0 ? [] : [{ i, j: lies.reduce((a, b) => (estimate[i]![b]! > estimate[i]![a]! ? b : a)) }];
  });
  return best.sort((a, b) => estimate[b.i]![b.j]! - estimate[a.i]![a.j]!);
}

function lies(document: FigureDocument, surface: Surface, highest: Highest) {
  const { types, reports, estimate, lower, upper } = surface;
  const all = bestLies(surface);
  const shown = all.slice(0, LIES_MAX);
  const plain = ({ i, j }: Pick<Highest, 'i' | 'j'>): string => `${formatSignal(types[i]!, 3)} → ${formatSignal(reports[j]!, 3)}`;
  const numbered = new Set(shown.map(plain)).size < shown.length || shown.some((lie) => plain(lie).length > LIE_LABEL_MAX);
  const nameOf = (lie: { readonly i: number; readonly j: number }): string => (numbered ? `#${lie.i + 1} → #${lie.j + 1}` : plain(lie));
  const rows = shown.map(({ i, j }) => ({ lie: nameOf({ i, j }), estimate: estimate[i]![j]!, lower: lower[i]![j]!, upper: upper[i]![j]! }));
  const y = {
    field: 'lie', type: 'nominal' as const, title: 'True type → report', sort: null, scale: { domain: rows.map(({ lie }) => lie) },
    axis: { grid: false, ticks: false, labelFontSize: 11 * document.look.letters, labelOverlap: false },
  };
  const x = numbers('Gain from lying (units of value)', { zero: true, nice: true });
  const small = joined(
    `The best lie of each type, the largest gain first; shown are ${shown.length} of ${all.length}.`,
    `Marks: estimates; bars: their band (${confidencesOf([surface])}, ${guaranteesOf([surface])}).`, numbered ? NUMBERED : '',
    'All pairs are in surfaces.csv.',
  );
  const colour = seriesColour(0);
  const height = LIE_STEP * document.look.letters * shown.length;
  const width = LIES_WIDTH + 120;
  return framed(document, { title: titleOf(surface), subtitle: subtitleOf(surface, highest, listed(surface)), width }, {
    width: LIES_WIDTH, height,
    layer: [
      upright(0, x), spans(rows, { x, y }, colour), dots(rows, { x: x('estimate'), y: () => y }, {}, { color: colour, size: 50 }),
      caption(document, small, { width, height }),
    ],
  });
}

export function gainListed(document: FigureDocument, surface: Surface) {
  const highest = highestOf(surface);
  const isShort = Math.max(surface.types.length, surface.reports.length) <= PAIRS_MAX;
  return (isShort ? pairs : lies)(document, surface, highest);
}
