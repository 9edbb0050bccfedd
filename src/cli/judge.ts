/** What a proof file states and whether it proves it, by the schema that it names. No solver takes part. */
import { InputError } from '../errors.ts';
import { shown } from '../input/scalar.ts';
import { auctionFaults } from '../mechanism/finite/verify/auction.ts';
import { certificateFaults } from '../mechanism/finite/verify/certificate.ts';
import { deviationFaults, readDeviationFile } from '../mechanism/finite/verify/deviation.ts';
import { readProofFile } from '../mechanism/finite/verify/file.ts';
import { mechanismFaults } from '../mechanism/finite/verify/mechanism.ts';
import { judgeMenuSizeFile } from '../mechanism/finite/verify/menu-size.ts';
import { judgeSideBetsFile } from '../mechanism/finite/verify/side-bets.ts';
import { judgeStakeFile } from '../mechanism/finite/verify/stake.ts';
import { judgeTradeFile } from '../notions/finite/trade-file.ts';
import { judgeAmbiguousFile } from '../notions/verify/ambiguous.ts';
import { judgeBidsFile } from '../notions/verify/bids.ts';
import { judgeDoubleAuctionFile } from '../notions/verify/double-auction.ts';
import { judgeChoiceFile } from '../notions/verify/choice.ts';
import { judgeCodeRegretFile, type Script } from '../notions/verify/code-regret.ts';
import { judgeCoalitionalFile } from '../notions/verify/coalitional.ts';
import { judgeCoreFile } from '../notions/verify/core.ts';
import { judgeEquilibriumFile } from '../notions/verify/equilibrium.ts';
import { judgeExPostFile } from '../notions/verify/ex-post.ts';
import { judgeFieldFile } from '../notions/verify/field.ts';
import { judgeFormulaBoundFile } from '../notions/verify/formula-bound.ts';
import { judgeFormulaRuleFile } from '../notions/verify/formula-rule.ts';
import { judgeFormulaMenuFile } from '../notions/verify/formula-menu.ts';
import { judgeFormulaFieldFile } from '../notions/verify/formula-field.ts';
import { judgeLeastEpsilonFile } from '../notions/verify/least-epsilon.ts';
import { judgeMarketFile } from '../notions/verify/market.ts';
import { judgeMenuFile } from '../notions/verify/menu.ts';
import { judgeRegretFile } from '../notions/verify/regret.ts';
import { judgeRobustFile } from '../notions/verify/robust.ts';
import { judgeRobustListsFile } from '../notions/verify/robust-lists.ts';
import { judgeSecondBestFile } from '../notions/verify/second-best.ts';
import { judgeSecondBestListsFile } from '../notions/verify/second-best-lists.ts';
import { judgeSecondBestMarketFile } from '../notions/verify/second-best-market.ts';
import { judgeSecondBestRuleFile } from '../notions/verify/second-best-rule.ts';
import { judgeTwoAlternativesFile } from '../notions/verify/two-alternatives.ts';
import { judgeUncollectableFile } from '../notions/verify/uncollectable.ts';
import { judgeValueFile } from '../notions/verify/value.ts';

export interface Judgement {
  /** What the file states, in words. */
  readonly what: string;
  /** What is wrong with its proof, one line a fault; empty where it proves its statement. */
  readonly faults: readonly string[];
}

function judgeDeviationFile(given: unknown): Judgement {
  const file = readDeviationFile(given);
  return { what: `a lie from which ${file.members.map(({ agent }) => agent).join(' and ')} gain`, faults: deviationFaults(file) };
}

/** Files that say by their schema who reads them. */
const JUDGES: Readonly<Record<string, (given: unknown, script?: Script) => Judgement>> = {
  'misreport.deviation/1': judgeDeviationFile,
  'misreport.ambiguous/1': judgeAmbiguousFile,
  'misreport.auction/1': (given) => ({
    what: 'an auction that no ex post incentive compatible one betters', faults: auctionFaults(given),
  }),
  'misreport.choice/1': judgeChoiceFile,
  'misreport.coalitional/1': judgeCoalitionalFile,
  'misreport.core/1': judgeCoreFile,
  'misreport.equilibrium/1': judgeEquilibriumFile,
  'misreport.side-bets/1': judgeSideBetsFile,
  'misreport.stake/1': judgeStakeFile,
  'misreport.trade/1': judgeTradeFile,
  'misreport.value/1': judgeValueFile,
  'misreport.least-epsilon/1': judgeLeastEpsilonFile,
  'misreport.field/1': judgeFieldFile,
  'misreport.formula-field/1': judgeFormulaFieldFile,
  'misreport.formula-bound/1': judgeFormulaBoundFile,
  'misreport.formula-rule/1': judgeFormulaRuleFile,
  'misreport.formula-menu/1': judgeFormulaMenuFile,
  'misreport.ex-post/1': judgeExPostFile,
  'misreport.double-auction/1': judgeDoubleAuctionFile,
  'misreport.market/1': judgeMarketFile,
  'misreport.menu/1': judgeMenuFile,
  'misreport.menu-size/1': judgeMenuSizeFile,
  'misreport.robust/1': judgeRobustFile,
  'misreport.robust-lists/1': judgeRobustListsFile,
  'misreport.second-best/1': judgeSecondBestFile,
  'misreport.second-best-lists/1': judgeSecondBestListsFile,
  'misreport.second-best-market/1': judgeSecondBestMarketFile,
  'misreport.second-best-rule/1': judgeSecondBestRuleFile,
  'misreport.two-alternatives/1': judgeTwoAlternativesFile,
  'misreport.uncollectable/1': judgeUncollectableFile,
  'misreport.bids/1': judgeBidsFile,
  'misreport.regret/1': judgeRegretFile,
  'misreport.code-regret/1': judgeCodeRegretFile,
};

/** Of files about code, which the script decides. */
const WITH_SCRIPT = 'misreport.code-regret/1';

/** Files that state what they prove by goal, transfers and balance. */
const STATEMENTS = ['misreport.mechanism/1', 'misreport.certificate/1'];

/**
 * The statement of a proof file, and what is wrong with the proof; `script` is what files about code are held against. Throws InputError
 * naming the key where it is no proof file.
 */
export function judgeProof(given: unknown, script?: Script): Judgement {
  const named = (given as { readonly schema?: unknown } | null)?.schema;
  const schema = typeof named === 'string' ? named : '';
  if (script && schema !== WITH_SCRIPT) throw new InputError('--mechanism', `is for files ${WITH_SCRIPT}, and this is ${shown(named)}`);
  if (Object.hasOwn(JUDGES, schema)) return JUDGES[schema]!(given, script);
  if (!STATEMENTS.includes(schema)) {
    const [last, ...rest] = [...STATEMENTS, ...Object.keys(JUDGES)].reverse();
    throw new InputError('schema', `must be ${rest.reverse().join(', ')} or ${last}, got ${shown(named)}`);
  }
  const file = readProofFile(given);
  const faults = file.schema === 'misreport.mechanism/1' ? mechanismFaults(file) : certificateFaults(file);
  const { goal, transfers, balance } = file;
  const made = schema === 'misreport.mechanism/1' ? 'a mechanism' : 'no mechanism';
  const about = file.schema === 'misreport.certificate/1' ? file.near : undefined;
  const small = about?.transfers === undefined ? '' : `, each transfer less than ${about.transfers}`;
  const near = about === undefined ? '' : `, beliefs up to ${about.beliefs} off${small}`;
  return { what: `${made} for ${goal}, ${transfers} transfers, balance ${balance}${near}`, faults };
}
