/**
 * The manifests against batch/v1 Job: fields, types and what is required by Kubernetes' own definitions (kubernetes/definitions.json), and
 * what its API server asks of values together (the words of these definitions, and pkg/apis/batch/validation of Kubernetes).
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { kubernetes, type Submission } from '../../src/library/engines.ts';

type Definition = string | Readonly<Record<string, string>>;
const { source, definitions } = JSON.parse(readFileSync(new URL('kubernetes/definitions.json', import.meta.url), 'utf8')) as {
  readonly source: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, Definition>>;
};

/** What is wrong with the value, and where; a field that the type does not have is a fault, as to a server that validates strictly. */
function faults(type: string, value: unknown, at: string): string[] {
  if (type.endsWith('[]')) {
    return Array.isArray(value) ? value.flatMap((part, k) => faults(type.slice(0, -2), part, `${at}[${k}]`)) : [`${at}: must be a list`];
  }
  if (type.startsWith('{')) {
    return Object.entries(value as object).flatMap(([key, part]) => faults(type.slice(1, -1), part, `${at}.${key}`));
  }
  if (type.startsWith('"')) return JSON.stringify(value) === type ? [] : [`${at}: must be ${type}`];
  if (['string', 'number', 'boolean'].includes(type)) return typeof value === type ? [] : [`${at}: must be a ${type}`];
  const definition = definitions[type];
  if (definition === undefined) return [`${at}: nothing is known of ${type}; add it to write-definitions.mjs`];
  if (typeof definition === 'string') return faults(definition, value, at);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [`${at}: must be an object`];
  const given = value as Readonly<Record<string, unknown>>;
  return [
    ...Object.keys(definition).filter((field) => !field.endsWith('?') && !(field in given)).map((field) => `${at}: lacks ${field}`),
    ...Object.entries(given).flatMap(([field, part]) => {
      const own = definition[field] ?? definition[`${field}?`];
      return own === undefined ? [`${at}: has no field ${field}`] : faults(own, part, `${at}.${field}`);
    }),
  ];
}

interface Job {
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<'completions' | 'parallelism' | 'backoffLimit' | 'backoffLimitPerIndex' | 'maxFailedIndexes'
    | 'activeDeadlineSeconds', number | undefined>> & {
      readonly completionMode?: string;
      readonly podFailurePolicy?: {
        readonly rules: readonly {
          readonly action: string;
          readonly onExitCodes: { readonly operator: string; readonly values: readonly number[] };
        }[];
      };
      readonly template: {
        readonly spec: {
          readonly restartPolicy: string;
          readonly containers: readonly {
            readonly name: string;
            readonly image: string;
            readonly resources: { readonly requests: Readonly<Record<string, string>> };
            readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
          }[];
          readonly volumes: readonly { readonly name: string }[];
        };
      };
    };
}

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const QUANTITY = /^\d+(m|Ki|Mi|Gi)?$/;

