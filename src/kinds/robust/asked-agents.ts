/** Whose beliefs a question about an efficient rule is about. */
import { coordinatesOf } from '../../environment/social-choice.ts';
import { ALL, type EfficientRuleQuestion } from './study-point.ts';

/** Those who see a signal, or the two sides. */
export const informedAgents = (problem: EfficientRuleQuestion['problem']): readonly string[] =>
  ('sellers' in problem
    ? ['seller', 'buyer']
    : problem.agents.filter((_, i) => coordinatesOf(problem, i).length > 0));

/** Agents asked about. */
export const askedAgents = ({ problem, agent }: EfficientRuleQuestion): readonly string[] =>
  (agent === ALL ? informedAgents(problem) : [agent]);
