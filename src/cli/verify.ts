/** `misreport verify`: whether a mechanism or a certificate proves what it says. No solver takes part. */
import { EXIT, InputError } from '../errors.ts';
import { path } from '../input/scalar.ts';
import { readUserText } from '../input/user-file.ts';
import type { MechanismCode } from '../mechanism/function/read-mechanism.ts';
import { parseUserJson } from '../input/user-json.ts';
import { readCommandLine, readOption } from './command-line.ts';
import { ENVIRONMENT_MAX } from './finite-environment.ts';
import { judgeProof } from './judge.ts';
import { JSON_OPTION, type OptionSpec } from '../study/options.ts';

const FAULTS_SHOWN = 20;

const MECHANISM_OPTION: OptionSpec<string> = {
  name: 'mechanism', schema: path('a script'), placeholder: 'FILE', group: 'Check',
  description: 'The script that a file about code is held against: what it says of every report is computed anew',
};

function parseJson(path: string, text: string): unknown {
  try {
    return parseUserJson(text);
  } catch (error) {
    throw new InputError(path, `is no JSON: ${(error as Error).message}`);
  }
}

/** The script; throws InputError that names the hash in the file where what was given cannot even be read as a mechanism. */
async function readScript(mechanism: string, file: unknown): Promise<MechanismCode> {
  const { readMechanism } = await import('../mechanism/function/read-mechanism.ts');
  try {
    return readMechanism(mechanism, '--mechanism');
  } catch (error) {
    const hash = (file as { readonly code?: { readonly hash?: unknown } } | null)?.code?.hash;
    if (!(error instanceof InputError) || error.field === '--mechanism' || typeof hash !== 'string') throw error;
    throw new InputError('--mechanism', `is not the script with the SHA-256 ${hash} that the file is about: ${error.message}`, {
      cause: error,
    });
  }
}

/** What is wrong with the shape of a file is said with its name. */
async function judged(file: string, mechanism?: string): Promise<ReturnType<typeof judgeProof>> {
  const given = parseJson(file, readUserText(file, 'file', ENVIRONMENT_MAX));
  const script = mechanism === undefined ? undefined : await readScript(mechanism, given);
  try {
    return judgeProof(given, script);
  } catch (error) {
    throw error instanceof InputError && !error.field.startsWith('--') ? error.as(`${file}: ${error.field}`) : error;
  }
}

/** Exit code 0 where the file proves its statement, 1 where it does not. */
export async function verify(argv: readonly string[]): Promise<number> {
  const line = await readCommandLine(argv, {
    name: 'verify', usage: 'verify <file> [options]',
    description: 'Checks a mechanism, a certificate or a lie of a coalition, as --proofs writes them, from the definitions alone.',
    positionals: [{ name: 'file', hint: 'give a file that --proofs wrote' }],
    options: [MECHANISM_OPTION, JSON_OPTION],
    examples: [
      ['verify proofs/implement-bayesian-exact.json', 'proved, or what is wrong'],
      ['verify proofs/regret-mechanism.json --mechanism ./mechanism.ts', 'the same of code'],
    ],
  });
  if (line === undefined) return EXIT.done;
  const [given] = line.positionals;
  const { what, faults } = await judged(given!, line.texts.has('mechanism') ? readOption(line, MECHANISM_OPTION) : undefined);
  if (line.switches.has('json')) {
    const verification = { schema: 'misreport.verification/1', file: given, statement: what, proved: faults.length === 0, faults };
    process.stdout.write(`${JSON.stringify(verification, undefined, 2)}\n`);
  } else if (faults.length === 0) process.stdout.write(`proved: ${what}\n`);
  else {
    const rest = faults.length > FAULTS_SHOWN ? [`and ${faults.length - FAULTS_SHOWN} more`] : [];
    process.stdout.write(`not proved: ${what}\n${[...faults.slice(0, FAULTS_SHOWN), ...rest].map((fault) => `  ${fault}\n`).join('')}`);
  }
  return faults.length === 0 ? EXIT.done : EXIT.failed;
}
