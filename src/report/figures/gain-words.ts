/** What the gain figures of all shapes say: title, subtitle and caption of a surface. */
import type { Point, Surface } from '../../results/document.ts';
import { beliefWords } from '../belief-words.ts';
import { formatNumber, formatWitness } from '../numbers.ts';
import { hasMechanisms, pointLabel } from '../points.ts';
import { agentWords, capitalised, confidencesOf, guaranteesOf } from '../vocabulary.ts';
import { ROUNDING } from './theme.ts';

/** Where a surface is highest; `gain` 0 where nothing but rounding gains. */
export interface Highest {
  readonly gain: number;
  /** Whether any pair gains with the band's confidence: what else is coloured may be sampling error. */
  readonly told: boolean;
  /** End of the colour scale of gains: what the band leaves open where no gain is told from 0, so that sampling error stays pale. */
  readonly scale: number;
  /** The most negative gain, at most 0. */
  readonly loss: number;
  readonly i: number;
  readonly j: number;
}

export function highestOf({ estimate, lower, upper }: Pick<Surface, 'estimate' | 'lower' | 'upper'>): Highest {
  let [i, j, loss] = [0, 0, 0];
  estimate.forEach((row, a) => row.forEach((value, b) => {
    if (value > estimate[i]![j]!) [i, j] = [a, b];
    loss = Math.min(loss, value);
  }));
  const most = estimate[i]![j]!;
  const gain = most > 0 && most > ROUNDING * -loss ? most : 0;
  const told = lower.some((row) => row.some((value) => value > 0));
  return { gain, told, scale: told ? gain : Math.max(gain, upper[i]![j]!), loss, i, j };
}

/** `type 0.2 reporting 0.4` */
export function lieWords({ types, reports }: Surface, { i, j }: Pick<Highest, 'i' | 'j'>): string {
  const { type, report } = formatWitness({ type: types[i]!, report: reports[j]! });
  return `type ${type} reporting ${report}`;
}

export function titleOf({ agent, point, quantity }: Surface): string {
  const named = point.mechanism !== undefined;
  const { subject, singular } = agentWords(agent, named);
  const under = quantity === 'gain' ? '' : ` under ${beliefWords(String(point.beliefs))}`;
  return `Gain of ${named ? subject : `a ${singular}`} from lying${under}`;
}

/** The point, and the largest gain with the lie that has it; `where`: the pairs looked at, e.g. `on the 41 by 41 grid`. */
export function subtitleOf(surface: Surface, highest: Highest, where: string): string[] {
  const { witness, point } = surface;
  const best = `Largest gain ${where}: ${formatNumber(highest.gain, 3)} units of value, ${lieWords(surface, highest)}.`;
  const { type, report } = witness ? formatWitness(witness) : {};
  const open = `No gain ${where} is told from 0: the largest estimate is ${formatNumber(highest.gain, 3)} units of value, `
    + `${lieWords(surface, highest)}, and its band reaches ${formatNumber(highest.scale, 3)}.`;
  const none = `No pair ${where} gains${witness ? `; the witness is type ${type} reporting ${report}` : ''}.`;
  return [pointLabel(point), highest.gain === 0 ? none : highest.told ? best : open];
}

/** Where the whole band is to be had. */
export const bandWords = (surface: Surface): string =>
  `Shown are estimates; their band (${confidencesOf([surface])}, ${guaranteesOf([surface])}) is in surfaces.csv.`;

/** One sentence for the report. */
export function captionOf(surface: Surface): string {
  const { agent, point, quantity } = surface;
  const what = quantity === 'gain'
    ? 'expected gain over telling the truth'
    : `gain over telling the truth under full insurance, evaluated by the worst belief of ${beliefWords(String(point.beliefs))}`;
  return `${capitalised(agentWords(agent, hasMechanisms([surface])).plural)}: ${what}, for every true type and report `
    + `(${pointLabel(point as Point)}).`;
}
