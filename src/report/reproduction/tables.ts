/** A reproduction as CSV and as an appendix in LaTeX. */
import { renderCsv } from '../formats/csv.ts';
import { latexText } from '../formats/latex.ts';
import { distinctNumbers } from './overview-pages.ts';
import type { ShownReproduction } from './shown.ts';

const field = (name: string, type: 'string' | 'number' = 'string') => ({ name, type, description: name });

export function itemsCsv({ papers }: ShownReproduction): string {
  const rows = papers.flatMap(({ id: paper, items }) =>
    items.map(({ id, number, kind, place, says, ours, status, remark, evidence, seconds }) => {
      const deciding = status === 'undecided' ? evidence.flatMap(({ decidedBy }) => decidedBy ?? []).join('; ') : '';
      return [id, paper, number, kind, place, says, String(ours), status, remark, deciding, seconds];
    }));
  const names = ['id', 'paper', 'number', 'kind', 'place', 'says', 'ours', 'status', 'remark', 'decided by'].map((name) => field(name));
  return renderCsv({
    name: 'items', description: 'Items of papers and their verdicts', fields: [...names, field('seconds', 'number')], rows,
  });
}

export function numbersCsv(all: ShownReproduction): string {
  const rows = distinctNumbers(all).map((row) => [
    row.command, row.scenario, row.quantity, row.agent, row.point, row.estimate, row.lower, row.upper, row.guarantee, row.published,
    row.source, row.difference,
  ]);
  return renderCsv({
    name: 'numbers', description: 'Numbers beside exact and published ones', rows,
    fields: [
      ...['command', 'scenario', 'quantity', 'agent', 'at'].map((name) => field(name)),
      ...['estimate', 'lower', 'upper'].map((name) => field(name, 'number')), field('guarantee'), field('published', 'number'),
      field('source'), field('standard errors', 'number'),
    ],
  });
}

/** One table a paper, over as many pages as it takes: packages booktabs and longtable. */
export function appendixTex({ papers, effort }: ShownReproduction): string {
  const tables = papers.map(({ authors, title, items }) => `\\section*{${latexText(`${authors}: ${title}`)}}
\\begin{longtable}{@{}p{0.24\\textwidth}p{0.14\\textwidth}p{0.54\\textwidth}@{}}
  \\toprule
  Item & Verdict & Statement \\\\
  \\midrule
  \\endhead
${items.map(({ number, status, says, remark }) =>
    `  ${latexText(number)} & ${latexText(status)} & ${latexText(`${says}.${remark === undefined ? '' : ` ${remark}`}`)} \\\\\n`).join('')}\
  \\bottomrule
\\end{longtable}
`);
  return `% Needs \\usepackage{booktabs,longtable}.\n% ${latexText(effort)}\n${tables.join('\n')}`;
}
