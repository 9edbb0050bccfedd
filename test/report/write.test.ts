import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError, OutputError } from '../../src/errors.ts';
import { nodeFiles, type FileOperations } from '../../src/report/files.ts';
import { discardOutputFolder, prepareOutputFolder, writeResults } from '../../src/report/write.ts';
import type { ResultDocument } from '../../src/results/document.ts';
import { rateDocument, runDocument } from './fixtures.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'misreport-write-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** With one figure each: what is at stake are files. */
const small = (): ResultDocument =>
  ({ ...rateDocument(), fits: [], estimates: rateDocument().estimates.filter(({ quantity }) => quantity === 'epsilonLic') });
const smallRun = (): ResultDocument => ({ ...runDocument(), surfaces: [], curves: runDocument().curves.slice(0, 1) });

/** With pictures of few pixels, which take longer than all the rest. */
const write: typeof writeResults = (folder, document, options = {}) => writeResults(folder, document, { look: { dpi: 50 }, ...options });

/** Every file below a folder, relative and sorted. */
async function tree(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}

const snapshot = async (folder: string): Promise<Record<string, string>> =>
  Object.fromEntries(await Promise.all((await tree(folder)).map(async (path) => [
    path, createHash('sha256').update(await readFile(join(folder, path))).digest('hex'),
  ] as const)));

const systemError = (code: string): Error => Object.assign(new Error(`${code}: simulated\nsecond line`), { code });

/** The real operations, but the n-th call of one of them fails. */
function failing(operation: 'writeDurably' | 'rename', nth: number, code: string): FileOperations {
  let calls = 0;
  const maybeFail = async (): Promise<void> => {
    if (++calls === nth) throw systemError(code);
  };
  return {
    ...nodeFiles,
    async writeDurably(path, data) {
      if (operation === 'writeDurably' && !path.includes('probe')) await maybeFail();
      await nodeFiles.writeDurably(path, data);
    },
    async rename(from, to) {
      // Putting things back is what the code under test does after the failure.
      if (operation === 'rename' && !from.includes('-earlier-')) await maybeFail();
      await nodeFiles.rename(from, to);
    },
  };
}

describe('prepareOutputFolder', () => {
  it.runIf(process.platform === 'linux')('ends where a file system makes no folders', async () => {
    await expect(prepareOutputFolder('/proc/misreport/x')).rejects.toThrow(/^out: .* cannot be created/);
  });

  it('creates missing folders and takes them back when nothing was written', async () => {
    const folder = await prepareOutputFolder(join(root, 'a', 'b'));
    expect((await stat(folder.path)).isDirectory()).toBe(true);
    await discardOutputFolder(folder);
    expect(await readdir(root)).toEqual([]);
  });

  it('accepts an empty folder and leaves it there', async () => {
    await discardOutputFolder(await prepareOutputFolder(root));
    expect((await stat(root)).isDirectory()).toBe(true);
  });

  it('refuses a file, naming the field and what is accepted', async () => {
    await writeFile(join(root, 'file'), '');
    const attempt = prepareOutputFolder(join(root, 'file'));
    await expect(attempt).rejects.toThrow(InputError);
    await expect(attempt).rejects.toThrow(
      /^out: .*file is a file, not a folder; accepted are a new folder, an empty one, or one with an earlier misreport result \(/
    );
  });

  it('refuses a path through a file', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(prepareOutputFolder(join(root, 'file', 'inner'))).rejects.toThrow(/a part of the path is a file/);
  });

  it("refuses a folder with somebody's files and touches none", async () => {
    await writeFile(join(root, 'thesis.tex'), 'years');
    await expect(prepareOutputFolder(root)).rejects.toThrow(/holds other files, e\.g\. thesis\.tex/);
    expect(await tree(root)).toEqual(['thesis.tex']);
  });

  it('refuses a foreign manifest.json', async () => {
    await writeFile(join(root, 'manifest.json'), '{"name": "web app"}');
    await expect(prepareOutputFolder(root)).rejects.toThrow(InputError);
  });

  it('accepts leftovers of a killed run', async () => {
    await writeFile(join(root, '.misreport-partial-17-result.json'), 'half');
    await write(await prepareOutputFolder(root), small());
    expect((await tree(root)).filter((path) => path.includes('partial'))).toEqual([]);
  });

  it('refuses an empty name', () => expect(prepareOutputFolder(' ')).rejects.toThrow(/^out: the name is empty/));

  it('refuses a folder that cannot be written to, and removes it where it had just been created', async () => {
    const readOnly: FileOperations = { ...nodeFiles, writeDurably: async () => { throw systemError('EROFS'); } };
    await expect(prepareOutputFolder(join(root, 'new'), readOnly)).rejects.toThrow(
      /^out: .*new is not writable: the file system is read-only \(EROFS\)/
    );
    expect(await readdir(root)).toEqual([]);
  });

  it.skipIf(
    process.getuid?.() === 0 || process.platform === 'win32'
  )('refuses a folder without write permission (skipped for root, whom permissions do not stop)', async () => {
    await chmod(root, 0o500);
    await expect(prepareOutputFolder(root)).rejects.toThrow(/not writable: permission denied/);
    await chmod(root, 0o700);
  });
});

