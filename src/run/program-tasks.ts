/** What is asked of a thread that solves programs, and what it answers. */
import type { FloatProgram, FloatSolution } from '../programs/float.ts';
import type { InteriorSolution } from '../programs/interior-point.ts';

/** `solve`: by HiGHS. `interior`: by an interior point method; `goesOn`: from where the last such program came to. */
export type ProgramTask = { readonly id: number; readonly program: FloatProgram }
  & ({ readonly how: 'solve' } | { readonly how: 'interior'; readonly goesOn: boolean });

export type InsideSolution = Pick<InteriorSolution, 'status' | 'primal' | 'dual'>;

/** No solution: the thread failed at it. */
export interface ProgramReply {
  readonly id: number;
  readonly solution?: FloatSolution | InsideSolution;
}

/** On the way there: how much of it is done. */
export interface ProgramShare {
  readonly id: number;
  readonly share: number;
}
