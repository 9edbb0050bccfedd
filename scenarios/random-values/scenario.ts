/** JMM12 section 5.2: how typical generic bilinear values are, and how far random values are from what local robustness asks. */
import { isDiscrete } from '../../src/distributions/distribution.ts';
import type { RandomQuestion } from '../../src/kinds/robust/study-point.ts';
import { specialConditions } from '../../src/notions/robust/genericity.ts';
import type { Claim } from '../../src/results/document.ts';
import { above, claim, equals, notApplicable, overPoints, rowsOf, vanishes } from '../../src/study/findings.ts';
import type { ClaimView, Parameter, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { checkParameters, lawOf } from '../support/parameters.ts';

const MARKET = 'market';
/** Lattices with at most so many values are gone through one by one. */
const ENUMERATED_MAX = 100_000;

const PARAMETERS: Readonly<Record<string, Parameter>> = {
  own: { kind: 'count', description: "coordinates of the agent's type", default: 2, minimum: 1, maximum: 4 },
  other: { kind: 'count', description: "coordinates of the other's type", default: 2, minimum: 1, maximum: 4 },
  law: {
    kind: 'choice', description: 'law of every coefficient: standard normal, or that of --entries', default: 'normal',
    choices: ['normal', 'entries'],
  },
  entries: { kind: 'distribution', description: 'law of every coefficient with --law entries', default: 'discrete(-1:0.25,0:0.5,1:0.25)' },
};

const isNormal = ({ law }: ParameterValues): boolean => law === 'normal';

function environment(values: ParameterValues): RandomQuestion {
  checkParameters(PARAMETERS, values);
  const dimensions = [Number(values.own), Number(values.other)] as const;
  return { kind: 'robust', question: 'random-values', dimensions, entries: isNormal(values) ? 'normal' : lawOf(values, 'entries') };
}

/** Exact share of generic values: of laws with a density by dimensions alone, of small lattices by going through them. */
function exactShare(values: ParameterValues): number | undefined {
  const [d, e] = [Number(values.own), Number(values.other)];
  if (d === 1 || e === 1) return 0;
  if (isNormal(values)) return 1;
  const law = lawOf(values, 'entries');
  if (!isDiscrete(law)) return (law.atoms ?? []).length === 0 ? 1 : undefined;
  const atoms = law.atoms!;
  const entries = d * e;
  if (atoms.length ** (2 * entries) > ENUMERATED_MAX) return undefined;
  /** All lists of so many entries, each with its probability. */
  const lists = (length: number) => Array.from({ length: atoms.length ** length }, (_, number) => {
    const picked = Array.from({ length }, (__, k) => atoms[Math.floor(number / atoms.length ** k) % atoms.length]!);
    return { values: picked.map(({ at }) => at), mass: picked.reduce((mass, atom) => mass * atom.mass, 1) };
  });
  const matrices = lists(entries).map(({ values: list, mass }) => ({
    cross: Array.from({ length: d }, (_, j) => list.slice(j * e, (j + 1) * e)), mass,
  }));
  const second = matrices[0]!.cross[0]!;
  // Given the other's matrix, (G1) hangs on the agent's alone and (G2) on G alone.
  return matrices.reduce((share, { cross, mass }) => {
    const first = matrices.reduce((sum, own) => sum + (specialConditions(own, { cross, second }).g1 ? 0 : own.mass), 0);
    const last = lists(e).reduce((sum, of) => sum + (specialConditions({ cross }, { cross, second: of.values }).g2 ? 0 : of.mass), 0);
    return share + mass * first * last;
  }, 0);
}

/** Mean angle of two random lines in n dimensions: ∫ t sin^(n-2) t over the same without t, on a right angle. */
function meanAngle(n: number): number {
  if (n === 1) return 0;
  const steps = 4000;
  let [moment, mass] = [0, 0];
  for (let s = 0; s < steps; s++) {
    const t = ((s + 0.5) / steps) * (Math.PI / 2);
    const weight = Math.sin(t) ** (n - 2);
    moment += t * weight;
    mass += weight;
  }
  return ((180 / Math.PI) * moment) / mass;
}

function claims(view: ClaimView): Claim[] {
  const dense = (values: ParameterValues): boolean => isNormal(values) || (lawOf(values, 'entries').atoms ?? []).length === 0;
  const spoken = (values: ParameterValues): boolean => Number(values.own) > 1 && Number(values.other) > 1;
  return [
    claim({ id: 'measure-zero', text: 'The set of values that are not generic has measure zero', source: 'JMM12 section 5.2' },
      overPoints(view, (values, rows) => (dense(values) && Number(values.own) > 1
        ? rowsOf(rows, 'shareGeneric').map((row) => equals(row, 1, { width: 0.01 }))
        : [notApplicable('the law has atoms, or the agent has one coordinate')]))),
    claim(
      {
        id: 'one-coordinate', source: 'derived in docs/robust.md, section 7',
        text: 'Where the other has one coordinate no values are generic, and (7) can always be met at a point',
      },
      overPoints(view, (values, rows) => (Number(values.other) === 1
        ? [
          ...rowsOf(rows, 'shareGeneric').map((row) => vanishes(row, 0.01)),
          ...rowsOf(rows, 'parallelGap').map((row) => vanishes(row, 0.5)),
        ]
        : [notApplicable('the other has more coordinates')])),
    ),
    claim({ id: 'gap', text: 'Random values miss (7) by an angle that is not small', source: 'JMM12 (7)' },
      overPoints(view, (values, rows) => (dense(values) && spoken(values)
        ? rowsOf(rows, 'parallelGap').map((row) => above(row, 1))
        : [notApplicable('the law has atoms, or a type is one number')]))),
  ];
}

export const randomValuesScenario: Scenario = {
  name: 'random-values',
  title: 'Random bilinear values: how generic, how far from parallel?',
  description:
    'Coefficients of bilinear values are drawn independently. The share of values of which neither (G1) nor (G2) holds; the angle '
    + 'between the two interaction '
    + 'matrices and their distance from (G1); and the angle by which the best gradient of an ex post transfer misses (7). With a '
    + 'lattice law, '
    + 'such as discrete(-1:0.25,0:0.5,1:0.25), many values are not generic.',
  source:
    'Philippe Jehiel, Moritz Meyer-ter-Vehn and Benny Moldovanu, Locally Robust Implementation and its Limits, Journal of Economic Theory '
    + '147 (2012), section 5.2.',
  parameters: PARAMETERS,
  size: () => 1,
  environment,
  primaryAgent: () => MARKET,
  references: (values) => {
    const share = exactShare(values);
    const [d, e] = [Number(values.own), Number(values.other)];
    return [
      ...(share === undefined ? [] : [{
        quantity: 'shareGeneric', agent: MARKET,
        reference: { value: share, source: 'docs/robust.md, section 6: by dimensions, or all values one by one' },
      }]),
      ...(isNormal(values) ? [{
        quantity: 'matrixAngle', agent: MARKET,
        reference: { value: meanAngle(d * e), source: 'docs/robust.md, section 6: two random lines' },
      }] : []),
    ];
  },
  claims,
};
