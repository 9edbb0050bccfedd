/** Thresholds of one parameter as rows, one a flip, with the proofs on both sides. */
import type { Solve } from '../../programs/solve.ts';
import type { FiniteEnvironment } from '../../environment/finite/environment.ts';
import { modelAt } from '../../environment/finite/model.ts';
import type { Flip, Segment, ThresholdQuestion } from '../../mechanism/finite/threshold-question.ts';
import { thresholds } from '../../mechanism/finite/threshold.ts';
import { rationalNumber, rationalText } from '../../programs/rational.ts';
import type { Estimate, Point } from '../../results/document.ts';
import { preferencePoint } from './asked.ts';
import { answerVerdict } from './design.ts';
import { emptyAnswer, exactRow, verdictRow, type FiniteAnswer } from './rows.ts';
import { withPrior } from './with-prior.ts';

const yesNo = (holds: boolean): string => (holds ? 'yes' : 'no');

function flipRow({ value, isolated, certificate, below, at, above }: Flip, point: Point): Estimate {
  const sides = `${yesNo(below)} below${at === undefined ? '' : `, ${yesNo(at)} at it`}, ${yesNo(above)} above`;
  const row = exactRow('threshold', 'market', point, value, certificate === undefined ? sides : `${sides}: ${certificate}`);
  if (isolated === undefined) return row;
  // A root isolated by halving: the interval is proved, the value within it is not.
  const { exact: _, ...rest } = row;
  return { ...rest, lower: rationalNumber(isolated[0]), upper: rationalNumber(isolated[1]) };
}

const segmentText = (parameter: string, { from, to, fromClosed, toClosed, holds }: Segment): string =>
  `${parameter} in ${fromClosed ? '[' : '('}${rationalText(from)}, ${rationalText(to)}${toClosed ? ']' : ')'}: ${yesNo(holds)}`;

/** A value of each stretch for which a proof is written: an end that belongs to it, else its middle. */
const representative = ({ from, to, fromClosed, toClosed }: Segment) =>
  toClosed && !fromClosed ? to : fromClosed && !toClosed ? from : from.add(to).div(2);

/** Throws InputError for a parameter without a range. */
export async function answerThreshold(given: FiniteEnvironment, question: ThresholdQuestion, solve?: Solve): Promise<FiniteAnswer> {
  const { parameter, goal, transfers, balance, others = new Map(), preferenceAt } = question;
  // A type space's beliefs that move with the parameter do not follow from the prior found here, and say so where they leave it.
  const environment = goal === 'extract' ? await withPrior(given, others, solve) : given;
  const found = await thresholds(environment, question, solve);
  const preference = preferenceAt === undefined ? {} : preferencePoint(preferenceAt(modelAt(environment, others)));
  const point: Point = { parameter, transfers, ...(goal === 'extract' ? {} : { balance }), goal, ...preference };
  // Scaled bets are proved by design, at a value.
  const proofs = preferenceAt !== undefined ? [] : (
    await Promise.all(
      found.segments.map(async (segment) => {
        const value = representative(segment);
        const { proofs: own } = await answerVerdict({
          environment,
          parameters: new Map([...others, [parameter, value]]),
          goal,
          transfers,
          balance,
          preference: { kind: 'maxmin' },
          ...(solve ? { solve } : {}),
        });
        return own.map((proof) => ({ ...proof, name: `${proof.name}-at-${parameter}-${rationalText(value).replace('/', 'over')}` }));
      }),
    )
  ).flat();
  return {
    ...emptyAnswer, proofs,
    estimates: found.flips.map((flip) => flipRow(flip, point)),
    verdicts: found.segments.map((segment) =>
      verdictRow('market', point, segment.holds ? 'yes' : 'no', `${goal}, ${segmentText(parameter, segment)}`),
    ),
    notes: [
      ...(found.flips.length === 0
        ? [`The verdict does not flip for ${parameter} from ${rationalText(found.range[0])} to ${rationalText(found.range[1])}`]
        : []),
      ...found.undecided.map((where) => `Undecided at ${parameter} = ${where}; taken as no`),
    ],
  };
}
