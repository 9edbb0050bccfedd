/** Unit-demand markets in which the efficient assignment is found profile by profile, never listed. */
import { assignmentMarket, assignmentProblem, isListable } from '../../environment/assignment-market.ts';
import { InputError } from '../../errors.ts';
import type { StudyKind } from '../kind.ts';
import { marketData } from './market-data.ts';
import { skeleton } from './skeleton.ts';
import { bidderName, studiedBidders, type AssignmentStudy } from './study-point.ts';
import { validateAssignmentStudy } from './validate.ts';

export const assignmentKind: StudyKind<AssignmentStudy> & { readonly name: AssignmentStudy['kind'] } = {
  name: 'assignment',
  words: 'an assignment market',
  samplers: [],
  validate: (study) => validateAssignmentStudy(study as AssignmentStudy),
  describe: (study) => ({
    kind: 'assignment', ...marketData(study.market),
    mechanisms: study.mechanisms.map(({ name, payments }) => ({ name, payments })), agents: studiedBidders(study),
  }),
  agents: (study) => studiedBidders(study).map(bidderName),
  outline: ({ market, mechanisms }) =>
    ({ mechanisms: mechanisms.map(({ name }) => name), agents: Array.from({ length: market.bidders }, (_, i) => bidderName(i)) }),
  /** Bidders and objects as often; a copy's worth of a copy has the law of the originals'. */
  replicas: (study, copies) => {
    const { bidders, objects, laws, dependence } = study.market;
    return {
      ...study,
      market: assignmentMarket({
        bidders: bidders * copies, objects: objects * copies,
        law: (bidder, object) => laws[(bidder % bidders) * objects + (object % objects)]!, ...(dependence ? { dependence } : {}),
      }),
      agents: studiedBidders(study),
    };
  },
  efficientRule: ({ market }, listed) => {
    const isListed = isListable(market);
    return { problem: assignmentProblem(market, listed && isListed), ...(isListed ? {} : { unlisted: market }) };
  },
  withDependence(study, dependence) {
    if (study.market.dependence) throw new InputError('dependence', "is the scenario's own to say: it has one already");
    return { ...study, market: { ...study.market, dependence } };
  },
  skeleton,
  plan: async (point, aim) => (await import('./plan-point.ts')).planPoint(point, aim),
};

