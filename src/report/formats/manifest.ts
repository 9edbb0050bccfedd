/**
 * manifest.json (`misreport.manifest/1`): what made a folder of results and what is in it. Written last, so its presence says
 * that the rest is whole.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, normalize, isAbsolute } from 'node:path';
import type { DeviceDescription } from '../../engine/device.ts';
import type { ResultDocument } from '../../results/document.ts';
import { longTexts } from '../labels.ts';
import type { Format } from './format.ts';
import { formatJson } from './json.ts';

export const MANIFEST_NAME = 'manifest.json';
export const MANIFEST_SCHEMA = 'misreport.manifest/1';

export interface ManifestFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Manifest {
  readonly schema: typeof MANIFEST_SCHEMA;
  readonly command: string;
  readonly scenario: string;
  readonly complete: boolean;
  readonly seed: string;
  readonly configHash: string;
  /** What the hash is of, with short names for long texts. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Short names in tables, figures and reports, with the texts they stand for. */
  readonly names?: Readonly<Record<string, string>>;
  readonly versions: { readonly misreport: string; readonly node: string; readonly platform: string };
  readonly device: DeviceDescription;
  readonly timings: { readonly computeSeconds: number; readonly writtenAt: string };
  readonly files: readonly ManifestFile[];
}

export const describeFile = (path: string, data: string | Uint8Array): ManifestFile => ({
  path,
  bytes: Buffer.byteLength(data),
  sha256: createHash('sha256').update(data).digest('hex'),
});

function createManifest(document: ResultDocument, files: readonly ManifestFile[], writtenAt: Date): Manifest {
  const { command, scenario, complete, seed, configHash, configuration, version, device, seconds } = document;
  const names = longTexts(document);
  const short = new Map(Object.entries(names).map(([name, text]) => [text, name]));
  const named: unknown = JSON.parse(JSON.stringify(configuration), (_, value: unknown) => short.get(value as string) ?? value);
  return {
    schema: MANIFEST_SCHEMA, command, scenario, complete, seed, configHash, configuration: named as Manifest['configuration'], ...(
      Object.keys(names).length > 0 ? { names } : {}
    ),
    versions: { misreport: version, node: process.versions.node, platform: `${process.platform}-${process.arch}` },
    device,
    timings: { computeSeconds: seconds, writtenAt: writtenAt.toISOString() },
    files,
  };
}

export const manifest: Format = {
  name: 'manifest',
  files: ({ document, writtenAt }, before) => [{
    path: MANIFEST_NAME, data: formatJson(createManifest(document, before.map(({ path, data }) => describeFile(path, data)), writtenAt)),
  }],
};

/** Paths that leave the folder are nobody's business, whatever a manifest says. */
const staysInside = (path: string): boolean => !isAbsolute(path) && !normalize(path).split(/[\\/]/).includes('..');

/** The manifest in a folder, if there is one of ours. */
async function readManifest(folder: string): Promise<object | undefined> {
  let read: unknown;
  try {
    read = JSON.parse(await readFile(join(folder, MANIFEST_NAME), 'utf8'));
  } catch {
    return undefined;
  }
  return read !== null && typeof read === 'object' && 'schema' in read && read.schema === MANIFEST_SCHEMA ? read : undefined;
}

/** Whether a folder holds a result of ours that is complete. */
export async function isCompleteResult(folder: string): Promise<boolean> {
  const read = await readManifest(folder);
  return read !== undefined && 'complete' in read && read.complete === true;
}

/** Files that an earlier manifest lists; undefined where there is no manifest of ours. */
export async function readManifestPaths(folder: string): Promise<readonly string[] | undefined> {
  const read = await readManifest(folder);
  if (read === undefined) return undefined;
  const files: unknown[] = 'files' in read && Array.isArray(read.files) ? read.files : [];
  return files.flatMap((file) => {
    const path = file !== null && typeof file === 'object' && 'path' in file ? file.path : undefined;
    return typeof path === 'string' && staysInside(path) ? [path] : [];
  });
}
