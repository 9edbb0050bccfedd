/** The glossary of docs/glossary.md, for reports that travel without it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../version.ts';

export const GLOSSARY_PATH: string = join(packageRoot, 'docs', 'glossary.md');

export interface GlossaryEntry {
  readonly term: string;
  readonly meaning: string;
}

/** Words without the marks of Markdown; of a link its text. */
const plain = (text: string): string =>
  text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/(?<!\\)[*`]/g, '').replaceAll('\\', '').replace(/\s+/g, ' ').trim();

/** In the page's order; none where the page was left out of an installation. */
export function glossary(): readonly GlossaryEntry[] {
  if (!existsSync(GLOSSARY_PATH)) return [];
  return readFileSync(GLOSSARY_PATH, 'utf8').split(/^### /m).slice(1).map((section) => {
    const [term = '', ...rest] = section.split('\n');
    return { term: plain(term), meaning: plain(rest.join('\n')) };
  });
}
