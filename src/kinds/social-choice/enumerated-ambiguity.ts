/** delta*, gains under ambiguity and what follows from them, of one agent where all laws are discrete. */
import type { BeliefSet } from '../../beliefs/belief-set.ts';
import { derivativesOf } from '../../environment/derivatives.ts';
import { Play, type InterimPayoff } from '../../experiments/enumeration/play.ts';
import { reachOf } from '../../experiments/enumeration/reach.ts';
import { reportLine, reportPoints } from '../../experiments/enumeration/report-line.ts';
import type { OwnSpace } from '../../experiments/own-signal.ts';
import { supDistance } from '../../beliefs/signal-distance.ts';
import { incentiveCompatibleByStructure, maximises } from '../../mechanism/incentives.ts';
import { bare, type Certified } from '../../notions/certified.ts';
import {
  insuredDelta, insuredGain, insuredOnLine, insuredOverList, neededDelta, spanEnds, type InsuredAsked, type InsuredGains,
} from '../../notions/enumerated-ambiguity.ts';
import { ownValuation, sufficientDelta } from '../../notions/sufficient-delta.ts';
import type { Estimate } from '../../results/document.ts';
import { ambiguityByStructure, ambiguityFound, type AgentAmbiguity } from './ambiguity.ts';
import type { AmbiguityAsked, Findings, GainTable } from './ambiguity-findings.ts';

export interface EnumeratedUnderAmbiguity {
  readonly asked: AmbiguityAsked;
  readonly play: Play;
  readonly space: OwnSpace;
  readonly types: readonly (readonly number[])[];
  readonly truths: readonly InterimPayoff[];
  /** Lies of an agent of several signals, or of one that does not enter her value. */
  readonly reports: readonly (readonly number[])[];
  /** Bound on that of a payoff. */
  readonly rounding: number;
  /** Of the same agent, among them the two constants that Theorem 4.2 starts from. */
  readonly estimates: readonly Estimate[];
}

/** Roundings within which a gain under ambiguity is none: two utilities, a product and a mean. */
const SLACK = 8;
/** Reports of a picture. */
const SHOWN = 65;

export function enumeratedAmbiguity(input: EnumeratedUnderAmbiguity): AgentAmbiguity {
  const { asked, play, space, types, truths, reports, rounding, estimates } = input;
  const { study: { problem, ambiguity }, mechanism, structure, pictures } = asked;
  const { agent, coordinates, relevant } = space;
  const why = incentiveCompatibleByStructure(problem, mechanism, structure);
  if (why !== undefined) return ambiguityByStructure(asked, why, 0);
  const { valuations } = problem;
  const reach = reachOf(problem, mechanism.rule, agent);
  if ('unsupported' in reach || valuations.kind !== 'linear') throw new TypeError('not told of at discrete laws');
  const { metrics, at = [] } = ambiguity!;
  const priors = priorPlays(play, agent, at);
  const slack = SLACK * rounding;
  const slopes = valuations.coefficients[agent]!.map((row) => coordinates.map((d) => row[d]!));
  const insured: InsuredAsked = { play, agent, reach, slopes, types, truths, priors, relevant, slack };
  const gains = coordinates.length === 1 && relevant[0] ? onLine(insured, rounding) : insuredOverList(insured, reports);
  const wald = insuredGain(gains, { kind: 'all' }, slack);
  const width = Math.max(...space.supports.map(([low, high]) => high - low));
  const deltas = wald.lower > 0 ? [] : metrics.map((metric) => {
    const { star, guarantee, lie, guaranteedEpsilon } = insuredDelta(gains, metric, slack, width);
    return {
      metric, star, guarantee, ...(lie ? { witness: { type: bare(lie.type), report: bare(lie.report) } } : {}),
      ...(guaranteedEpsilon ? { guaranteedEpsilon } : {}),
    };
  });
  const implementable = maximises(mechanism.rule, problem) && structure === 'private';
  const findings: Findings = {
    profiles: 0, wald, deltas,
    needed: implementable ? [] : metrics.flatMap((metric) => {
      const delta = neededDelta(insured, metric);
      return delta ? [{ metric, delta }] : [];
    }),
    gains: at.map((beliefs) => ({ beliefs, gain: beliefs.kind === 'all' ? wald : insuredGain(gains, beliefs, slack) })),
    tables: pictures ? at.filter(({ kind }) => kind !== 'bayesian').map((beliefs) => table(input, gains, beliefs, slack)) : [],
    pictures: [], remarks: [], complete: true,
  };
  return ambiguityFound(asked, findings, sufficientOf(asked, estimates));
}

/** [prior's name] what is chosen at the profiles that it has. */
function priorPlays({ problem, mechanism }: Play, agent: number, sets: readonly BeliefSet[]): ReadonlyMap<string, Play> {
  return new Map(sets.flatMap((beliefs) => (beliefs.kind === 'priors' ? beliefs.priors : [])).map(({ name, laws }) => {
    const signals = problem.signals.map((signal, d) => (signal.owner === agent ? signal : { ...signal, law: laws[d]! }));
    return [name, new Play({ ...problem, signals }, mechanism)];
  }));
}

function onLine(insured: InsuredAsked, rounding: number): InsuredGains {
  const { play, agent, priors } = insured;
  const more = [...spanEnds(insured, Infinity), ...[...priors.values()].flatMap((prior) => reportPoints(prior, agent))];
  return insuredOnLine(insured, reportLine(play, agent, reportPoints(play, agent, more), rounding));
}

function table({ types, reports }: EnumeratedUnderAmbiguity, gains: InsuredGains, beliefs: BeliefSet, slack: number): GainTable {
  const step = Math.max(1, Math.ceil(reports.length / SHOWN));
  const kept = reports.filter((_, r) => r % step === 0 || r === reports.length - 1);
  const estimate = types.map((type) => kept.map((report) => (supDistance(report, type) > 0 ? gains.gain(beliefs, report, type) : 0)));
  const moved = (by: number): number[][] => estimate.map((row, s) => row.map((gain, r) =>
    (supDistance(kept[r]!, types[s]!) > 0 ? gain + by : 0)));
  return { beliefs, signals: types, reports: kept, estimate, lower: moved(-slack / 2), upper: moved(slack / 2) };
}

/** Undefined where no epsilon will do or the theorem does not speak. */
function sufficientOf(
  { study: { problem }, sample: { space: { agent } } }: AmbiguityAsked,
  estimates: readonly Estimate[],
): (Certified & { readonly profiles: number }) | undefined {
  const rowOf = (quantity: string): Estimate | undefined => estimates.find((row) => row.quantity === quantity);
  const [lic, bounded] = [rowOf('epsilonLic'), rowOf('epsilonBounded')];
  const own = ownValuation(problem, derivativesOf(problem), agent);
  return lic && bounded && own ? { ...sufficientDelta(lic, bounded, own), profiles: 0 } : undefined;
}
