/** Multipliers of named rows as the sources print them: `4 x IC(keen -> cool) + 10 x IR(cool) gives 0 >= 9/10`. */
import { clearDenominators } from './integers.ts';
import type { Program, Relation } from './program.ts';
import { isZero, ONE, rational, rationalLatex, rationalText, sign, ZERO, type Rational } from './rational.ts';

export interface CertificateRow {
  /** Index of the program's row. */
  readonly index: number;
  /** The constraint, e.g. `IC(keen -> cool)`. */
  readonly name: string;
  /** A whole number; negative only at equalities. A row `<=` enters turned round. */
  readonly multiplier: Rational;
  /** The row as `terms >= bound`, or `terms = bound`. */
  readonly terms: readonly { readonly column: string; readonly coefficient: Rational }[];
  readonly relation: '>=' | '=';
  readonly bound: Rational;
}

export interface Certificate {
  /** Rows with a multiplier, in the order of the program. */
  readonly rows: readonly CertificateRow[];
  /** `contradiction`: the rows add up to 0 >= value, which is positive. Else scale · objective passes value at no point. */
  readonly conclusion: {
    readonly kind: 'contradiction' | 'at-least' | 'at-most';
    readonly value: Rational;
    readonly scale: Rational;
    readonly objective: string;
  };
}

const turned = (relation: Relation): Rational => (relation === '<=' ? rational(-1) : ONE);

function certificateRows({ rows, columns }: Program, multipliers: readonly Rational[], scale: Rational): CertificateRow[] {
  return rows.flatMap(({ name, terms, relation, bound }, r): CertificateRow[] => {
    const sense = turned(relation);
    const multiplier = multipliers[r]!.mul(sense).mul(scale);
    if (isZero(multiplier)) return [];
    return [{
      index: r, name, multiplier, relation: relation === '=' ? '=' : '>=', bound: bound.mul(sense),
      terms: terms.map(([column, coefficient]) => ({ column: columns[column]!.name, coefficient: coefficient.mul(sense) })),
    }];
  });
}

const wholeScale = (multipliers: readonly Rational[]): Rational => {
  const { numerator, denominator } = clearDenominators(multipliers).factor;
  return rational(numerator, denominator);
};

/** Why a program is infeasible; multipliers as small whole numbers as they can be. */
export function contradictionCertificate(program: Program, farkas: readonly Rational[]): Certificate {
  const scale = wholeScale(farkas);
  const rows = certificateRows(program, farkas, scale);
  const value = rows.reduce((total, { multiplier, bound }) => total.add(multiplier.mul(bound)), ZERO);
  return { rows, conclusion: { kind: 'contradiction', value, scale: ONE, objective: 'objective' } };
}

/** Why the optimum is no better than it is, from the multipliers of an optimal solution; `objective` is its name in print. */
export function optimumCertificate(program: Program, dual: readonly Rational[], objective = 'objective'): Certificate {
  const sense = rational(program.direction === 'minimise' ? 1 : -1);
  const scale = wholeScale(dual);
  const rows = certificateRows(program, dual.map((value) => value.mul(sense)), scale);
  const value = rows.reduce((total, { multiplier, bound }) => total.add(multiplier.mul(bound)), ZERO).mul(sense);
  return { rows, conclusion: { kind: program.direction === 'minimise' ? 'at-least' : 'at-most', value, scale, objective } };
}

interface Style {
  readonly number: (value: Rational) => string;
  readonly times: string;
  readonly name: (name: string) => string;
  readonly atLeast: string;
  readonly atMost: string;
}

const PLAIN: Style = { number: rationalText, times: ' x ', name: (name) => name, atLeast: '>=', atMost: '<=' };

