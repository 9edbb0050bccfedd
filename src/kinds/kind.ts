/**
 * What a kind of study is: one folder beside this file that implements `StudyKind`, and a line in registry.ts. Everything else (sweeps,
 * references, fits, claims, interruption, the result document) is written once, in src/study, and never asks which kind it has.
 */
import type { DataSample } from '../distributions/distribution.ts';
import type { Dependence } from '../distributions/dependence.ts';
import type { AssignmentMarket } from '../environment/assignment-market.ts';
import type { DoubleAuction } from '../environment/double-auction.ts';
import type { SocialChoiceProblem } from '../environment/social-choice.ts';
import type { Agent, Curve, Estimate, Point, Reference, ResultDocument, Surface, Verdict, WorstBelief } from '../results/document.ts';
import type { Run } from '../run/run.ts';
import type { Interval } from '../statistics/interval.ts';

export const SAMPLER_CHOICES = ['auto', 'direct', 'order-statistics', 'binomial-splitting'] as const;
export type SamplerChoice = (typeof SAMPLER_CHOICES)[number];

/** How much is asked of every point. */
export interface StudyAim {
  readonly command: 'run' | 'rate';
  /** Exactly this many profiles on the certifying stream; excludes `precision`. */
  readonly profiles?: number;
  /** Relative half-width of the primary agent's epsilon-LIC constant to reach. */
  readonly precision?: number;
  /** No more than this many profiles a point and agent where a precision is sought. */
  readonly maxProfiles: number;
  /** In (0, 1), e.g. 0.99. */
  readonly confidence: number;
  readonly sampler: SamplerChoice;
}

export const DATA_ERRORS = ['dkw', 'bootstrap'] as const;
/** How the sampling error of the data is told. */
export type DataErrorChoice = (typeof DATA_ERRORS)[number];

/** Exact value or published bound of a quantity; of a mechanism or a metric where these are named, else of all. */
export interface KnownValue {
  readonly quantity: string;
  readonly agent: Agent;
  readonly mechanism?: string;
  readonly metric?: string;
  readonly reference?: Reference;
  readonly bound?: Reference;
}

/** The data behind the laws of a point. */
export interface PointData {
  /** Each once. */
  readonly samples: readonly DataSample[];
  /** The problem, as the point's kind takes it, with rows of the files drawn again under this key, 16 hexadecimal digits. */
  resampled(key: string): unknown;
}

/** One point of a sweep: built once from the scenario, checked, and handed down; no scenario is known below it. */
export interface SweepPoint<P = unknown> {
  /** Parameter values, as they stand in every row. */
  readonly values: Point;
  /** What rates are fitted against. */
  readonly size: number;
  readonly primaryAgent: Agent;
  readonly kind: StudyKind<P>;
  /** What is studied, as `environment()` gave it. */
  readonly problem: P;
  references(): readonly KnownValue[];
  /** Absent where none of its parameters names data. */
  readonly data?: PointData;
  /** Whether curves and surfaces, which are large, are wanted of it. */
  readonly pictures: boolean;
}

/** A point whose pilots have run. */
export interface PlannedPoint {
  /** Profiles that the precision needs of the primary agent; compared with the budget before anything is certified. */
  readonly profiles?: number;
  /** Expected work, in any unit that the points of one study share. */
  readonly cost: number;
  /** Whether only the study tells that what is asked cannot be had, so that it may still throw InputError. */
  readonly mayRefuse?: boolean;
  /** Certifies. `run` may be another than the pilots'. */
  study(run: Run): Promise<PointResult>;
}

/** A quantity at other laws than the problem's own; of a mechanism or a metric where these are named. */
interface OtherLaws {
  readonly quantity: string;
  readonly agent: Agent;
  readonly mechanism?: string;
  readonly metric?: string;
  /** Whether laws are taken to have no types beyond those of the sample. */
  readonly assumesEnds?: boolean;
}

/** Its ends over a set of laws, or its value at one. */
export interface LawRow extends OtherLaws {
  readonly lower: number;
  readonly upper: number;
}

/** By how much at most it is off what it is at the problem's own laws. */
export interface LawMove extends OtherLaws {
  readonly moves: number;
  /** Ends of it under any laws at all, where these are known. */
  readonly range?: readonly [number, number];
}

