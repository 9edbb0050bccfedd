import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dotted, examine, readAs } from '../../src/input/check.ts';
import { parseEnvironment } from '../../src/environment/finite/parse.ts';
import { judgeProof } from '../../src/cli/judge.ts';

const told = (schema: z.ZodType, value: unknown): string[] =>
  examine(schema, value).problems.map(({ path, problem }) => `${dotted(path)}: ${problem}`);

describe('what a schema says of a value', () => {
  it('is said in words of this program, with what was found', () => {
    const shape = z.strictObject({
      a: z.string(), b: z.number().int().min(1).max(64), c: z.enum(['x', 'y']), d: z.array(z.string()).min(2), e: z.literal('one'),
      f: z.union([z.string(), z.array(z.number())]), g: z.record(z.string().regex(/^[a-z]+$/, 'has bad letters'), z.unknown()),
      h: z.boolean(), i: z.number(),
    });
    expect(told(shape, { a: 3, b: 65, c: 'z', d: ['x'], e: 2, f: { k: 1 }, g: { A: 1 }, h: 'yes', i: NaN })).toEqual([
      "a: must be a text, got '3'", "b: must be at most 64, got '65'", "c: must be one of x, y, got 'z'",
      `d: must have at least 2 entries, got '["x"]'`, "e: must be one, got '2'", `f: must be a text or a list, got '{"k":1}'`,
      'g.A: has bad letters', "h: must be true or false, got 'yes'", "i: must be a number, got 'NaN'",
    ]);
  });

  it('says that a key is missing, whatever was to stand there', () => {
    const shape = z.strictObject({
      a: z.string(), b: z.unknown().transform(String), c: z.enum(['x', 'y']), d: z.custom((v) => typeof v === 'string', 'must be a text'),
    });
    expect(told(shape, {})).toEqual(
      ['a: is missing', 'b: is missing', 'c: is missing; it must be one of x, y', 'd: must be a text, got nothing'],
    );
  });

  it('of a union is about the member whose kind the value has', () => {
    const shape = z.union([z.string(), z.strictObject({ a: z.strictObject({ b: z.number() }) })]);
    expect(told(shape, { a: { b: 'x' } })).toEqual(["a.b: must be a number, got 'x'"]);
    const choice = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('x') }), z.strictObject({ kind: z.literal('y') })]);
    expect(told(choice, { kind: 'q' })).toEqual(["kind: must be one of x, y, got 'q'"]);
  });

  it('leaves words of a schema as they are where they tell the value', () => {
    expect(told(z.custom(() => false, 'must be a law, got nothing good'), 1)).toEqual([': must be a law, got nothing good']);
    expect(told(z.custom(() => false, 'needs two of them'), 1)).toEqual([': needs two of them']);
  });

  it('does not pass over a key __proto__, at any depth', () => {
    const value = JSON.parse('{"a": [{"b": {"__proto__": {"c": 1}}}]}') as unknown;
    expect(() => readAs(z.record(z.string(), z.unknown()), value)).toThrow('a[0].b.__proto__: is no name that anything can have');
  });
});

describe('names that objects of this language have already', () => {
  const environment = {
    finite: 1, agents: { one: ['t', 'u'], two: ['l', 'h'] }, outcomes: ['none', 'o', 'constructor'],
    payoffs: { one: { o: [[1, 2], [3, 4]] }, two: { o: [[1, 2], [3, 4]] } }, prior: 'uniform',
  };

  it('are missing where a file does not give them', () => {
    expect(() => parseEnvironment(environment)).toThrow('one, constructor: payoffs are missing');
    const auction = { bidders: ['toString', 'b'], values: { b: [1, 2] } };
    expect(() => parseEnvironment({ finite: 1, auction, prior: 'uniform' })).toThrow('auction, values: values of toString are missing');
  });

  it('are refused where no table can have them as keys', () => {
    expect(() => parseEnvironment({ ...environment, outcomes: ['none', '__proto__'] })).toThrow('outcomes, 1: is no name for anything');
  });
});

describe('a proof file of no known schema', () => {
  it('is told with the schema that it has', () => {
    expect(() => judgeProof({ schema: 'misreport.result/1' })).toThrow("got 'misreport.result/1'");
    expect(() => judgeProof([])).toThrow('got nothing');
  });
});
