/** What everything about one social choice problem is made from. */
import type { Run } from '../../run/run.ts';
import type { StudyAim, SweepPoint } from '../kind.ts';
import type { SocialChoiceStudy } from './study-point.ts';

export interface StudiedPoint {
  readonly point: SweepPoint<SocialChoiceStudy>;
  readonly aim: StudyAim;
  readonly run: Run;
}
