import { expect, it } from 'vitest';
import {
  certificateJson,
  certificateLatex,
  certificateLine,
  certificateText,
  contradictionCertificate,
  optimumCertificate,
} from '../../src/programs/certificate.ts';
import { ProgramBuilder } from '../../src/programs/program.ts';
import { ONE, rational } from '../../src/programs/rational.ts';
import { solveProgram } from '../../src/programs/solve.ts';

it('prints a contradiction with small whole multipliers', async () => {
  const build = new ProgramBuilder();
  const [x, y] = [build.column('p(keen, cool)', 'free'), build.column('p_2', 'free')];
  build.row('IR(cool)', [[x, rational(1, 2)], [y, ONE]], '>=', rational(1, 3));
  build.row('BB', [[y, rational(3)]], '=', rational(-1));
  build.row('IC(keen -> cool)', [[x, rational(3, 4)]], '<=', rational(1, 2));
  const program = build.program();
  const solution = await solveProgram(program);
  if (solution.status !== 'infeasible') throw new Error(solution.status);
  const certificate = contradictionCertificate(program, solution.farkas);
  expect(certificateText(certificate)).toBe(
    [
      '3 x IR(cool) - BB + 2 x IC(keen -> cool) gives 0 >= 1',
      '  3 x IR(cool)          3/2 p(keen, cool) + 3 p_2 >= 1',
      '  -BB                   -3 p_2 = 1',
      '  2 x IC(keen -> cool)  -3/2 p(keen, cool) >= -1',
    ].join('\n'),
  );
  expect(certificateJson(certificate)).toEqual({
    multipliers: { 'IR(cool)': '3', 'BB': '-1', 'IC(keen -> cool)': '2' },
    conclusion: { kind: 'contradiction', value: '1' },
  });
  expect(certificateLatex(certificate)).toContain(
    '2\\,\\text{IC(keen $\\to$ cool)}:\\quad & -\\frac{3}{2}\\,\\text{p(keen, cool)} \\ge -1 \\\\',
  );
  expect(certificateLatex(certificate)).toContain('p\\_2');
});

it('prints why an optimum is no better', async () => {
  const build = new ProgramBuilder('maximise');
  const x = build.column('x', 'nonnegative');
  build.row('cap', [[x, rational(3)]], '<=', rational(2));
  build.objective([[x, ONE]]);
  const program = build.program();
  const solution = await solveProgram(program);
  if (solution.status !== 'optimal') throw new Error(solution.status);
  expect(certificateLine(optimumCertificate(program, solution.dual))).toBe('cap gives 3 x objective <= 2');
});
