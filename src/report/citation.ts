/**
 * What to cite: the software, from CITATION.cff, and the sources of a scenario, read from its citation. A source is written
 * `Authors, Title, Journal volume (year), where`, several are parted by `; `; what is written otherwise is kept as a note.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot, packageVersion } from '../version.ts';

/** One entry of a bibliography. */
export interface CitedWork {
  /** Letters and digits, e.g. `song2022`. */
  readonly key: string;
  readonly type: 'article' | 'phdthesis' | 'misc';
  readonly fields: Readonly<Record<string, string>>;
}

/** `A. Gale and B. Shapley` as a second part of names, where a title might stand as well: two words and two words. */
const NAMES = /^\p{Lu}\S+ \p{Lu}\S+ and \p{Lu}\S+ \p{Lu}\S+$/u;

/** Names and the rest of what stands before the year. */
function authorsAndTitle(parts: readonly string[]): { readonly authors: readonly string[]; readonly rest: readonly string[] } {
  const count = parts.length > 2 && !parts[0]!.includes(' and ') && NAMES.test(parts[1]!) ? 2 : 1;
  return { authors: parts.slice(0, count).flatMap((part) => part.split(' and ')), rest: parts.slice(count) };
}

const lettersOf = (name: string): string => name.normalize('NFKD').toLowerCase().replace(/[^a-z]/g, '');

function citedWork(text: string): CitedWork | undefined {
  const [, before, year, where = ''] = /^(.+?) \((\d{4})\)(?:, )?(.*)$/s.exec(text) ?? [];
  if (before === undefined) return undefined;
  const { authors, rest } = authorsAndTitle(before.split(', '));
  if (rest.length === 0) return undefined;
  const note = where.replace(/\.$/, '');
  const common = { author: authors.join(' and '), year: year!, ...(note === '' ? {} : { note }) };
  const key = `${lettersOf(authors[0]!.split(' ').at(-1)!)}${year}`;
  const last = rest.at(-1)!;
  const [, journal, volume] = rest.length > 1 ? (/^(.+) (\d+)$/.exec(last) ?? []) : [];
  const title = rest.slice(0, -1).join(', ');
  if (journal !== undefined) return { key, type: 'article', fields: { ...common, title, journal, volume: volume! } };
  if (rest.length > 1 && /\bUniversity\b/.test(last)) return { key, type: 'phdthesis', fields: { ...common, title, school: last } };
  return { key, type: 'misc', fields: { ...common, title: rest.join(', ') } };
}

const withNote = (work: CitedWork, note: string): CitedWork =>
  ({ ...work, fields: { ...work.fields, note: [work.fields.note, note].filter(Boolean).join('; ') } });

/** Sources of a scenario in order; a text that names no author and year goes to the note of the one before it, or is one by itself. */
export function sourcesOf(source: string): CitedWork[] {
  const found: CitedWork[] = [];
  for (const text of source.split('; ')) {
    const next = citedWork(text.trim());
    const last = found.at(-1);
    if (next) found.push(next);
    else if (last) found[found.length - 1] = withNote(last, text.replace(/\.$/, ''));
    else found.push({ key: 'source', type: 'misc', fields: { note: text } });
  }
  const seen = new Map<string, number>();
  return found.map((entry) => {
    const count = (seen.get(entry.key) ?? 0) + 1;
    seen.set(entry.key, count);
    return count === 1 ? entry : { ...entry, key: `${entry.key}${String.fromCharCode(96 + count)}` };
  });
}

interface CitationFile {
  readonly title: string;
  readonly authors: readonly { readonly name?: string; readonly 'family-names'?: string; readonly 'given-names'?: string }[];
  readonly 'date-released'?: string | Date;
  readonly url?: string;
  readonly doi?: string;
}

/** This software, as CITATION.cff has it; `note`: what else is to be said. */
export function software(note = ''): CitedWork {
  const file = parse(readFileSync(join(packageRoot, 'CITATION.cff'), 'utf8')) as CitationFile;
  const { title, authors, url, doi, 'date-released': released } = file;
  const year = released instanceof Date ? String(released.getUTCFullYear()) : released?.slice(0, 4);
  const names = authors.map(
    (author) => (author.name === undefined ? `${author['given-names']} ${author['family-names']}` : `{${author.name}}`)
  );
  return {
    key: 'misreport', type: 'misc',
    fields: {
      author: names.join(' and '), title, ...(year === undefined ? {} : { year }), howpublished: `Software, version ${packageVersion()}`,
      ...(url === undefined ? {} : { url }), ...(doi === undefined ? {} : { doi }), ...(note === '' ? {} : { note }),
    },
  };
}

/** Everything to cite for results of a scenario. */
export const references = (source: string, note?: string): CitedWork[] => [software(note), ...sourcesOf(source)];

const SPECIAL = /[&%$#_]/g;

/** BibTeX; titles in double braces, so that their capitals stay. */
export const toBibtex = (entries: readonly CitedWork[]): string => entries.map(({ key, type, fields }) => {
  const lines = Object.entries(fields).map(([name, value]) => {
    const text = value.replace(SPECIAL, '\\$&');
    return `  ${name} = {${name === 'title' ? `{${text}}` : text}},\n`;
  });
  return `@${type}{${key},\n${lines.join('')}}\n`;
}).join('\n');

/** One line an entry, for readers: `Song, Yangwei ... (2022).` */
export const toText = ({ fields: { author, title, journal, volume, school, howpublished, year, note } }: CitedWork): string => {
  const authors = author?.replace(/[{}]/g, '').replaceAll(' and ', ', ');
  const where = journal === undefined ? (school ?? howpublished) : `${journal} ${volume}`;
  const body = [authors, title, where].filter((part) => part !== undefined).join('. ');
  const dated = [body, year === undefined ? '' : `(${year})`].filter((part) => part !== '').join(' ');
  return [...(dated === '' ? [] : [`${dated}.`]), ...(note === undefined ? [] : [`${note}.`])].join(' ');
};
