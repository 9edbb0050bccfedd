/** Formulas: reading, slopes, and bounds over boxes. */
import { describe, expect, it } from 'vitest';
import type { Tensor2D } from '../../kernels/tensors.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { derivativeBy, expanded, isZero, minus, plus, product, times, type Expression } from '../../src/environment/formula/expression.ts';
import { readFormula } from '../../src/environment/formula/read-formula.ts';
import { Tape } from '../../src/environment/formula/tape.ts';
import { formulaExpressions, formulaValues, type FormulaProblem, type FormulaValues } from '../../src/environment/formula-values.ts';
import { asOperations, openJavaScriptBackend } from '../../src/engine/tfjs-adapter.ts';

const NAMES = { signals: ['a', 'b', 'use north'], parameters: { rate: 2 } };
const read = (text: string): Expression => readFormula(text, NAMES, 'formula').expression;
const at = (e: Expression, signals: readonly number[]): number => {
  const tape = new Tape([e]);
  tape.evaluate(signals);
  return tape.value[tape.roots[0]!]!;
};

const law = parseDistribution('uniform(0,1)', 'law');
const made = (formulas: FormulaValues['formulas'], more: Partial<FormulaValues> = {}): FormulaProblem => formulaValues({
  agents: ['one', 'two'], alternatives: ['A', 'B'], formulas,
  signals: [[0, 'a'], [0, 'b'], [1, 'z']].map(([owner, name]) => ({ owner: Number(owner), name: String(name), law })), ...more,
});

/** Text, and the same in JavaScript. */
const FORMULAS: readonly (readonly [string, (a: number, b: number, z: number) => number])[] = [
  ['a + sqrt(b*"use north")', (a, b, z) => a + Math.sqrt(b * z)],
  ['-a^2 + 2*-b', (a, b) => -(a ** 2) - 2 * b],
  ['2^-1 * a ** 2 ^ 1.5', (a) => 0.5 * a ** (2 ** 1.5)],
  ['max(0, a - b, 0.5)*min(a, b) / (1 + rate*a)', (a, b) => Math.max(0, a - b, 0.5) * Math.min(a, b) / (1 + 2 * a)],
  ['exp(-rate*a)*log(1 + b) - abs(a - b)^3', (a, b) => Math.exp(-2 * a) * Math.log(1 + b) - Math.abs(a - b) ** 3],
  ['pow(1 + a, b) + (1 + a)^"use north"', (a, b, z) => (1 + a) ** b + (1 + a) ** z],
  ['1e-3 + .5*(a - (b - a)) / 2', (a, b) => 1e-3 + 0.25 * (2 * a - b)],
];
const POINTS = [[0.3, 0.7, 0.5], [0.9, 0.1, 0.2], [0.55, 0.45, 1]] as const;

