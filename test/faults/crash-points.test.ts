/** The process ends before each single operation on the disk while a folder is written: nothing false is left, and nothing is lost. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { nodeFiles, type FileOperations } from '../../src/report/files.ts';
import { prepareOutputFolder } from '../../src/report/folder.ts';
import { place } from '../../src/report/place.ts';
import { describeFirst } from '../support/evidence.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((path) => rmSync(path, { recursive: true, force: true })));
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'misreport-crash-'));
  folders.push(folder);
  return join(folder, 'results', 'study');
};

/** Without waiting for the disk, which no test can pull the plug of. */
const quickFiles: FileOperations = {
  ...nodeFiles, writeDurably: async (path, data) => writeFileSync(path, data, { flag: 'wx' }), syncFolder: async () => undefined,
};

/** Operations up to the `last`-th happen; from then on none does, whatever is tried, as when the process is gone. */
function mortal(last: number, linksWork = true): { readonly files: FileOperations; readonly count: () => number } {
  let done = 0;
  const step = <A extends readonly unknown[], R>(operation: (...values: A) => Promise<R>) => async (...values: A): Promise<R> => {
    if (++done > last) throw new Error('gone');
    return operation(...values);
  };
  return {
    count: () => done,
    files: {
      makeFolder: step(quickFiles.makeFolder), writeDurably: step(quickFiles.writeDurably), rename: step(quickFiles.rename),
      keep: step(linksWork ? quickFiles.keep : async () => false), remove: step(quickFiles.remove),
      removeEmptyFolder: step(quickFiles.removeEmptyFolder), syncFolder: step(quickFiles.syncFolder),
    },
  };
}

const sha256 = (data: string): string => createHash('sha256').update(data).digest('hex');

/** A result of some files, one of them only in this version; its manifest vouches for them all. */
function result(version: string): { readonly path: string; readonly data: string }[] {
  const paths = ['result.json', 'figures/a.svg', `figures/${version}.svg`, 'tables/rows.csv'];
  const files = paths.map((path) => ({ path, data: `${version} ${path}` }));
  const listed = files.map(({ path, data }) => ({ path, bytes: data.length, sha256: sha256(data) }));
  return [...files, { path: 'manifest.json', data: JSON.stringify({ schema: 'misreport.manifest/1', version, files: listed }) }];
}

/** Version of the result that a manifest vouches for, every file of which must be what it says; undefined where none does. */
function vouched(folder: string): string | undefined {
  if (!existsSync(join(folder, 'manifest.json'))) return undefined;
  const { version, files } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    readonly version: string; readonly files: readonly { readonly path: string; readonly sha256: string }[];
  };
  for (const file of files) expect(sha256(readFileSync(join(folder, file.path), 'utf8')), `${version}: ${file.path}`).toBe(file.sha256);
  return version;
}

async function write(folder: string, version: string, files: FileOperations = quickFiles): Promise<void> {
  const { path } = await prepareOutputFolder(folder, files);
  await place(path, result(version), files);
}

const everything = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' });

describeFirst(1, 'ways', [['links', true], ['no links', false]] as const)('with %s', (_, linksWork) => {
  it('a new folder: the rerun writes it, whenever the first was killed', async () => {
    const whole = mortal(Infinity, linksWork);
    await write(newFolder(), 'one', whole.files);
    expect(whole.count()).toBeGreaterThan(20);
    for (let last = 0; last < whole.count(); last++) {
      const folder = newFolder();
      await write(folder, 'one', mortal(last, linksWork).files).catch(() => undefined);
      if (existsSync(folder)) expect([undefined, 'one'], `after ${last}`).toContain(vouched(folder));
      await write(folder, 'one');
      expect(vouched(folder), `after ${last}`).toBe('one');
      expect(everything(folder).filter((name) => name.includes('partial') && !name.includes('probe'))).toEqual([]);
    }
  });

  it('an earlier result: never a mixture, never lost, and foreign files stay', async () => {
    const prepared = async (): Promise<string> => {
      const folder = newFolder();
      await write(folder, 'one');
      writeFileSync(join(folder, 'notes.txt'), 'mine');
      return folder;
    };
    const whole = mortal(Infinity, linksWork);
    await write(await prepared(), 'two', whole.files);
    for (let last = 0; last < whole.count(); last++) {
      const folder = await prepared();
      await write(folder, 'two', mortal(last, linksWork).files).catch(() => undefined);
      expect([undefined, 'one', 'two'], `after ${last}`).toContain(vouched(folder));
      // The next run begins, and is stopped before it has anything: the earlier result, or the whole new one, is there.
      await prepareOutputFolder(folder, quickFiles);
      expect(['one', 'two'], `after ${last}`).toContain(vouched(folder));
      await write(folder, 'three');
      expect(vouched(folder)).toBe('three');
      expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
    }
  });

  it('a recovery that is killed itself is recovered from', async () => {
    const folder = newFolder();
    await write(folder, 'one');
    const half = mortal(Infinity, linksWork);
    await write(folder, 'one', half.files);
    for (let last = 8; last < half.count(); last += 3) {
      await write(folder, 'two', mortal(last, linksWork).files).catch(() => undefined);
      for (let again = 0; again < 6; again++) await prepareOutputFolder(folder, mortal(again, linksWork).files).catch(() => undefined);
      await prepareOutputFolder(folder, quickFiles);
      expect(['one', 'two']).toContain(vouched(folder));
      await write(folder, 'one');
    }
  });
});
