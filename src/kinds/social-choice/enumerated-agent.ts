/** One agent's rows where all laws are discrete. */
import { payoffOf, type InterimPayoff, type Play } from '../../experiments/enumeration/play.ts';
import { bidLine, reportLine, reportPoints, type ReportLine } from '../../experiments/enumeration/report-line.ts';
import { nearShare } from '../../experiments/enumeration/scale.ts';
import type { OwnSpace } from '../../experiments/own-signal.ts';
import { distinctSignals, listedReports, shortLies } from '../../experiments/reports.ts';
import type { ValueStructure } from '../../environment/social-choice.ts';
import { interimIncentiveCompatible } from '../../mechanism/incentives.ts';
import { holdsMeans, insuredMechanism } from '../../mechanism/mechanism.ts';
import { certain, type Certified } from '../../notions/certified.ts';
import { enumeratedBounded } from '../../notions/enumerated-bounded.ts';
import { enumeratedGains } from '../../notions/enumerated-gains.ts';
import { enumeratedListGains } from '../../notions/enumerated-list-gains.ts';
import { enumeratedUtility } from '../../notions/enumerated-utility.ts';
import type { Curve, Estimate, Point, Surface, Verdict } from '../../results/document.ts';
import { verdict } from '../../results/verdict.ts';

export const ENUMERATED = { profiles: 0, basis: 'all profiles of types, by their probabilities' } as const;

export interface EnumeratedInput {
  readonly play: Play;
  readonly space: OwnSpace;
  readonly structure: ValueStructure;
  readonly point: Point;
  readonly confidence: number;
  /** Bound on that of a payoff. */
  readonly rounding: number;
  readonly keepPictures: boolean;
}

export interface EnumeratedAgent {
  readonly estimates: readonly Estimate[];
  readonly curves: readonly Curve[];
  readonly surfaces: readonly Surface[];
  readonly verdicts: readonly Verdict[];
  /** Her atoms, her payoffs at them told truly, and the reports that were played. */
  readonly types: readonly (readonly number[])[];
  readonly truths: readonly InterimPayoff[];
  readonly reports: readonly (readonly number[])[];
}

/** Of a sum of probabilities of profiles. */
export const CHANCE_ROUNDING = 1e-12;
/** Reports of a picture. */
const SHOWN = 65;

