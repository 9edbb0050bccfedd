/** `misreport certify`: what a mechanism given as a function of the bids lets bidders gain, with proofs. */
import { extname } from 'node:path';
import { InputError } from '../errors.ts';
import { quote } from '../input/quote.ts';
import type { Scenario } from '../study/scenario.ts';
import type { StudySpec } from './read-study.ts';
import { studyCommand } from './study-command.ts';

const HINT =
  'give the path of a manifest (network.json), a model (network.onnx), a script (mechanism.ts) or bid functions (bids.csv)';

const readCode = async (path: string): Promise<Scenario> => {
  const [{ readMechanism }, { functionScenario }] = await Promise.all([
    import('../mechanism/function/read-mechanism.ts'), import('../study/function-scenario.ts'),
  ]);
  return functionScenario(readMechanism(path, 'file'));
};

const readNetworkFile = async (path: string): Promise<Scenario> => {
  const [{ readNetwork }, { networkScenario }] = await Promise.all([
    import('../mechanism/network/read-network.ts'), import('../study/network-scenario.ts'),
  ]);
  return networkScenario(readNetwork(path, 'file'));
};

const READERS: Readonly<Record<string, (path: string) => Promise<Scenario>>> = {
  '.json': readNetworkFile,
  '.onnx': readNetworkFile,
  '.csv': async (path) => {
    const [{ readBids }, { bidsScenario }] = await Promise.all([
      import('../mechanism/auctions/read-bids.ts'), import('../study/bids-scenario.ts'),
    ]);
    return bidsScenario(readBids(path, 'file'));
  },
  '.ts': readCode,
  '.mts': readCode,
  '.js': readCode,
  '.mjs': readCode,
};

/** By the file's ending. */
async function scenarioOf(path: string): Promise<Scenario> {
  const read = READERS[extname(path).toLowerCase()];
  if (!read) throw new InputError('file', `must end in ${Object.keys(READERS).join(' or ')}, got ${quote(path)}`);
  return read(path);
}

export const CERTIFY: StudySpec = {
  name: 'run',
  shown: 'certify',
  subject: { usage: '<network.json, network.onnx, mechanism.ts or bids.csv>', hint: HINT, scenarioOf },
  description:
    'Regret of a mechanism that is a function of the bids, such as a learned auction: per profile a lower end by search and an upper end '
    + 'by branch and bound with outward rounding, over profiles finite-sample intervals (docs/certify.md).',
  examples: [
    ['certify network.json --prior "uniform(0,1)" --values additive --bidders 2 --objects 2', 'a network of docs/certify.md'],
    ['certify network.onnx --prior "beta(2,3)"', 'a model exported by PyTorch, JAX or Keras'],
    ['certify ./mechanism.ts --bidders 2 --objects 2 --slope 3', 'code that maps bids to an allocation and payments'],
    ['certify bids.csv --auction first-price --bidders 3', 'what bid functions lose, over the continuum and without sampling'],
    ['certify network.json --profiles 1e5 --proved 1e4 --boxes 1e4', 'more profiles, longer proofs'],
  ],
};

export const certify = (argv: readonly string[]): Promise<number> => studyCommand(argv, CERTIFY);
