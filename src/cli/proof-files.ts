/** Certificates in a folder, which `misreport verify` reads. It is one run's until that ends: of two, each would overwrite some files. */
import { renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { InputError, OutputError } from '../errors.ts';
import { hashesBehind } from '../library/floating-point.ts';
import { failureReason, nodeFiles } from '../report/files.ts';
import type { ProofOf } from '../run/run.ts';
import { claim, CLAIM_NAME, heldWords } from '../report/holder.ts';

export interface ProofFile {
  readonly name: string;
  readonly file: Readonly<Record<string, unknown>>;
  readonly latex?: string;
  readonly markdown?: string;
}

export const PROOF_FORMATS = ['latex', 'markdown'] as const;
/** What people read beside the file that `misreport verify` reads. */
export type ProofFormat = (typeof PROOF_FORMATS)[number];

/** Those of a study, and why others are not there. */
export interface Proofs {
  readonly files: (ProofFile & { readonly of: ProofOf })[];
  readonly missing: { readonly name: string; readonly why: string; readonly of: ProofOf }[];
}

export interface ProofsFolder {
  readonly path: string;
  /** Lets others have it, and removes what was made for it, as far as it is empty. */
  leave(): void;
}

/** From `path` up to what was made first; stops where something lies in a folder. */
function removeEmpty(path: string, created: string | undefined): void {
  if (created === undefined) return;
  try {
    for (let at = resolve(path); ; at = dirname(at)) {
      rmdirSync(at);
      if (at === created || at === dirname(at)) return;
    }
  } catch {
    // Not empty, or not ours to remove.
  }
}

/** The folder, made and claimed by a file before anything is computed. Throws InputError naming `--proofs`. */
export async function proofsFolder(folder: string): Promise<ProofsFolder> {
  let created: string | undefined;
  try {
    created = await nodeFiles.makeFolder(resolve(folder));
    const claimed = await claim(resolve(folder, CLAIM_NAME), nodeFiles);
    if (typeof claimed !== 'function') throw new InputError('--proofs', heldWords(folder, claimed));
    return {
      path: folder,
      leave() {
        claimed();
        removeEmpty(folder, created);
      },
    };
  } catch (error) {
    removeEmpty(folder, created);
    if (error instanceof InputError) throw error;
    throw new InputError('--proofs', `${folder} cannot be written to: ${failureReason(error)}; give a folder, new or not`);
  }
}

interface Tabulated {
  readonly tabulated?: unknown;
  readonly problem?: { readonly traced?: unknown; readonly signals?: readonly { readonly tabulated?: unknown }[] };
}

/** With the files of the functions whose values it takes as given, where it does and they are known. */
export function withFunctions(file: ProofFile['file'], scenarioFile: string | undefined): ProofFile['file'] {
  const { tabulated, problem } = file as Tabulated;
  const marks = [tabulated, problem?.traced, ...problem?.signals?.map((signal) => signal.tabulated) ?? []];
  const isOwn = marks.some((mark) => mark !== undefined);
  return isOwn && scenarioFile !== undefined ? { ...file, functions: hashesBehind(scenarioFile) } : file;
}

/** All written aside and then renamed, so that a file is whole or not there, and none is where there is no room for all. */
function writeWhole(files: readonly (readonly [path: string, text: string])[]): void {
  try {
    for (const [path, text] of files) writeFileSync(`${path}.part`, text);
    for (const [path] of files) renameSync(`${path}.part`, path);
  } catch (error) {
    // What cannot be removed was not written here.
    for (const [path] of files) try { rmSync(`${path}.part`, { force: true }); } catch {}
    throw error;
  }
}

/** One file each and its text in the formats; of several of one name the later ones are numbered. Throws OutputError. */
export function writeProofs(folder: string, proofs: readonly ProofFile[], formats: readonly ProofFormat[] = ['latex']): void {
  const seen = new Map<string, number>();
  const files = proofs.flatMap(({ name, file, latex, markdown }): (readonly [string, string])[] => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const base = join(folder, count === 1 ? name : `${name}-${count}`);
    return [
      [`${base}.json`, `${JSON.stringify(file, undefined, 2)}\n`],
      ...(latex && formats.includes('latex') ? [[`${base}.tex`, `${latex}\n`] as const] : []),
      ...(markdown && formats.includes('markdown') ? [[`${base}.md`, `${markdown}\n`] as const] : []),
    ];
  });
  try {
    writeWhole(files);
  } catch (error) {
    throw new OutputError(`--proofs: ${folder} cannot be written to: ${failureReason(error)}`);
  }
}
