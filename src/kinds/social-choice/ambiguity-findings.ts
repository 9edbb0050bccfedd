/** What is asked of one agent under ambiguity, and what both ways of answering find. */
import type { BeliefSet, Metric } from '../../beliefs/belief-set.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { ValueStructure } from '../../environment/social-choice.ts';
import type { Certified } from '../../notions/certified.ts';
import type { DeltaStar } from '../../notions/delta-star.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import type { Guarantee, Point, Witness, WorstBelief } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import type { StudyAim } from '../kind.ts';
import type { SocialChoiceStudy } from './study-point.ts';
import type { AgentSample } from './agent-study.ts';

export interface AmbiguityAsked {
  readonly study: SocialChoiceStudy;
  readonly mechanism: Mechanism;
  readonly structure: ValueStructure;
  readonly sample: Pick<AgentSample, 'space'>;
  /** Of every row: parameters and the mechanism's name. */
  readonly point: Point;
  readonly aim: Pick<StudyAim, 'confidence'>;
  readonly pictures: boolean;
  /** Of rows that rest on no sample; absent: on one, or on quadrature. */
  readonly basis?: string;
}

export interface AmbiguityTask extends AmbiguityAsked {
  readonly sample: AgentSample;
  readonly aim: StudyAim;
  readonly run: Run;
}

export interface FoundDelta {
  readonly metric: Metric;
  readonly star: DeltaStar;
  readonly witness?: Witness;
  /** What the interval of delta* is worth. */
  readonly guarantee: Guarantee;
  /** At a share of its error probability; absent where nothing was drawn. */
  starAt?(share: number): Interval;
  /** Absent where no lie has a size. */
  readonly guaranteedEpsilon?: Certified;
}

/** delta that the rule needs under any transfers, whatever this mechanism's are; for rules that serve or do not. */
export interface NeededDelta {
  readonly metric: Metric;
  readonly delta: Certified;
}

/** Gains of all pairs under one set; [P][R] by type and report, truth 0. Bands hold for all pairs at once. */
export interface GainTable {
  readonly beliefs: BeliefSet;
  readonly signals: readonly (readonly number[])[];
  /** Absent: those of `signals`. */
  readonly reports?: readonly (readonly number[])[];
  readonly estimate: readonly (readonly number[])[];
  readonly lower: readonly (readonly number[])[];
  readonly upper: readonly (readonly number[])[];
}

/** `boundsOf` a lie; not asked for the truth. */
export function gainTable(
  beliefs: BeliefSet,
  signals: readonly (readonly number[])[],
  boundsOf: (report: number, type: number) => Interval,
): GainTable {
  const none: Interval = { estimate: 0, lower: 0, upper: 0 };
  const same = (a: readonly number[], b: readonly number[]): boolean => a.every((x, c) => x === b[c]);
  const bounds = signals.map((own, type) => signals.map((told, report) => (same(own, told) ? none : boundsOf(report, type))));
  const pick = (side: keyof Interval): number[][] => bounds.map((row) => row.map((one) => one[side]));
  return { beliefs, signals, estimate: pick('estimate'), lower: pick('lower'), upper: pick('upper') };
}

export interface Findings {
  /** 0 where nothing was sampled. */
  readonly profiles: number;
  /** Largest gain under every belief; the sign of its bounds says whether delta* exists. */
  readonly wald: Certified | undefined;
  readonly deltas: readonly FoundDelta[];
  readonly needed: readonly NeededDelta[];
  readonly gains: readonly { readonly beliefs: BeliefSet; readonly gain: Certified }[];
  /** Where pictures are wanted: of the sets asked about, but for the prior alone. */
  readonly tables: readonly GainTable[];
  readonly pictures: readonly WorstBelief[];
  /** Full sentences. */
  readonly remarks: readonly string[];
  readonly complete: boolean;
}

/** delta* exists where no lie gains under every belief. */
export function existence({ wald, deltas }: Pick<Findings, 'wald' | 'deltas'>): 'finite' | 'none' | 'undecided' {
  if (wald && wald.lower > 0) return 'none';
  return (wald && wald.upper <= 0) || deltas.some(({ star }) => star.certified) ? 'finite' : 'undecided';
}
