/** The JSON Schemas that are published (draft 2020-12): of files that hold a study or an environment, and of the result document. */
import { z } from 'zod';
import { scenarios } from '../../scenarios/registry.ts';
import { environmentSchema } from '../environment/finite/schema.ts';
import { resultSchema } from '../results/schema.ts';
import { EXCLUSIVE } from '../study/options.ts';
import { rivalsOf, targetsOf } from '../study/parameters.ts';
import { studySchema } from '../study/request.ts';
import type { Scenario } from '../study/scenario.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/** Options that a file must not hold together. */
const rivals = (pairs: readonly (readonly [string, string])[]): JsonSchema[] => pairs.map((pair) => ({ not: { required: pair } }));

/** Properties of the options of a study; of a scenario's parameters where one is given. */
function propertiesOf(scenario: Scenario | undefined): JsonSchema {
  const { properties } = z.toJSONSchema(studySchema(scenario), { io: 'input', unrepresentable: 'any' });
  return properties as JsonSchema;
}

function scenarioBranch(scenario: Scenario, shared: JsonSchema): JsonSchema {
  const own = Object.fromEntries(Object.entries(propertiesOf(scenario)).filter(([name]) => !Object.hasOwn(shared, name)));
  const pairs = Object.keys(scenario.shorthands ?? {})
    .flatMap((name) => rivalsOf(scenario, name).map((rival): [string, string] => [name, rival]));
  const once = pairs.filter(([name, rival], i) =>
    pairs.findIndex(([a, b]) => (a === name && b === rival) || (a === rival && b === name)) === i);
  const described = Object.fromEntries(
    Object.entries(own).map(([name, property]) => [name, { ...(property as JsonSchema), ...defaultOf(scenario, name) }]),
  );
  return {
    if: { properties: { scenario: { const: scenario.name } }, required: ['scenario'] },
    // A keyword of JSON Schema; nothing awaits it.
    // eslint-disable-next-line unicorn/no-thenable
    then: {
      properties: { ...described, ...Object.fromEntries(Object.keys(shared).map((name) => [name, true])) },
      additionalProperties: false,
      ...(once.length > 0 ? { allOf: rivals(once) } : {}),
    },
  };
}

const defaultOf = (scenario: Scenario, name: string): JsonSchema =>
  (Object.hasOwn(scenario.parameters, name) ? { default: scenario.parameters[targetsOf(scenario, name)[0]!]!.default } : {});

/** Of a YAML or JSON file for `misreport run FILE` or `--config FILE`. Parameters of scenario files of one's own are not known to it. */
export function studyJsonSchema(): JsonSchema {
  const keys = {
    $schema: { type: 'string' },
    command: { enum: ['run', 'rate'], description: 'What misreport run does with the file', default: 'run' },
    scenario: {
      type: 'string',
      description: 'A scenario by its name, or the path of a scenario file as seen from this file',
      examples: scenarios.map(({ name }) => name),
    },
  };
  const shared: JsonSchema = { ...keys, ...propertiesOf(undefined) };
  // `no-out: false` beside `out` is no contradiction.
  const excluded = EXCLUSIVE.filter(({ option }) => option !== 'out').map(({ option, beside }) => [option, beside] as const);
  return {
    $schema: DRAFT,
    title: 'A study for misreport',
    type: 'object',
    properties: shared,
    allOf: [...rivals(excluded), ...scenarios.map((scenario) => scenarioBranch(scenario, shared))],
  };
}

/** Of an environment of finite types (docs/finite-types.md). What its cells say is read by their words, which no schema knows. */
export function environmentJsonSchema(): JsonSchema {
  return {
    ...z.toJSONSchema(environmentSchema, { target: 'draft-2020-12', io: 'input', unrepresentable: 'any' }),
    $schema: DRAFT, title: 'An environment of finite types for misreport',
  };
}

/** Of `result.json` and of what `--json` prints. `words`: what an interface of document.ts says of its fields, by their names. */
export function resultJsonSchema(words: (type: string) => Readonly<Record<string, string>>): JsonSchema {
  const { $defs, ...root } = z.toJSONSchema(
    resultSchema, { target: 'draft-2020-12' },
  ) as JsonSchema & { readonly $defs?: Readonly<Record<string, JsonSchema>> };
  const told = (name: string, schema: JsonSchema): JsonSchema => {
    const said = words(name);
    const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>)
      .map(([field, property]) => [field, said[field] === undefined ? property : { ...property, description: said[field] }]);
    return { ...schema, ...(properties.length > 0 ? { properties: Object.fromEntries(properties) } : {}) };
  };
  const definitions = Object.fromEntries(Object.entries($defs ?? {}).map(([name, schema]) => [name, told(name, schema)]));
  return { ...told('ResultDocument', root), $schema: DRAFT, title: 'misreport.result/1', $defs: definitions };
}
