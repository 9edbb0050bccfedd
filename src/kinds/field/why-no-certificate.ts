/** Questions about choice rules of which no file can be written, whatever comes out. */
import { fieldSpace, formOf } from './form-of.ts';
import type { FieldStudy } from './study-point.ts';
import type { ValueForm } from './value-form.ts';

/** Of values of this form. */
export const noFileOf = ({ words }: Pick<ValueForm, 'words'>): string => `values are ${words}, and files hold linear ones`;

/** Undefined where some file may be written. */
export function whyNoCertificate(study: FieldStudy): string | undefined {
  if (study.question !== 'field' || study.problem.valuations.kind === 'linear') return undefined;
  const { problem, agent } = study;
  return noFileOf(formOf(problem, fieldSpace(problem, problem.agents.indexOf(agent))));
}
