// `npm run api`: docs/api/*.md from the doc comments of the compiled declarations, one page a subject, every export of the package.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const OUT = 'docs/api';
const ENTRY = 'dist/src/index.d.ts';

/** Page of a declaration, by the first folder that fits. */
const PAGES = [
  { name: 'studies', title: 'Studies', folders: ['dist/src/library', 'dist/src/study', 'dist/scenarios'] },
  { name: 'problems', title: 'Problems', folders: ['dist/src/environment', 'dist/src/kinds'] },
  { name: 'mechanisms', title: 'Mechanisms', folders: ['dist/src/mechanism'] },
  { name: 'laws-and-beliefs', title: 'Laws and beliefs', folders: ['dist/src/distributions', 'dist/src/beliefs'] },
  { name: 'results', title: 'Results and reports', folders: ['dist/src/results', 'dist/src/report'] },
  { name: 'exact-programs', title: 'Exact linear programs', folders: ['dist/src/programs'] },
  { name: 'devices-and-errors', title: 'Devices and errors', folders: ['dist'] },
];

const texts = new Map();
const textOf = (path) => {
  if (!texts.has(path)) texts.set(path, readFileSync(path, 'utf8'));
  return texts.get(path);
};

/** `{ a, type B, x as y } from './path.js'` of a declaration file: name outside, name inside, file. */
function exportsOf(path) {
  const lists = textOf(path).matchAll(/^export (type )?\{([^}]*)\} from '([^']+)';/gm);
  return [...lists].flatMap(([, , names, from]) => names.split(',').map((part) => part.trim()).filter(Boolean).map((part) => {
    const [inside, outside = inside] = part.replace(/^type /, '').split(/\s+as\s+/);
    return { outside, inside, path: join(dirname(path), from.replace(/\.(?:js|ts)$/, '.d.ts')) };
  }));
}

/** From the declaration's first word to the end of its statement, brackets balanced. */
function statementAt(text, start) {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    if ('{(['.includes(text[i])) depth++;
    if ('})]'.includes(text[i])) depth--;
    if (depth === 0 && (text[i] === ';' || (text[i] === '}' && text.slice(i + 1).startsWith('\n')))) return text.slice(start, i + 1);
  }
  return text.slice(start);
}

/** Words of a doc comment; its indented lines stay indented, for they are examples and formulas. */
const wordsOf = (comment) => comment.replace(/^\/\*\*|\*\/$/g, '').split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd()).join('\n').replaceAll('](', ']\\(').trim();

/** What the source file says of itself, where a declaration says nothing more. */
function headerOf(path) {
  const source = path.replace(/^dist\//, '').replace(/\.d\.ts$/, '.ts');
  const comment = /^\/\*\*(?:(?!\*\/)[\s\S])*\*\//.exec(readFileSync(source, 'utf8'));
  return comment ? `In \`${source}\`: ${wordsOf(comment[0])}` : '';
}

/** The declaration of a name and the comment before it, followed through files that pass it on. */
function declarationOf({ inside, path }) {
  const text = textOf(path);
  const found = new RegExp(`^export (?:declare )?(?:abstract )?(?:function|const|class|interface|type) ${inside}\\b`, 'm').exec(text);
  if (!found) {
    const passed = exportsOf(path).find(({ outside }) => outside === inside);
    if (!passed) throw new Error(`${path}: no declaration of ${inside}`);
    return declarationOf(passed);
  }
  const comment = /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.exec(text.slice(0, found.index));
  return { path, words: comment ? wordsOf(comment[0].trim()) : headerOf(path), code: statementAt(text, found.index).replace(/^export (?:declare )?/, '') };
}

const entries = exportsOf(ENTRY).map((entry) => ({ name: entry.outside, ...declarationOf(entry) }));
const pages = PAGES.map((page) => ({ ...page, entries: [] }));
for (const entry of entries) pages.find(({ folders }) => folders.some((folder) => entry.path.startsWith(`${folder}/`))).entries.push(entry);

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
for (const { name, title, entries: own } of pages) {
  const sections = own.map(({ name: exported, words, code }) => `## ${exported}\n\n${words}\n\n\`\`\`ts\n${code}\n\`\`\`\n`);
  writeFileSync(join(OUT, `${name}.md`), `# ${title}\n\n${own.map((entry) => `[${entry.name}](#${entry.name.toLowerCase()})`).join(' · ')}\n\n${sections.join('\n')}`);
}
const contents = pages.map(({ name, title, entries: own }) => `- [${title}](${name}.md): ${own.map((entry) => `\`${entry.name}\``).join(', ')}`);
writeFileSync(join(OUT, 'README.md'), `# API reference\n\nEvery export of \`misreport\`, from the doc comments of its declarations.\n\n${contents.join('\n')}\n`);
const silent = entries.filter(({ words }) => words === '').map(({ name }) => name);
console.log(`api: ${entries.length} exports on ${pages.length} pages; without a comment: ${silent.length}${silent.length > 0 ? ` (${silent.join(', ')})` : ''}`);