describe('writeResults', () => {
  it('writes every file, and a manifest that describes them', async () => {
    const written = await writeResults(
      await prepareOutputFolder(join(root, 'out')), runDocument(), { log: [{ stage: 'pilot', share: 0.5 }, { value: Number.NaN }] }
    );
    const folder = join(root, 'out');
    expect([...written].sort()).toEqual(await tree(folder));
    expect(written.at(-1)).toBe('manifest.json');
    expect(written).toEqual(expect.arrayContaining([
      'result.json', 'estimates.csv', 'curves.csv', 'surfaces.csv', 'log.jsonl', 'report.html', 'figures/gain-sellers.svg',
      'figures/utility.png', 'figures/utility.vl.json',
    ]));
    const manifest = JSON.parse(await readFile(
      join(folder, 'manifest.json'), 'utf8'
    )) as { files: { path: string; sha256: string; bytes: number }[] } & Record<string, unknown>;
    expect(manifest).toMatchObject({
      schema: 'misreport.manifest/1', seed: 'misreport', complete: true, versions: { misreport: '0.1.0', node: process.versions.node },
      device: { name: 'cpu', workers: 2 },
    });
    const found = await snapshot(folder);
    for (const { path, sha256, bytes } of manifest.files) {
      expect(found[path]).toBe(sha256);
      expect((await stat(join(folder, path))).size).toBe(bytes);
    }
    expect(manifest.files.map(({ path }) => path)).toEqual(written.slice(0, -1));
    expect((await readFile(join(folder, 'log.jsonl'), 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line) as unknown)).toEqual([
      { stage: 'pilot', share: 0.5 }, { value: 'NaN' },
    ]);
    expect(JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'))).toEqual(runDocument());
  });

  it('replaces an earlier result, removes its stale files and nothing else', async () => {
    await write(root, smallRun());
    await writeFile(join(root, 'notes.txt'), 'mine');
    await writeFile(join(root, 'figures', 'mine.png'), 'mine');
    const written = await write(root, small());
    expect(await tree(root)).toEqual([...written, 'notes.txt', 'figures/mine.png'].sort());
    expect(written).not.toContain('curves.csv');
  });

  it('removes nothing outside the folder, whatever the earlier manifest says', async () => {
    await writeFile(join(root, 'precious'), 'keep');
    await mkdir(join(root, 'out'));
    await writeFile(join(root, 'out', 'manifest.json'), JSON.stringify({
      schema: 'misreport.manifest/1',
      files: [{ path: '../precious' }, { path: join(root, 'precious') }, { path: 'figures/../../precious' }],
    }));
    await write(join(root, 'out'), small());
    expect(await readFile(join(root, 'precious'), 'utf8')).toBe('keep');
  });

  it('writes nothing where a number is not finite', async () => {
    const document = small();
    await expect(write(root, { ...document, seconds: Number.NaN })).rejects.toThrow('seconds is NaN');
    expect(await readdir(root)).toEqual([]);
  });

  for (const nth of [1, 4, 11]) {
    it(`leaves a new folder empty when the disk is full at write ${nth}`, async () => {
      const folder = await prepareOutputFolder(join(root, 'out'));
      const error = await write(
        folder, small(), { files: failing('writeDurably', nth, 'ENOSPC') }
      ).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(OutputError);
      expect((error as Error).message).toMatch(/^out: cannot write .*: no space left on the device \(ENOSPC\)$/);
      expect(await readdir(join(root, 'out'))).toEqual([]);
    });
  }

  it('leaves an earlier result as it was when the disk is full', async () => {
    await write(root, smallRun());
    const before = await snapshot(root);
    await expect(write(root, small(), { files: failing('writeDurably', 7, 'ENOSPC') })).rejects.toThrow(OutputError);
    expect(await snapshot(root)).toEqual(before);
  });

  it('leaves no temporary files when a rename fails, and no manifest that claims a whole result', async () => {
    await expect(write(root, small(), { files: failing('rename', 3, 'EIO') })).rejects.toThrow(/input\/output error \(EIO\)/);
    expect(await tree(root)).toEqual([]);
  });

  for (const nth of [3, 11]) {
    it(`puts an earlier result back when rename ${nth} fails`, async () => {
      await write(root, { ...small(), seed: 'earlier' });
      const before = await snapshot(root);
      await expect(write(root, small(), { files: failing('rename', nth, 'EIO') })).rejects.toThrow(OutputError);
      expect(await snapshot(root)).toEqual(before);
    });
  }

  it('is as it was, or whole, wherever it is told to abandon what it writes', async () => {
    const run = (folder: string) => write(folder, { ...small(), seed: 'earlier' });
    await run(join(root, 'whole'));
    const names = await tree(join(root, 'whole'));
    let outcomes = '';
    // Before anything is aside, in the middle, while earlier files are set aside, while new ones are moved, and once all are in place.
    const last = names.length;
    for (const [operation, nth] of [['writeDurably', 1], ['writeDurably', 7], ['keep', 2], ['rename', 3], ['rename', last]] as const) {
      for (const isNew of [true, false]) {
        const folder = join(root, `${operation}-${nth}-${isNew}`);
        if (!isNew) await run(folder);
        const before = isNew ? {} : await snapshot(folder);
        const abandon = new AbortController();
        let calls = 0;
        const counted = <K extends 'writeDurably' | 'keep' | 'rename'>(name: K): FileOperations[K] => (async (from: string, to: string) => {
          const done = await nodeFiles[name](from, to);
          const isOurs = !/probe|claim|journal/.test(`${from}${to}`) && !from.includes('-earlier-');
          if (name === operation && isOurs && ++calls === nth) abandon.abort();
          return done;
        }) as FileOperations[K];
        const files = { ...nodeFiles, writeDurably: counted('writeDurably'), keep: counted('keep'), rename: counted('rename') };
        const isWhole = await write(folder, small(), { files, abandon: abandon.signal }).then(() => true, () => false);
        outcomes += isWhole ? 'w' : 'a';
        if (isWhole) expect(await tree(folder)).toEqual(names);
        else expect(await snapshot(folder)).toEqual(before);
      }
    }
    // A new folder has no earlier files to set aside; the manifest is the last of all.
    expect(outcomes).toBe('aaaawaaaww');
  });

  it('one of two runs at the same time is refused and touches nothing, whenever it comes', async () => {
    const whole = await write(join(root, 'alone'), small());
    const [folder, theirs] = [await prepareOutputFolder(join(root, 'both')), await prepareOutputFolder(join(root, 'both'))];
    const refused: unknown[] = [];
    const late = async (): Promise<void> => {
      refused.push(await write(theirs, smallRun()).catch((error: Error) => error.message));
    };
    const files: FileOperations = {
      ...nodeFiles,
      writeDurably: async (path, data) => (await nodeFiles.writeDurably(path, data), path.includes('estimates') ? late() : undefined),
      rename: async (from, to) => (await nodeFiles.rename(from, to), /result.json|manifest.json/.test(to) ? late() : undefined),
    };
    await write(folder, small(), { files });
    expect(refused).toHaveLength(3);
    expect(new Set(refused).size).toBe(1);
    expect(refused[0]).toMatch(/^out: cannot write to .*: another run is writing to the folder at the same time; give each run a folder /);
    expect(await tree(folder.path)).toEqual(whole.toSorted());
    // Once it is done the folder is anybody's, and what was there between is gone.
    const after = await write(theirs, smallRun());
    expect(await tree(theirs.path)).toEqual(after.toSorted());
  });

  it('a journal of a process that is gone is no claim, nor one of another machine after a minute', async () => {
    const folder = await prepareOutputFolder(root);
    const journal = join(root, '.misreport-partial-journal');
    for (const [host, pid, age] of [[hostname(), 2 ** 22 + 1, 0], [hostname(), process.pid, 0], ['elsewhere', 1, 90]] as const) {
      await writeFile(journal, JSON.stringify({ host, pid, paths: [], earlier: [] }));
      await utimes(journal, Date.now() / 1e3 - age, Date.now() / 1e3 - age);
      expect(await write(folder, small())).toContain('result.json');
    }
    await writeFile(journal, JSON.stringify({ host: 'elsewhere', pid: 1, paths: [], earlier: [] }));
    await expect(write(folder, small())).rejects.toThrow(/another run is writing/);
    await expect(prepareOutputFolder(root)).rejects.toThrow(/is being written by process 1 on elsewhere/);
    await rm(journal);
  });

  it('tells an unknown failure on one line', async () => {
    await expect(write(
      root, small(), { files: failing('writeDurably', 2, 'EWEIRD') }
    )).rejects.toThrow(/^out: cannot write [^\n]*: EWEIRD: simulated second line$/);
  });
});