/** Text of a name in LaTeX's text mode. */
export const latexText = (name: string): string =>
  name
    .replace(/[\\{}$&#^_%~]/g, (mark) => (mark === '\\' ? '\\textbackslash{}' : mark === '^' || mark === '~' ? `\\${mark}{}` : `\\${mark}`))
    .replaceAll('->', '$\\to$');

const LATEX: Style = {
  number: rationalLatex,
  times: '\\,',
  name: (name) => `\\text{${latexText(name)}}`,
  atLeast: '\\ge',
  atMost: '\\le',
};

/** `2 a - b + 1/3 c`; 0 where there is nothing. */
function sumText(terms: readonly { readonly text: string; readonly factor: Rational }[], times: string, { number }: Style): string {
  let text = '';
  for (const { text: name, factor } of terms) {
    const size = factor.abs();
    const part = size.equals(ONE) ? name : `${number(size)}${times}${name}`;
    if (text === '') text = sign(factor) < 0 ? `-${part}` : part;
    else text += sign(factor) < 0 ? ` - ${part}` : ` + ${part}`;
  }
  return text === '' ? '0' : text;
}

function headline({ rows, conclusion: { kind, value, scale, objective } }: Certificate, style: Style): { left: string; right: string } {
  const left = sumText(rows.map(({ name, multiplier }) => ({ text: style.name(name), factor: multiplier })), style.times, style);
  if (kind === 'contradiction') return { left, right: `0 ${style.atLeast} ${style.number(value)}` };
  const factor = scale.equals(ONE) ? '' : `${style.number(scale)}${style.times}`;
  return { left, right: `${factor}${style.name(objective)} ${kind === 'at-least' ? style.atLeast : style.atMost} ${style.number(value)}` };
}

/** One line: what is multiplied by how much, and what it adds up to. */
export function certificateLine(certificate: Certificate): string {
  const { left, right } = headline(certificate, PLAIN);
  return `${left} gives ${right}`;
}

/** The same with every row multiplied out below, so that each column can be seen to cancel. */
export function certificateText(certificate: Certificate): string {
  const names = certificate.rows.map(({ name, multiplier }) => sumText([{ text: name, factor: multiplier }], PLAIN.times, PLAIN));
  const width = Math.max(0, ...names.map(({ length }) => length));
  const lines = certificate.rows.map(({ multiplier, terms, relation, bound }, r) => {
    const left = sumText(terms.map(({ column, coefficient }) => ({ text: column, factor: coefficient.mul(multiplier) })), ' ', PLAIN);
    return `  ${names[r]!.padEnd(width)}  ${left} ${relation} ${rationalText(bound.mul(multiplier))}`;
  });
  return [certificateLine(certificate), ...lines].join('\n');
}

/** An `aligned` block: the rows multiplied out, a rule, what they add up to. */
export function certificateLatex(certificate: Certificate): string {
  const lines = certificate.rows.map(({ name, multiplier, terms, relation, bound }) => {
    const head = sumText([{ text: LATEX.name(name), factor: multiplier }], LATEX.times, LATEX);
    const left = sumText(
      terms.map(({ column, coefficient }) => ({ text: LATEX.name(column), factor: coefficient.mul(multiplier) })),
      '\\,',
      LATEX,
    );
    return `${head}:\\quad & ${left} ${relation === '=' ? '=' : LATEX.atLeast} ${rationalLatex(bound.mul(multiplier))} \\\\`;
  });
  const { right } = headline(certificate, LATEX);
  return ['\\begin{aligned}', ...lines, '\\hline', `\\text{sum}:\\quad & ${right}`, '\\end{aligned}'].join('\n');
}

/** What a file keeps of it: names and multipliers as text. */
export function certificateJson({ rows, conclusion }: Certificate): Record<string, unknown> {
  return {
    multipliers: Object.fromEntries(rows.map(({ name, multiplier }) => [name, rationalText(multiplier)])),
    conclusion: {
      kind: conclusion.kind,
      value: rationalText(conclusion.value),
      ...(conclusion.scale.equals(ONE) ? {} : { scale: rationalText(conclusion.scale) }),
    },
  };
}
