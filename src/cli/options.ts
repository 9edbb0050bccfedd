/** Options as data: what the parser accepts, what help shows and what a configuration file may hold. */

export interface OptionSpec {
  readonly name: string;
  /** `text` takes one value; `switch` takes none. */
  readonly kind: 'text' | 'switch';
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

const GENERAL = 'General';

export const GENERAL_OPTIONS: readonly OptionSpec[] = [
  { name: 'debug', kind: 'switch', group: GENERAL, description: 'Show where an error came from', commandLineOnly: true },
  { name: 'help', kind: 'switch', group: GENERAL, description: 'Show this help', commandLineOnly: true },
  { name: 'version', kind: 'switch', group: GENERAL, description: 'Show the version', commandLineOnly: true },
];

export const JSON_OPTION: OptionSpec = {
  name: 'json', kind: 'switch', group: 'Output', description: 'Print exactly one JSON document on stdout, everything else on stderr',
};

const STATISTICS = 'Statistics';
const MACHINE = 'Machine';
const OUTPUT = 'Output';

/** Options of `run` and `rate` beside the scenario's own parameters. */
export const STUDY_OPTIONS: readonly OptionSpec[] = [
  { name: 'precision', kind: 'text', placeholder: 'P', group: STATISTICS, default: '0.01',
    description: 'Run until the primary agent\'s epsilon-LIC constant is known within this relative half-width; in (0, 1)' },
  { name: 'profiles', kind: 'text', placeholder: 'N', group: STATISTICS,
    description: 'Run exactly this many profiles instead of aiming at a precision' },
  { name: 'max-profiles', kind: 'text', placeholder: 'N', group: STATISTICS, default: '2^32',
    description: 'Budget of profiles for each point and agent when aiming at a precision' },
  { name: 'confidence', kind: 'text', placeholder: 'C', group: STATISTICS, default: '0.99',
    description: 'Confidence of every interval; in (0, 1)' },
  { name: 'seed', kind: 'text', placeholder: 'TEXT', group: STATISTICS, default: 'misreport',
    description: 'Any text; the same seed gives the same bits on every device' },
  { name: 'sampler', kind: 'text', placeholder: 'NAME', group: STATISTICS, default: 'auto',
    description: 'auto; direct draws everybody, order-statistics and binomial-splitting only what matters (double auctions)' },
  { name: 'device', kind: 'text', placeholder: 'NAME', group: MACHINE, default: 'auto',
    description: 'auto, cpu, webgpu or tensorflow; see misreport doctor' },
  { name: 'workers', kind: 'text', placeholder: 'N', group: MACHINE,
    description: 'Worker threads of the cpu device  [default: all cores]' },
  { name: 'out', kind: 'text', placeholder: 'DIR', group: OUTPUT,
    description: 'Folder for the results  [default: results/<command>-<scenario>-<hash>]' },
  { name: 'no-out', kind: 'switch', group: OUTPUT, description: 'Write no files' },
  JSON_OPTION,
  { name: 'quiet', kind: 'switch', group: OUTPUT, description: 'No progress and no remarks on stderr' },
  { name: 'config', kind: 'text', placeholder: 'FILE', group: OUTPUT, commandLineOnly: true,
    description: 'YAML or JSON file holding the same options; the command line wins' },
];
