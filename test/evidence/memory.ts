/**
 * Memory ceilings: peak resident memory and seconds of whole commands, each a process of its own, `tsx test/evidence/memory.ts [words to
 * look for]`, after `npm run build` or with MISREPORT_TEST_BUILD. Linux only: the kernel tells the peak. Ends with 1 where one of them
 * takes more than what docs/runs.md records, or fails.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = process.env.MISREPORT_TEST_BUILD ?? fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'bin', 'misreport.mjs');
const MEBIBYTE = 1024;

/** What is run, and the most that it may take, in MiB. */
const CASES: readonly { readonly what: string; readonly argv: readonly string[]; readonly mebibytes: number }[] = [
  {
    what: 'a sweep of 200 points', mebibytes: 1024,
    argv: ['rate', 'double-auction', '--traders', '2,3,...,201', '--profiles', '2e4'],
  },
  {
    what: 'a million traders, drawn one by one', mebibytes: 512,
    argv: ['run', 'double-auction', '--traders', '500000', '--sampler', 'direct', '--profiles', '200'],
  },
  {
    what: 'a million traders', mebibytes: 512, argv: ['run', 'double-auction', '--traders', '500000', '--profiles', '1e6'],
  },
  {
    what: '1,000 alternatives and 50 agents', mebibytes: 4096,
    argv: ['run', fileURLToPath(new URL('many-alternatives.ts', import.meta.url)), '--profiles', '64'],
  },
  { what: 'a single profile', mebibytes: 512, argv: ['run', 'double-auction', '--profiles', '1'] },
];

const peakOf = (pid: number): number => {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / MEBIBYTE;
  } catch {
    return 0;
  }
};

function measured(argv: readonly string[]): Promise<{ readonly code: number | null; readonly peak: number; readonly said: string }> {
  const cwd = mkdtempSync(join(tmpdir(), 'misreport-memory-'));
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...argv, '--device', 'cpu', '--workers', '2', '--no-ledger', '--quiet', '--out', 'x'], {
      cwd, stdio: ['ignore', 'ignore', 'pipe'],
    });
    let [peak, said] = [0, ''];
    const timer = setInterval(() => void (peak = Math.max(peak, peakOf(child.pid!))), 50);
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text));
    child.on('close', (code) => {
      clearInterval(timer);
      rmSync(cwd, { recursive: true, force: true });
      resolve({ code, peak, said });
    });
  });
}

for (const { what, argv, mebibytes } of CASES.filter((each) => each.what.includes(process.argv[2] ?? ''))) {
  const started = performance.now();
  const { code, peak, said } = await measured(argv);
  const fine = code === 0 && peak <= mebibytes;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${fine ? 'ok  ' : 'FAIL'} ${peak.toFixed(0).padStart(5)} MiB of ${mebibytes}, ${seconds} s, `
    + `exit code ${code}: ${what}: misreport ${argv.join(' ')}${said === '' ? '' : `: ${said.trim().split('\n').at(-1)}`}`);
  if (!fine) process.exitCode = 1;
}
