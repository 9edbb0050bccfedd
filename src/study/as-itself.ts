/** What a scenario asks itself as the command of that question asks it: with flags for what may be asked besides. */
import { fieldStudyIn } from '../kinds/field/study-point.ts';
import { robustStudyIn } from '../kinds/robust/study-point.ts';
import { asField } from './as-field.ts';
import { asSecondBest } from './as-second-best.ts';
import { asRobust } from './as-robust.ts';
import type { Scenario } from './scenario.ts';
import { environmentAtDefaults } from './sweep.ts';

/** Undefined where it studies mechanisms, or random values, about which nothing else is asked. */
export function asItself(scenario: Scenario): Scenario | undefined {
  const { environment } = environmentAtDefaults(scenario);
  const field = fieldStudyIn(environment);
  if (field) return field.question === 'second-best' ? asSecondBest(scenario) : asField(scenario, { market: true });
  return robustStudyIn(environment)?.question === 'beliefs' ? asRobust(scenario) : undefined;
}
