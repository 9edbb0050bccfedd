/** What an abrupt end must not leave behind in the output folder. Synchronous: the process is about to end. */
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OutputFolder } from '../report/folder.ts';

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // Nothing more can be done about it, and the process ends anyway.
  }
}

/** Removes files written aside by this process, then folders that it created and that are empty. */
export function removeUnfinishedFiles({ path, created, leave }: OutputFolder): void {
  leave?.();
  // What was begun with a journal is undone by the next run, which needs these files.
  if (existsSync(join(path, '.misreport-partial-journal'))) return;
  // As report/place.ts names what it writes aside; not imported, so that nothing needs to be loaded to listen for signals.
  const mine = new RegExp(`^[.]misreport-partial-(probe-)?${process.pid}(-|$)`);
  const inner = ['figures', 'tables'].map((name) => join(path, name));
  for (const folder of [...inner, path]) {
    attempt(() => {
      for (const name of readdirSync(folder)) {
        if (mine.test(name)) attempt(() => rmSync(join(folder, name), { force: true }));
      }
    });
  }
  if (created === undefined) return;
  for (const folder of inner) attempt(() => rmdirSync(folder));
  for (let folder = path; ; folder = dirname(folder)) {
    attempt(() => rmdirSync(folder));
    if (folder === created || folder === dirname(folder)) return;
  }
}