describe('formulas', () => {
  it('have the values that they say, and slopes that differences agree with', () => {
    for (const [text, plain] of FORMULAS) {
      const e = read(text);
      for (const point of POINTS) {
        expect(at(e, point)).toBeCloseTo(plain(point[0], point[1], point[2]), 12);
        for (const d of [0, 1, 2]) {
          const moved = point.map((x, j) => (j === d ? x + 1e-6 : x));
          const back = point.map((x, j) => (j === d ? x - 1e-6 : x));
          expect(at(derivativeBy(d)(e), point)).toBeCloseTo((at(e, moved) - at(e, back)) / 2e-6, 6);
        }
      }
    }
  });

  it('see what cancels', () => {
    const same = (one: string, other: string) => expect(isZero(minus(read(one), read(other)))).toBe(true);
    same('a*b + b*a', '2*b*a');
    same('a/(b + 1)*(b + 1)', 'a');
    same('0.1*a + 0.2*a', '0.3*a');
    same('sqrt(a + 1)^2', 'a + 1');
    same('max(a, b)', 'max(b, a)');
    const [p, q] = [read('exp(a) + b'), read('a - rate*b')];
    expect(isZero(minus(product(p, q), product(q, p)))).toBe(true);
    expect(isZero(expanded(minus(product(p, times(3, q)), product(times(3, p), q)))!)).toBe(true);
    const square = minus(product(plus(p, q), plus(p, q)), plus(product(p, p), product(q, q), times(2, product(p, q))));
    expect(isZero(square)).toBe(false);
    expect(isZero(expanded(square)!)).toBe(true);
  });

  it('lie within their bounds over boxes, and their differences within slopes along lines', () => {
    const roots = FORMULAS.map(([text]) => read(text));
    const tape = new Tape(roots, [0, 1]);
    const inner = new Tape(roots);
    let state = 7;
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 40; round++) {
      const box = [0, 1, 2].map(() => [random(), random()].sort((x, y) => x - y) as [number, number]);
      const [from, to] = [[random(), random()], [random(), random()]];
      const z = random();
      inner.over(box);
      tape.face([0, 0, z]);
      const step = to.map((x, c) => x - from[c]!);
      const [a, b] = [0.25 * random(), 0.5 + 0.5 * random()];
      tape.along(from, step, step, a, b, true);
      const on = (x: number): number[] => [from[0]! + x * step[0]!, from[1]! + x * step[1]!, z];
      roots.forEach((e, r) => {
        const inside = at(e, box.map(([low, high]) => low + (high - low) * random()));
        const [low, high] = inner.range(r);
        expect(low <= inside && inside <= high).toBe(true);
        const place = tape.roots[r]!;
        const [x, y] = [a + (b - a) * random(), b];
        const rise = at(e, on(y)) - at(e, on(x));
        expect(rise).toBeGreaterThanOrEqual(Math.min(tape.slopeLow[place]! * (y - x), Infinity) - 1e-12);
        expect(rise).toBeLessThanOrEqual(tape.slopeHigh[place]! * (y - x) + 1e-12);
        expect(tape.low[place]! - 1e-15 <= at(e, on(x)) && at(e, on(x)) <= tape.high[place]! + 1e-15).toBe(true);
      });
    }
  });

  it('are functions of tensors to every other study, say how signals meet, and what range they have', async () => {
    const { tf: loaded } = await openJavaScriptBackend();
    const tf = asOperations(loaded);
    const problem = made([['a + sqrt(b*z)', 'max(a, b)^2/(1 + a)'], ['exp(-rate*z)', 1]], { parameters: { rate: 2 } });
    const given = problem.valuations.evaluate(tf, tf.tensor2d([[0.3, 0.6, 0.5], [1, 0, 0.25]]) as Tensor2D).arraySync();
    for (const [n, [a, b, z]] of ([[0.3, 0.6, 0.5], [1, 0, 0.25]] as const).entries()) {
      const expected = [[a + Math.sqrt(b * z), Math.max(a, b) ** 2 / (1 + a)], [Math.exp(-2 * z), 1]];
      expected.forEach((row, i) => row.forEach((value, k) => expect(given[n]![i]![k]!).toBeCloseTo(value, 5)));
    }
    expect(problem.valuations.range[1]).toBeCloseTo(2, 9);
    const structures = [['a^2', 'z'], ['a + z^2', 'z'], ['a*z', 'z']].map(([mine, other]) =>
      made([[mine!, 0], [0, other!]]).valuations.structure);
    expect(structures).toEqual(['private', 'additively-separable', 'nonseparable']);
    const again = formulaExpressions({ ...problem, valuations: { ...problem.valuations } });
    expect(again[0]![0]!.key).toBe(formulaExpressions(problem)[0]![0]!.key);
  });

  it('name what is wrong: formula, agent, alternative and position', () => {
    const wrong = (text: string) => () => made([[text, '1'], ['0', 0]]);
    expect(wrong('a + sqrt(b*z')).toThrow("formulas[0][0]: one, A: ')' is missing before the end (position 13)");
    expect(wrong('a + foo')).toThrow("'foo' is no signal and no parameter; known: a, b, z (position 5)");
    expect(wrong('sqt(a)')).toThrow("'sqt' is no function; did you mean 'sqrt'? (position 1)");
    expect(wrong('a b')).toThrow("'b' is left over (position 3)");
    expect(wrong('')).toThrow('it ends where a number, a name or a bracket is expected (position 1)');
    expect(wrong('a $ b')).toThrow("'$ b' is not understood (position 3)");
    expect(wrong('max(a)')).toThrow('max takes 2 or more parts, got 1 (position 1)');
    expect(wrong('log(a - b)')).toThrow('what log is of (position 1) must be above 0, and is 0 at a = 0, b = 0');
    expect(wrong('1/(a - b)')).toThrow('what is divided by (position 2) must not be 0, and is 0 at a = 0, b = 0');
    expect(wrong('sqrt(a - b)')).toThrow('must be 0 or more, and is -1 at a = 0, b = 1');
    expect(wrong('sqrt(a - a^2)')).toThrow(
      'cannot be shown to: bounds over boxes of signals do not tell that it stays at 0 or more; max(.., 0) would be',
    );
    expect(wrong(`${'('.repeat(200)}a`)).toThrow('is nested beyond 100 levels');
    expect(wrong('1/(a^2 - a + 1)')).not.toThrow();
    expect(() => made([['a'], ['b', 0]])).toThrow('formulas[0]: needs one entry for each of 2 alternatives, got 1');
    expect(() => made([['a', 0], ['b', NaN]])).toThrow('formulas[1][1]: must be a finite number, got NaN');
    expect(() => made([['a', 0], ['b', 0]], { parameters: { a: 1 } })).toThrow('parameters.a: has the name of a signal');
    expect(() => made([['a', 0], ['b', true as never]])).toThrow('formulas[1][1]: must be a text such as');
    expect(() => made([['a', 0], ['b', 0]], { paramters: {} } as never)).toThrow("did you mean 'parameters'?");
    expect(() => made([['a', 0], ['b', 0]], { parameters: null } as never)).toThrow('parameters: must be an object of numbers by name');
    expect(() => made([['a', 0], ['b', 0]], { signals: [null] } as never)).toThrow('signals[0]: must be { owner, name, law }');
    const open = [0, 1].map((owner) => ({ owner, name: owner === 0 ? 'a' : 'b', law: parseDistribution('normal(0,1)') }));
    expect(() => made([['a', 0], ['b', 0]], { signals: open })).toThrow('signals[0].law: must be a law on a bounded support, not ');
    expect(() => formulaValues(undefined as never)).toThrow('formulaValues: must be given an object with agents');
    expect(() => made([['exp(100*a)/(1 + exp(100*a))', 0], ['b', 0]])).toThrow(
      "formulas[0]: numbers on the way to one's values are beyond those of single precision (3.4e38); take other units"
    );
    expect(() => made([['1e200*a', 0], ['b', 0]])).toThrow('beyond those of single precision');
  });

  it('are refused where single precision loses what signals do, in signals, sums or functions', () => {
    const offset = parseDistribution('uniform(1e5,100001)');
    const far = { signals: ['a', 'b'].map((name, owner) => ({ owner, name, law: offset })) };
    expect(() => made([['a*a - 1e10', 0], ['b', 0]], far)).toThrow(/^formulas\[0\]: signals move one's values by about 1\.9.e\+5, and/);
    expect(() => made([['a', 0], ['1 + 1e-6*b', 0]])).toThrow(/^formulas\[1\]: signals move two's values/);
    expect(() => made([['log(exp(20 + a) + 1e15)', 0], ['b', 0]])).toThrow(/^formulas\[0\]: signals move one's/);
    expect(made([['(a - 100)^2', 0], ['1e4*b', 0]]).agents).toHaveLength(2);
  });
});
