/** `misreport bench`: the timing scripts of a clone. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EXIT, InputError } from '../errors.ts';
import { packageRoot } from '../version.ts';
import { asksForHelp, helpText, type CommandSpec } from './command-line.ts';

const SPEC: CommandSpec = {
  name: 'bench',
  usage: 'bench [part of the table | --device webgpu]',
  description: 'Runs bench/run.ts of a clone: timings of our kernels beside numpy and PyTorch where Python has them.',
  positionals: [],
  options: [],
  examples: [
    ['bench', 'prints the table and writes bench/RESULTS.md'],
    ['bench --device webgpu', "every kernel's share of the GPU's integer roofline"],
  ],
};

/** Arguments are handed on; the script exports `main(argv)` or does its work when it is loaded. */
export async function bench(argv: readonly string[]): Promise<number> {
  if (asksForHelp(argv)) {
    process.stdout.write(await helpText(SPEC));
    return EXIT.done;
  }
  const script = join(packageRoot, 'bench', 'run.ts');
  if (!existsSync(script)) {
    throw new InputError('bench', 'the timing scripts are not part of the installed package; run this in a clone of the project');
  }
  process.argv = [process.argv[0]!, script, ...argv];
  const module = (await import(pathToFileURL(script).href)) as { main?: (argv: readonly string[]) => Promise<number | void> };
  return (await module.main?.(argv)) ?? EXIT.done;
}
