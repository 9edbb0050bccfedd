/** Whose beliefs a question about an efficient rule is about. */
import { coordinatesOf } from '../../environment/social-choice.ts';
import { bidderName } from '../assignment/study-point.ts';
import { ALL, type EfficientRuleQuestion } from './study-point.ts';

/** Those who see a signal, all bidders, or the two sides. */
export const informedAgents = (problem: EfficientRuleQuestion['problem']): readonly string[] =>
  ('sellers' in problem ? ['seller', 'buyer']
    : 'bidders' in problem ? Array.from({ length: problem.bidders }, (_, i) => bidderName(i))
    : problem.agents.filter((_, i) => coordinatesOf(problem, i).length > 0));

/** Agents asked about. */
export const askedAgents = ({ problem, agent }: EfficientRuleQuestion): readonly string[] =>
  (agent === ALL ? informedAgents(problem) : [agent]);