export function enumeratedAgent({ play, space, structure, point, confidence, keepPictures, rounding }: EnumeratedInput): EnumeratedAgent {
  const { problem, mechanism } = play;
  const { agent, coordinates, relevant } = space;
  const name = problem.agents[agent]!;
  const onLine = coordinates.length === 1;
  const types = play.laws.types(agent);
  const truths = types.map((type, s) => play.interim(agent, type, s));
  const points = onLine ? reportPoints(play, agent) : [];
  const reports = onLine
    ? points.map((t) => [t])
    : distinctSignals([...types, ...shortLies(space, types, nearShare(problem, rounding)), ...listedReports(space)]);
  play.prepare(agent, reports);
  // Where others' types depend on hers, or values are functions, every type of hers has a line of its own.
  const isOne = !problem.dependence && problem.valuations.kind === 'linear';
  const line = !isOne || !onLine || !relevant[0] ? undefined : reportLine(play, agent, points, rounding);
  const lineOf = (s: number): ReportLine => line ?? reportLine(play, agent, points, rounding, s);
  const found = onLine && relevant[0]
    ? enumeratedGains(lineOf, types.map(([type]) => type!), truths, rounding)
    : enumeratedListGains({ types, truths, reports, payoff: (report, s) => play.interim(agent, report, s), relevant, rounding });
  // All bids in between, whether some report leads to them or not: no report gains more.
  const bids = onLine && relevant[0] ? types.slice(0, isOne ? 1 : undefined).map((_, s) => bidLine(play, agent, rounding, s)) : [];
  const anyBid = bids[0] && bids.every((one) => one !== undefined)
    ? enumeratedGains((s) => bids[isOne ? 0 : s]!, types.map(([type]) => type!), truths, rounding).epsilonIc.upper : undefined;
  const exact = interimIncentiveCompatible(problem, mechanism, structure) !== undefined;
  const known = (found_: Certified): Certified => (exact && found_.lower === 0 ? certain(0) : found_);
  const utility = enumeratedUtility({ types, truths, relevant, rounding });
  const row = (quantity: string, { estimate, lower, upper, guarantee, witness }: Certified): Estimate =>
    ({ quantity, agent: name, point, estimate, lower, upper, confidence, guarantee, ...ENUMERATED, ...(witness ? { witness } : {}) });
  const irrelevant = 'irrelevantGain' in found ? found.irrelevantGain : undefined;
  // What is paid in expectation given a report may jump next to a type, and a ratio over some short lies is then no constant.
  const mayJump = problem.dependence !== undefined && holdsMeans(mechanism.transfers);
  const told = (of: Certified | undefined): Certified | undefined =>
    (mayJump && of?.guarantee === 'grid' && of.upper > 0 ? undefined : of);
  const local = told(found.epsilonLic);
  const weak = 'weakEpsilonLic' in found && !onLine ? told(found.weakEpsilonLic) : undefined;
  return {
    types, truths, reports,
    estimates: [
      ...(local ? [row('epsilonLic', known(local))] : []),
      ...(irrelevant ? [row('irrelevantGain', known(irrelevant))] : []),
      ...(weak ? [row('weakEpsilonLic', known(weak))] : []),
      row('epsilonIc', known(anyBid === undefined ? found.epsilonIc
        : { ...found.epsilonIc, upper: Math.max(found.epsilonIc.upper, anyBid), guarantee: 'continuum' })),
      // About independent types, and slopes of values.
      ...(isOne && ['private', 'additively-separable'].includes(structure) ? [row('epsilonBounded', bounded())] : []),
      ...(utility.fall ? [row('monotonicityViolation', utility.fall)] : []),
      row('interimIr', utility.least),
      ...(insuredMechanism(mechanism.transfers) ? [] : [row('exPostGainProbability', hindsight())]),
    ],
    curves: keepPictures && onLine ? [{
      quantity: 'interimUtility', agent: name, point, confidence, guarantee: 'point', profiles: 0,
      types: types.map(([type]) => type!), ...utility.curve,
    }] : [],
    surfaces: keepPictures ? [surface()] : [],
    verdicts: local ? [] : [found.epsilonLic ? verdict(
      name, point, 'undecided',
      `Whether '${mechanism.name}' is ε-LIC for some ε as far as ${name} goes is not told: what she is paid in expectation may jump next `
      + 'to her types, and lies there are tried one by one.',
    ) : verdict(
      name, point, 'no',
      `'${mechanism.name}' is ε-LIC for no ε as far as ${name} goes: ${'jump' in found
        ? `a lie of any size, however small, gains ${Number(found.jump.toPrecision(4))}`
        : 'a lie about what does not matter to her gains'}.`,
    )],
  };

  function bounded(): Certified {
    const { valuations } = problem;
    if (valuations.kind !== 'linear') throw new TypeError('values given as functions are not enumerated');
    const coefficients = valuations.coefficients[agent]!.map((row) => coordinates.map((d) => row[d]!));
    return enumeratedBounded({ types, truths, coefficients, rounding });
  }

  /** Chance of a profile in which some report would have gained: those at and between the breakpoints, or of the list. */
  function hindsight(): Certified {
    const masses = play.laws.masses(agent);
    const tried = onLine
      ? points.flatMap((t, j) => (j === 0 ? [[t]] : [0.25, 0.75, 1].map((share) => [points[j - 1]! + share * (t - points[j - 1]!)])))
      : reports;
    const given = play.laws.given(agent);
    play.prepare(agent, tried);
    const chance = play.others(agent).reduce((sum, { signals }, n) => {
      const payoffs = tried.map((report) => play.exPosts(agent, report, signals));
      return sum + types.reduce((mass, type, s) => {
        const truth = payoffOf(play.exPost(agent, type, signals, s), type);
        const gains = payoffs.some((of) => payoffOf(of[of.length > 1 ? s : 0]!, type) > truth + 8 * rounding);
        return mass + (gains ? masses[s]! * given[given.length > 1 ? s : 0]![n]! : 0);
      }, 0);
    }, 0);
    return {
      estimate: Math.min(1, chance), lower: Math.max(0, chance - CHANCE_ROUNDING), upper: Math.min(1, chance + CHANCE_ROUNDING),
      guarantee: 'grid',
    };
  }

  function surface(): Surface {
    const step = Math.max(1, Math.ceil(reports.length / SHOWN));
    const kept = reports.filter((_, r) => r % step === 0 || r === reports.length - 1);
    const bare = (signal: readonly number[]): number | readonly number[] => (signal.length === 1 ? signal[0]! : signal);
    const gains = types.map((type, s) => kept.map((report) =>
      payoffOf(play.interim(agent, report, s), type) - payoffOf(truths[s]!, type)));
    const moved = (by: number): number[][] => gains.map((gainsOf) => gainsOf.map((gain) => gain + by));
    return {
      quantity: 'gain', agent: name, point, confidence, guarantee: onLine ? 'point' : 'grid', profiles: 0,
      types: types.map(bare), reports: kept.map(bare), estimate: gains, lower: moved(-2 * rounding), upper: moved(2 * rounding),
    };
  }
}
