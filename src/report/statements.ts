/** Fits, verdicts, samplers and the device in words; shared by the terminal and the HTML report. */
import type { DeviceDescription } from '../engine/device.ts';
import type { Agent, Claim, Fit, ResultDocument, Verdict } from '../results/document.ts';
import { quantityOf } from '../results/quantities.ts';
import { formatInterval, formatNumber } from './numbers.ts';
import { distinctPoints, hasMechanisms, hasNamedAgents, pointsOf, sizeSymbol, sweptLabel } from './points.ts';
import { asymptoticStatements } from './rates.ts';
import { agentWords, capitalised, percent } from './vocabulary.ts';

const signed = (text: string): string => text.replace('-', '−');

/** Name at the head of a statement: `Sellers`, `Bidder 1`. */
const agentName = (
  agent: Agent, document: Pick<ResultDocument, 'estimates' | 'verdicts'>
): string => capitalised(agentWords(agent, hasNamedAgents(document)).plural);

/** A line a fit, then its local slopes, laws and limit; a fit names its parameters where others have different ones. */
export const fitStatements = (document: ResultDocument): string[] => document.fits.flatMap((fit) => statementsOf(fit, document));

function statementsOf(fit: Fit, document: ResultDocument): string[] {
  const { fits } = document;
  const symbol = sizeSymbol(document);
  const { quantity, agent, coefficient, exponent, exponentLower, exponentUpper, confidence, markets, referenceExponent } = fit;
  const points = distinctPoints(fits.map(({ point }) => point));
  const label = points.length > 1 ? sweptLabel(fit.point, points) : '';
  const where = label === '' ? '' : `, ${label}`;
  const name = `${agentName(agent, document)}${where}, ${quantityOf(quantity).symbol}`;
  const range = `${symbol} from ${formatNumber(Math.min(...markets), 6)} to ${formatNumber(Math.max(...markets), 6)}`;
  const exact = referenceExponent === undefined ? '' : `; the exact values give ${signed(formatNumber(referenceExponent))} (reference)`;
  const { estimate, lower, upper } = formatInterval({ estimate: exponent, lower: exponentLower, upper: exponentUpper });
  const bounds = `exponent in [${signed(lower)}, ${signed(upper)}]`;
  const fitted = `${name} ≈ ${formatNumber(coefficient)} ${symbol}^(${signed(estimate)}), ${bounds} at `
    + `${percent(confidence)} (${range})${exact}`;
  return [fitted, ...asymptoticStatements(fit, name, symbol)];
}

export function deviceLine(device: DeviceDescription): string {
  const details = [
    device.workers === undefined ? '' : `${device.workers} ${device.workers === 1 ? 'worker' : 'workers'}`,
    device.backend === undefined ? '' : `backend ${device.backend}`,
    device.adapter === undefined ? '' : `adapter ${device.adapter}`,
    device.hardware === false ? 'emulated, no hardware GPU' : '',
    device.onCpu === undefined ? '' : `${device.onCpu.join(', ')} on the cpu`,
    device.passedOver === undefined ? '' : `GPU passed over: ${device.passedOver}`,
  ].filter((detail) => detail !== '');
  return [device.name, ...details].join(', ');
}

/** One line per sampler and reason, with the points it served where there were several samplers. */
export function samplerLines(document: ResultDocument): string[] {
  const { samplers } = document;
  const points = distinctPoints(samplers.map(({ point }) => point));
  const named = hasMechanisms(document.estimates);
  const groups = new Map<string, typeof samplers[number][]>();
  for (const entry of samplers) {
    const key = `${entry.sampler}: ${entry.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups].map(([text, entries]) => {
    const agents = [...new Set(entries.map(({ agent }) => agentWords(agent, named).plural))].join(', ');
    const served = distinctPoints(entries.map(({ point }) => point));
    const where = served.length === points.length ? '' : ` at ${servedPoints(served.map((point) => sweptLabel(point, points)))}`;
    return `${agents}${where}: ${text}`;
  });
}

const servedPoints = (labels: readonly string[]): string =>
  labels.length <= 3 ? labels.join('; ') : `${labels[0]} ... ${labels.at(-1)}`;

export interface VerdictLine {
  readonly status: NonNullable<Verdict['status']>;
  /** `✓`, `✗`, or `?` where it is undecided. */
  readonly mark: string;
  readonly text: string;
}

const MARKS = { yes: '✓', no: '✗', undecided: '?' } as const;
const REMARKS = { yes: '', no: ' (does not hold)', undecided: ' (undecided)' } as const;

export const statusOf = ({ status, holds }: Verdict): VerdictLine['status'] => status ?? (holds ? 'yes' : 'no');

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
    const key = JSON.stringify([verdict.agent, statusOf(verdict), verdict.text.replace(NUMBER, '#')]);
    groups.set(key, [...(groups.get(key) ?? []), verdict]);
  }
  return [...groups.values()].map((verdicts) => {
    const { agent } = verdicts[0]!;
    const status = statusOf(verdicts[0]!);
    const served = distinctPoints(verdicts.map(({ point }) => point));
    // A statement about the problem itself names no mechanism, so nothing may tell its point from the others.
    const label = points.length <= 1 ? '' : servedPoints(served.map((point) => sweptLabel(point, points)).filter((part) => part !== ''));
    const where = label === '' ? '' : `, ${label}`;
    const text = `${agentName(agent, document)}${where}: ${mergedText(verdicts.map(({ text: one }) => one))}${REMARKS[status]}`;
    return { status, mark: MARKS[status], text };
  });
}

/** Sources of references and bounds, each once. */
export function referenceSources(document: ResultDocument): string[] {
  const lines = document.estimates.flatMap(({ quantity, reference, bound }) => [
    ...(reference ? [`exact (ref.) ${quantityOf(quantity).symbol}: ${reference.source}; a formula, never mixed with the estimate`] : []),
    ...(bound ? [`bound on ${quantityOf(quantity).symbol}: ${bound.source}`] : []),
  ]);
  return [...new Set(lines)];
}

const STATUS: Readonly<Record<Claim['status'], string>> = { pass: 'PASS', fail: 'FAIL', undecided: 'UNDECIDED', 'not-applicable': 'N/A' };

export interface ClaimLine {
  readonly status: Claim['status'];
  /** `PASS`, `FAIL`, `UNDECIDED` or `N/A`. */
  readonly word: string;
  readonly text: string;
  readonly source: string;
  readonly evidence: string;
}

export const claimLines = ({ claims }: ResultDocument): ClaimLine[] =>
  claims.map(({ status, text, source, evidence }) => ({ status, word: STATUS[status], text, source, evidence }));
