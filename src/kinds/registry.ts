/** The kinds of study, one line each. */
import { assignmentKind } from './assignment/kind.ts';
import { certifyKind } from './certify/kind.ts';
import { doubleAuctionKind } from './double-auction/kind.ts';
import { fieldKind } from './field/kind.ts';
import { finiteKind } from './finite/kind.ts';
import type { StudyKind } from './kind.ts';
import { robustKind } from './robust/kind.ts';
import { socialChoiceKind } from './social-choice/kind.ts';

export const KINDS = [
  doubleAuctionKind,
  socialChoiceKind,
  assignmentKind,
  finiteKind,
  fieldKind,
  robustKind,
  certifyKind,
] as const;

/** Plain objects with one of these values of `kind`, or what the builders of that name make. */
export type Environment = Parameters<(typeof KINDS)[number]['describe']>[0];

/** The kind of that name, for code that does not care which problems it takes. */
export const kindNamed = (name: unknown): StudyKind | undefined => (KINDS as readonly StudyKind[]).find((kind) => kind.name === name);
