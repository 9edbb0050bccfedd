/** `misreport list`: the scenarios there are. */
import { EXIT } from '../errors.ts';
import { readCommandLine } from './command-line.ts';
import { JSON_OPTION } from '../study/options.ts';

export async function list(argv: readonly string[]): Promise<number> {
  const line = await readCommandLine(argv, {
    name: 'list',
    usage: 'list [options]',
    description: 'Lists the scenarios that come with misreport.',
    positionals: [],
    options: [JSON_OPTION],
    examples: [['list', 'names and titles'], ['list --json', 'the same for programs']],
  });
  if (line === undefined) return EXIT.done;
  const { scenarios } = await import('../../scenarios/registry.ts');
  if (line.switches.has('json')) {
    const rows = scenarios.map(({ name, title, source }) => ({ name, title, source }));
    process.stdout.write(`${JSON.stringify({ schema: 'misreport.list/1', scenarios: rows }, null, 2)}\n`);
    return EXIT.done;
  }
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  for (const { name, title } of scenarios) process.stdout.write(`${name.padEnd(width)}  ${title}\n`);
  process.stdout.write('\nmisreport describe NAME tells more; misreport run NAME runs it.\n');
  return EXIT.done;
}
