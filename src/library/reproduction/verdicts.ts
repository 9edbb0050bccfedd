/** What follows for an item from the studies that show it. */
import type { Bound, Showing } from '../../../papers/item.ts';
import type { Claim, Estimate, Verdict as DocumentVerdict } from '../../results/document.ts';
import type { ListedItem } from './items.ts';
import { decidedByWords, narrowed, NARROWINGS } from './deciding.ts';
import { commandOf, studyOf, type StudyOutcome } from './studies.ts';

/**
 * `holds`, `corrected` (holds as the item's correction says), `fails`, `undecided` (some claim is, or was not held), and
 * `not-computable` (a consequence was checked instead, and did not fail).
 */
export const STATUSES = ['holds', 'corrected', 'fails', 'undecided', 'not-computable'] as const;
export type ItemStatus = (typeof STATUSES)[number];

/** A claim, an exact verdict or a bound that was held for an item, and the command that shows it. */
export interface Evidence {
  readonly command: string;
  readonly claim: string;
  readonly text: string;
  readonly status: Claim['status'] | 'missing';
  readonly evidence: string;
  /** Of what is undecided: the precision that would decide it, where one would. */
  readonly decidedBy?: string;
}

export interface Verdict {
  readonly id: string;
  readonly status: ItemStatus;
  readonly evidence: readonly Evidence[];
}

/** `id` or `id of agent`: all rows of a study that it names. */
const rowsOf = ({ verdicts }: StudyOutcome, name: string): readonly DocumentVerdict[] => {
  const [id, agent] = name.split(' of ');
  return verdicts.filter((row) => row.id === id && (agent === undefined || row.agent === agent));
};

function verdictEvidence(outcome: StudyOutcome, name: string, expected: 'yes' | 'no'): Omit<Evidence, 'command'> {
  const rows = rowsOf(outcome, name);
  const found = rows.map(({ status, holds }) => status ?? (holds ? 'yes' : 'no'));
  const status = rows.length === 0 ? 'missing'
    : found.includes('undecided') ? 'undecided' : found.every((one) => one === expected) ? 'pass' : 'fail';
  return {
    claim: name, text: `${name}: ${expected}`, status, evidence: outcome.error ?? [...new Set(rows.map(({ text }) => text))].join('; '),
  };
}

interface Ends {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

const number = (x: number): string => String(Number(x.toPrecision(4)));

/** Both ends of the interval have to lie on the side that the bound names; of a fit, of its exponent. */
function boundEvidence(outcome: StudyOutcome, bound: Bound): Omit<Evidence, 'command'> {
  const { quantity, agent, at = {}, fit, text } = bound;
  const here = ({ point, agent: who, quantity: name }: Pick<Estimate, 'point' | 'agent' | 'quantity'>): boolean =>
    name === quantity && (agent === undefined || who === agent) && Object.entries(at).every(([key, value]) => point[key] === value);
  const found = fit === true
    ? outcome.fits.filter(here).map(({ exponent, exponentLower, exponentUpper }) =>
      ({ estimate: exponent, lower: exponentLower, upper: exponentUpper }))
    : outcome.estimates.filter(here);
  const { atMost = Infinity, atLeast = -Infinity } = bound;
  const statusOf = ({ lower, upper }: Ends): 'pass' | 'fail' | 'undecided' =>
    (upper <= atMost && lower >= atLeast ? 'pass' : lower > atMost || upper < atLeast ? 'fail' : 'undecided');
  const statuses = found.map(statusOf);
  const status = statuses.length === 0 ? 'missing'
    : statuses.includes('fail') ? 'fail' : statuses.includes('undecided') ? 'undecided' : 'pass';
  const evidence = found.map(({ estimate, lower, upper }) =>
    `${fit === true ? 'exponent of ' : ''}${quantity} ${number(estimate)} in [${number(lower)}, ${number(upper)}]`);
  const times = status !== 'undecided' ? undefined
    : NARROWINGS.find((by) => found.every((row) => statusOf(narrowed(row, by)) !== 'undecided'));
  return {
    claim: quantity, text, status, evidence: outcome.error ?? [...new Set(evidence)].join('; '),
    ...(times === undefined ? {} : { decidedBy: decidedByWords(times) }),
  };
}

function evidenceOf(showing: Showing, outcome: StudyOutcome | undefined): readonly Evidence[] {
  const command = outcome?.command ?? commandOf(studyOf(showing), undefined);
  const without = (claim: string): Evidence => (
    { command, claim, text: '', status: 'missing', evidence: outcome?.error ?? 'was not run' }
  );
  const ofClaims = (showing.claims ?? []).map((wanted): Evidence => {
    const claim = outcome?.claims.find((one) => one.id === wanted);
    if (claim === undefined) return without(wanted);
    const times = outcome?.narrower?.[wanted];
    return {
      command, claim: wanted, text: claim.text, status: claim.status, evidence: claim.evidence,
      ...(times === undefined ? {} : { decidedBy: decidedByWords(times) }),
    };
  });
  const ofVerdicts = Object.entries(showing.verdicts ?? {}).map(([name, expected]): Evidence =>
    (outcome === undefined ? without(name) : { command, ...verdictEvidence(outcome, name, expected) }));
  const ofBounds = (showing.bounds ?? []).map((bound): Evidence =>
    (outcome === undefined ? without(bound.quantity) : { command, ...boundEvidence(outcome, bound) }));
  return [...ofClaims, ...ofVerdicts, ...ofBounds];
}

/** What follows for an item; a claim that its study does not make, or does not find applicable, leaves it undecided. */
export function verdictOf({ id, item }: ListedItem, outcomes: ReadonlyMap<string, StudyOutcome>): Verdict {
  const evidence = item.shown.flatMap((showing) => evidenceOf(showing, outcomes.get(studyOf(showing).id)));
  const statuses = evidence.map(({ status }) => status);
  const found: ItemStatus = statuses.includes('fail')
    ? 'fails'
    : statuses.length > 0 && statuses.every((status) => status === 'pass') ? 'holds' : 'undecided';
  const status = found !== 'holds' ? found
    : item.notComputable !== undefined ? 'not-computable' : item.correction !== undefined ? 'corrected' : 'holds';
  return { id, status, evidence };
}
