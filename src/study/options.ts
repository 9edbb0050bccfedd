/**
 * The options of a study, each once: what it accepts, what help says of it, and where it may be given. The command line,
 * configuration files and library calls read the same rows, and the JSON Schemas are made of them.
 */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { DEPENDENCE_USAGE, dependenceText, parseDependence } from '../distributions/dependence.ts';
import { DEVICE_CHOICES } from '../engine/device.ts';
import {
  attempt, between, count, inches, line, oneOf, path, refuse, shown, someOf, strictlyBetween, truth, type Scalar,
} from '../input/scalar.ts';
import { MECHANISMS_USAGE, parseAuctionMechanisms } from '../mechanism/double-auction/registry.ts';
import { OUTPUT_FORMATS, THEMES } from '../results/output-formats.ts';
import { DATA_ERRORS, SAMPLER_CHOICES } from './configuration.ts';

export interface Option<T = unknown> {
  /** `truth` makes it a switch, which takes no value on the command line. */
  readonly schema: z.ZodType<T>;
  readonly description: string;
  /** What stands for the value in help, e.g. `N`. */
  readonly placeholder?: string;
  /** Shown in help. */
  readonly default?: string;
  /** Heading in help. */
  readonly group: string;
  /** Only meaningful on the command line, so not a key of a configuration file. */
  readonly commandLineOnly?: boolean;
}

export interface OptionSpec<T = unknown> extends Option<T> {
  readonly name: string;
}

export const isSwitch = ({ schema }: Option): boolean => schema === truth;

/** A table of options as a list. */
export const named = (options: Readonly<Record<string, Option>>): readonly OptionSpec[] =>
  Object.entries(options).map(([name, option]) => ({ name, ...option }));

export const DEFAULTS = {
  precision: 0.01, confidence: 0.99, seed: 'misreport', sampler: 'auto', maxProfiles: 2 ** 32, bootstrap: 199,
} as const;

/** Profile indices and every sum of counts stay exact below this. */
const PROFILES_MAX = 2 ** 48;
const profiles = count(1, PROFILES_MAX);

/** A text that names a dependence, as its canonical text; the empty text stands for independence. */
const dependence: Scalar<string> = z.unknown().transform((value, context): string => {
  if (typeof value !== 'string') return refuse(context, `must be ${DEPENDENCE_USAGE}, got ${shown(value)}`);
  return attempt(context, () => dependenceText(parseDependence(value)));
}).meta({ type: 'string' });

/** Mechanisms of double auctions, as their canonical texts with commas between. */
const mechanisms: Scalar<string> = z.unknown().transform((value, context): string =>
  attempt(context, () => parseAuctionMechanisms(value, '').map(({ text }) => text).join(',')))
  .meta({ anyOf: [{ type: 'string' }, { type: 'array', minItems: 1, items: { type: 'string' } }] });

const STATISTICS_GROUP = 'Statistics';
const MACHINE_GROUP = 'Machine';
const OUTPUT_GROUP = 'Output';