export interface PointResult {
  readonly samplers: ResultDocument['samplers'];
  readonly estimates: readonly Estimate[];
  readonly curves: readonly Curve[];
  readonly surfaces: readonly Surface[];
  /** Absent where nothing was asked about ambiguity. */
  readonly beliefs?: readonly WorstBelief[];
  readonly verdicts: readonly Verdict[];
  readonly notes: readonly string[];
  /** False where an interruption cut it short or the precision was not reached. */
  readonly complete: boolean;
  /** The interval of one of the rows at `share` of its error probability; absent where it cannot be had. */
  intervalAt?(row: Estimate, share: number): Interval | undefined;
}

/** What there is to see of a problem before it is studied. */
export interface ProblemOutline {
  readonly mechanisms: readonly string[];
  readonly agents: readonly string[];
  /** Where they are listed. */
  readonly alternatives?: readonly string[];
}

/** What an efficient rule is of. */
export type EfficientRule =
  | {
    readonly problem: SocialChoiceProblem;
    /** Where it has too many alternatives to list: what finds the best of them profile by profile. `problem` has none then. */
    readonly unlisted?: AssignmentMarket;
  }
  | { readonly market: DoubleAuction };

export interface StudyKind<P = unknown> {
  /** Value of `kind` in what `environment()` returns. */
  readonly name: string;
  /** With its article, for messages: `a double auction`. */
  readonly words: string;
  /** Whether what its studies find may come with a certificate, a file that `misreport verify` reads (`run.prove`); absent: never. */
  readonly certificates?: true;
  /** Why none of its files can be written of this problem, in words that follow a colon; absent or undefined: some may be. */
  whyNoCertificate?(problem: P): string | undefined;
  /** Values of `--sampler` that mean something here besides `auto`. */
  readonly samplers: readonly SamplerChoice[];
  /** Throws InputError, its field relative to the environment. The value may be anything of this `kind`: it is the user's. */
  validate(environment: unknown): void;
  /** All that decides the numbers, as data: laws by their text, functions by their source. */
  describe(problem: P): Record<string, unknown>;
  /** Agents that are studied; the primary agent is one of them. */
  agents(problem: P): readonly Agent[];
  /** The same problem with types that depend across agents; throws InputError where it has none. Absent where none can be studied. */
  withDependence?(problem: P, dependence: Dependence): unknown;
  /** Why none can be studied, in words that follow `words` and a comma; absent: no more is said. */
  readonly whyIndependent?: string;
  /**
   * The same problem under these mechanisms, by their texts, in place of its own; throws InputError. Absent where there is none to choose.
   */
  withMechanisms?(problem: P, mechanisms: readonly string[]): unknown;
  /** All its agents so many times in one market, the first copy in their places; throws InputError. Absent where there is no such thing. */
  replicas?(problem: P, copies: number): unknown;
  /** The text of the mechanism that the problem itself names, which its scenario's references are of. */
  ownMechanism?(problem: P): string;
  /** Throws InputError where nothing can be said of what the data's sampling error does. Absent where nothing can be of any problem. */
  requireDataError?(problem: P, how: DataErrorChoice): void;
  /** Over all laws whose distribution functions lie within `distance` of their samples'. */
  overLaws?(problem: P, distance: (data: DataSample) => number): readonly (LawRow | LawMove)[];
  /** At the problem's own laws, without sampling, to the error of a fine grid. */
  atLaws?(problem: P): readonly LawRow[];
  /** Members of the problem that others make idle, by the names of their flags, and why. Absent: there are none. */
  idleMembers?(problem: P): readonly { readonly name: string; readonly why: string }[];
  /** What questions about the efficient rule are then about, its alternatives not unless `listed`. Absent or undefined: there is none. */
  efficientRule?(problem: P, listed: boolean): EfficientRule | undefined;
  /** Where there is none: what a scenario of that name has instead, and what answers, in words that follow a semicolon. */
  insteadOfRule?(problem: P, scenario: string): string | undefined;
  /** Absent where there is nothing to choose from. */
  outline?(problem: P): ProblemOutline;
  /** Text of the file that `misreport new NAME --kind` writes: a scenario that runs as it is. */
  skeleton(name: string): string;
  /** Pilots, if there are any. Throws InputError for what only the aim makes impossible. */
  plan(point: SweepPoint<P>, aim: StudyAim, run: Run): Promise<PlannedPoint>;
}
