/** Thresholds of one parameter as rows, one a flip, with the proofs on both sides. */
import { solveProgram, type Solve } from '../../programs/solve.ts';
import type { FiniteEnvironment } from '../../environment/finite/environment.ts';
import { onTypeSpace } from '../../environment/finite/on-type-space.ts';
import { modelAt } from '../../environment/finite/model.ts';
import { efficientTie } from '../../notions/finite/rule-conditions.ts';
import {
  Asked, crossings, midpoint, type Flip, type Segment, type ThresholdQuestion, type Thresholds,
} from '../../mechanism/finite/threshold-question.ts';
import { thresholds } from '../../mechanism/finite/threshold.ts';
import { rationalNumber, rationalText, type Rational } from '../../programs/rational.ts';
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

/** `0.0123456789012` of a number that ends, short of a quotient of long numbers. */
function placeText(value: Rational): string {
  const text = rationalText(value);
  for (let [places, scale] = [1, 10n]; text.length > 12 && places < 40; places++, scale *= 10n) {
    if (scale % value.d !== 0n) continue;
    const digits = String(value.n * (scale / value.d)).padStart(places + 1, '0');
    return `${value.s < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
  }
  return text;
}

const segmentText = (parameter: string, { from, to, fromClosed, toClosed, holds }: Segment): string => {
  const inside = from.equals(to) ? `= ${placeText(from)}`
    : `in ${fromClosed ? '[' : '('}${placeText(from)}, ${placeText(to)}${toClosed ? ']' : ')'}`;
  return `${parameter} ${inside}: ${yesNo(holds)}`;
};

/** Values of a stretch for which proofs are written: its ends at isolated roots; else an end that belongs to it, or its middle. */
function proofValues({ from, to, fromClosed, toClosed }: Segment, flips: Thresholds['flips']): Rational[] {
  const ends = [from, to].filter((value) => flips.some(({ isolated }) => isolated?.some((one) => one.equals(value))));
  if (ends.length > 0) return ends;
  return [toClosed && !fromClosed ? to : fromClosed && !toClosed ? from : from.add(to).div(2)];
}

/**
 * How an efficient rule treats outcomes that are equally good: along a stretch it takes the first listed, and where totals cross it changes
 * from one outcome to another, so the verdict there is that of the one listed first. None where the rule does not depend on totals.
 */
function tieNotes(environment: FiniteEnvironment, question: ThresholdQuestion, [low, high]: Thresholds['range'], solve: Solve): string[] {
  if (environment.rule?.kind !== 'efficient' || question.goal === 'extract') return [];
  const { parameter } = question;
  const asked = new Asked(environment, question, solve);
  const changes = crossings(asked, low, high);
  const points = [low, ...changes, high];
  const lasting: { readonly from: Rational; to: Rational; readonly tie: string }[] = [];
  points.slice(1).forEach((to, k) => {
    const [from, tie] = [points[k]!, efficientTie(asked.model(midpoint(points[k]!, to)))];
    const before = lasting.at(-1);
    if (tie !== undefined && before?.tie === tie && before.to.equals(from)) before.to = to;
    else if (tie !== undefined) lasting.push({ from, to, tie });
  });
  const passing = points.flatMap((value) => {
    const tie = efficientTie(asked.model(value));
    return tie === undefined || lasting.some((one) => one.tie === tie) ? [] : [`At ${parameter} = ${rationalText(value)}: ${tie}`];
  });
  return [
    ...lasting.map(({ from, to, tie }) => `The rule is efficient, with ties for ${parameter} between ${rationalText(from)} and `
      + `${rationalText(to)}: ${tie}`), ...passing,
  ];
}

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
      found.segments.flatMap((segment) => proofValues(segment, found.flips)).map(async (value) => {
        const { proofs: own } = await answerVerdict({
          environment,
          parameters: new Map([...others, [parameter, value]]),
          goal,
          transfers,
          balance,
          preference: { kind: 'maxmin' },
          ...(solve ? { solve } : {}),
        });
        return own.map((proof) => ({ ...proof, name: `${proof.name}-at-${parameter}-${placeText(value).replace('/', 'over')}` }));
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
      ...tieNotes(goal === 'ex-post' ? environment : onTypeSpace(environment), question, found.range, solve ?? solveProgram),
      ...(found.flips.length === 0
        ? [`The verdict does not flip for ${parameter} from ${rationalText(found.range[0])} to ${rationalText(found.range[1])}`]
        : []),
      ...(found.halved
        ? [`Verdicts are of 65 values of ${parameter}, and each change is halved; two flips between neighbours are not seen`] : []),
      ...(found.unknown ?? []).map((where) => `Nothing is proved at ${parameter} = ${where}, where both sides have one verdict`),
      ...found.undecided.map((where) => `Undecided at ${parameter} = ${where}; taken as no`),
    ],
  };
}
