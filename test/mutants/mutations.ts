/** The faults that `npm run mutants` makes: where a wrong number, a wrong bound or a wrong word would do most harm. */
import type { Mutation } from './mutation.ts';
import { BID_MUTATIONS } from './mutations/bid-functions.ts';
import { BOUND_MUTATIONS } from './mutations/bounds.ts';
import { CERTIFICATE_MUTATIONS } from './mutations/certificates.ts';
import { DATA_ERROR_MUTATIONS } from './mutations/data-error.ts';
import { DOUBLE_AUCTION_MUTATIONS } from './mutations/double-auctions.ts';
import { FIELD_MUTATIONS } from './mutations/fields.ts';
import { FINITE_MUTATIONS } from './mutations/finite-types.ts';
import { FORMULA_MUTATIONS } from './mutations/formulas.ts';
import { NETWORK_MUTATIONS } from './mutations/networks.ts';
import { ONE_SIGNAL_MUTATIONS } from './mutations/one-signal.ts';
import { STUDY_MUTATIONS } from './mutations/studies.ts';
import { TRUTH_MUTATIONS } from './mutations/truth.ts';
import { WIDE_LAW_MUTATIONS } from './mutations/wide-laws.ts';

export const MUTATIONS: readonly Mutation[] = [
  ...BOUND_MUTATIONS, ...CERTIFICATE_MUTATIONS, ...STUDY_MUTATIONS, ...DATA_ERROR_MUTATIONS, ...DOUBLE_AUCTION_MUTATIONS,
  ...BID_MUTATIONS, ...FIELD_MUTATIONS, ...FINITE_MUTATIONS, ...NETWORK_MUTATIONS, ...WIDE_LAW_MUTATIONS, ...TRUTH_MUTATIONS,
  ...FORMULA_MUTATIONS, ...ONE_SIGNAL_MUTATIONS,
];
