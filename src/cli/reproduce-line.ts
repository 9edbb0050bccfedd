/** What a line of `reproduce` asks for. */
import { papers } from '../../papers/registry.ts';
import { InputError } from '../errors.ts';
import { path, someOf, truth } from '../input/scalar.ts';
import { chooseItems, type ListedItem } from '../library/reproduction/items.ts';
import { QUICK_PROFILES, studiesOf, type WantedStudy } from '../library/reproduction/studies.ts';
import { STATUSES, type ItemStatus } from '../library/reproduction/verdicts.ts';
import { JSON_OPTION, named, OUTPUT, type OptionSpec } from '../study/options.ts';
import { readCommandLine, readOption } from './command-line.ts';

const GROUP = 'Output';
const OUT: OptionSpec<string> = {
  name: 'out', schema: path('a folder'), placeholder: 'DIR', group: GROUP, default: 'results/reproduction',
  description: 'Folder of the pages and of what was run',
};
const QUICK: OptionSpec<boolean> = {
  name: 'quick', schema: truth, group: 'Statistics',
  description: `Every study at no more than ${QUICK_PROFILES} profiles, or as many as decide it`,
};
const LIST: OptionSpec<boolean> = { name: 'list', schema: truth, group: GROUP, description: 'Lists items and verdicts, runs nothing' };
const STATUS: OptionSpec<readonly ItemStatus[]> = {
  name: 'status', schema: someOf(STATUSES), placeholder: 'LIST', group: GROUP,
  description: `With --list: only these, by commas, of ${STATUSES.join(', ')}`,
};
const ACCEPT: OptionSpec<boolean> = {
  name: 'accept', schema: truth, group: 'Plan',
  description: 'Keeps the verdicts found as the expected ones, and what studies took (in a clone; all items)',
};
const [QUIET] = named({ quiet: OUTPUT.quiet }) as [OptionSpec];
export const REPRODUCE_OPTIONS: readonly OptionSpec[] = [QUICK, LIST, STATUS, OUT, JSON_OPTION, QUIET, ACCEPT];

export interface ReproductionLine {
  readonly items: readonly ListedItem[];
  readonly studies: readonly WantedStudy[];
  /** Of every study that does not say otherwise; undefined: the precision that commands have by themselves. */
  readonly profiles: number | undefined;
  readonly out: string;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Keeps what is found as expected. */
  readonly accepts: boolean;
  /** Items of these verdicts are to be listed, and nothing is run. */
  readonly listed: readonly ItemStatus[] | undefined;
}

/** Undefined where help was printed. */
export async function readReproduction(argv: readonly string[]): Promise<ReproductionLine | undefined> {
  const line = await readCommandLine(argv, {
    name: 'reproduce', usage: 'reproduce [item] [options]',
    description: 'Runs what shows the numbered items of the papers, each study once, and says of every item whether it holds.',
    positionals: [{ name: 'item', hint: 'a paper, such as song22, or an item, such as jm01:figure-1', optional: true }],
    options: REPRODUCE_OPTIONS,
    examples: [
      ['reproduce --quick', 'every item, at few profiles'], ['reproduce jm01', 'the items of a paper'],
      ['reproduce --list --status corrected', 'which items hold with a correction'],
      ['plan reproduce --shards 8', 'every item, in eight tasks'],
    ],
  });
  if (line === undefined) return undefined;
  const items = chooseItems(papers, line.positionals[0]);
  const [quick, list, json, quiet, accepts] = [QUICK, LIST, JSON_OPTION, QUIET, ACCEPT].map(({ name }) => line.switches.has(name)) as
    [boolean, boolean, boolean, boolean, boolean];
  if (line.texts.has(STATUS.name) && !list) throw new InputError('--status', 'goes with --list');
  if (accepts && line.positionals[0] !== undefined) throw new InputError('--accept', 'is for all items at once');
  return {
    items, studies: studiesOf(items), profiles: quick ? QUICK_PROFILES : undefined, out: readOption(line, OUT), json, quiet, accepts,
    listed: list ? line.texts.has(STATUS.name) ? readOption(line, STATUS) : STATUSES : undefined,
  };
}
