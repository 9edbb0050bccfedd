/** The commands that documents show: lines `misreport ...` or `npx misreport ...` of code, as the words that a shell makes of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface DocumentedCommand {
  /** Path from the root of the repository. */
  readonly page: string;
  /** After `misreport`. */
  readonly words: readonly string[];
}

const root = fileURLToPath(new URL('../../', import.meta.url));

export const PAGES: readonly string[] = [
  'README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
];

/** Words of a POSIX shell, quotes taken off; a comment ends the line. */
export const shellWords = (line: string): string[] =>
  [...line.replace(/\s#\s.*$/, '').matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replace(/["']/g, ''));

/** Forms such as `<scenario>` and `[options]` show how a command is built and are left out. */
const isForm = (line: string): boolean => /[<[]\w[^\]>]*[\]>]|SCENARIO|FILE|NAME\b/.test(line.replace(/"[^"]*"/g, ''));

const commandsOf = (page: string): DocumentedCommand[] => {
  const lines = readFileSync(join(root, page), 'utf8').split('\n').map((line) => /^(?: {4}|\$ )?(?:npx )?misreport (.*)$/.exec(line)?.[1]);
  return lines.filter((line) => line !== undefined).filter((line) => !isForm(line))
    .flatMap((line) => line.split(/ && (?:npx )?misreport /)).map((line) => ({ page, words: shellWords(line) }));
};

export const documentedCommands = (): DocumentedCommand[] => PAGES.flatMap(commandsOf);
