/** `misreport completion`: the script that makes a shell ask misreport what may come next, and what it answers. */
import { EXIT } from '../errors.ts';
import { scenarios } from '../../scenarios/registry.ts';
import { KINDS } from '../kinds/registry.ts';
import { GENERAL_OPTIONS, isSwitch, JSON_OPTION, STUDY_OPTIONS, type Option, type OptionSpec } from '../study/options.ts';
import { scenarioOptions } from '../study/parameters.ts';
import { readCommandLine } from './command-line.ts';

/** Prints the script; yargs has one for bash, zsh and fish each, and takes the shell from SHELL. */
export async function completion(argv: readonly string[]): Promise<number> {
  const line = await readCommandLine(argv, {
    name: 'completion',
    usage: 'completion',
    description:
      'Prints a script that completes commands, scenarios, options and their values in the shell that SHELL names (bash, zsh or fish).',
    positionals: [],
    options: [],
    examples: [['completion >> ~/.bashrc', 'from the next shell on']],
  });
  if (line === undefined) return EXIT.done;
  const { default: yargs } = await import('yargs');
  yargs([]).scriptName('misreport').completion('completion', false).showCompletionScript();
  return EXIT.done;
}

/** Commands that take a scenario and its parameters. */
const STUDIES: readonly string[] = ['run', 'rate', 'field', 'least-epsilon'];

/** Options of a command, as far as they are known before it runs. */
function optionsOf(command: string, scenario: string | undefined): readonly OptionSpec[] {
  const own = scenarios.find(({ name }) => name === scenario);
  if (STUDIES.includes(command)) {
    return [...(own === undefined ? [] : scenarioOptions(own)), ...STUDY_OPTIONS, ...GENERAL_OPTIONS];
  }
  return [JSON_OPTION, ...GENERAL_OPTIONS];
}

/** Values that an option is known to take, as its published schema lists them. */
function valuesOf({ schema }: Option): readonly string[] {
  const { enum: choices, anyOf } = (schema.meta() ?? {}) as {
    readonly enum?: readonly string[];
    readonly anyOf?: readonly { readonly enum?: readonly string[] }[];
  };
  return choices ?? anyOf?.find((one) => one.enum)?.enum ?? [];
}

/**
 * What may stand in place of the last word, one candidate an entry; none leaves files to the shell. `words`: the line as far as it is
 * written, with or without the program's name.
 */
export function candidates(words: readonly string[], commands: readonly string[]): readonly string[] {
  const line = /(^|[/\\])misreport(\.mjs)?$/.test(words[0] ?? '') ? words.slice(1) : words;
  const current = line.at(-1) ?? '';
  if (line.length <= 1) return commands.filter((name) => name.startsWith(current));
  const [command, ...rest] = line as [string, ...string[]];
  const before = rest.slice(0, -1);
  const options = optionsOf(command, before.find((word) => !word.startsWith('-')));
  const asked = options.find((option) => `--${option.name}` === before.at(-1) && !isSwitch(option));
  if (asked !== undefined) return valuesOf(asked).filter((value) => value.startsWith(current));
  if (command === 'new' && before.at(-1) === '--kind') return KINDS.map(({ name }) => name).filter((name) => name.startsWith(current));
  if (current.startsWith('-')) {
    return options.map(({ name }) => `--${name}`).filter((flag) => flag.startsWith(current) && !before.includes(flag));
  }
  const takesScenario = [...STUDIES, 'describe'].includes(command) && before.length === 0;
  return takesScenario ? scenarios.map(({ name }) => name).filter((name) => name.startsWith(current)) : [];
}
