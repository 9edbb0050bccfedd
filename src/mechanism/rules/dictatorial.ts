/** Argmax of the dictator's value. */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import { certainOfLargest, type Rule } from './rule.ts';

export interface Dictatorial {
  readonly kind: 'dictatorial';
  readonly dictator: number;
}

export const dictatorial: Rule<Dictatorial> = {
  kind: 'dictatorial',
  fields: ['dictator'],
  dictated: true,
  validate(field, { dictator }, { agents }: SocialChoiceProblem) {
    if (Number.isInteger(dictator) && dictator >= 0 && dictator < agents.length) return;
    throw new InputError(`${field}.dictator`, `must be the index of an agent, 0 to ${agents.length - 1}, got ${dictator}`);
  },
  maximised: ({ dictator }, agents, alternatives) => ({
    weights: Array.from({ length: agents }, (_, i) => (i === dictator ? 1 : 0)),
    bonuses: new Array<number>(alternatives).fill(0),
  }),
  probabilities: ({ dictator }, batch) => batch.oneAtLargest(batch.valuesOf(dictator)),
  reference: ({ dictator }, { values }) => certainOfLargest(values[dictator]!),
};
