/**
 * Loaded before a command (`--import`): it sends itself a signal where MISREPORT_TEST_STOP says so, as JSON { by, words } once its standard
 * error has said these words, or { by, files } once so many files of a ledger have their names. Whoever watches it from outside is as late
 * as the machine pleases, and it is further by then, or done.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const { by, words, files } = JSON.parse(process.env.MISREPORT_TEST_STOP);
let sent = false;
const send = () => {
  if (!sent) process.kill(process.pid, by);
  sent = true;
};

if (isMainThread && words !== undefined) {
  const write = process.stderr.write.bind(process.stderr);
  let said = '';
  process.stderr.write = (text, ...more) => {
    said += text;
    const written = write(text, ...more);
    if (said.includes(words)) send();
    return written;
  };
}

if (isMainThread && files !== undefined) {
  const { renameSync } = fs;
  let left = files;
  fs.renameSync = (from, to) => {
    renameSync(from, to);
    if (String(to).endsWith('.sums') && --left === 0) send();
  };
  syncBuiltinESMExports();
}
