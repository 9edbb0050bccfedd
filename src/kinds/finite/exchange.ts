/** Core and value of an exchange economy as rows, curves and verdicts (Guo18 section 3.6). */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { typesIn } from '../../environment/finite/profiles.ts';
import { ambiguousLie } from '../../notions/finite/ambiguous/coalitional-ic.ts';
import { extremeBeliefs } from '../../notions/finite/ambiguous/worst-case.ts';
import {
  allocationOf, allocationPayoff, badOutcomeMargin, blockOf, everyCoalition, inefficientDictator, unopposedDeception, worstUtilities,
  type Allocation,
} from '../../notions/finite/exchange/candidate.ts';
import { coreAllocationFile, emptyCoreFile, type CoreSource } from '../../notions/finite/exchange/core-file.ts';
import { maximinCore, requireExchange, type CoreTree, type MaximinCore } from '../../notions/finite/exchange/maximin-core.ts';
import { utilityOf, utilitySet } from '../../notions/finite/exchange/utility-set.ts';
import { certificateLine, type Certificate } from '../../programs/certificate.ts';
import { ONE, rationalNumber, rationalText, ZERO } from '../../programs/rational.ts';
import type { Solve } from '../../programs/solve.ts';
import type { Curve, Estimate, Point, Verdict } from '../../results/document.ts';
import { laidOut } from './proof-layout.ts';
import { emptyAnswer, exactRow, joinAnswers, verdictRow, type FiniteAnswer, type Proof } from './rows.ts';

export const profileName = ({ agents, profiles }: FiniteModel, profile: number): string =>
  `(${typesIn(profiles, profile).map((type, agent) => agents[agent]!.types[type]).join(', ')})`;

export const verdictOf = (id: string, point: Point, status: 'yes' | 'no' | 'undecided', text: string): Verdict =>
  ({ id, ...verdictRow('market', point, status, text) });

/** Utilities of what everyone owns, and for two agents the frontier at every profile. */
export async function economyAnswer(model: FiniteModel, point: Point, solve?: Solve): Promise<FiniteAnswer> {
  const economy = requireExchange(model);
  const estimates = model.agents.flatMap(({ name, types }, agent) => types.map((type, t): Estimate => {
    const utility = utilityOf(economy.utilities[agent]![t]!, economy.endowments[agent]!);
    return exactRow('endowmentUtility', name, { ...point, type }, utility, 'the endowment');
  }));
  const curves: Curve[] = [];
  for (let profile = 0; profile < model.profiles.size && model.agents.length === 2; profile++) {
    const { vertices, facets } = await utilitySet(economy, [0, 1], typesIn(model.profiles, profile), solve);
    const boundary = vertices.filter((vertex) => facets.some(({ weights, bound }) =>
      weights[0]!.mul(vertex[0]!).add(weights[1]!.mul(vertex[1]!)).equals(bound))).sort((a, b) => a[0]!.compare(b[0]!));
    const second = boundary.map((vertex) => rationalNumber(vertex[1]!));
    curves.push({
      quantity: 'utilityFrontier', agent: 'market', point: { ...point, profile: profileName(model, profile) }, confidence: 1,
      guarantee: 'exact', profiles: 0, types: boundary.map((vertex) => rationalNumber(vertex[0]!)),
      estimate: second, lower: second, upper: second,
    });
  }
  return { ...emptyAnswer, estimates, curves };
}

/** What Guo18 says of efficient and core allocations, put to one of them. */
async function corollaries(model: FiniteModel, allocation: Allocation, point: Point, solve?: Solve): Promise<Verdict[]> {
  const pattern = everyCoalition(model);
  const got = worstUtilities(model, allocation);
  const block = await blockOf(model, got, pattern, solve);
  const lie = ambiguousLie(model, extremeBeliefs(model), allocationPayoff(model, allocation), pattern);
  const silent = await unopposedDeception(model, allocation, solve);
  const margin = await badOutcomeMargin(model, solve);
  return [
    verdictOf('maximin-core-candidate', point, block === undefined ? 'yes' : 'no',
      block === undefined ? 'A core allocation was tested: no coalition does better at any types' : 'The allocation found is blocked'),
    verdictOf('ambiguous-strong-ic', point, lie === undefined ? 'yes' : 'no',
      lie === undefined
        ? 'Ambiguous strong incentive compatibility of that allocation: no coalition has a plan of reports that pays (Lemma 3.6.1)'
        : 'A coalition has a plan of reports that pays'),
    verdictOf('ambiguous-strong-monotonicity', point, silent === undefined ? 'yes' : 'no',
      silent === undefined
        ? 'Every deception that leaves the core lowers the worst case of some type, who objects (Lemma 3.6.2)'
        : 'A deception leaves the core and lowers nobody\'s worst case'),
    verdictOf('bad-outcome', point, 'yes',
      `Nothing for all is a bad outcome: any individually rational allocation beats it by ${rationalText(margin)} or more`),
  ];
}

/**
 * The hypothesis of Corollary 3.6.1, a bad outcome of the set of all efficient functions: everything to one agent is efficient and leaves
 * the others with nothing, than which nobody can have less. Nothing of fewer than two agents.
 */
