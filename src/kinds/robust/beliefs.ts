/** One agent's beliefs round a baseline: the largest balls under which a rule stays monotone and incentive compatible. */
import { quantileCells } from '../../beliefs/quantile-cells.ts';
import { boundedPayoff, type BoundedPayoff } from '../../beliefs/worst-mean.ts';
import { sideOf, type Bilinear, type Side } from '../../environment/two-agent.ts';
import { ballRadiusInSteps } from '../../notions/robust/ball-radius.ts';
import { conditionsOf } from '../../notions/robust/conditions-of.ts';
import type { BeliefCondition, Conditions } from '../../notions/robust/conditions.ts';
import { boundaryVariation, squareCirculation } from '../../notions/robust/ex-post-boundary.ts';
import { circulating } from '../../notions/robust/failing-lies.ts';
import { familyRadiusInSteps } from '../../notions/robust/family-radius.ts';
import { leastEpsilonOfPayoff, leastEpsilonWithoutBall } from '../../notions/robust/least-epsilon-in-ball.ts';
import { bare } from '../../notions/certified.ts';
import { parallelGap } from '../../notions/robust/parallel-gap.ts';
import type { Estimate, Point, Verdict, Witness, WorstBelief } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import { exactly, type Interval } from '../../statistics/interval.ts';
import { proofName } from '../proof-name.ts';
import type { PlannedPoint, PointResult, SweepPoint } from '../kind.ts';
import { SETS } from './metrics.ts';
import { radiusFile, type ProvedRadius } from './proofs.ts';
import { pictureOf } from './picture.ts';
import { ALL, BALL_METRICS, type BallMetric, type BeliefsQuestion } from './study-point.ts';
import { bilinearPair, sayClosingClaims, sayFootnote, sayTaxation, sayTheorem, sayWhereImplementable, type Say } from './verdicts.ts';

const RADIUS = 0.1;

/** A condition with what its balls need: the payoff bounded in cells once, and asked at many radii. */
interface Prepared {
  readonly condition: BeliefCondition;
  readonly bounded?: BoundedPayoff;
}

function prepare(condition: BeliefCondition, laws: Side['beliefs']): Prepared {
  return condition.kind === 'payoff' ? { condition, bounded: boundedPayoff(condition.payoff, quantileCells(laws)) } : { condition };
}

type RadiusRow = Interval & Pick<Estimate, 'guarantee' | 'lowerGuarantee' | 'upperGuarantee' | 'basis'> & {
  readonly witness?: Witness;
  /** The baseline itself fails. */
  readonly fails: boolean;
};

/** In units of the set's size. */
function* radiusOf({ condition, bounded }: Prepared, metric: BallMetric, laws: Side['beliefs']): Generator<undefined, RadiusRow> {
  const { why } = condition;
  switch (condition.kind) {
    case 'every': return { ...exactly(1), guarantee: 'continuum', basis: `every belief; ${why}`, fails: false };
    case 'none': return { ...exactly(0), guarantee: 'continuum', basis: why, fails: false, witness: condition.witness };
    case 'payoff': {
      const found = yield* ballRadiusInSteps(SETS[metric].metric, bounded!);
      return { ...found, guarantee: 'continuum', basis: why, witness: condition.witness };
    }
    case 'family': {
      const { witness, ...found } = yield* familyRadiusInSteps(SETS[metric].metric, condition, laws);
      return {
        ...found, guarantee: 'grid', lowerGuarantee: 'grid', upperGuarantee: 'continuum', witness,
        basis: `${why}; ${condition.pairs.length} pairs of types`,
      };
    }
  }
}

interface ProvedRow extends Omit<ProvedRadius, 'fails'> {
  readonly condition: BeliefCondition;
  readonly pair: Witness | undefined;
}

class BeliefRows {
  readonly rows: Estimate[] = [];
  readonly verdicts: Verdict[] = [];
  readonly beliefs: WorstBelief[] = [];
  baselineFails = false;
  private readonly side: Side;
  private readonly values: Point;
  private readonly asked: number;
  private readonly known = new Map<string, RadiusRow>();

  private readonly run: Run;

  constructor(side: Side, values: Point, asked: number, run: Run) {
    this.run = run;
    this.side = side;
    this.values = values;
    this.asked = asked;
  }

