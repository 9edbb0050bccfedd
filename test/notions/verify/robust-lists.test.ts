/** Certificates of radii over types in lists: accepted as written, refused once an entry is altered visibly. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { listedRobustFile } from '../../../src/kinds/robust/listed-proof.ts';
import { SETS } from '../../../src/kinds/robust/metrics.ts';
import { BALL_METRICS } from '../../../src/kinds/robust/study-point.ts';
import { listedRule } from '../../../src/notions/robust/listed-rule.ts';
import { listedRadii } from '../../../src/notions/robust/listed-rule-in-ball.ts';
import { judgeRobustListsFile } from '../../../src/notions/verify/robust-lists.ts';
import { listedProblem } from '../../oracles/listed-problem.ts';

interface File {
  readonly problem: { readonly signals: { readonly law: string }[] };
  readonly atLeast: number;
  readonly atMost: number;
  readonly types: number[][];
  readonly utilities?: number[][];
  readonly broken?: { readonly cycle: { readonly type: number; readonly report: number }[];
    readonly moved: { readonly from: number; readonly to: number; readonly mass: number }[]; };
}
const faults = (file: unknown): string => judgeRobustListsFile(file).faults.join();

function filesOf(seed: number): Map<string, File> {
  const problem = listedProblem(seed);
  const rule = listedRule(problem, 0);
  return new Map(BALL_METRICS.flatMap((metric) => (['robustRadius', 'monotonicityRadius'] as const).map((quantity) =>
    [`${metric} ${quantity}`, JSON.parse(JSON.stringify(listedRobustFile(
      { problem, agent: 0, rule, radii: listedRadii(rule, SETS[metric].metric) }, metric, quantity, {},
    ))) as File] as const)));
}

describe('certificates of radii over lists', () => {
  it('are accepted by every metric, and refused once ends, laws, utilities, cycles or beliefs are others', () => {
    let inner = 0;
    // The first has all beliefs, others some, and some none.
    for (const seed of [1, 87, 96, 145, 3, 5]) {
      for (const [name, file] of filesOf(seed)) {
        expect(faults(file), `${seed} ${name}`).toBe('');
        const { atLeast, atMost, broken, utilities } = file;
        expect(faults({ ...file, atLeast: atMost + 0.01, atMost: atMost + 0.01 }), `${seed} ${name}`).not.toBe('');
        if (!broken || atMost === 0) continue;
        inner++;
        const altered: object[] = [
          { atMost: atMost - 0.01 }, { broken: undefined }, { atLeast: atMost + 1e-3, atMost: atMost + 1e-3 },
          { broken: { ...broken, cycle: broken.cycle.map(({ type }) => ({ type, report: type })) } },
          { broken: { ...broken, moved: broken.moved.map((one) => ({ ...one, to: one.from })) } },
          { broken: { ...broken, moved: broken.moved.slice(1) } },
        ];
        if (utilities && atLeast > 0) altered.push({ utilities: utilities.map((row) => row.map(() => 0)) });
        for (const change of altered) expect(faults({ ...file, ...change }), `${name} ${JSON.stringify(change).slice(0, 80)}`).not.toBe('');
        const laws = (law: string) =>
          ({ problem: { ...file.problem, signals: file.problem.signals.map((one, d) => (d === 1 ? { ...one, law } : one)) } });
        expect(faults({ ...file, ...laws('discrete(-1:0.2,0.3:0.3,0.65:0.3,2:0.2)') })).not.toBe('');
        const shorter = { types: file.types.slice(1) };
        for (const cut of [laws('uniform(0,1)'), laws('discrete(0:0.5,1:0.5)'), { agent: '3' }, shorter, { more: 1 }]) {
          expect(() => faults({ ...file, ...cut }), JSON.stringify(cut).slice(0, 80)).toThrow(InputError);
        }
      }
    }
    expect(inner).toBeGreaterThan(7);
  });

  it('go through parts of the ball, all of them, and what each says', () => {
    type Tree = Record<string, unknown>;
    const file = filesOf(87).get('total-variation robustRadius')! as File & { readonly parts: Tree[] };
    const at = file.parts.findIndex((tree) => 'cut' in tree && !('to' in tree));
    expect(at).toBeGreaterThanOrEqual(0);
    const tree = file.parts[at]!;
    const changed = (as: unknown) => ({ ...file, parts: file.parts.map((one, z) => (z === at ? as : one)) });
    expect(faults(changed(tree))).toBe('');
    // A part that is left out, or said to be empty; utilities that are all the same.
    const flat = { utilities: file.types.map(() => 0) };
    for (const other of [{ empty: true }, flat, { ...tree, none: { empty: true } }, { ...tree, none: flat, all: flat, some: flat }]) {
      expect(faults(changed(other)), JSON.stringify(other).slice(0, 60)).toMatch(/beliefs move to profile/);
    }
    const { none, all } = tree;
    for (const other of [
      { cut: tree.cut, none, all }, { ...tree, cut: 99 }, { ...tree, cut: undefined }, { ...tree, none: tree }, 7, null, { utilities: [1] },
      { cut: tree.cut, to: tree.cut, there: none, elsewhere: all },
    ]) expect(() => faults(changed(other)), JSON.stringify(other)?.slice(0, 60)).toThrow(/^parts\.\d: is no tree of parts/);
    expect(() => faults({ ...file, parts: file.parts.slice(1) })).toThrow(/^parts: must be 4/);
    let deep: unknown = flat;
    for (let n = 0; n < 500; n++) deep = { cut: 0, none: deep, all: deep, some: deep };
    expect(() => faults(changed(deep))).toThrow(/is no tree of parts/);
  });
});