async function efficientSetVerdict(model: FiniteModel, point: Point, solve?: Solve): Promise<Verdict[]> {
  if (model.agents.length < 2) return [];
  const failing = await inefficientDictator(model, solve);
  return [verdictOf('bad-outcome-of-efficient-set', point, failing === undefined ? 'no' : 'undecided', failing === undefined
    ? 'The set of all efficient functions has no bad outcome, so Corollary 3.6.1 does not speak of it: everything to one agent is '
      + 'efficient and leaves the others with nothing, and no outcome is worse than that'
    : `Everything to ${model.agents[failing]!.name} is not efficient`)];
}

const coreText = (core: MaximinCore): string => {
  switch (core.verdict) {
    case 'yes': return `The maximin core is not empty: ${core.cells} ${core.cells === 1 ? 'cell' : 'cells'} of frontiers`;
    case 'no':
      return `The maximin core is empty: ${core.branches === 1 ? 'one branch' : `${core.branches} branches`}, each closed, such as by `
        + core.contradiction;
    case 'undecided': return `Whether the maximin core is empty is not decided: ${core.reason}`;
  }
};

/** Every branch of the search with the multipliers that close it. */
function treeBlocks(
  core: Extract<MaximinCore, { readonly verdict: 'no' }>, name: (demand: number, facet: number) => string,
): { readonly title: string; readonly certificate: Certificate }[] {
  const walk = (tree: CoreTree, path: readonly string[]): ReturnType<typeof treeBlocks> => ('branches' in tree
    ? tree.branches.flatMap((branch, facet) => walk(branch, [...path, name(tree.demand, facet)]))
    : [{ title: path.length === 0 ? 'always' : `where ${path.join(' and ')}`, certificate: tree.certificate }]);
  return walk(core.tree, []);
}

async function emptyCoreProof(
  model: FiniteModel, core: Extract<MaximinCore, { readonly verdict: 'no' }>, source: CoreSource, solve?: Solve,
): Promise<Proof> {
  const name = (demand: number, facet: number): string => {
    const { set, types } = core.demands[demand]!;
    const members = set.coalition.map((agent, k) => `${model.agents[agent]!.name} ${model.agents[agent]!.types[types[k]!]}`);
    return `{${members.join(', ')}} reaches facet ${facet + 1}`;
  };
  const blocks = treeBlocks(core, name);
  return {
    name: 'maximin-core-empty', file: await emptyCoreFile(model, source, core.demands, core.tree, solve),
    ...laidOut(blocks), text: blocks.map(({ title, certificate }) => `${title}: ${certificateLine(certificate)}`).join('\n'),
  };
}

async function coreProof(model: FiniteModel, allocation: Allocation, source: CoreSource, solve?: Solve): Promise<Proof> {
  const { goods } = requireExchange(model);
  const rows = allocation.map((bundles, profile) =>
    [profileName(model, profile), ...bundles.map((bundle) => bundle.map(rationalText).join(', '))]);
  const head = ['profile', ...model.agents.map(({ name }) => `to ${name}`)];
  return {
    name: 'maximin-core', file: await coreAllocationFile(model, source, allocation, solve),
    ...laidOut([{ title: `${goods.join(', ')} by profile`, rows: [head, ...rows] }]),
  };
}

/** `source`: what the model was made of, for proofs. Throws InputError where there are no goods. */
export async function coreAnswer(model: FiniteModel, point: Point, solve?: Solve, source?: CoreSource): Promise<FiniteAnswer> {
  const core = await maximinCore(model, solve ? { solve } : {});
  const text = coreText(core);
  const verdicts = [verdictOf('maximin-core', point, core.verdict, text), ...await efficientSetVerdict(model, point, solve)];
  const frame = await economyAnswer(model, point, solve);
  if (core.verdict === 'undecided') return joinAnswers([frame, { ...emptyAnswer, verdicts }]);
  const nonEmpty = exactRow('coreNonEmpty', 'market', point, core.verdict === 'yes' ? ONE : ZERO, text);
  if (core.verdict === 'no') {
    const proofs = source === undefined ? [] : [await emptyCoreProof(model, core, source, solve)];
    return joinAnswers([frame, { ...emptyAnswer, estimates: [nonEmpty], verdicts, proofs }]);
  }
  const ranges = core.ranges.flatMap(({ agent, type, least, most }) => {
    const { name, types } = model.agents[agent]!;
    const row = (end: string, value: typeof least): Estimate =>
      exactRow('coreUtility', name, { ...point, type: types[type]!, end }, value, `${end} over ${core.cells} cells`);
    return [row('least', least), row('most', most)];
  });
  const allocation = await allocationOf(model, core.worst, solve);
  if (allocation === undefined) throw new Error('a core utility without an allocation');
  return joinAnswers([frame, {
    ...emptyAnswer, estimates: [nonEmpty, ...ranges], verdicts: [...verdicts, ...await corollaries(model, allocation, point, solve)],
    proofs: source === undefined ? [] : [await coreProof(model, allocation, source, solve)],
  }]);
}
