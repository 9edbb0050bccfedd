/** Timings of ambiguity: worst cases beside the Bayesian experiment on the same reports, in turn, in processor time. */
import { reach } from '../kernels/reach/cpu.ts';
import { interim } from '../kernels/interim/cpu.ts';
import type { Kernel } from '../kernels/kernel.ts';
import type { ReachParameters } from '../kernels/reach/spec.ts';
import { streamKey } from '../src/engine/streams.ts';
import { parseDistribution } from '../src/distributions/parse.ts';
import { publicGood } from '../src/environment/public-good.ts';
import { singleObject } from '../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../src/environment/social-choice.ts';
import type { Mechanism } from '../src/mechanism/mechanism.ts';
import { integerReach } from '../src/experiments/reach/sampler.ts';
import { integerInterim } from '../src/experiments/integer/interim.ts';
import { inTurn, type Row } from './timing.ts';

const KEY = streamKey('bench', 'ambiguity');
const VCG: Mechanism = { name: 'VCG', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } };
const REPORTS = 33;
const PROFILES = 2 ** 16;
const RADII = 16;

const UNIFORM = parseDistribution('uniform(0,1)');
const laws = (count: number): typeof UNIFORM[] => Array.from({ length: count }, () => UNIFORM);
/** Levels 0 .. 3 for three agents, of whom the last thinks less of the next level than of the one before: two directions. */
function bentPublicGood(): SocialChoiceProblem {
  const names = ['0', '1', '2', '3'];
  const benefits = [[0, 1, 2, 3], [0, 1, 2, 3], [0, 1.5, 2.4, 3]];
  return {
    kind: 'social-choice', agents: ['1', '2', '3'], alternatives: names,
    signals: laws(3).map((law, owner) => ({ owner, name: `s${owner}`, law })),
    valuations: {
      kind: 'linear', constants: benefits.map(() => names.map((_, k) => -0.4 * k * k / 3)),
      coefficients: benefits.map((row, i) => row.map((benefit) => benefits.map((_, j) => (i === j ? benefit : 0)))),
    },
  };
}

const PROBLEMS: readonly (readonly [string, SocialChoiceProblem])[] = [
  ['one object, 3 bidders', singleObject({ laws: laws(3) })],
  ['one object, 10 bidders', singleObject({ laws: laws(10) })],
  ['public good, 3 agents, 4 levels, two directions', bentPublicGood()],
  [
    'public good, 3 agents, 4 levels',
    publicGood({ laws: laws(3), levels: [0, 1, 2, 3].map((n) => ({ name: `${n}`, benefit: n, cost: 0.4 * n * n })) }),
  ],
];

function supported<T extends object>(lowered: T | { readonly unsupported: string }): T {
  if ('unsupported' in lowered) throw new Error(lowered.unsupported);
  return lowered;
}

function drawing<P>(kernel: Kernel<P>, parameters: P): () => void {
  const run = kernel.prepareCpu(parameters);
  const statistics = kernel.emptyStatistics(parameters);
  return () => { run(KEY, 0, PROFILES, statistics); };
}

const REPORTED = Array.from({ length: REPORTS }, (_, r) => [r / (REPORTS - 1)]);
const reachOf = (problem: SocialChoiceProblem, count: number): ReachParameters => {
  const radii = Array.from({ length: count }, (_, i) => 0.2 * 0.7 ** (count - 1 - i));
  return supported(integerReach(problem, VCG, { agent: 0, reports: REPORTED, radii })).parameters;
};

/** The public good under so many radii. */
export const publicGoodReach = (radii: number): ReachParameters => reachOf(PROBLEMS.at(-1)![1], radii);

/** Nanoseconds a profile, and the share of the first task's time. */
interface Timed {
  readonly figure: number;
  readonly share: number;
}

/** Gains of all pairs with their second moments, against reach for one radius and for a whole ladder. */
function reachRows(rows: Row[]): void {
  for (const [what, problem] of PROBLEMS) {
    const question = { agent: 0, reports: REPORTED, paired: REPORTED.map((_, r) => r), groupSize: 32, line: true };
    const [bayesian, one, ladder] = inTurn([
      drawing(interim, supported(integerInterim(problem, VCG, question)).parameters),
      ...[1, RADII].map((radii) => drawing(reach, reachOf(problem, radii))),
    ]).map(({ least, share }) => ({ figure: (least / PROFILES) * 1e9, share })) as [Timed, Timed, Timed];
    const title = `${what}, ${REPORTS} reports`;
    rows.push(
      { what: `${title}: gains under the prior`, who: 'misreport, 1 core', figure: bayesian.figure, unit: 'ns/profile' },
      { what: `${title}: reach within one radius`, who: 'misreport, 1 core', figure: one.figure, unit: 'ns/profile' },
      { what: `${title}: reach within ${RADII} radii`, who: 'misreport, 1 core', figure: ladder.figure, unit: 'ns/profile' },
      { what: `${title}: one worst case against the prior`, who: 'misreport', figure: one.share, unit: 'times the time' },
      {
        what: `${title}: a worst case of ${RADII} found in one pass against the prior`, who: 'misreport',
        figure: ladder.share / RADII, unit: 'times the time',
      },
    );
  }
}

export function ambiguityRows(): Row[] {
  const rows: Row[] = [];
  reachRows(rows);
  return rows;
}
