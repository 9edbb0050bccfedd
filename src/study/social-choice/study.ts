/** Social choice problems: every mechanism of every point sampled, searched for the best lies, and certified. */
import type { Device } from '../../engine/device.ts';
import { InputError } from '../../errors.ts';
import type { StudyConfiguration, StudyHooks } from '../configuration.ts';
import type { StudyOutcome } from '../outcome.ts';

export async function studySocialChoice(_configuration: StudyConfiguration, _device: Device, _hooks: StudyHooks): Promise<StudyOutcome> {
  throw new InputError('scenario', 'not built yet');
}