  readonly say: Say = (id, status, text) => {
    this.verdicts.push({ id, agent: this.side.name, point: this.values, text, holds: status === 'yes', status });
  };

  add(quantity: string, { estimate, lower, upper }: Interval, more: Partial<Estimate>): void {
    const fixed = { confidence: 1, guarantee: 'continuum', profiles: 0 } as const;
    this.rows.push({ quantity, agent: this.side.name, point: this.values, estimate, lower, upper, ...fixed, ...more });
  }

  *metric(metric: BallMetric, monotone: Prepared, robust: Prepared): Generator<undefined, void> {
    const { metric: set, unit } = SETS[metric];
    const point = { ...this.values, metric };
    let witness: Witness | undefined;
    for (const [quantity, prepared] of [['monotonicityRadius', monotone], ['robustRadius', robust]] as const) {
      const key = `${set} ${prepared === monotone ? 'monotone' : 'robust'}`;
      const found = this.known.get(key) ?? (yield* radiusOf(prepared, metric, this.side.beliefs));
      this.known.set(key, found);
      const { fails, estimate, lower, upper, ...rest } = found;
      this.add(quantity, { estimate: unit * estimate, lower: unit * lower, upper: unit * upper }, { point, ...rest });
      this.baselineFails ||= fails;
      witness = rest.witness;
      this.prove({ condition: prepared.condition, quantity, metric, lower: unit * lower, upper: unit * upper, pair: witness });
    }
    yield;
    const ball = { metric: set, delta: Math.min(1, this.asked / unit) };
    this.leastEpsilon(ball, robust, { ...point, radius: this.asked });
    const { condition } = robust;
    if (condition.kind === 'every' || condition.kind === 'none' || witness === undefined) return;
    yield;
    const { name, other, beliefs } = this.side;
    const payoff = condition.kind === 'payoff' ? condition.payoff : condition.payoffOf(witness);
    const seen = { agent: name, other, point: { ...point, radius: this.asked }, witness, meaning: condition.why };
    this.beliefs.push(pictureOf(payoff, beliefs, ball, seen));
  }

  /** A file for each radius that is not zero by structure. */
  private prove({ condition, quantity, metric, lower, upper, pair }: ProvedRow): void {
    if (condition.kind === 'none') return;
    const payoff = condition.kind === 'every' || pair === undefined ? undefined
      : condition.kind === 'payoff' ? condition.payoff : condition.payoffOf(pair);
    this.run.prove(proofName('robust', this.side.name, metric, quantity), () => radiusFile(
      this.side, { quantity, metric, lower, upper, ...(payoff && pair ? { fails: { pair, payoff } } : {}) }, this.values,
    ));
  }

  private leastEpsilon(ball: Parameters<typeof pictureOf>[2], { condition, bounded }: Prepared, point: Point): void {
    const { value, rule, dimensions } = this.side;
    if (condition.kind === 'every') this.add('leastEpsilon', exactly(0), { point, basis: 'incentive compatible under every belief' });
    if (value.kind !== 'bilinear') return;
    if (bounded !== undefined && dimensions === 1) {
      const basis = 'half the worst fall of the interim slope over the ball; payments may depend on the belief';
      const least = leastEpsilonOfPayoff(ball.metric, ball.delta, bounded);
      // Two types that report each other: their utilities cancel, so no payments take away what they gain under the worst belief.
      const shown = least.lower > 0 && condition.kind === 'payoff' ? { witness: condition.witness } : {};
      this.add('leastEpsilon', least, { point, basis, ...shown });
    }
    if (condition.kind === 'none') {
      const basis = 'below, what a contamination of the ball leaves to gain; above, payments linear in the report';
      const least = leastEpsilonWithoutBall(value, rule, condition.at, ball.delta);
      this.add('leastEpsilon', least, { point, basis, ...(least.lower > 0 ? { witness: condition.witness } : {}) });
    }
  }

