/** delta* and what follows from it, in words. */
import type { Metric } from '../../beliefs/belief-set.ts';
import type { Verdict } from '../../results/document.ts';
import { verdict } from '../../results/verdict.ts';
import type { AmbiguityAsked, Findings, FoundDelta } from './ambiguity-findings.ts';

const METRIC_WORDS: Readonly<Record<Metric, string>> = {
  prokhorov: 'Prokhorov metric',
  totalVariation: 'total variation',
  contamination: 'contamination',
};

export const describeMetric = (metric: Metric): string => METRIC_WORDS[metric];

const digits = (x: number): string => String(Number(x.toPrecision(3)));

/** One sentence for an agent and a mechanism. */
export function ambiguityVerdict(
  { study: { problem }, mechanism, sample: { space }, point, aim: { confidence }, basis }: AmbiguityAsked,
  { wald, deltas }: Findings,
  exists: 'finite' | 'none' | 'undecided',
): Verdict {
  const agent = problem.agents[space.agent]!;
  const subject = `Full insurance from '${mechanism.name}'`;
  const said = (status: NonNullable<Verdict['status']>, text: string): Verdict =>
    verdict(agent, point, status, `${text} (${basis ?? `over the grid alone, at confidence ${confidence} each`}).`);
  if (exists === 'none') {
    return said(
      'no',
      `${subject}: no ambiguity makes the truth optimal for ${agent}, for some lie gains at least ${digits(wald!.lower)} whatever the `
      + `others' signals`,
    );
  }
  if (deltas.length === 0) {
    return said(
      exists === 'finite' ? 'yes' : 'undecided',
      `${subject}: under all beliefs the largest gain of ${agent} lies between ${digits(wald!.lower)} and ${digits(wald!.upper)}`,
    );
  }
  return said(
    deltas.every(({ star }) => star.certified) ? 'yes' : 'undecided',
    `${subject}: truth is optimal for ${agent} with ambiguity of ${deltas.map(sentence).join('; ')}`,
  );
}

function sentence({ metric, star: { estimate, lower, upper, certified } }: FoundDelta): string {
  const most = certified ? `certainly at ${digits(upper)}` : 'at none that is certain';
  return `${digits(estimate)} by ${describeMetric(metric)} (${most}, and not below ${digits(lower)})`;
}
