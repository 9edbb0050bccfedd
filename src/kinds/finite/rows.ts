/** Rows and verdicts of a result document that rest on exact arithmetic. */
import { verdict } from '../../results/verdict.ts';
import { rationalNumber, rationalText, type Rational } from '../../programs/rational.ts';
import type { Agent, Curve, Estimate, Point, Verdict } from '../../results/document.ts';

/** A proved value: both ends are the value itself. */
export function exactRow(quantity: string, agent: Agent, point: Point, value: Rational, basis: string): Estimate {
  const estimate = rationalNumber(value);
  return {
    quantity,
    agent,
    point,
    estimate,
    lower: estimate,
    upper: estimate,
    confidence: 1,
    guarantee: 'exact',
    profiles: 0,
    basis,
    exact: rationalText(value),
  };
}

/** A rational in a sentence: digits where the fraction would be long. */
export function shortText(value: Rational): string {
  const text = rationalText(value);
  return text.length <= 24 ? text : `about ${rationalNumber(value).toPrecision(10).replace(/0+$/, '')}`;
}

/** `yes`, `no` or `undecided` with a sentence. */
export const verdictRow = verdict;

/** A proof as a file, which `misreport verify` reads, and as text for people. */
export interface Proof {
  readonly name: string;
  readonly file: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly latex: string;
  readonly markdown: string;
}

/** What a question about a finite environment answers; a document adds who asked. */
export interface FiniteAnswer {
  readonly estimates: readonly Estimate[];
  readonly verdicts: readonly Verdict[];
  readonly curves: readonly Curve[];
  readonly notes: readonly string[];
  readonly proofs: readonly Proof[];
}

export const emptyAnswer: FiniteAnswer = { estimates: [], verdicts: [], curves: [], notes: [], proofs: [] };

export const joinAnswers = (answers: readonly FiniteAnswer[]): FiniteAnswer => ({
  estimates: answers.flatMap(({ estimates }) => estimates), verdicts: answers.flatMap(({ verdicts }) => verdicts),
  curves: answers.flatMap(({ curves }) => curves),
  notes: [...new Set(answers.flatMap(({ notes }) => notes))], proofs: answers.flatMap(({ proofs }) => proofs),
});
