/**
 * Writes definitions.json: the fields of a batch/v1 Job and of what its pods are made of, from the package kubernetes-types (Apache-2.0),
 * which is generated from the OpenAPI definitions of the Kubernetes version that its own version names.
 *
 *     npm pack kubernetes-types@1.30.0 && tar xzf kubernetes-types-1.30.0.tgz
 *     node test/library/kubernetes/write-definitions.mjs package
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const [folder] = process.argv.slice(2);
const FILES = ['batch/v1', 'core/v1', 'meta/v1', 'api/resource'];
/** In their order, what is not needed left out: a manifest that has more of them fails the test. */
const KEPT = [
  'Job', 'ObjectMeta', 'JobSpec', 'PodFailurePolicy', 'PodFailurePolicyRule', 'PodFailurePolicyOnExitCodesRequirement', 'PodTemplateSpec',
  'PodSpec', 'Container', 'ResourceRequirements', 'Quantity', 'VolumeMount', 'Volume', 'PersistentVolumeClaimVolumeSource',
];

/** `string`, `Container[]`, `{Quantity}` (a map), `"Job"` (the text itself). */
const textOf = (type) => type.trim().replace(/^Array<(.*)>$/, '$1[]').replace(/^\{ \[name: string\]: (.*); \}$/, '{$1}');

const found = {};
for (const file of FILES) {
  const text = readFileSync(join(folder, `${file}.d.ts`), 'utf8').replace(/\/\*\*?[^]*?\*\//g, '').replace(/\s+/g, ' ');
  for (const [, name, type] of text.matchAll(/export type (\w+) = ([^;]*);/g)) found[name] = textOf(type);
  for (const [, name, body] of text.matchAll(/export interface (\w+) \{((?:[^{}]|\{[^{}]*\})*)\}/g)) {
    found[name] = Object.fromEntries([...body.matchAll(/([\w$]+\??|"[^"]+"\??): ((?:[^;{}]|\{[^{}]*\})*);/g)].map(([, field, type]) =>
      [field.replaceAll('"', ''), textOf(type)]));
  }
}
const { version, license, repository } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const definitions = Object.fromEntries(KEPT.map((name) => [name, found[name]]));
const of = 'OpenAPI definitions of Kubernetes, https://kubernetes.io';
const source = { package: `kubernetes-types ${version}`, repository, license, of };
writeFileSync(new URL('definitions.json', import.meta.url), `${JSON.stringify({ source, definitions }, undefined, 1)}\n`);
