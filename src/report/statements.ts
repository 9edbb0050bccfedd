/** Fits, verdicts, samplers and the device in words; shared by the terminal and the HTML report. */
import type { DeviceDescription } from '../engine/device.ts';
import type { Fit, ResultDocument, Verdict } from '../results.ts';
import { formatInterval, formatNumber } from './numbers.ts';
import { distinctPoints, pointsOf, sweptLabel } from './points.ts';
import { AGENTS, capitalised, percent, quantityWords } from './vocabulary.ts';

const signed = (text: string): string => text.replace('-', '−');

/** `fits`: all of them; a fit names its parameters where others have different ones. */
export function fitStatement(fit: Fit, fits: readonly Fit[]): string {
  const { quantity, agent, coefficient, exponent, exponentLower, exponentUpper, confidence, markets, referenceExponent } = fit;
  const points = distinctPoints(fits.map(({ point }) => point));
  const where = points.length > 1 ? `, ${sweptLabel(fit.point, points)}` : '';
  const name = `${capitalised(AGENTS[agent].plural)}${where}, ${quantityWords(quantity).symbol}`;
  const range = `M from ${Math.min(...markets)} to ${Math.max(...markets)}`;
  const exact = referenceExponent === undefined ? '' : `; the exact values give ${signed(formatNumber(referenceExponent))} (reference)`;
  const { estimate, lower, upper } = formatInterval({ estimate: exponent, lower: exponentLower, upper: exponentUpper });
  return `${name} ≈ ${formatNumber(coefficient)} M^(${signed(estimate)}), exponent in [${signed(lower)}, ${signed(upper)}] at ${percent(confidence)} (${range})${exact}`;
}

export function deviceLine(device: DeviceDescription): string {
  const details = [
    device.workers === undefined ? '' : `${device.workers} ${device.workers === 1 ? 'worker' : 'workers'}`,
    device.backend === undefined ? '' : `backend ${device.backend}`,
    device.adapter === undefined ? '' : `adapter ${device.adapter}`,
    device.hardware === false ? 'emulated, no hardware GPU' : '',
    device.passedOver === undefined ? '' : `GPU passed over: ${device.passedOver}`,
  ].filter((detail) => detail !== '');
  return [device.name, ...details].join(', ');
}

/** One line per sampler and reason, with the points it served where there were several samplers. */
export function samplerLines(document: ResultDocument): string[] {
  const { samplers } = document;
  const points = distinctPoints(samplers.map(({ point }) => point));
  const groups = new Map<string, typeof samplers[number][]>();
  for (const entry of samplers) {
    const key = `${entry.sampler}: ${entry.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups].map(([text, entries]) => {
    const agents = [...new Set(entries.map(({ agent }) => AGENTS[agent].plural))].join(', ');
    const served = distinctPoints(entries.map(({ point }) => point));
    const where = served.length === points.length ? '' : ` at ${servedPoints(served.map((point) => sweptLabel(point, points)))}`;
    return `${agents}${where}: ${text}`;
  });
}

const servedPoints = (labels: readonly string[]): string =>
  labels.length <= 3 ? labels.join('; ') : `${labels[0]} ... ${labels.at(-1)}`;

export interface VerdictLine {
  readonly holds: boolean;
  readonly text: string;
}

const NUMBER = /\d+(?:\.\d+)?(?:e[+-]?\d+)?/g;

/** The text of the first verdict, numbers that differ shown as `first ... last`. */
function mergedText(texts: readonly string[]): string {
  const numbers = texts.map((text) => text.match(NUMBER) ?? []);
  let at = 0;
  return texts[0]!.replace(NUMBER, (number) => {
    const values = numbers.map((list) => list[at]!);
    at++;
    return values.every((value) => value === number) ? number : `${number} ... ${values.at(-1)!}`;
  });
}

/** Verdicts that differ in numbers only merge; each names its agent and, in a sweep, its points. */
export function verdictLines(document: ResultDocument): VerdictLine[] {
  const points = pointsOf(document);
  const groups = new Map<string, Verdict[]>();
  for (const verdict of document.verdicts) {
    const key = JSON.stringify([verdict.agent, verdict.holds, verdict.text.replace(NUMBER, '#')]);
    groups.set(key, [...(groups.get(key) ?? []), verdict]);
  }
  return [...groups.values()].map((verdicts) => {
    const { agent, holds } = verdicts[0]!;
    const served = distinctPoints(verdicts.map(({ point }) => point));
    const where = points.length <= 1 ? '' : `, ${servedPoints(served.map((point) => sweptLabel(point, points)))}`;
    return { holds, text: `${capitalised(AGENTS[agent].plural)}${where}: ${mergedText(verdicts.map(({ text }) => text))}` };
  });
}

/** Sources of references and bounds, each once. */
export function referenceSources(document: ResultDocument): string[] {
  const lines = document.estimates.flatMap(({ quantity, reference, bound }) => [
    ...(reference ? [`exact (ref.) ${quantityWords(quantity).symbol}: ${reference.source}; a formula, never mixed with the estimate`] : []),
    ...(bound ? [`bound on ${quantityWords(quantity).symbol}: ${bound.source}`] : []),
  ]);
  return [...new Set(lines)];
}
