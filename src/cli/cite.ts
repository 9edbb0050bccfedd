/** `misreport cite`: what to cite, the software alone or with the sources of a scenario. */
import { EXIT } from '../errors.ts';
import { references, software, toBibtex, toText } from '../report/citation.ts';
import { readCommandLine } from './command-line.ts';
import { findScenario } from '../library/find-scenario.ts';
import { JSON_OPTION } from '../study/options.ts';
import { reserveStdout } from './stdout.ts';

export async function cite(argv: readonly string[]): Promise<number> {
  const line = await readCommandLine(argv, {
    name: 'cite',
    usage: 'cite [scenario] [options]',
    description: 'What to cite, as BibTeX on stdout: the software, and the sources of a scenario where one is named.',
    positionals: [{ name: 'scenario', hint: 'give a name (misreport list shows them) or the path of a file', optional: true }],
    options: [JSON_OPTION],
    examples: [['cite', 'the software'], ['cite double-auction > references.bib', 'and the sources of a scenario']],
  });
  if (line === undefined) return EXIT.done;
  // A scenario file may print while it loads.
  const print = reserveStdout();
  const [name] = line.positionals;
  const entries = name === undefined ? [software()] : references((await findScenario(name)).source);
  const listed = { schema: 'misreport.citation/1', references: entries.map((entry) => ({ ...entry, text: toText(entry) })) };
  print(line.switches.has('json') ? `${JSON.stringify(listed, null, 2)}\n` : toBibtex(entries));
  return EXIT.done;
}
