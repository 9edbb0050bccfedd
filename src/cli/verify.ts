/** `misreport verify`: whether a mechanism or a certificate proves what it says. No solver takes part. */
import { EXIT, InputError } from '../errors.ts';
import { auctionFaults } from '../mechanism/finite/verify/auction.ts';
import { certificateFaults } from '../mechanism/finite/verify/certificate.ts';
import { deviationFaults, readDeviationFile } from '../mechanism/finite/verify/deviation.ts';
import { readProofFile } from '../mechanism/finite/verify/file.ts';
import { mechanismFaults } from '../mechanism/finite/verify/mechanism.ts';
import { readUserText } from '../input/user-file.ts';
import { readCommandLine } from './command-line.ts';
import { ENVIRONMENT_MAX } from './finite-environment.ts';
import { judgeBidsFile } from '../notions/verify/bids.ts';
import { judgeFieldFile } from '../notions/verify/field.ts';
import { judgeLeastEpsilonFile } from '../notions/verify/least-epsilon.ts';
import { judgeMenuFile } from '../notions/verify/menu.ts';
import { judgeTradeFile } from '../notions/finite/trade-file.ts';
import { JSON_OPTION } from '../study/options.ts';

const FAULTS_SHOWN = 20;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError('file', `is no JSON: ${(error as Error).message.split('\n')[0]}`);
  }
}

interface Judgement {
  readonly what: string;
  readonly faults: readonly string[];
}

/** Files that say by their schema who reads them. */
const JUDGES: Readonly<Record<string, (given: unknown) => Judgement>> = {
  'misreport.trade/1': judgeTradeFile,
  'misreport.least-epsilon/1': judgeLeastEpsilonFile,
  'misreport.field/1': judgeFieldFile,
  'misreport.menu/1': judgeMenuFile,
  'misreport.bids/1': judgeBidsFile,
};

/** What the file states, and what is wrong with it. */
function judge(given: unknown): Judgement {
  const schema = String((given as { readonly schema?: unknown } | null)?.schema);
  if (Object.hasOwn(JUDGES, schema)) return JUDGES[schema]!(given);
  if (schema === 'misreport.deviation/1') {
    const file = readDeviationFile(given);
    return { what: `a lie from which ${file.members.map(({ agent }) => agent).join(' and ')} gain`, faults: deviationFaults(file) };
  }
  if (schema === 'misreport.auction/1')
    return { what: 'an auction that no ex post incentive compatible one betters', faults: auctionFaults(given) };
  const file = readProofFile(given);
  const faults = file.schema === 'misreport.mechanism/1' ? mechanismFaults(file) : certificateFaults(file);
  const { goal, transfers, balance } = file;
  const made = schema === 'misreport.mechanism/1' ? 'a mechanism' : 'no mechanism';
  return { what: `${made} for ${goal}, ${transfers} transfers, balance ${balance}`, faults };
}

/** Exit code 0 where the file proves its statement, 1 where it does not. */
export async function verify(argv: readonly string[]): Promise<number> {
  const line = await readCommandLine(argv, {
    name: 'verify', usage: 'verify <file> [options]',
    description: 'Checks a mechanism, a certificate or a lie of a coalition, as --proofs writes them, from the definitions alone.',
    positionals: [{ name: 'file', hint: 'give a file that --proofs wrote' }],
    options: [JSON_OPTION],
    examples: [['verify proofs/implement-bayesian-exact.json', 'proved, or what is wrong']],
  });
  if (line === undefined) return EXIT.done;
  const [path] = line.positionals;
  const { what, faults } = judge(parseJson(readUserText(path!, 'file', ENVIRONMENT_MAX)));
  if (line.switches.has('json')) {
    const verification = { schema: 'misreport.verification/1', file: path, statement: what, proved: faults.length === 0, faults };
    process.stdout.write(`${JSON.stringify(verification, undefined, 2)}\n`);
  } else if (faults.length === 0) process.stdout.write(`proved: ${what}\n`);
  else {
    const rest = faults.length > FAULTS_SHOWN ? [`and ${faults.length - FAULTS_SHOWN} more`] : [];
    process.stdout.write(`not proved: ${what}\n${[...faults.slice(0, FAULTS_SHOWN), ...rest].map((fault) => `  ${fault}\n`).join('')}`);
  }
  return faults.length === 0 ? EXIT.done : EXIT.failed;
}