/** What decides the numbers, beside the scenario's own parameters. */
export const STATISTICS = {
  'precision': {
    schema: strictlyBetween(0, 1), placeholder: 'P', group: STATISTICS_GROUP, default: String(DEFAULTS.precision),
    description: 'Run until the primary agent\'s epsilon-LIC constant is known within this relative half-width; in (0, 1)',
  },
  'profiles': {
    schema: profiles, placeholder: 'N', group: STATISTICS_GROUP,
    description: 'Run exactly this many profiles instead of aiming at a precision',
  },
  'max-profiles': {
    schema: profiles, placeholder: 'N', group: STATISTICS_GROUP, default: '2^32',
    description: 'Budget of profiles for each point and agent when aiming at a precision',
  },
  'confidence': {
    schema: strictlyBetween(0, 1), placeholder: 'C', group: STATISTICS_GROUP, default: String(DEFAULTS.confidence),
    description: 'Confidence of every interval; in (0, 1)',
  },
  'seed': {
    schema: line(1000), placeholder: 'TEXT', group: STATISTICS_GROUP, default: DEFAULTS.seed,
    description: 'Any text; the same seed gives the same bits on every device',
  },
  'sampler': {
    schema: oneOf(SAMPLER_CHOICES), placeholder: 'NAME', group: STATISTICS_GROUP, default: DEFAULTS.sampler,
    description: 'auto; direct draws everybody, order-statistics and binomial-splitting only what matters (double auctions)',
  },
  'dependence': {
    schema: dependence, placeholder: 'LAW', group: STATISTICS_GROUP,
    description: `How types depend across agents: ${DEPENDENCE_USAGE}  [default: they do not]`,
  },
  'mechanisms': {
    schema: mechanisms, placeholder: 'NAMES', group: STATISTICS_GROUP,
    description: `Mechanisms of a double auction on the same draws, with commas between: ${MECHANISMS_USAGE}  [default: its own]`,
  },
  'data-error': {
    schema: oneOf(DATA_ERRORS), placeholder: 'HOW', group: STATISTICS_GROUP,
    description: 'What the sampling error of empirical(...) data does: dkw, over all laws near the sample; bootstrap, by resamples',
  },
  'bootstrap': {
    schema: count(1, 99_999), placeholder: 'N', group: STATISTICS_GROUP, default: String(DEFAULTS.bootstrap),
    description: 'Resamples of --data-error bootstrap',
  },
} as const satisfies Record<string, Option>;

/** How lists of parameters make points. */
export const SWEEP = {
  'in-step': {
    schema: truth, group: STATISTICS_GROUP,
    description: 'Walk the lists of a sweep together, first with first, instead of crossing them; single values stay',
  },
} as const satisfies Record<string, Option>;

const cores = availableParallelism();

/** Where to compute. More threads than four a core, or 64, only cost memory. */
export const MACHINE = {
  'device': {
    schema: oneOf(DEVICE_CHOICES), placeholder: 'NAME', group: MACHINE_GROUP, default: 'auto',
    description: 'auto, cpu, webgpu or tensorflow; see misreport doctor',
  },
  'workers': {
    // Published without the limit of the machine that wrote the schema.
    schema: count(1, Math.max(64, 4 * cores), ` (this machine has ${cores} core${cores === 1 ? '' : 's'})`)
      .meta({ anyOf: [{ type: 'integer', minimum: 1 }, { type: 'string' }] }),
    placeholder: 'N', group: MACHINE_GROUP,
    description: 'Worker threads of the cpu device  [default: all cores, or as many as a batch system allots]',
  },
} as const satisfies Record<string, Option>;

