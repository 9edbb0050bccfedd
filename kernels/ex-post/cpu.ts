/**
 * Kernel `ex-post` on the CPU. Rows that functionals share are computed once a profile, and so are functionals that are
 * asked for by several agents. A report costs its C classes, not the K alternatives.
 */
import type { ChunkRunner, Kernel, Statistics } from '../kernel.ts';
import { createPositionDrawer } from '../linear/evaluate.ts';
import { poolFunctionals, valueAt, type RowPool } from '../linear/pool.ts';
import { prepareHindsight } from './hindsight.ts';
import { prepareExPostReference } from './reference.ts';
import { emptyExPostStatistics, functionalsOf, GAIN_EXPONENTS, type AuditedAgent, type ExPostParameters } from './spec.ts';
import { validateExPost } from './validate.ts';
import { createValues, largest, type ProfileValues } from './values.ts';

function argmax(values: Int32Array): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k]! > values[best]!) best = k;
  return best;
}

/** The agent's transfer where alternative `choice` is taken. */
function prepareTransfer({ transfer, othersWelfare }: AuditedAgent, pool: RowPool, values: ProfileValues): (choice: number) => number {
  if (transfer === 'none') return () => 0;
  const functional = pool.pooled(othersWelfare);
  if (transfer === 'groves') return (choice) => valueAt(functional, values.rows, choice);
  const welfare = values.all(functional);
  return (choice) => welfare[choice]! - largest(welfare);
}

/** Adds a 32-bit number to entry i of the five limbs of a name. */
type AddMoments = (i: number, x: number) => void;

function momentsOf(into: Statistics, name: string): AddMoments {
  const limb = (suffix: string): Float64Array => into[name + suffix]!;
  const [low, high] = [limb('Low'), limb('High')];
  const [squares0, squares1, squares2] = [limb('Squares0'), limb('Squares1'), limb('Squares2')];
  return (i, x) => {
    const h = x >> 18;
    const l = (x >> 6) & 4095;
    low[i]! += x & 65535;
    high[i]! += x >> 16;
    squares0[i]! += h * h;
    squares1[i]! += h * l;
    squares2[i]! += l * l;
  };
}

function prepare(parameters: ExPostParameters): ChunkRunner {
  const { agents, alternatives, coordinates, tolerance } = parameters;
  const drawer = createPositionDrawer(coordinates);
  const pool = poolFunctionals(functionalsOf(parameters));
  const values = createValues(pool, alternatives);
  const objective = values.all(pool.pooled(parameters.objective));
  const welfare = values.all(pool.pooled(parameters.welfare));
  const audited = agents.map((agent) => ({
    value: pool.pooled(agent.value),
    transferOf: prepareTransfer(agent, pool, values),
    hindsight: agent.deviations && prepareHindsight(agent.deviations, agent.transfer, pool, values),
  }));

  return (key, first, count, into) => {
    const { choices, deficits, imbalances, irViolations, gainful, gainExponents } = into;
    const addFirstBest = momentsOf(into, 'firstBest');
    const addWelfare = momentsOf(into, 'welfare');
    const addRevenue = momentsOf(into, 'revenue');
    const addPayoff = momentsOf(into, 'payoff');
    for (let profile = first; profile < first + count; profile++) {
      values.write(drawer.draw(key, profile));
      const choice = argmax(objective);
      choices![choice]!++;
      addFirstBest(0, largest(welfare));
      addWelfare(0, welfare[choice]!);
      let revenue = 0;
      for (let i = 0; i < audited.length; i++) {
        const { value, transferOf, hindsight } = audited[i]!;
        const transfer = transferOf(choice);
        const payoff = valueAt(value, values.rows, choice) + transfer;
        revenue -= transfer;
        addPayoff(i, payoff);
        if (payoff < -tolerance) irViolations![i]!++;
        if (!hindsight) continue;
        const gain = hindsight() - payoff;
        if (gain <= tolerance) continue;
        gainful![i]!++;
        gainExponents![i * GAIN_EXPONENTS + 31 - Math.clz32(gain)]!++;
      }
      addRevenue(0, revenue);
      if (revenue < -tolerance) deficits![0]!++;
      if (Math.abs(revenue) > tolerance) imbalances![0]!++;
    }
  };
}

/**
 * Work of a profile in draws, of about 3 ns each: signals, terms and values of the functionals, and every agent's reports and classes.
 */
function work(parameters: ExPostParameters): number {
  const { agents, coordinates } = parameters;
  const functionals = [...new Set(functionalsOf(parameters))];
  const valued = functionals.reduce(
    (sum, { constants, factors }) => sum + constants.length + factors.reduce((terms, { termRow }) => terms + termRow.length, 0),
    0,
  );
  const searched = agents.reduce((sum, { deviations: d }) => sum + (d ? 2 * d.reports * (d.classes + 4) : 0), 0);
  return Math.ceil(1 + coordinates.length + 2 * agents.length + valued + searched);
}

export const exPost: Kernel<ExPostParameters> = {
  name: 'ex-post',
  version: 1,
  drawsPerProfile: work,
  emptyStatistics: emptyExPostStatistics,
  validate: validateExPost,
  prepareCpu: prepare,
  prepareReference: prepareExPostReference,
};
