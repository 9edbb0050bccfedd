/** Problems of which no file can be written, whatever comes out: known before anything is computed. */
import { whyNoBidFile } from './bid-certificate.ts';
import { cellsOf, likeOf } from './bids.ts';
import type { CertifyStudy } from './problem.ts';
import { unknownLaw } from './regret-claims.ts';

/** Undefined where a file may be written. */
export const whyNoCertificate = (study: CertifyStudy): string | undefined =>
  ('bids' in study ? whyNoBidFile({ ...study, cells: cellsOf(study) }, (i) => likeOf(study, i)) : unknownLaw(study.laws));
