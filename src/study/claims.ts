/** A scenario's claims held against a finished study. The function may be the user's, and what it returns anything. */
import type { Claim } from '../results/document.ts';
import type { ClaimView, ParameterValues, Scenario } from './scenario.ts';

const STATUSES: readonly Claim['status'][] = ['pass', 'fail', 'undecided', 'not-applicable'];
const TEXTS = ['id', 'text', 'source', 'evidence'] as const;

/** Nothing to hold claims against, for those who want their texts alone. */
export const emptyView = (values: ParameterValues): ClaimView =>
  ({ command: 'run', estimates: [], fits: [], verdicts: [], points: [values], confidence: 0.99 });

/** What is wrong with what `claims` returned, if anything is. */
export function claimsComplaint(value: unknown): string | undefined {
  if (!Array.isArray(value)) {
    return `must return a list of claims { id, text, source, status, evidence }, returned `
      + `${value === undefined ? 'nothing' : value === null ? 'null' : `a ${typeof value}`}`;
  }
  for (const [i, claim] of (value as unknown[]).entries()) {
    if (claim === null || typeof claim !== 'object') return `entry ${i} must be an object { id, text, source, status, evidence }`;
    const fields = claim as Readonly<Record<string, unknown>>;
    const missing = TEXTS.find((key) => typeof fields[key] !== 'string' || (key !== 'evidence' && fields[key].trim() === ''));
    if (missing !== undefined) return `${missing} of entry ${i} must be a text`;
    if (!(STATUSES as readonly unknown[]).includes(fields.status)) {
      return `status of entry ${i} must be one of ${STATUSES.join(', ')}, got ${JSON.stringify(fields.status) ?? 'nothing'}`;
    }
  }
  return undefined;
}

/** Broken claims must not cost what was computed: they are left out, and a note says why. */
export function heldClaims(scenario: Scenario, view: ClaimView): { readonly claims: readonly Claim[]; readonly notes: readonly string[] } {
  if (!scenario.claims) return { claims: [], notes: [] };
  const without = (complaint: string) =>
    ({ claims: [], notes: [`claims: ${complaint.replace(/\s+/g, ' ')}; no claim was held against the numbers`] });
  try {
    const claims: unknown = scenario.claims(view);
    const complaint = claimsComplaint(claims);
    return complaint === undefined ? { claims: claims as readonly Claim[], notes: [] } : without(complaint);
  } catch (error) {
    return without(error instanceof Error ? error.message : String(error));
  }
}
