/** Entry of the executable: picks the command, loads only what it needs, and turns failures into one line. */
import { DeviceError, EXIT, InputError } from '../errors.ts';
import { quote } from '../input/quote.ts';
import { codeFrame, placeOf } from '../library/code-frame.ts';
import { COMMAND_GROUPS, COMMANDS } from './commands.ts';
import { blamed, reportError } from './errors.ts';
import { mayRunUserCode, watchForStalls } from './stalled.ts';
import { flushStreams, insistOnWholeFiles, tolerateClosedPipes } from './stdout.ts';

function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length)) + 2;
  const rows = (group: Readonly<Record<string, { readonly summary: string }>>): string[] =>
    Object.entries(group).map(([name, { summary }]) => `  ${name.padEnd(width)}${summary}`);
  const groups = Object.entries(COMMAND_GROUPS).map(([heading, group]) => [`${heading}:`, ...rows(group)].join('\n'));
  return `misreport: how much can an agent gain by lying in this mechanism?

Usage: misreport <command> [options]

${groups.join('\n\n')}

Examples:
  misreport run double-auction --traders 64
  misreport rate double-auction
  misreport run double-auction --cost "beta(2,3)" --kappa 0.5 --json
  misreport run study.yaml
  misreport describe double-auction

misreport <command> --help tells more; misreport --version shows the version.
Exit codes: 0 done, 1 failed, 2 bad input, 3 incomplete, 64 no command,
75 a shard to be queued again, 130 interrupted twice; verify ends with 1 also where a file proves nothing.
`;
}

/** How the scripts of `misreport completion` ask. */
const COMPLETE = '--get-yargs-completions';

async function dispatch(argv: readonly string[]): Promise<number> {
  if (argv[0] === COMPLETE) {
    const { candidates } = await import('./completion.ts');
    process.stdout.write(candidates(argv.slice(1), Object.keys(COMMANDS)).map((word) => `${word}\n`).join(''));
    return EXIT.done;
  }
  const at = argv.findIndex((token) => !token.startsWith('-'));
  const before = at < 0 ? argv : argv.slice(0, at);
  if (before.some((token) => ['--version', '-V', '-v'].includes(token)) || (at >= 0 && versionAsked(argv))) {
    const { packageVersion } = await import('../version.ts');
    process.stdout.write(`${packageVersion()}\n`);
    return EXIT.done;
  }
  if (at < 0 && before.some((token) => token === '--help' || token === '-h')) {
    process.stdout.write(overview());
    return EXIT.done;
  }
  const name = argv[at];
  const { GENERAL_OPTIONS, STUDY_OPTIONS } = await import('../study/options.ts');
  const known = [...STUDY_OPTIONS, ...GENERAL_OPTIONS];
  if (name === undefined) {
    const { checkTokens, refuseUnknown } = await import('./check-tokens.ts');
    refuseUnknown(checkTokens(argv, known).unknown, known, 'misreport --help');
    process.stderr.write(overview());
    return EXIT.usage;
  }
  const misplaced = before.find((token) => token !== '--debug');
  if (misplaced === '--help' || misplaced === '-h') return (await commandNamed(name))([...argv.slice(at + 1), '--help']);
  if (misplaced !== undefined) {
    throw new InputError(misplaced.split('=')[0]!, `options follow the command, as in misreport run double-auction ${misplaced}`);
  }
  if (name === 'help') return dispatch([...argv.slice(at + 1), '--help']);
  return (await commandNamed(name))([...argv.slice(at + 1), ...before]);
}

const versionAsked = (argv: readonly string[]): boolean => {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? undefined : end).includes('--version');
};

async function commandNamed(name: string): Promise<(argv: readonly string[]) => Promise<number>> {
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name]!.load();
  const { didYouMean } = await import('../input/suggest.ts');
  const { scenarios } = await import('../../scenarios/registry.ts');
  const { isScenarioPath } = await import('../library/scenario-file.ts');
  const { isStudyFile } = await import('./study-file.ts');
  const isScenario = isStudyFile(name) || isScenarioPath(name) || scenarios.some((scenario) => scenario.name === name);
  const hint = isScenario ? `; did you mean 'misreport run ${name}'?` : didYouMean(name, Object.keys(COMMANDS));
  throw new InputError('command', `unknown command ${quote(name)}${hint || `; known: ${Object.keys(COMMANDS).join(', ')}`}`);
}

/** The exit code where somebody else ended the process: a user's file that calls process.exit must not look like success. */
function foreignExit(code: number, debug: boolean): number {
  // A second interruption, which has said so.
  if (code >= 128) return code;
  const cause = new Error('process.exit');
  const place = placeOf(cause);
  if (place === undefined) return reportError(new Error('the process ended before its work was done'), debug);
  const error = new InputError(`${place.path}:${place.line}`, 'a scenario must not end the process; throw an error, or return', { cause });
  return reportError(Object.assign(error, { frame: codeFrame(place) }), debug);
}

/** The exit code of a command, after its work or its one line of error. Ends no process and catches no signal: `main` does. */
export async function exitCodeOf(argv: readonly string[]): Promise<number> {
  try {
    return await dispatch(argv);
  } catch (error) {
    return reportError(error instanceof DeviceError ? blamed(error) : error, argv.includes('--debug'));
  }
}

/** Runs the program and ends the process. */
export async function main(argv: readonly string[]): Promise<never> {
  const debug = argv.includes('--debug');
  tolerateClosedPipes();
  insistOnWholeFiles();
  const onForeignExit = (code: number): void => void (process.exitCode = foreignExit(code, debug));
  process.on('exit', onForeignExit);
  const end = (code: number): never => {
    process.off('exit', onForeignExit);
    return process.exit(code);
  };
  const fail = (error: unknown): never => end(reportError(blamed(error), debug));
  process.on('uncaughtException', fail).on('unhandledRejection', fail);
  if (mayRunUserCode(argv)) watchForStalls(argv);
  const code = await exitCodeOf(argv);
  await flushStreams();
  // Device drivers and idle worker threads may hold handles; there is nothing left to wait for.
  return end(code);
}
