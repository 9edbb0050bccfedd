/** A design question at one point, and the verdict with its proof as an answer. */
import type { Solve } from '../../programs/solve.ts';
import type { FiniteEnvironment, FiniteModel } from '../../environment/finite/environment.ts';
import { requireEveryoneReports } from '../../environment/finite/everyone-reports.ts';
import { modelAt, parameterValues } from '../../environment/finite/model.ts';
import { onTypeSpace } from '../../environment/finite/on-type-space.ts';
import type { FiniteMechanism, Impossibility, Verdict } from '../../mechanism/finite/design.ts';
import type { Preference } from '../../mechanism/finite/preference.ts';
import { certificateFile, mechanismFile, type Statement } from '../../mechanism/finite/proof-file.ts';
import type { Allocation, Balance, Transfers } from '../../mechanism/finite/question.ts';
import { certificateLine, certificateText } from '../../programs/certificate.ts';
import { ONE, rationalText, ZERO, type Rational } from '../../programs/rational.ts';
import type { Point } from '../../results/document.ts';
import { laidOut } from './proof-layout.ts';
import { mechanismBlocks } from './mechanism-blocks.ts';
import { emptyAnswer, exactRow, verdictRow, type FiniteAnswer, type Proof } from './rows.ts';

export type Goal = 'implement' | 'extract' | 'revenue' | 'ex-post';
/** Goals that a verdict decides. */
export type Decided = Exclude<Goal, 'revenue'>;

export interface DesignRequest {
  readonly environment: FiniteEnvironment;
  /** Instead of the file's. */
  readonly parameters: ReadonlyMap<string, Rational>;
  readonly goal: Goal;
  readonly transfers: Transfers;
  readonly balance: Balance;
  readonly preference: Preference;
  /** Of `ex-post`: exact, no deficit and none, each by itself. */
  readonly everyBalance?: boolean;
  /** Decides the programs; absent: `solveProgram`. */
  readonly solve?: Solve;
}

export interface Asked extends DesignRequest {
  readonly model: FiniteModel;
  readonly point: Point;
  /** The same without balance and notion, of which revenue does not speak. */
  readonly shared: Point;
}

export const numberOrText = (value: Rational): number | string => (value.d === 1n ? Number(value.n * value.s) : rationalText(value));

/** What a preference adds to a point. */
export const preferencePoint = (preference: Preference): Point => {
  switch (preference.kind) {
    case 'maxmin': return {};
    case 'alpha': return { preference: 'alpha', alpha: numberOrText(preference.alpha) };
    case 'smooth': return { preference: 'smooth' };
  }
};

/** The parameters that the environment has, and the options that decide the answer. */
export function askedOf(request: DesignRequest): Asked {
  const { environment, parameters, transfers, balance, goal, preference } = request;
  requireEveryoneReports(environment, 'nature');
  const values = [...parameterValues(environment, parameters)].map(([name, value]) => [name, numberOrText(value)] as const);
  const shared = { ...Object.fromEntries(values), transfers, ...preferencePoint(preference) };
  const balanced = goal === 'implement' || goal === 'ex-post' ? { balance } : {};
  const point = {
    ...Object.fromEntries(values), transfers, ...balanced, ...(goal === 'ex-post' ? { notion: goal } : {}), ...preferencePoint(preference),
  };
  // Ex post nothing is asked of beliefs, so payoff types are all that matters.
  const seen = goal === 'ex-post' ? environment : onTypeSpace(environment);
  return { ...request, model: modelAt(seen, parameters), point, shared };
}

const NAMES = { 'implement': 'implementable', 'extract': 'extractable', 'ex-post': 'implementable' } as const;
const SAID = {
  'implement': ['implemented', 'The rule'], 'extract': ['extracted', 'The full surplus'], 'ex-post': ['implemented ex post', 'The rule'],
} as const;

function statementOf(
  { environment, parameters, transfers, balance, preference }: Asked,
  goal: Decided,
  allocation: Allocation,
): Statement {
  return {
    environment,
    parameters: parameterValues(environment, parameters),
    goal,
    transfers,
    balance: goal === 'extract' ? 'none' : balance,
    allocation,
    preference,
  };
}

const proofName = ({ transfers, balance, preference }: Asked, goal: Decided): string =>
  [goal, transfers, ...(goal === 'extract' ? [] : [balance]), ...(preference.kind === 'maxmin' ? [] : [preference.kind])].join('-');

/** A mechanism as a proof. */
export function mechanismProof(
  asked: Asked,
  goal: Decided,
  mechanism: FiniteMechanism,
  allocation: Allocation = 'rule',
): Proof {
  return {
    name: proofName(asked, goal),
    file: mechanismFile(asked.model, statementOf(asked, goal, allocation), mechanism),
    ...laidOut(mechanismBlocks(asked.model, mechanism)),
  };
}

function impossibilityProof(asked: Asked, goal: Decided, impossibility: Impossibility, allocation: Allocation): Proof {
  const text = certificateText(impossibility.certificate);
  return {
    name: proofName(asked, goal), ...laidOut([{ certificate: impossibility.certificate }]),
    file: certificateFile(asked.model, statementOf(asked, goal, allocation), impossibility, text),
  };
}

/** `allocation`: among which the verdict looked. */
export function verdictAnswer(
  asked: Asked,
  goal: Decided,
  verdict: Verdict,
  allocation: Allocation = 'rule',
): FiniteAnswer {
  const { point, transfers, balance } = asked;
  const [done, subject] = SAID[goal];
  const means = `${transfers} transfers${goal === 'extract' ? '' : `, balance ${balance}`}`;
  switch (verdict.verdict) {
    case 'undecided':
      return {
        ...emptyAnswer,
        verdicts: [verdictRow('market', point, 'undecided', `${subject} may be ${done} by ${means}: ${verdict.reason}`)],
      };
    case 'yes': {
      const { menu, lies } = verdict.mechanism;
      const rules = menu.length === 1 ? '1 transfer rule' : `${menu.length} transfer rules${lies.length > 0 ? ', one for each lie' : ''}`;
      return {
        ...emptyAnswer,
        estimates: [exactRow(NAMES[goal], 'market', point, ONE, 'a mechanism, checked exactly')],
        verdicts: [
          verdictRow(
            'market',
            point,
            'yes',
            `${subject} is ${done} by ${means}: a mechanism of ${rules}`,
          ),
        ],
        proofs: [mechanismProof(asked, goal, verdict.mechanism, allocation)],
      };
    }
    case 'no': {
      const line = certificateLine(verdict.impossibility.certificate);
      return {
        ...emptyAnswer, estimates: [exactRow(NAMES[goal], 'market', point, ZERO, line)],
        verdicts: [verdictRow('market', point, 'no', `${subject} cannot be ${done} by ${means}: ${line}`)],
        proofs: [impossibilityProof(asked, goal, verdict.impossibility, allocation)],
      };
    }
  }
}