/** What the command line and a configuration file say about output. */
export const OUTPUT = {
  'out': {
    schema: path('a folder'), placeholder: 'DIR', group: OUTPUT_GROUP,
    description: 'Folder for the results  [default: results/<command>-<scenario>-<hash>]',
  },
  'no-out': { schema: truth, group: OUTPUT_GROUP, description: 'Write no files' },
  'ledger': {
    schema: path('a folder'), placeholder: 'DIR', group: OUTPUT_GROUP,
    description: 'Folder that keeps what was drawn, for runs that go on where another ended  [default: results/.ledger, after 10 s]',
  },
  'no-ledger': { schema: truth, group: OUTPUT_GROUP, description: 'Keep nothing of what was drawn' },
  'ledger-size': {
    schema: count(1, 2 ** 30), placeholder: 'MIB', group: OUTPUT_GROUP, default: '1024',
    description: 'Megabytes that the ledger may take; what was not used for longest goes first',
  },
  'format': {
    schema: someOf(OUTPUT_FORMATS), placeholder: 'NAMES', group: OUTPUT_GROUP,
    description: `Beside what is always written: ${OUTPUT_FORMATS.join(', ')}, or several with commas between`,
  },
  'theme': {
    schema: oneOf(THEMES), placeholder: 'NAME', group: OUTPUT_GROUP, default: 'screen',
    description: 'Look of the figures: screen, print (6.5in wide, black ink) or slides (10in wide, large letters)',
  },
  'figure-width': {
    schema: inches(1, 20), placeholder: 'LENGTH', group: OUTPUT_GROUP,
    description: 'Width of every figure, such as 3.5in or 89mm; letters stay readable',
  },
  'dpi': {
    schema: between(50, 600), placeholder: 'N', group: OUTPUT_GROUP,
    description: 'Pixels an inch of PNG files  [default: 192 on the screen, 300 in print]',
  },
  'no-title': { schema: truth, group: OUTPUT_GROUP, description: 'Figures without title and subtitle, for papers that have captions' },
  'no-figures': { schema: truth, group: OUTPUT_GROUP, description: 'Draw none: numbers alone, in less time; the same command draws them' },
  'json': { schema: truth, group: OUTPUT_GROUP, description: 'Print exactly one JSON document on stdout, everything else on stderr' },
  'no-curves': { schema: truth, group: OUTPUT_GROUP, description: 'Leave curves, surfaces and worst beliefs out of that document' },
  'quiet': { schema: truth, group: OUTPUT_GROUP, description: 'No progress and no remarks on stderr' },
  'proofs': {
    schema: path('a folder'), placeholder: 'DIR', group: OUTPUT_GROUP, commandLineOnly: true,
    description: 'Write the certificates of a field or of bid functions there; misreport verify checks them',
  },
  'config': {
    schema: path('the path of a .yaml, .yml or .json file'), placeholder: 'FILE', group: OUTPUT_GROUP, commandLineOnly: true,
    description: 'YAML or JSON file holding the same options; the command line wins',
  },
} as const satisfies Record<string, Option>;

const GENERAL_GROUP = 'General';

/** Options of every command. */
export const GENERAL_OPTIONS: readonly OptionSpec[] = named({
  debug: { schema: truth, group: GENERAL_GROUP, description: 'Show where an error came from', commandLineOnly: true },
  help: { schema: truth, group: GENERAL_GROUP, description: 'Show this help', commandLineOnly: true },
  version: { schema: truth, group: GENERAL_GROUP, description: 'Show the version', commandLineOnly: true },
});

/** What may be asked of a study. */
export const COMMAND = oneOf(['run', 'rate']);

/** Keys of a file that holds a whole study, beside the options. */
export const STUDY_KEYS = ['command', 'scenario'] as const;

/** Options of `run` and `rate` beside the scenario's own parameters. */
export const STUDY_OPTIONS: readonly OptionSpec[] = named({ ...STATISTICS, ...SWEEP, ...MACHINE, ...OUTPUT });

/** The switch of other commands that print documents. */
export const JSON_OPTION: OptionSpec = { name: 'json', ...OUTPUT.json };

/** Options that cannot be given together, with what to say of the first beside the second. */
export const EXCLUSIVE: readonly { readonly option: string; readonly beside: string; readonly because: string }[] = [
  { option: 'precision', beside: 'profiles', because: ', which fixes the number of profiles' },
  { option: 'max-profiles', beside: 'profiles', because: ', which fixes the number of profiles' },
  { option: 'out', beside: 'no-out', because: '' },
  { option: 'ledger', beside: 'no-ledger', because: '' },
  { option: 'ledger-size', beside: 'no-ledger', because: ', which keeps none' },
  ...['format', 'theme', 'figure-width', 'dpi', 'no-title'].map((option) => (
    { option, beside: 'no-out', because: ', which writes no files' }
  )),
  ...['theme', 'figure-width', 'dpi', 'no-title'].map((option) => ({ option, beside: 'no-figures', because: ', which draws none' })),
];

/** Options that exclude this one. */
export const rivalOptions = (name: string): readonly string[] =>
  EXCLUSIVE.flatMap(({ option, beside }) => (option === name ? [beside] : beside === name ? [option] : []));

/** What a table of options reads, where all of them are optional. */
export type ValuesOf<T extends Readonly<Record<string, Option>>> = {
  readonly [K in keyof T]?: T[K] extends { readonly schema: Scalar<infer V> } ? V : never;
};
