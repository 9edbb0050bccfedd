/** `misreport new`: a commented scenario file to start from. */
import { open, rm } from 'node:fs/promises';
import { EXIT, InputError, OutputError } from '../errors.ts';
import { readCommandLine, readOption } from './command-line.ts';
import { oneOf } from '../input/scalar.ts';
import type { OptionSpec } from '../study/options.ts';
import { quote } from '../input/quote.ts';
import { failureReason } from '../report/files.ts';
import { KINDS, kindNamed } from '../kinds/registry.ts';

const KIND_OPTION: OptionSpec<string> = {
  name: 'kind', schema: oneOf(KINDS.map(({ name }) => name)), placeholder: 'KIND', group: 'Scenario', default: KINDS[0].name,
  description: `What the scenario is about: ${KINDS.map(({ name }) => name).join(', ')}`,
};

export async function newScenario(argv: readonly string[]): Promise<number> {
  const line = await readCommandLine(argv, {
    name: 'new',
    usage: 'new <name> [options]',
    description: 'Writes NAME.ts in the current folder: a commented scenario that runs as it is. Never overwrites a file.',
    positionals: [{ name: 'name', hint: 'give the scenario a name, e.g. my-market' }],
    options: [KIND_OPTION],
    examples: [
      ['new my-market', 'writes my-market.ts, a double auction'], ['run ./my-market.ts', 'runs it'],
      ['new my-park --kind social-choice', 'values of your own, as tensor operations'],
    ],
  });
  if (line === undefined) return EXIT.done;
  const name = line.positionals[0]!.replace(/\.ts$/, '');
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) {
    throw new InputError(
      'name',
      `must be lower case letters, digits and hyphens, starting with a letter (.ts may follow), got ${quote(line.positionals[0]!)}`,
    );
  }
  const kind = readOption(line, KIND_OPTION);
  const { scenarios } = await import('../../scenarios/registry.ts');
  if (scenarios.some((scenario) => scenario.name === name)) {
    throw new InputError('name', `${quote(name)} is a scenario that comes with misreport; choose another name`);
  }
  const path = `${name}.ts`;
  await writeNew(path, kindNamed(kind)!.skeleton(name));
  process.stdout.write(`wrote ${path}\nrun it:  misreport run ./${path}\n`);
  return EXIT.done;
}

/** A file that was not there; where it cannot be written whole there is none afterwards either. */
async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new InputError('name', `${quote(path)} exists already and is not overwritten; choose another name`);
    throw new OutputError(`${path} cannot be written: ${failureReason(error)}`);
  });
  try {
    await file.writeFile(text);
    await file.close();
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(path, { force: true });
    throw new OutputError(`${path} cannot be written: ${failureReason(error)}`);
  }
}
