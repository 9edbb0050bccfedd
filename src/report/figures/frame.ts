/** What stands round every figure's panels: title and subtitle that fit its width, small print below, and where it comes from. */
import type { TopLevelSpec } from 'vega-lite';
import { brokenLines } from '../labels.ts';
import { withFittingTitles } from './axis-titles.ts';
import { textWidth } from './fonts.ts';
import type { FigureDocument } from './look.ts';
import { CAPTION_SIZE, configOf, faintInk, SUBTITLE_SIZE, TITLE_SIZE } from './theme.ts';

const VEGA_LITE_SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const POWER_OF_TEN = /(?<![\w#.])(\d+(?:\.\d+)?)e([+-]?)(\d{1,3})\b/g;

/** `5.36e-7` -> `5.36·10⁻⁷`, as on the axes; an identifier such as `#12e3` is no number. */
const typeset = (text: string): string => text.replace(POWER_OF_TEN, (_, mantissa: string, sign: string, exponent: string) =>
  `${mantissa}·10${sign === '-' ? '⁻' : ''}${[...exponent].map((figure) => SUPERSCRIPTS[Number(figure)]).join('')}`);

const fitted = (text: string, width: number, size: number, bold = false): string[] =>
  brokenLines(typeset(text), width, (line) => textWidth(line, size, bold));

/** Last line of every figure: enough to find the run again. */
function provenance({ scenario, seed, configHash, version, complete }: FigureDocument): string {
  const line = `misreport ${version} · ${scenario} · seed ${seed} · configuration ${configHash.slice(0, 12)}`;
  return complete ? line : `INCOMPLETE · ${line}`;
}

export interface Frame {
  readonly title: string;
  /** Empty ones are left out; each is broken into lines that fit. */
  readonly subtitle: readonly string[];
  /** Pixels that title, subtitle and small print may take. */
  readonly width: number;
}

/** The specification of a figure whose panels `body` draws; `config` beside that of all figures. */
export function framed(
  document: Pick<FigureDocument, 'look' | 'complete'>, { title, subtitle, width }: Frame, body: object, config: object = {},
): TopLevelSpec {
  const { look } = document;
  const lines = fitted(`${title}${document.complete ? '' : ' (INCOMPLETE)'}`, width, TITLE_SIZE * look.letters, true);
  const below = subtitle.filter((line) => line !== '').flatMap((line) => fitted(line, width, SUBTITLE_SIZE * look.letters));
  return {
    $schema: VEGA_LITE_SCHEMA,
    config: { ...configOf(look), ...config },
    ...(look.title ? { title: { text: lines.length === 1 ? lines[0]! : lines, subtitle: below } } : {}),
    ...(look.letters > 1 ? withFittingTitles(body, look.letters) : body),
  } as TopLevelSpec;
}

/** What a narrow panel grants the last line, so that a hash stays beside its word. */
const PROVENANCE_WIDTH = 460;

/** Pixels from the foot of a panel to its small print: room for ticks and an axis title. */
const BELOW = 58;

/** Small print below a panel of this height, as a text layer, so that the Vega-Lite file carries it as well. */
export function caption(document: FigureDocument, text: string, { width, height }: { readonly width: number; readonly height: number }) {
  const { look } = document;
  const size = CAPTION_SIZE * look.letters;
  // A hash may look like a number with an exponent, so the last line is not set.
  const origin = brokenLines(provenance(document), Math.max(width, PROVENANCE_WIDTH), (line) => textWidth(line, size, false));
  const lines = [...fitted(text, width, size), ...origin];
  return {
    data: { values: [{}] },
    mark: {
      type: 'text' as const, align: 'left' as const, baseline: 'top' as const, fontSize: size, lineHeight: 15 * look.letters,
      color: faintInk(look), clip: false, text: lines,
    },
    encoding: { x: { value: 0 }, y: { value: height + BELOW * look.letters } },
  };
}
