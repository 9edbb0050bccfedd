/** The certificate of a menu where values are no linear functions, which src/notions/verify/formula-menu.ts checks. */
import type { Expression } from '../../environment/formula/expression.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Menu } from '../../notions/second-best/menu.ts';
import type { Point } from '../../results/document.ts';
import { valuesData } from './formula-proof.ts';
import { drawnSignals, type File } from './told-problem.ts';

/** The menu with what it loses at most, and what it reaches of a first best that is worth so much at least. */
export function formulaMenuFile(
  problem: SocialChoiceProblem, all: readonly (readonly Expression[])[], { weights, lotteries, prices }: Menu,
  { lossAtMost, firstBest, confidence, values }:
  { readonly lossAtMost: number; readonly firstBest: number; readonly confidence: number; readonly values: Point },
): File | string {
  const signals = drawnSignals(problem);
  return typeof signals === 'string' ? signals : {
    schema: 'misreport.formula-menu/1', point: values, problem: valuesData(problem, all, signals), weights, lotteries, prices,
    lossAtMost, atLeast: firstBest - lossAtMost, confidence,
  };
}