  /** How far the ex post field is from a gradient, at the type of the other where that was seen. */
  circulation(value: Bilinear, { circulates }: Conditions): void {
    const { rule } = this.side;
    const loop = rule.kind === 'deterministic' ? 'variation of v_i over the boundary' : 'round the unit square';
    if (circulates === undefined) return this.add('circulation', exactly(0), { basis: `zero by structure; ${loop}` });
    const size = rule.kind === 'deterministic'
      ? boundaryVariation(value, rule.index, circulates).size
      : squareCirculation(value, rule.chance, circulates);
    const where = circulates.map((x) => Number(x.toPrecision(4))).join(', ');
    this.add('circulation', exactly(size), {
      basis: `ex post, the other's type being ${where}; ${loop}`, witness: circulating(value, rule, circulates),
    });
  }
}

/** What is known of bilinear values apart from any ball. */
function structure(rows: BeliefRows, question: BeliefsQuestion, side: Side, agent: 0 | 1, conditions: Conditions): void {
  const pair = bilinearPair(question, agent);
  if (!pair || side.value.kind !== 'bilinear') return;
  sayTheorem(rows.say, ...pair);
  if (side.dimensions === 1) return;
  const centre = [pair[0].first.map(() => 0.5), pair[0].second.map(() => 0.5)] as const;
  const { lower, upper, points, gradient, steepest } = parallelGap(...pair, centre);
  const fitted = gradient === undefined ? '' : `, ∇ρ_-i = (${gradient.map((x) => Number(x.toPrecision(3))).join(', ')})`;
  rows.add('parallelGap', { estimate: (lower + upper) / 2, lower, upper }, {
    guarantee: 'grid', lowerGuarantee: 'continuum', upperGuarantee: 'grid',
    basis: `${points} points of the boundary through the middle of the cube${fitted}`,
    ...(steepest ? { witness: { kind: 'boundary', type: bare(centre[0]), other: bare(steepest), ...(gradient ? { gradient } : {}) } } : {}),
  });
  rows.circulation(side.value, conditions);
  sayTaxation(rows.say, side.value, side.rule, conditions.circulates ?? centre[1]);
  if (!conditions.circulates && conditions.robust.kind !== 'none') sayFootnote(rows.say, { ...side, value: side.value });
}

/** All that is said of one agent. */
function* rowsOf(
  question: BeliefsQuestion, agent: 0 | 1, conditions: Conditions, values: Point, run: Run,
): Generator<undefined, BeliefRows> {
  const side = sideOf(question, agent);
  const rows = new BeliefRows(side, values, question.radius ?? RADIUS, run);
  yield;
  const [monotone, robust] = [prepare(conditions.monotone, side.beliefs), prepare(conditions.robust, side.beliefs)];
  for (const metric of question.metrics ?? BALL_METRICS) {
    yield;
    yield* rows.metric(metric, monotone, robust);
  }
  const radii = rows.rows.filter(({ quantity }) => quantity === 'robustRadius');
  sayWhereImplementable(rows.say, radii, conditions.robust, rows.baselineFails);
  if (conditions.robust.kind === 'payoff' || conditions.robust.kind === 'family') sayClosingClaims(rows.say, question, agent);
  yield;
  structure(rows, question, side, agent, conditions);
  return rows;
}

async function study(question: BeliefsQuestion, values: Point, run: Run): Promise<PointResult> {
  const asked = question.agents.flatMap((name, j) => (question.agent === ALL || question.agent === name ? [j as 0 | 1] : []));
  const all: BeliefRows[] = [];
  for (const agent of asked) {
    if (run.signal?.aborted) break;
    const rows = await taken(run, rowsOf(question, agent, await conditionsOf(sideOf(question, agent), run.solve), values, run));
    // Whoever stops it has the agents that were finished.
    if (rows === undefined) break;
    all.push(rows);
  }
  const beliefs = all.flatMap((rows) => rows.beliefs);
  return {
    samplers: [], estimates: all.flatMap(({ rows }) => rows), curves: [], surfaces: [], verdicts: all.flatMap(({ verdicts }) => verdicts),
    notes: [], complete: all.length === asked.length, ...(beliefs.length > 0 ? { beliefs } : {}),
  };
}

export async function planBeliefs({ problem, values }: SweepPoint<BeliefsQuestion>): Promise<PlannedPoint> {
  return { cost: 1, study: (run) => study(problem, values, run) };
}
