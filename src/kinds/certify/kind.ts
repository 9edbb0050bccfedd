/** Mechanisms given as functions of the bids, such as learned auctions: what reports gain in hindsight, with proofs. */
import { fingerprint } from '../../run/fingerprint.ts';
import type { StudyKind } from '../kind.ts';
import { biddersOfBids, cellsOf, planBids } from './bids.ts';
import { biddersOf, effortOf, searchOf, subjectOf, type CertifyStudy } from './problem.ts';
import { skeleton } from './skeleton.ts';
import { validateCertify } from './validate.ts';
import { whyNoCertificate } from './why-no-certificate.ts';

export const certifyKind: StudyKind<CertifyStudy> & { readonly name: CertifyStudy['kind'] } = {
  name: 'certify',
  words: 'a mechanism given as a function of the bids',
  certificates: true,
  whyNoCertificate,
  samplers: [],
  validate: validateCertify,
  describe,
  agents: agentsOf,
  outline: (study) => ({ mechanisms: ['bids' in study ? study.bids.name : subjectOf(study).name], agents: agentsOf(study) }),
  insteadOfRule: (_, name) =>
    `'${name}' is a mechanism that is given, with no other payments to seek: misreport run ${name} certifies it, and single-object and `
    + 'multi-object have an efficient rule',
  skeleton,
  plan: async (point, aim) => {
    const { problem } = point;
    return 'bids' in problem ? planBids({ ...point, problem }) : (await import('./plan-point.ts')).planPoint({ ...point, problem }, aim);
  },
};

function agentsOf(study: CertifyStudy): string[] {
  return 'bids' in study ? biddersOfBids(study) : biddersOf(study);
}

/** The function by the SHA-256 of its operations and numbers. */
function describe(study: CertifyStudy): Record<string, unknown> {
  if ('bids' in study) {
    const { bids: { name, auction, hash, strategies, ...rules }, laws } = study;
    return {
      kind: 'certify', name, auction, ...(hash === undefined ? {} : { file: hash }), bids: fingerprint(strategies), bidders: laws.length,
      laws: laws.map(({ text }) => text), cells: cellsOf(study), ...rules,
    };
  }
  const { values, laws, proofs } = study;
  const { name, hash, mechanism } = subjectOf(study);
  return {
    kind: 'certify', name, ...(hash === undefined ? {} : { files: hash }), function: fingerprint(mechanism), bidders: mechanism.bidders,
    objects: mechanism.objects, values, laws: laws.map((own) => own.map(({ text }) => text)), ...(proofs === undefined ? {} : { proofs }),
    ...('network' in study ? { effort: effortOf(study) } : { search: searchOf(study), payments: study.code.mechanism.payments }),
  };
}
