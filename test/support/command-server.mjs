/**
 * Answers { argv, cwd } with { code, stdout, stderr }, one command after the other, in one process that keeps what it has loaded and
 * compiled: most of a small command's time goes there. What ends or floods a process, hears signals or reads its environment is tested
 * on processes of its own. Started by test/cli/support.ts with the build's folder.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Of a build, or of a source tree where `npm run mutants` gives one. */
async function loaded(folder) {
  const built = join(folder, 'dist', 'src', 'cli', 'main.js');
  if (existsSync(built)) return import(built);
  (await import('tsx/esm/api')).register({ tsconfig: false });
  return import(join(folder, 'src', 'cli', 'main.ts'));
}

const { exitCodeOf } = await loaded(process.argv[2]);
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];

/** A stream's write that keeps the text. */
function keptBy(stream) {
  const texts = [];
  stream.write = (chunk, encoding, done) => {
    texts.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    const callback = typeof encoding === 'function' ? encoding : done;
    callback?.();
    return true;
  };
  return texts;
}

async function answer({ id, argv, cwd }) {
  const environment = { ...process.env };
  const [stdout, stderr] = [keptBy(process.stdout), keptBy(process.stderr)];
  process.chdir(cwd);
  const code = await exitCodeOf(argv);
  for (const name of SIGNALS) process.removeAllListeners(name);
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
  process.chdir('/');
  process.send({ id, code, signal: null, stdout: stdout.join(''), stderr: stderr.join('') });
}

let last = Promise.resolve();
process.on('message', (question) => { last = last.then(() => answer(question)); });
process.on('disconnect', () => process.exit(0));
