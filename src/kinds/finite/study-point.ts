/** What a scenario of finite types asks at one point of its parameters. */
import type { Balance, Transfers } from '../../mechanism/finite/question.ts';

export interface DesignAsked {
  readonly ask: 'design';
  readonly goal: 'implement' | 'extract' | 'revenue';
  readonly transfers: Transfers;
  /** Of `implement`; default exact. */
  readonly balance?: Balance;
  /** Of `implement` by ambiguous transfers; default maxmin. Alpha in [0, 1], as text or number. */
  readonly preference?: 'maxmin' | 'smooth' | { readonly alpha: string | number };
}

export type FiniteQuestion =
  | { readonly ask: 'check' }
  | DesignAsked
  | {
    readonly ask: 'threshold'; readonly parameter: string; readonly goal: 'implement' | 'extract';
    readonly transfers: Transfers; readonly balance?: Balance;
  };

/** `environment` is the object that an environment file holds (docs/finite-types.md), with the parameters' values in it. */
export interface FiniteStudy {
  readonly kind: 'finite';
  readonly environment: unknown;
  readonly questions: readonly FiniteQuestion[];
}
