/** Proof files of random environments, and what `misreport verify` makes of every alteration of one. */
import { judgeProof } from '../../src/cli/judge.ts';
import { InputError } from '../../src/errors.ts';
import { modelAt } from '../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../src/environment/finite/parse.ts';
import { answerCoalitions } from '../../src/kinds/finite/coalitions.ts';
import { tradeAnswer } from '../../src/kinds/finite/trade.ts';
import { answerVerdict } from '../../src/kinds/finite/design.ts';
import type { Decided } from '../../src/kinds/finite/asked.ts';
import type { Balance, Transfers } from '../../src/mechanism/finite/question.ts';
import { alterations } from './alterations.ts';
import { randomFinite } from './finite.ts';
import type { Json } from './finite-oracle.ts';
import { certificateHolds, mechanismHolds } from './proof-oracle.ts';
import { randomSource } from './random.ts';
import { deviationHolds, tradeHolds } from './trade-oracle.ts';

const SHAPES = [
  { counts: [2, 2], weights: 3, outcomes: 2 },
  { counts: [2, 2], weights: 1, outcomes: 2 },
  { counts: [2, 2], weights: 2, outcomes: 2, ownBeliefs: true },
  { counts: [2, 2], weights: 2, outcomes: 2, privateValues: true },
  { counts: [1, 2], weights: 2, outcomes: 3 },
  { counts: [2, 2], weights: 3, outcomes: 2, beliefSets: true },
] as const;

const QUESTIONS: readonly (readonly [Decided, Transfers, Balance])[] = [
  ['implement', 'bayesian', 'exact'], ['implement', 'bayesian', 'no-deficit'], ['implement', 'bayesian', 'none'],
  ['implement', 'ambiguous', 'exact'], ['implement', 'ambiguous', 'no-deficit'],
  ['ex-post', 'bayesian', 'exact'], ['ex-post', 'bayesian', 'none'],
  ['extract', 'bayesian', 'none'], ['extract', 'ambiguous', 'none'],
];

export interface NamedProof { readonly name: string; readonly file: Json }

/** A mechanism or a certificate of every question, or of some, about the random environment of a seed, as files. */
export async function designProofs(seed: number, asked: (question: string) => boolean = () => true): Promise<NamedProof[]> {
  const proofs: NamedProof[] = [];
  const environment = parseEnvironment(randomFinite(randomSource(seed + 500), SHAPES[seed % SHAPES.length]!));
  for (const [goal, transfers, balance] of QUESTIONS) {
    if (goal === 'extract' && environment.beliefs?.kind !== 'prior') continue;
    if (transfers === 'ambiguous' && environment.beliefs?.kind === 'belief-sets') continue;
    const question = `${goal} ${transfers} ${balance}`;
    if (!asked(question)) continue;
    const { proofs: found } = await answerVerdict({
      environment, parameters: new Map(), goal, transfers, balance, preference: { kind: 'maxmin' },
    });
    if (found.length !== 1) throw new Error(`seed ${seed}: ${found.length} proofs of ${question}`);
    proofs.push({ name: `seed ${seed}, ${question}`, file: JSON.parse(JSON.stringify(found[0]!.file)) as Json });
  }
  return proofs;
}

const named = (name: string, proofs: readonly { readonly name: string; readonly file: object }[]): NamedProof[] =>
  proofs.map((proof) => ({ name: `${name}, ${proof.name}`, file: JSON.parse(JSON.stringify(proof.file)) as Json }));

/** Trades and noisy concordances of two agents with random beliefs, shared ones at even seeds. */
export async function tradeProofs(seed: number): Promise<NamedProof[]> {
  const shape = { counts: [2, 2], weights: 3, outcomes: 1, ownBeliefs: seed % 2 === 1 };
  const { rule: _, ...file } = randomFinite(randomSource(seed + 700), shape);
  const environment = parseEnvironment(file);
  const { proofs } = await tradeAnswer({ model: modelAt(environment), point: {}, source: { environment } });
  return named(`seed ${seed}`, proofs);
}

/** Lies of coalitions from efficient rules. */
export async function deviationProofs(seed: number): Promise<NamedProof[]> {
  const file = randomFinite(randomSource(seed + 900), { counts: [2, 2], weights: 1 });
  const { proofs } = await answerCoalitions(parseEnvironment(file), { ask: 'coalitions', patterns: ['all'] }, {});
  // What holds of coalitions is written as well: test/notions/finite/coalitional-file.test.ts alters those files.
  return named(`seed ${seed}`, proofs).filter((proof) => proof.file.schema === 'misreport.deviation/1');
}

const REFERENCES: Readonly<Record<string, (file: Json) => boolean>> = {
  'misreport.mechanism/1': mechanismHolds, 'misreport.certificate/1': certificateHolds, 'misreport.trade/1': tradeHolds,
  'misreport.deviation/1': deviationHolds,
};

export interface Judged {
  /** Alterations about which `verify` and the reference differ. */
  readonly wrong: readonly string[];
  /** Still proofs. */
  readonly kept: number;
  readonly rejected: number;
}

/**
 * What is wrong with an altered file's proof; undefined where it cannot be read, since what it says of its environment or of names makes
 * no sense. That is to be said in words: throws where it is met by any other error.
 */
export function faultsOfAltered(name: string, altered: unknown): readonly string[] | undefined {
  try {
    return judgeProof(altered).faults;
  } catch (error) {
    if (!(error instanceof InputError)) throw new Error(name, { cause: error });
    return undefined;
  }
}

/** Whether it is still taken for a proof. */
export const isProved = (name: string, altered: unknown): boolean => faultsOfAltered(name, altered)?.length === 0;

/** A file that cannot be read is rejected. Of alterations of the environment one in `every`. */
export function alterationsJudged(file: Json, every = 1): Judged {
  const reference = REFERENCES[String(file.schema)]!;
  const wrong: string[] = [];
  let [kept, rejected, inEnvironment] = [0, 0, 0];
  for (const { name, file: altered } of alterations(file)) {
    if (name.startsWith('environment') && inEnvironment++ % every !== 0) continue;
    const faults = faultsOfAltered(name, altered);
    if (faults?.length === 0) kept++;
    else rejected++;
    if (faults === undefined) continue;
    if ((faults.length === 0) !== reference(altered)) wrong.push(`${name}: ${faults[0] ?? 'taken for a proof'}`);
  }
  return { wrong, kept, rejected };
}
