/** The schemas that are published: true to what validates, and to the results that there are. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { scenarios } from '../../scenarios/registry.ts';
import { docWords } from '../../src/library/doc-words.ts';
import { environmentJsonSchema, resultJsonSchema, studyJsonSchema } from '../../src/library/json-schema.ts';
import { resultSchema } from '../../src/results/schema.ts';
import { givenAs } from '../../src/study/given.ts';
import { STUDY_KEYS, STUDY_OPTIONS } from '../../src/study/options.ts';
import { readRequest } from '../../src/study/request.ts';

const root = join(import.meta.dirname, '..', '..');
const published = (name: string): unknown => JSON.parse(readFileSync(join(root, 'schemas', name), 'utf8'));
const words = docWords(['document.ts', 'witness.ts'].map((name) => readFileSync(join(root, 'src', 'results', name), 'utf8')).join('\n'));

test('schemas/*.json are what npm run schemas writes', () => {
  expect(published('study.json')).toEqual(JSON.parse(JSON.stringify(studyJsonSchema())));
  expect(published('environment.json')).toEqual(JSON.parse(JSON.stringify(environmentJsonSchema())));
  expect(published('result.json')).toEqual(JSON.parse(JSON.stringify(resultJsonSchema((type) => words.get(type) ?? {}))));
});

describe('the result document', () => {
  const goldens = readdirSync(join(root, 'test', 'golden')).filter((name) => name.endsWith('.json'));
  const documents = goldens.flatMap((name) => {
    const content = JSON.parse(readFileSync(join(root, 'test', 'golden', name), 'utf8')) as Record<string, unknown>;
    return 'estimates' in content ? [[name, content] as const] : [];
  });
  const { estimates: rows, verdicts: sentences } = resultSchema.shape;

  test.each(documents)('rows of %s fit it', (_, { estimates, verdicts = [] }) => {
    expect(rows.safeParse(estimates).error?.issues.slice(0, 3)).toBeUndefined();
    expect(sentences.safeParse(verdicts).error?.issues.slice(0, 3)).toBeUndefined();
  });

  test('says in words what its fields are', () => {
    const { $defs, properties } = resultJsonSchema((type) => words.get(type) ?? {}) as {
      $defs: Record<string, { properties?: Record<string, { description?: string }> }>;
      properties: Record<string, { description?: string }>;
    };
    expect($defs.Estimate!.properties!.confidence!.description).toBe(
      "In (0, 1): each row's interval on its own; rows are not simultaneous."
    );
    expect($defs.Verdict!.properties!.holds!.description).toMatch(/certified/);
    expect(properties.source!.description).toBe('Where the mechanism comes from.');
  });

  test('has no field but its own', () => {
    const { error } = resultSchema.safeParse({ schema: 'misreport.result/1', extra: 1 });
    expect(error?.issues.some(({ code }) => code === 'unrecognized_keys')).toBe(true);
  });
});

describe('a file that holds a study', () => {
  const schema = studyJsonSchema() as {
    properties: Record<string, unknown>;
    allOf: readonly {
      if?: { properties: { scenario: { const: string } } };
      then?: { properties: Record<string, { default?: unknown }> }
    }[];
  };
  const branchOf = (name: string) => schema.allOf.find((branch) => branch.if?.properties.scenario.const === name)!.then!.properties;

  test('has every option but those of the command line alone', () => {
    const options = STUDY_OPTIONS.filter(({ commandLineOnly }) => commandLineOnly !== true).map(({ name }) => name);
    expect(Object.keys(schema.properties)).toEqual(['$schema', ...STUDY_KEYS, ...options]);
  });

  test.each(
    scenarios.map((scenario) => [scenario.name, scenario] as const)
  )('%s: every parameter, whose default is accepted', (name, scenario) => {
    const branch = branchOf(name);
    for (const [flag, { default: fallback }] of Object.entries(scenario.parameters)) {
      expect(branch[flag]).toMatchObject({ default: fallback });
      expect(z.fromJSONSchema(branch[flag] as Parameters<typeof z.fromJSONSchema>[0]).safeParse(fallback).success).toBe(true);
      expect(() => readRequest('run', scenario, givenAs([[flag, fallback]]), (option) => option)).not.toThrow();
    }
    for (const flag of Object.keys(scenario.shorthands ?? {})) expect(branch).toHaveProperty(flag);
  });

  test('refuses values that the program refuses', () => {
    const kappa = z.fromJSONSchema(branchOf('double-auction').kappa as Parameters<typeof z.fromJSONSchema>[0]);
    for (const value of [0.5, [0, 1], '0,0.5,1']) expect(kappa.safeParse(value).success).toBe(true);
    for (const value of [2, -0.1, true, [], [2], { a: 1 }]) expect(kappa.safeParse(value).success).toBe(false);
  });
});
