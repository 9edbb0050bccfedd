/** What users' JSON is refused for, in one line. */
import { expect, it } from 'vitest';
import { parseUserJson } from '../../src/input/user-json.ts';

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

it('is read where it is JSON, brackets in texts not counted', () => {
  expect(parseUserJson('{"a": [1, "[[\\"{"]}')).toEqual({ a: [1, '[["{'] });
  expect(parseUserJson(nested(1000))).toBeInstanceOf(Array);
  expect(parseUserJson(`[${Array.from({ length: 2000 }, () => '{"a": []}').join()}]`)).toHaveLength(2000);
});

it('is refused where it is none, or nested so deep that looking into it would fill the stack', () => {
  expect(() => parseUserJson('{"a": }')).toThrow(/^Unexpected token[^\n]*$/);
  for (const text of [nested(1001), nested(200_000), `{"a":${'{"b":['.repeat(800)}1${']}'.repeat(800)}}`]) {
    expect(() => parseUserJson(text)).toThrow(/^nested more than 1000 deep$/);
  }
});
