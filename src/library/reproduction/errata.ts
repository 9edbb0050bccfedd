/** Errata of the papers as the documents list them, one an entry `- **Where.** What.`, with the commands that settle it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../version.ts';

export interface Erratum {
  /** `Guo18` */
  readonly paper: string;
  readonly place: string;
  readonly text: string;
  /** Empty where the argument is in the text. */
  readonly commands: readonly string[];
}

const FILES = ['errata-finite.md', 'errata-fields.md'];
const PAPERS = /^(Song22|JM01|JMM12|Brooks23|Guo18)[,:]? */;
const ENTRY = /^- \*\*(.+?)\*\*:?/;
const COMMAND = /`(misreport [^`]+)`/g;

/** Entries of a document; those before a heading that names a paper are of the first one that the document is about. */
export function parseErrata(markdown: string): readonly Erratum[] {
  const found: Erratum[] = [];
  let section = 'Guo18';
  let entry: string[] = [];
  const close = (): void => {
    const text = entry.join(' ').replaceAll(/\s+/g, ' ').trim();
    const [whole, head] = ENTRY.exec(text) ?? [];
    entry = [];
    if (whole === undefined || head === undefined) return;
    const named = PAPERS.exec(head);
    found.push({
      paper: named?.[1] ?? section, place: head.replace(PAPERS, '').replace(/[.,]$/, ''),
      text: text.slice(whole.length).replace(/^[,:]? /, ''),
      commands: [...text.matchAll(COMMAND)].map(([, command]) => command!),
    });
  };
  for (const line of markdown.split('\n')) {
    if (line.startsWith('- **') || line.startsWith('#')) close();
    const heading = /^## (\w+)/.exec(line);
    if (heading) section = PAPERS.test(heading[1]!) ? heading[1]! : 'Guo18';
    else if (line.startsWith('- **') || (entry.length > 0 && line.startsWith('  '))) entry.push(line);
    else close();
  }
  close();
  return found;
}

/** Of all papers, where the documents are there. */
export const readErrata = (): readonly Erratum[] => FILES.map((name) => join(packageRoot, 'docs', name))
  .filter((file) => existsSync(file)).flatMap((file) => parseErrata(readFileSync(file, 'utf8')));