function asksTooMuch({ metadata, spec }: Job): string[] {
  const { completions = 0, parallelism = 1, backoffLimitPerIndex, maxFailedIndexes, completionMode, template: { spec: pod } } = spec;
  const isIndexed = completionMode === 'Indexed';
  const numbers = [
    spec.completions, spec.parallelism, spec.backoffLimit, backoffLimitPerIndex, maxFailedIndexes, spec.activeDeadlineSeconds,
  ];
  const rules = spec.podFailurePolicy?.rules ?? [];
  const parts = pod.containers.flatMap(({ volumeMounts }) => volumeMounts);
  const wrong: Readonly<Record<string, boolean>> = {
    'a name that is no DNS label': ![metadata, ...pod.containers, ...pod.volumes].every(({ name }) => LABEL.test(name)),
    'no int32 from 0 on': !numbers.every((n = 0) => Number.isInteger(n) && n >= 0 && n < 2 ** 31),
    'completionMode': completionMode !== undefined && !['Indexed', 'NonIndexed'].includes(completionMode),
    'Indexed without completions': isIndexed && spec.completions === undefined,
    'parallelism of more than 10^5, or of more than 10^4 for more than 10^5 completions':
      isIndexed && parallelism > (completions > 1e5 ? 1e4 : 1e5),
    'backoffLimitPerIndex without Indexed': backoffLimitPerIndex !== undefined && !isIndexed,
    'maxFailedIndexes without backoffLimitPerIndex': maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined,
    'maxFailedIndexes beyond completions, 10^5, or 10^4 for more than 10^5': maxFailedIndexes !== undefined
      && maxFailedIndexes > Math.min(completions, completions > 1e5 ? 1e4 : 1e5),
    'a deadline of nothing': spec.activeDeadlineSeconds === 0,
    'a failure policy without Never': rules.length > 0 && pod.restartPolicy !== 'Never',
    'restartPolicy': !['Never', 'OnFailure'].includes(pod.restartPolicy),
    'more than 20 rules': rules.length > 20,
    'exit codes out of order, repeated, or 0 with In': !rules.every(({ action, onExitCodes: { operator, values } }) =>
      ['Ignore', 'FailJob', 'FailIndex', 'Count'].includes(action) && ['In', 'NotIn'].includes(operator) && values.length >= 1
      && values.length <= 255 && values.every((code, k) => code > (values[k - 1] ?? (operator === 'In' ? 0 : -1)))),
    'no container, or one without image': pod.containers.length === 0 || pod.containers.some(({ image }) => image === ''),
    'a quantity': !pod.containers.every(({ resources }) => Object.values(resources.requests).every((text) => QUANTITY.test(text))),
    'a mount of no volume, or with a colon': !parts.every(({ name, mountPath }) =>
      pod.volumes.some((volume) => volume.name === name) && !mountPath.includes(':')),
  };
  return Object.keys(wrong).filter((name) => wrong[name]);
}

const submission: Submission = {
  plan: '/shared/plan', shards: 12, missing: [0], program: ['misreport'], cores: 3, arrayMax: 5, image: 'me/misreport', volume: 'shared',
};

it.each([1, 12, 50_000, 100_000, 1_000_000])('%i shards: both manifests are Jobs as batch/v1 has them', (shards) => {
  expect(source).toMatchObject({ package: 'kubernetes-types 1.30.0', license: 'Apache-2.0' });
  for (const more of [{}, { memoryMebibytes: 512, minutes: 10, atOnce: 3 }, { atOnce: 1e6 }]) {
    const { files } = kubernetes({ ...submission, shards, ...more });
    expect(files.map(({ name }) => name)).toEqual(['shards.json', 'merge.json']);
    for (const { name, text } of files) {
      expect(faults('Job', JSON.parse(text), name)).toEqual([]);
      expect(asksTooMuch(JSON.parse(text) as Job), name).toEqual([]);
    }
  }
});

it('what is no Job is noticed', () => {
  const text = kubernetes(submission).files[0]!.text;
  const changed = (from: string, to: string): unknown => JSON.parse(text.replace(from, to));
  expect(faults('Job', changed('"completionMode"', '"completionsMode"'), 'job')).toEqual(['job.spec: has no field completionsMode']);
  expect(faults('Job', changed('"batch/v1"', '"batch/v2"'), 'job')).toEqual(['job.apiVersion: must be "batch/v1"']);
  expect(faults('Job', changed('"cpu": "3"', '"cpu": 3'), 'job').join()).toContain('requests.cpu: must be a string');
  expect(faults('Job', changed('"claimName"', '"readOnly": true, "claim"'), 'job').join()).toContain('lacks claimName');
  expect(asksTooMuch(changed('"completions": 12', '"completions": 3') as Job).join()).toContain('maxFailedIndexes beyond completions');
  expect(asksTooMuch(changed('"mountPath": "/shared/plan"', '"mountPath": "a:b"') as Job).join()).toContain('with a colon');
});
