/** What a scenario asks to have studied at one point: a problem and the mechanisms to hold against each other on it. */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { AmbiguityQuestion } from '../../beliefs/belief-set.ts';
import type { ChoiceRule, Mechanism } from '../../mechanism/mechanism.ts';

export interface SocialChoiceStudy {
  readonly kind: 'social-choice';
  readonly problem: SocialChoiceProblem;
  /** At least one; names differ. All are evaluated on the same draws. */
  readonly mechanisms: readonly Mechanism[];
  /** Agents to study, by index; the scenario names one of every set of like agents. Default: all. */
  readonly agents?: readonly number[];
  /**
   * Reports and types to hold against each other for an agent of several dimensions, own signal vectors; default: corners,
   * the centre, steps along own-relevant and irrelevant coordinates, and random points (see src/experiments/reports.ts).
   */
  readonly reports?: (agent: number) => readonly (readonly number[])[];
  /** Pairs of rules whose distance d_G (Song22 section 7) is wanted. */
  readonly distances?: readonly { readonly name: string; readonly rule: ChoiceRule; readonly other: ChoiceRule }[];
  /** What is wanted of the full-insurance mechanisms built from `mechanisms` (from those named in `of`, else from all) under ambiguity. */
  readonly ambiguity?: AmbiguityQuestion & { readonly of?: readonly string[] };
}

/** What `environment()` of a scenario returns for a social choice problem; a plain object with `kind: 'social-choice'` is the same. */
export const socialChoice = (study: Omit<SocialChoiceStudy, 'kind'>): SocialChoiceStudy => ({ kind: 'social-choice', ...study });
