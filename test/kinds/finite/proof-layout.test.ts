import { describe, expect, it } from 'vitest';
import { laidOut } from '../../../src/kinds/finite/proof-layout.ts';
import { contradictionCertificate } from '../../../src/programs/certificate.ts';
import { ProgramBuilder } from '../../../src/programs/program.ts';
import { ONE, rational } from '../../../src/programs/rational.ts';

/** x >= 1/2 and -x >= 0. */
function contradiction() {
  const build = new ProgramBuilder('minimise');
  const x = build.column('x_1', 'free');
  build.row('low', [[x, ONE]], '>=', rational(1, 2));
  build.row('high', [[x, rational(-1)]], '>=');
  return contradictionCertificate(build.program(), [ONE, ONE]);
}

describe('proofs for people', () => {
  it('tables: rationals are set as such, marks of either language are text', () => {
    const { text, latex, markdown } = laidOut([
      { title: 'rule 1 of 2', rows: [['profile', 'to a_b'], ['(x|y)', '-7/3'], ['(50%)', '1/2 big']] },
    ]);
    expect(text).toBe('rule 1 of 2\nprofile   to a_b\n(x|y)       -7/3\n(50%)    1/2 big');
    expect(latex).toBe([
      '\\paragraph{rule 1 of 2}', '\\begin{tabular}{lr}', '\\hline', 'profile & to a\\_b \\\\', '\\hline', '(x|y) & $-\\frac{7}{3}$ \\\\',
      '(50\\%) & 1/2 big \\\\', '\\hline', '\\end{tabular}',
    ].join('\n'));
    expect(markdown).toBe('**rule 1 of 2**\n\n| profile | to a\\_b |\n| --- | ---: |\n| (x\\|y) | -7/3 |\n| (50%) | 1/2 big |');
  });
  it('lines', () => {
    const { text, latex, markdown } = laidOut([{ lines: ['a -> b', '#1'] }]);
    expect(text).toBe('a -> b\n#1');
    expect(latex).toBe('\\begin{itemize}\n\\item a $\\to$ b\n\\item \\#1\n\\end{itemize}');
    expect(markdown).toBe('- a -\\> b\n- #1');
  });
  it('multipliers: a display of their own, and as in the terminal', () => {
    const { text, latex, markdown } = laidOut([{ title: 'always', certificate: contradiction() }]);
    expect(text).toContain('always\nlow + high gives 0 >= 1/2');
    expect(latex).toMatch(/^\\paragraph\{always\}\n\\\[\n\\begin\{aligned\}[^]*\\end\{aligned\}\n\\\]$/);
    expect(markdown).toContain('```\nlow + high gives 0 >= 1/2');
  });
});
