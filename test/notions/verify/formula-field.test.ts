/** Certificates of fields of formulas: what they are made of, and that a file that was altered proves nothing. */
import { describe, expect, it } from 'vitest';
import type { Tensor2D, Tfjs } from '../../../kernels/tensors.ts';
import { withFunctions } from '../../../src/cli/proof-files.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { Tape } from '../../../src/environment/formula/tape.ts';
import { writtenValues } from '../../../src/environment/formula/written.ts';
import { formulaExpressions, formulaValues, type FormulaProblem } from '../../../src/environment/formula-values.ts';
import { polynomialValues } from '../../../src/environment/polynomial-values.ts';
import type { SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import { EnclosedValues } from '../../../src/experiments/field/enclosed-line.ts';
import { ownExpressions } from '../../../src/experiments/field/own-expressions.ts';
import type { Walk } from '../../../src/experiments/field/walk-sums.ts';
import { fieldSpace, formOf } from '../../../src/kinds/field/form-of.ts';
import { formulaFile } from '../../../src/kinds/field/formula-proof.ts';
import { judgeFormulaFieldFile } from '../../../src/notions/verify/formula-field.ts';
import { Bounds } from '../../../src/notions/verify/formula/bounds.ts';
import { gainAlong } from '../../../src/notions/verify/formula/gains.ts';
import { modelOf, type Ends } from '../../../src/notions/verify/formula/model.ts';
import { readSum } from '../../../src/notions/verify/formula/read.ts';
import { Sums, type Sum } from '../../../src/notions/verify/formula/sums.ts';
import { atOnce } from '../../../src/run/turns.ts';

const uniform = parseDistribution('uniform(0,1)', 'law');
const mine = { text: 'mine', support: [0, 1] as const, cdf: (x: number) => Math.min(1, Math.max(0, x)) ** 2, quantile: Math.sqrt };
const signalsOf = (names: string, law = uniform) =>
  [...names].map((name) => ({ owner: name === 'z' ? 1 : 0, name, law: name === 'z' ? law : uniform }));
const problemOf = (formulas: readonly (readonly (string | number)[])[], names = 'abz', law = uniform): FormulaProblem => formulaValues({
  agents: ['one', 'two'], alternatives: formulas[0]!.map((_, k) => 'ABC'[k]!), formulas, signals: signalsOf(names, law),
});

interface Written extends Record<string, unknown> {
  readonly problem: { readonly values: string[][]; readonly parts?: unknown };
  readonly walk: { readonly points: number[][] };
  readonly transfers: { readonly lambda: number; readonly weights: number[]; readonly bend?: { readonly slopes: number[] } };
  readonly atLeast: number;
  readonly atMost: number;
}
const copy = (file: unknown): Written => JSON.parse(JSON.stringify(file)) as Written;

function fileOf(
  problem: SocialChoiceProblem, walk: Walk, atLeast: number, confidence = 0.99, more: Partial<Parameters<typeof formulaFile>[3]> = {},
): Written {
  const space = fieldSpace(problem, 0);
  const form = formOf(problem, space);
  const bound = atOnce(form.bound(more.stage !== undefined));
  const subject = { problem, space, name: 'one', points: [], halfWidths: [], form };
  return copy(formulaFile(subject, [walk], bound, { atLeast, confidence, values: {}, ...more }));
}

const square: Walk = { kind: 'path', points: [[0.75, 0.5], [1, 0.5], [1, 0.75], [0.75, 0.75]] };
const lies: Walk = { kind: 'lies', points: [[0.1, 0.7], [0.8, 0.2], [0.4, 0.9]] };
/** Society is indifferent along b = a + a²; A just below it at 0.6, B just above at 0.5. */
const beside: Walk = { kind: 'lies', points: [[0.6, 0.96 - 1e-6], [0.5, 0.75 + 1e-6]] };

describe('files of fields of formulas', () => {
  const alone = fileOf(problemOf([['a', 'b'], ['a^2', '0']], 'ab'), beside, 1, 1);

  it('know what a walk gains where nobody else sees a signal, and lose their proof by any altered entry', () => {
    const { what, faults } = judgeFormulaFieldFile(alone);
    expect(faults).toEqual([]);
    expect(alone.atLeast).toBeCloseTo(0.11 / 0.62, 5);
    expect(what).toMatch(/^least epsilon of one on the continuum between 0\.1774\d+ \(the walk gains 0\.1774\) and 0\.1978\d+$/);
    const { transfers: { lambda, weights, bend }, walk: { points }, problem } = alone;
    const altered: [string, unknown, RegExp][] = [
      ['atLeast', alone.atLeast * (1 + 1e-7), /the walk gains no more than/],
      ['atMost', alone.atMost * 0.97, /leave a slope|not shown/],
      ['atMost', alone.atLeast / 2, /exceeds/],
      ['transfers', { lambda, weights }, /leave a slope/],
      ['transfers', { lambda, weights: [0, 0], bend }, /leave a slope/],
      ...bend!.slopes.map((slope, j): [string, unknown, RegExp] =>
        ['transfers', { lambda, weights, bend: { ...bend, slopes: bend!.slopes.with(j, slope + 1) } }, /leave a slope|not shown/]),
      ['transfers', { lambda, weights, bend: { ...bend, slopes: bend!.slopes.with(0, -0.1) } }, /negative/],
      ['walk', { kind: 'lies', points: points.toReversed().map((point) => [point[0]! - 0.01, point[1]!]) }, /gains no more/],
      ['walk', { kind: 'lies', points: [[0.5, 0.5], [0.5, 0.5]] }, /no length/],
      ['problem', { ...problem, values: [['a', 'b'], ['a^2', '0.01']] }, /gains no more/],
      ['problem', { ...problem, values: [['a', 'b'], ['a^3', '0']] }, /gains no more/],
    ];
    for (const [key, entry, expected] of altered) {
      expect(judgeFormulaFieldFile({ ...alone, [key]: entry }).faults.join('; '), `${key} ${JSON.stringify(entry)}`).toMatch(expected);
    }
  });

  it('hold slopes that fall to the same bound', () => {
    const falling = {
      ...alone, problem: { ...alone.problem, values: [['-a', '-b'], ['a^2', '0']] }, transfers: { lambda: 0, weights: [0, 0] }, atLeast: 0,
    };
    expect(judgeFormulaFieldFile({ ...falling, atMost: 1 }).faults).toEqual([]);
    expect(judgeFormulaFieldFile({ ...falling, atMost: 0.999 }).faults.join()).toMatch(/leave a slope|not shown/);
  });

  it('name the key that is wrong', () => {
    const { problem } = alone;
    const wrong: [object, RegExp][] = [
      [{ agent: 'two' }, /^agent: must be an agent who sees a signal/],
      [{ walk: { kind: 'lies', points: [[0], [1]] } }, /^walk.points: must have 2/],
      [{ walk: { kind: 'lies', points: [[0, 0], [2, 1]] } }, /^walk.points: must be types/], [{ atMost: undefined }, /^atMost/],
      [{ transfers: { lambda: 0, weights: [1] } }, /^transfers.weights: must have 2/],
      [{ transfers: { lambda: -1, weights: [0, 0] } }, /^transfers/],
      [{ problem: { ...problem, values: [['a', 'b']] } }, /^problem.values: has not one formula/],
      ...['a +', 'c', 'sin(a)', '(a', 'a b', 'a $ b', 'sqrt(a, b)', `${'('.repeat(300)}a${')'.repeat(300)}`].map((text): [object, RegExp] =>
        [{ problem: { ...problem, values: [[text, 'b'], ['0', '0']] } }, /^problem\.values\.0\.0: /]),
      [{ problem: { ...problem, parameters: { a: 1 } } }, /^problem.parameters.a: is a second/],
      ...['0/0', '1/0', '0*(1/0)', 'exp(exp(exp(9)))', 'a + log(0)', '0^(-1)', '1e999', 'a^2 + 1e308*10'].map((text): [object, RegExp] =>
        [{ problem: { ...problem, values: [['a', text], ['0', '0']] } }, /^problem\.values\.0\.1: what numbers make here is not finite/]),
      ...['sqrt(a - 2)', 'log(a - 2)', 'a/(b - 0.5)', '1/a', 'sqrt(a - 0.01)', 'sqrt(-1)', 'exp(exp(exp(2 + a)))']
        .map((text): [object, RegExp] =>
          [{ problem: { ...problem, values: [['a', 'b'], [text, '0']] } }, /^problem\.values\.1\.0: must have a finite .* none at a = /]),
      [{ problem: { ...problem, values: [['a', 'b'], ['0', '1/(a - 0.3)']] } }, /^problem\.values\.1\.1: must .* near a = 0\.3, b = /],
      [{ problem: { ...problem, agents: ['one', 'one'] } }, /^problem\.agents: must be names that differ/],
      [{ problem: { ...problem, alternatives: ['A', 'A'] } }, /^problem\.alternatives: must be names that differ/],
      [{ point: { opponents: 'grid' } }, /^point\.opponents: must be law, as in the rest of the file/],
      [{ point: { stage: 7 } }, /^point\.stage: must be interim/], [{ point: { agent: 'two' } }, /^point\.agent: must be one/],
    ];
    for (const [change, expected] of wrong) {
      expect(() => judgeFormulaFieldFile(JSON.parse(JSON.stringify({ ...alone, ...change }))), String(expected)).toThrow(expected);
    }
  });

  it('hold walks against draws, and say which functions they take as given', () => {
    const mean = ((1.125 * (1 / 0.75 - 1)) / 0.25 - Math.log(4 / 3) / 0.25) / 16;
    const file = fileOf(problemOf([['a', 'b'], ['a*z', 0.5]]), square, 0.02);
    const { what, faults } = judgeFormulaFieldFile(file);
    const [at, within] = [1, 2].map((part) => Number(/([-.\de]+) within ([-.\de]+) on/.exec(what)![part]));
    expect(faults).toEqual([]);
    expect(Math.abs(at! - mean)).toBeLessThan(within!);
    for (const confidence of [0, 1, 1.5]) expect(() => judgeFormulaFieldFile({ ...file, confidence })).toThrow(/^confidence: must be/);
    expect(judgeFormulaFieldFile({ ...file, walk: lies, atLeast: 0.3 }).faults.join()).toMatch(/gains no more/);
    const table = withFunctions(fileOf(problemOf([['a', 'b'], ['0', '0']], 'abz', mine), lies, 0), 'package.json');
    expect(judgeFormulaFieldFile(table)).toMatchObject({
      what: expect.stringMatching(/\. Taken as given, not checked: 2049 values .* of the law of z, a function in package\.json, sha256/),
      faults: [],
    });
  });

  it('take values that have bounds, though not by one look at the whole box, and are nothing at its edge', () => {
    for (const value of ['sqrt(1 - a)', '1/(1 + a^2 - a)', '1/(0.02 + (a - 0.5)^2)', 'sqrt(0.5 - 0.1*a - 0.4*b)', 'log(1e-9 + a*b)']) {
      const { problem } = alone;
      expect(() => judgeFormulaFieldFile({ ...alone, problem: { ...problem, values: [['a', 'b'], [value, '0']] } }), value).not.toThrow();
    }
  });

  it('go through every profile of others at given points, or judge one by itself', () => {
    const problem = problemOf([['a', 'b'], ['a*z', 0.5]]);
    const others = [{ coordinate: 2, points: [0.2, 0.5], weights: [0.25, 0.75] }];
    const grid = fileOf(problem, square, 1, 1, { others });
    const { what, faults } = judgeFormulaFieldFile(grid);
    expect([faults, grid.atLeast > 0]).toEqual([[], true]);
    expect(what).toMatch(/^least epsilon of one on the continuum, others at the points of the file, between 0\.\d+ \(the walk gains/);
    expect(judgeFormulaFieldFile({ ...grid, atLeast: grid.atLeast * 1.0001 }).faults.join()).toMatch(/gains no more/);
    const at = (z: number) => ({ others: [{ coordinate: 2, points: [z], weights: [1] }] });
    const each = [0.2, 0.5].map((z) => fileOf(problem, square, 1, 1, { ...at(z), stage: 'ex-post' }));
    expect(each.map((file) => judgeFormulaFieldFile(file).faults)).toEqual([[], []]);
    expect(grid.atLeast).toBeCloseTo(0.25 * each[0]!.atLeast + 0.75 * each[1]!.atLeast, 8);
    // Ex post the least ε of this example is 1/6 (docs/fields.md, section 9).
    expect(each[1]).toMatchObject({ stage: 'ex-post', transfers: { known: true } });
    expect(each[1]!.atMost).toBeCloseTo(1 / 6, 4);
    for (const wrong of [[], [{ signal: 2, points: [2], weights: [1] }], [{ signal: 2, points: [0.5], weights: [0.5] }]]) {
      expect(() => judgeFormulaFieldFile({ ...grid, others: wrong })).toThrow(/^others: must give points/);
    }
    expect(() => judgeFormulaFieldFile({ ...grid, stage: 'ex-post' })).toThrow(/^others: must be one profile/);
  });

  it('of polynomials and of functions of tensors tell their formulas as well', () => {
    const terms = [[[1, [1, 0, 0]]], [[1, [0, 1, 0]]]] as const;
    const polynomial = (list: readonly (readonly [number, readonly number[]])[]) =>
      list.map(([coefficient, powers]) => ({ coefficient, powers }));
    const written = fileOf(polynomialValues({
      agents: ['one', 'two'], alternatives: ['A', 'B'], signals: signalsOf('abz'),
      terms: [terms.map(polynomial), [polynomial([[-2.5, [2, 0, 1]], [1e-9, [0, 0, 3]]]), []]],
    }), lies, 0);
    expect(written.problem.values).toEqual([['a', 'b'], [expect.stringContaining('-2.5*'), '0']]);
    expect(judgeFormulaFieldFile(written).faults).toEqual([]);
    const traced = {
      kind: 'social-choice', agents: ['one', 'two'], alternatives: ['A', 'B'], signals: signalsOf('ab'),
      valuations: { kind: 'general', structure: 'nonseparable', range: [0, 5], evaluate: (tf: Tfjs, s: Tensor2D) => {
        const own = tf.exp(s);
        return tf.stack([own, tf.mul(own, own)], 1);
      } },
    } as unknown as SocialChoiceProblem;
    const file = fileOf(traced, lies, 0);
    expect(file.problem).toMatchObject({ traced: true, parts: [{ is: 'exp(a)' }, { is: 'exp(b)' }] });
    const what = /\. Taken as given, not checked: that these formulas are those of a function of tensors in package\.json, sha256 \w+$/;
    expect(judgeFormulaFieldFile(withFunctions(file, 'package.json'))).toMatchObject({ what: expect.stringMatching(what), faults: [] });
  });

  it('say at least where slopes have no bound, and that lies of no length gain nothing', () => {
    const steep = fileOf(problemOf([['sqrt(a)', 'b'], ['b*sqrt(a)', '0']], 'ab'), lies, 0);
    expect([steep.atMost, steep.transfers]).toEqual([undefined, undefined]);
    expect(judgeFormulaFieldFile(steep)).toMatchObject({ what: expect.stringMatching(/continuum at least 0 \(the walk/), faults: [] });
    const useless = fileOf(problemOf([['a', '0'], ['b', '0.5']], 'ab'), lies, 0);
    expect(judgeFormulaFieldFile(useless).faults).toEqual([]);
    const paid = { ...useless, transfers: { ...useless.transfers, lambda: 1 } };
    expect(judgeFormulaFieldFile(paid).faults.join()).toMatch(/a signal she does not care for/);
  });
});

describe('the arithmetic of checks of formulas', () => {
  const sums = new Sums();
  const known = new Map<string, Sum>([['a', sums.signal(0)], ['b', sums.signal(1)], ['long name', sums.signal(2)]]);
  const read = (text: string): Sum => readSum(sums, text, known, 'f');

  it('sees what cancels, and takes slopes', () => {
    const nothing = [
      '(a - b)*(a + b) - a^2 + b^2', '0.1*a + 0.2*a - 0.3*a', 'exp(a)*exp(a) - exp(a)^2', 'max(a, b) - max(b, a)', 'sqrt(4*a) - 2*a^0.5',
      'a/(3*b) - a*b^-1/3', '-min(-a, -b) - max(a, b)', 'pow(a, 2) - a**2', '2^-2 - 0.25', '"long name" - (1 + "long name") + 1',
    ];
    for (const text of nothing) expect(sums.isNothing(read(text)), text).toBe(true);
    for (const text of ['a - b', 'abs(a) - a', 'exp(a) - exp(b)']) expect(sums.isNothing(read(text)), text).toBe(false);
    const slopes = [
      ['a^3*b', '3*a^2*b'], ['exp(a*b)', 'b*exp(a*b)'], ['log(1 + a^2)', '2*a/(1 + a^2)'], ['(a + b)^0.5', '0.5*(a + b)^-0.5'],
      ['a^b', 'b/a*exp(b*log(a))'],
    ] as const;
    for (const [text, slope] of slopes) expect(sums.isNothing(sums.minus(sums.slope(read(text), 0), read(slope))), text).toBe(true);
  });

  it('bounds values and slopes between numbers that contain them', () => {
    const texts = [
      'a*b - a', '(a - 0.5)^2*exp(b)', 'abs(a - b)', 'max(a, 2*b)^3', 'log(1 + a)/(1 + b)', '(a - 0.4)^-2', '(a - b)^3', 'a^0.3',
    ];
    const bounds = new Bounds(texts.map(read), [0, 1]);
    const at = texts.map((text) => new Function('a', 'b', `const { abs, exp, log, max } = Math; return ${text.replaceAll('^', '**')};`));
    for (const [left, right] of [[0, 1], [0.3, 0.31], [0.5, 0.5], [0.6, 0.9]] as const) {
      bounds.face([[0, 1], [0, 1], [0, 1]]);
      bounds.along([[0.1, 0.8], [0.9, -0.7]], left, right, true);
      const points = Array.from({ length: 11 }, (_, n) => left + ((right - left) * n) / 10);
      for (const [r, value] of at.entries()) {
        const values = points.map((x) => value(0.1 + 0.8 * x, 0.9 - 0.7 * x) as number);
        const [steepLow, steepHigh] = bounds.slopeOf(r);
        const rises = values.slice(1).map((v, n) => (right > left ? (v - values[n]!) / (points[n + 1]! - points[n]!) : steepLow));
        for (const v of values) expect(bounds.lowOf(r) <= v && v <= bounds.highOf(r), texts[r]).toBe(true);
        const isWithin = (rise: number): boolean =>
          steepLow - 1e-9 * Math.abs(rise) <= rise && rise <= steepHigh + 1e-9 * Math.abs(rise);
        expect(rises.every(isWithin), texts[r]).toBe(true);
        if (left === right) expect(bounds.highOf(r) - bounds.lowOf(r)).toBeLessThan(1e-11 * (1 + Math.abs(values[0]!)));
      }
    }
  });

  it('encloses walks as they were enclosed, profile by profile, ties that are touched and ties that last included', () => {
    const cases = [
      [['max(a, b)', '0.8'], ['abs(a - 0.9)*z', '0.1*sqrt(b)']], [['exp(a*b) + log(1 + a)', '2*b'], ['1/(1 + z + a)', 'z^2']],
      [['a', 'b'], ['(a - 0.875)^2 - a', '-b']], [['a*b', '0'], ['max(a, 0.9) - a*b', '0.9']],
      [['a^2', 'b', '(a + b)/2'], ['z*b', 'a*z', 'z^2']], [['a', 'a'], ['b', 'b']],
    ];
    const off: string[] = [];
    for (const formulas of cases) {
      const problem = problemOf(formulas);
      const lines = new EnclosedValues(ownExpressions(formulaExpressions(problem), 0, [0, 1]));
      const model = modelOf({
        agents: ['one', 'two'], alternatives: [...problem.alternatives], values: formulas,
        signals: problem.signals.map(({ name, owner }) => ({ name, owner, law: 'uniform(0,1)' })),
      }, 'one');
      for (const walk of [square, lies]) {
        const { gain, range } = gainAlong(model, walk);
        const [least, most] = range(model.box);
        for (const z of [0, 0.5, 0.99]) {
          lines.face([0, 0, z]);
          const [low, high] = lines.gain(walk);
          const point: readonly Ends[] = [[0, 1], [0, 1], [z, z]];
          const [below, above] = gain(point);
          const [wide, wider] = gain([[0, 1], [0, 1], [Math.max(0, z - 1e-4), z + 1e-4]]);
          const holds = [
            below <= high && low <= above, least <= above && below <= most,
            // Halving stops earlier here where draws are many.
            above - below < 3 * (high - low) + 1e-3, wide <= below + 1e-12 && above - 1e-12 <= wider,
          ];
          if (!holds.every(Boolean)) off.push(`${formulas.join()} ${walk.kind} ${z}: ${holds.join()}`);
        }
      }
    }
    expect(off).toEqual([]);
  });

  it('reads what is written of expressions: shared parts by name, names that are no words in quotes', () => {
    const texts = ['exp(a*b)^2 + exp(a*b) - 1e-7', '-a/(1 + abs(b))^0.5', 'max(a, -2*b)*log(2 + a)', '-3'];
    const formulas = [texts.map((text) => text.replaceAll(/\bb\b/g, '"b c"'))];
    const problem = formulaValues({
      agents: ['one'], alternatives: texts.map((_, k) => `k${k}`), formulas,
      signals: ['a', 'b c'].map((name) => ({ owner: 0, name, law: uniform })),
    });
    const [row] = formulaExpressions(problem);
    const { parts, values } = writtenValues([row!], ['a', 'b c']);
    expect(parts).toHaveLength(1);
    const names = new Map([['a', sums.signal(0)], ['b c', sums.signal(1)]]);
    for (const { name, is } of parts) names.set(name, readSum(sums, is, names, name));
    const bounds = new Bounds(values[0]!.map((text) => readSum(sums, text, names, 'v')));
    const tape = new Tape(row!);
    for (const point of [[0.2, 0.9], [1, 0]]) {
      tape.evaluate(point);
      bounds.overBox(point.map((x) => [x, x] as const));
      tape.roots.forEach((place, r) => expect(bounds.lowOf(r)).toBeCloseTo(tape.value[place]!, 12));
    }
  });
});
