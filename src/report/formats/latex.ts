/**
 * tables/*.tex: the paper's tables in LaTeX for package booktabs, each a float with caption and label. Plain ASCII, so that every
 * engine takes them.
 */
import { paperTables, type PaperTable } from '../tables/paper.ts';
import type { Format } from './format.ts';

const GREEK: Readonly<Record<string, string>> = {
  α: 'alpha', β: 'beta', γ: 'gamma', δ: 'delta', ε: 'varepsilon', κ: 'kappa', λ: 'lambda', μ: 'mu', ξ: 'xi', ρ: 'rho', σ: 'sigma',
  θ: 'theta', ω: 'omega', Λ: 'Lambda', φ: 'varphi',
};
const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}', '{': '\\{', '}': '\\}', $: '\\$', '&': '\\&', '%': '\\%', '#': '\\#', _: '\\_', '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '$<$', '>': '$>$', '|': '$|$', '−': '$-$', '≥': '$\\geq$', '≤': '$\\leq$', '×': '$\\times$', '·': '$\\cdot$', '→': '$\\to$',
  '∞': '$\\infty$', '…': '\\ldots{}', '’': "'",
  ...Object.fromEntries(Object.entries(GREEK).map(([letter, name]) => [letter, `$\\${name}$`])),
};

/** A letter that ASCII lacks: its base where it has one, as é has, else its number. */
function plain(letter: string): string {
  const base = letter.normalize('NFKD').replace(/[^ -~]/g, '');
  return base === '' ? `[U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]` : base;
}

/** Words as they are, numbers with a true minus and powers of ten. */
export function latexText(text: string): string {
  const powers = text.split(/((?<![\w.#-])-?\d+(?:\.\d+)?e[+-]?\d+(?![\w.]))/);
  return powers.map((part, i) => {
    if (i % 2 === 1) {
      const [mantissa, exponent] = part.split('e');
      return `$${mantissa} \\times 10^{${Number(exponent)}}$`;
    }
    return part.split(/((?<![\w-])-\d+(?:\.\d+)?)/).map((piece, j) => (j % 2 === 1 ? `$${piece}$` : [...piece].map((letter) =>
      SPECIAL[letter] ?? (/[ -~]/.test(letter) ? letter : plain(letter))).join(''))).join('');
  }).join('');
}

export function renderLatex({ name, caption, columns }: PaperTable): string {
  const row = (cells: readonly string[]): string => `  ${cells.map(latexText).join(' & ')} \\\\\n`;
  const rows = Array.from({ length: columns[0]?.cells.length ?? 0 }, (_, i) => row(columns.map(({ cells }) => cells[i]!)));
  const alignment = columns.map(({ align }) => (align === 'right' ? 'r' : 'l')).join('');
  return `% Needs \\usepackage{booktabs}.
\\begin{table}
  \\caption{${latexText(caption)}}
  \\label{tab:${name}}
  \\centering
  \\begin{tabular}{@{}${alignment}@{}}
  \\toprule
${row(columns.map(({ head }) => head))}  \\midrule
${rows.join('')}  \\bottomrule
  \\end{tabular}
\\end{table}
`;
}

export const latex: Format = {
  name: 'latex', onRequest: true,
  files: ({ document }) => paperTables(document).map((table) => ({ path: `tables/${table.name}.tex`, data: renderLatex(table) })),
};
