/**
 * Worst-belief figure: draws of the others from the prior and where the worst belief of the set puts them. Two axes: a point a
 * draw, with lines to where mass goes. One axis: the prior above, the worst belief below, and lines between.
 */
import type { BeliefDraw, Point, WorstBelief } from '../../results/document.ts';
import { setWords } from '../belief-words.ts';
import { formatNumber, formatWitness } from '../numbers.ts';
import { distinctPoints, hasMechanisms, parametersOf, pointKey, pointLabel } from '../points.ts';
import { agentWords, capitalised, percent } from '../vocabulary.ts';
import { fileLabel, fileName, figureName, hyphenated, type Figure, type FigureKind } from './figure.ts';
import { caption, framed } from './frame.ts';
import type { FigureDocument } from './look.ts';
import { lineLayout } from './worst-belief-line.ts';
import { planeLayout } from './worst-belief-plane.ts';

/** More pictures of worst beliefs than this are left to beliefs.csv. */
const FIGURES_MAX = 12;
/** Pixels beside the panels that the title may take. */
const LEGEND_WIDTH = 160;

const setOf = ({ metric, delta }: WorstBelief): string => setWords(metric, delta);

/** Shares to a tenth of a per cent, or as many digits as a small one needs. */
const shareWords = (share: number): string => percent(Number(share.toPrecision(share < 0.01 ? 2 : 3)));

/** Kinds in order with the words of their legend; the local move exists in the Prokhorov ball alone. */
export function kindsOf({ metric, moved, sent }: WorstBelief): { readonly kind: BeliefDraw['kind']; readonly label: string }[] {
  return [
    { kind: 'stays', label: `stays (${shareWords(Math.max(0, 1 - moved - sent))})` },
    ...(metric === 'prokhorov' || moved > 0 ? [{ kind: 'moves' as const, label: `moves within δ (${shareWords(moved)})` }] : []),
    { kind: 'sent', label: `sent to the worst place (${shareWords(sent)})` },
  ];
}

/** What a point says beyond the set of beliefs, which the figure names in words. */
function placeOf({ point }: WorstBelief): Point {
  const { metric: _metric, beliefs: _beliefs, ...rest } = point;
  return rest;
}

function captionOf(belief: WorstBelief): string {
  const { witness, prior, worst, draws, meaning } = belief;
  const { type, report } = formatWitness(witness);
  const gain = meaning !== undefined
    ? `${capitalised(meaning)}: ${formatNumber(prior, 3)} under the prior and ${formatNumber(worst, 3)} under the worst belief of the set.`
    : `Lie: type ${type} reports ${report}. In the full-insurance mechanism it is expected to gain ${formatNumber(prior, 3)} `
    + `over the truth under the prior and ${formatNumber(worst, 3)} under the worst belief of the set (units of value).`;
  return `${gain} Shown are ${draws.length} draws of the others, each for about the same mass. Lines lead to where mass goes; not every `
    + `draw has its own. All are in beliefs.csv.`;
}

/** `drawn`: all beliefs in figures, of which the file's name has to tell this one. */
function worstBeliefFigure(document: FigureDocument, belief: WorstBelief, drawn: readonly WorstBelief[]): Figure {
  const named = hasMechanisms([belief]);
  const agent = agentWords(belief.agent, named);
  const whose = named ? agent.subject : `a ${agent.singular}`;
  const summary = `${capitalised(setOf(belief))}: ${shareWords(belief.moved)} of mass moves within δ, ${shareWords(belief.sent)} is `
    + `sent to the worst place.`;
  const plain = `${capitalised(setOf(belief))}: ${shareWords(belief.sent)} of mass is sent to the worst place.`;
  const layout = belief.axes.length === 1 ? lineLayout : planeLayout;
  const { width, body } = layout(belief, kindsOf(belief), (panel) => caption(document, captionOf(belief), panel));
  const label = pointLabel(placeOf(belief));
  const what = belief.meaning === undefined ? 'a lie pays least' : 'the rule fails first';
  return {
    name: figureName(
      fileName('worst-belief', hyphenated(belief.metric), fileLabel(agent.plural)), placeOf(belief), distinctPoints(drawn.map(placeOf))
    ),
    caption: `${capitalised(agent.plural)}: the belief of the set (${setOf(belief)}) under which ${what}, as what it does to `
      + `draws from the prior (${label}).`,
    specification: framed(document, {
      title: belief.meaning === undefined ? `Worst belief against a lie of ${whose}` : `Worst belief of agent ${belief.agent} for the rule`,
      subtitle: [label, kindsOf(belief).length === 3 ? summary : plain],
      width: width + LEGEND_WIDTH,
    }, body),
  };
}

/** The first and last parameter points where there are many, and no more than a reader would look at. */
function worstBeliefFigures(document: FigureDocument): Figure[] {
  const beliefs = document.beliefs ?? [];
  const points = beliefs.map(placeOf);
  const parameters = (belief: WorstBelief): string => pointKey(parametersOf(placeOf(belief), points));
  const keys = [...new Set(beliefs.map(parameters))];
  const kept = keys.length * 2 > FIGURES_MAX || beliefs.length > FIGURES_MAX ? [keys[0], keys.at(-1)] : keys;
  const drawn = beliefs.filter((belief) => kept.includes(parameters(belief))).slice(0, FIGURES_MAX);
  return drawn.map((belief) => worstBeliefFigure(document, belief, drawn));
}

export const worstBelief: FigureKind = { name: 'worst-belief', draw: worstBeliefFigures };
