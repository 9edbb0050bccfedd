/**
 * Long texts made short, in one place for every report. A text of more than 48 letters (a law of many knots, a mechanism's long
 * name) goes by a short name that ends in an identifier of its own, `piecewise-linear(501 numbers) #3f2a9c0d`; the manifest has
 * the whole text once. And lines are broken here, whatever they are measured in.
 */
import { createHash } from 'node:crypto';
import type { ResultDocument } from '../results/document.ts';

/** Letters of a label that stands as it is. */
export const LABEL_MAX = 48;

/** Letters of a file's and a column's name that a short name shows whole. */
const DATA_NAME_MAX = LABEL_MAX - 'empirical(,) #01234567'.length;

const length = (text: string): number => [...text].length;

/** Eight hexadecimal digits of the text's SHA-256. */
const identifier = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

/** `name(1,2,3)` -> its name and how many numbers it has, or knots where each has two; of data, file and column without the folder. */
function lawName(text: string): string | undefined {
  const [, file, column] = /^empirical\((?:[^,()]*\/)?([^,()/]+),([^,()]+),/.exec(text) ?? [];
  if (file !== undefined && length(file) + length(column!) <= DATA_NAME_MAX) return `empirical(${file},${column})`;
  const [, name, numbers] = /^([a-z][a-z-]{0,30})\(([-+.:,\deE\s]*)\)$/.exec(text) ?? [];
  return name === undefined ? undefined : `${name}(${numbers!.split(',').length} ${numbers!.includes(':') ? 'knots' : 'numbers'})`;
}

/** The text itself up to 48 letters, else its short name; different texts have different ones, and a short name stays as it is. */
export function shortName(text: string): string {
  if (length(text) <= LABEL_MAX) return text;
  const id = ` #${identifier(text)}`;
  return `${lawName(text) ?? `${[...text].slice(0, LABEL_MAX - id.length - 1).join('').trimEnd()}…`}${id}`;
}

/** Letters of the longest beginning that fits, at least one. */
function fitting(letters: readonly string[], width: number, measure: (text: string) => number): number {
  let kept = letters.length;
  for (let wide = measure(letters.join('')); wide > width && kept > 1; wide = measure(letters.slice(0, kept).join(''))) {
    kept = Math.max(1, Math.min(kept - 1, Math.floor((kept * width) / wide)));
  }
  return kept;
}

/** Spaces but for those round an equals sign and inside brackets: a symbol and its number, the ends of an interval stay on one line. */
const BREAKS = /(?<!=) (?!=)(?![^[\]]*\])/;

/**
 * Breaks at spaces into lines that fit; a word longer than a line is cut. `width`: of every line, or by the line's place;
 * `measure` says how long a text is, by default in letters.
 */
export function brokenLines(
  text: string, width: number | ((line: number) => number), measure: (text: string) => number = length
): string[] {
  const lines: string[] = [];
  const room = (): number => (typeof width === 'number' ? width : width(lines.length));
  let line = '';
  for (const word of text.split(BREAKS)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (measure(longer) <= room()) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    let letters = [...word];
    while (letters.length > 1 && measure(letters.join('')) > room()) {
      const kept = fitting(letters, room(), measure);
      lines.push(letters.slice(0, kept).join(''));
      letters = letters.slice(kept);
    }
    line = letters.join('');
  }
  return [...lines, line];
}

/** Texts of a document that go by a short name: values of its points, and names of agents. Short name -> whole text. */
export function longTexts(document: ResultDocument): Readonly<Record<string, string>> {
  const { estimates, curves, surfaces, fits, verdicts, samplers, beliefs = [], size } = document;
  const rows = [...estimates, ...curves, ...surfaces, ...fits, ...verdicts, ...samplers, ...beliefs];
  const points = [...rows, ...(size?.values ?? [])].map(({ point }) => point);
  const texts = new Set([...rows.map(({ agent }) => agent), ...points.flatMap((point) => Object.values(point).map(String))]);
  return Object.fromEntries([...texts].filter((text) => shortName(text) !== text).map((text) => [shortName(text), text]));
}

/** What no reader of a table or a figure would look at whole, and no file repeats. */
const PROSE_MAX = 2000;

/** Of a document, texts that a file states once and names elsewhere: whole text -> short name. */
export const statedOnce = (document: ResultDocument): ReadonlyMap<string, string> =>
  new Map(Object.entries(longTexts(document)).filter(([, text]) => length(text) > PROSE_MAX).map(([short, text]) => [text, short]));

/**
 * The same document with short names wherever it is shown: in points and agents, and inside sentences that speak of them. JSON is
 * made from the document itself.
 */
export function withShortNames(document: ResultDocument): ResultDocument {
  const names = Object.entries(longTexts(document)).sort(([, a], [, b]) => b.length - a.length);
  const inProse = (text: string): string => {
    const named = names.reduce((result, [short, whole]) => result.replaceAll(whole, short), text);
    return length(named) <= PROSE_MAX ? named : `${[...named].slice(0, PROSE_MAX).join('')}…`;
  };
  const short = new Map(names.map(([name, whole]) => [whole, name]));
  const named = <V>(value: V): V => (typeof value === 'string' ? (short.get(value) ?? value) as V : value);
  const point = <P extends ResultDocument['estimates'][number]['point']>(values: P): P =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, named(value)])) as P;
  const placed = <R extends { readonly agent: string; readonly point: ResultDocument['estimates'][number]['point'] }>(row: R): R =>
    (names.length === 0 ? row : { ...row, agent: named(row.agent), point: point(row.point) });
  const { estimates, curves, surfaces, fits, verdicts, samplers, beliefs, claims, size, notes, title, source } = document;
  return {
    ...document,
    title: inProse(title), source: inProse(source), notes: notes.map(inProse),
    estimates: estimates.map(placed), curves: curves.map(placed), surfaces: surfaces.map(placed), fits: fits.map(placed),
    verdicts: verdicts.map((verdict) => ({ ...placed(verdict), text: inProse(verdict.text) })),
    samplers: samplers.map((sampler) => ({ ...placed(sampler), reason: inProse(sampler.reason) })),
    claims: claims.map((claim) => ({
      ...claim, text: inProse(claim.text), source: inProse(claim.source), evidence: inProse(claim.evidence),
    })),
    ...(beliefs ? { beliefs: beliefs.map((belief) => ({ ...placed(belief), axes: belief.axes.map(inProse) })) } : {}),
    ...(size ? { size: { ...size, values: size.values.map((entry) => ({ ...entry, point: point(entry.point) })) } } : {}),
  };
}
