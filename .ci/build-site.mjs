// `npm run site`: docs/, README and the rest as static pages in site/, with contents, gallery and API reference; fails on a dead link.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import process from 'node:process';
import { Marked } from 'marked';

const OUT = 'site';
const GROUPS = [
  { title: 'Start', pages: ['README.md', 'docs/tutorial.md', 'docs/commands.md', 'docs/features.md', 'docs/gallery.md', 'docs/glossary.md'] },
  { title: 'Method', pages: ['docs/intervals.md', 'docs/statement-of-need.md', 'DESIGN.md'] },
  { title: 'API', pages: [] },
  { title: 'More', pages: ['CONTRIBUTING.md', 'CHANGELOG.md'] },
];

const pagesIn = (folder) => readdirSync(folder).filter((name) => name.endsWith('.md')).map((name) => `${folder}/${name}`);
if (!existsSync('docs/api')) throw new Error('docs/api is missing: npm run api writes it');
const listed = GROUPS.flatMap(({ pages }) => pages);
GROUPS[2].pages = ['docs/api/README.md', ...pagesIn('docs/api').filter((path) => !path.endsWith('README.md'))];
GROUPS[1].pages.push(...pagesIn('docs').filter((path) => !listed.includes(path)).sort());
const pages = GROUPS.flatMap(({ pages: own }) => own);

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
/** As GitHub makes anchors of headings. */
const anchorOf = (heading) => heading.toLowerCase().replace(/<[^>]*>/g, '').replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-');
const htmlOf = (path) => (path === 'README.md' ? 'index.html' : path.replace(/README\.md$/, 'index.md').replace(/\.md$/, '.html'));
const titleOf = (path) => /^# (.*)$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? path;

const faults = [];
const anchors = new Map(pages.map((path) => {
  const text = readFileSync(path, 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const seen = new Map();
  return [path, [...text.matchAll(/^#{1,6} (.*)$/gm)].map(([, heading]) => {
    const anchor = anchorOf(heading.replaceAll('`', ''));
    seen.set(anchor, (seen.get(anchor) ?? -1) + 1);
    return seen.get(anchor) === 0 ? anchor : `${anchor}-${seen.get(anchor)}`;
  })];
}));

/** A link of a page as the site has it; what leads nowhere is a fault. */
function target(path, href) {
  if (/^[a-z]+:/.test(href)) return href;
  const [file, anchor] = href.split('#');
  const goal = file === '' ? path : normalize(join(dirname(path), file));
  if (!existsSync(goal)) faults.push(`${path}: ${href} leads nowhere`);
  if (anchor !== undefined && pages.includes(goal) && !anchors.get(goal).includes(anchor)) faults.push(`${path}: ${href}: no such heading`);
  const place = pages.includes(goal) ? htmlOf(goal) : goal;
  if (!pages.includes(goal) && existsSync(goal)) {
    mkdirSync(join(OUT, dirname(goal)), { recursive: true });
    cpSync(goal, join(OUT, goal), { recursive: true });
  }
  return `${relative(dirname(htmlOf(path)), place) || '.'}${anchor === undefined ? '' : `#${anchor}`}`;
}

function render(path) {
  let place = 0;
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        return `<h${depth} id="${anchors.get(path)[place++] ?? ''}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        return `<a href="${escape(target(path, href))}">${this.parser.parseInline(tokens)}</a>`;
      },
      image({ href, text }) {
        return `<img src="${escape(target(path, href))}" alt="${escape(text)}" loading="lazy">`;
      },
    },
  });
  return marked.parse(readFileSync(path, 'utf8')).replace(/<table>/g, '<div class="wide" tabindex="0"><table>').replace(/<\/table>/g, '</table></div>');
}

const STYLE = `:root{color-scheme:light dark;--ink:#1f2328;--paper:#fff;--faint:#59636e;--line:#d8dee4;--accent:#0072b2}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#15181c;--faint:#a3acb7;--line:#363c44;--accent:#58a6ff}}
*{box-sizing:border-box}body{margin:0;color:var(--ink);background:var(--paper);font:16px/1.6 Inter,system-ui,sans-serif;display:flex;flex-wrap:wrap}
nav{flex:1 1 14rem;padding:1.5rem;font-size:.9rem}nav ul{list-style:none;padding:0;margin:.2rem 0 1rem}main{flex:999 1 32rem;max-width:56rem;min-width:0;padding:1.5rem}
a{color:var(--accent)}[aria-current]{font-weight:700;color:inherit;text-decoration:none}pre,.wide{overflow-x:auto}
pre{border:1px solid var(--line);border-radius:6px;padding:.8rem}code{font:.875em ui-monospace,monospace}table{border-collapse:collapse}
th,td{border-bottom:1px solid var(--line);padding:.3rem .7rem;text-align:left;vertical-align:top}img{max-width:100%;height:auto;background:#fff}
.pages{display:none}@media(max-width:48rem){main{order:-1}nav{border-top:1px solid var(--line)}.pages{display:block;font-size:.9rem}}`;

const navigation = (path) => GROUPS.map(({ title, pages: own }) => `<strong>${title}</strong><ul>${own.map((page) =>
  `<li><a href="${relative(dirname(htmlOf(path)), htmlOf(page))}"${page === path ? ' aria-current="page"' : ''}>${escape(titleOf(page).replaceAll('`', ''))}</a></li>`).join('')}</ul>`).join('\n');

rmSync(OUT, { recursive: true, force: true });
for (const path of pages) {
  const place = join(OUT, htmlOf(path));
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(titleOf(path).replaceAll('`', ''))} · misreport</title><style>${STYLE}</style></head>
<body><nav id="pages" aria-label="Pages">${navigation(path)}</nav>
<main><a class="pages" href="#pages">All pages</a>${render(path)}</main></body></html>
`);
}
for (const fault of faults) console.error(fault);
console.log(`site: ${pages.length} pages in ${OUT}/, ${faults.length} dead links`);
process.exitCode = faults.length > 0 ? 1 : 0;
