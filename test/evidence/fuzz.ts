/**
 * Random legal problems of all kinds: `npx tsx test/evidence/fuzz.ts [PROBLEMS] [FIRST]` (2000 from number 1) runs each with few
 * profiles at a confidence of 99.9% and ends with 1 where one fails in words that are no InputError, has an interval with NaN or
 * without its estimate, or where more intervals exclude their references than chance allows. A problem's number is its seed, so each
 * can be run again alone.
 */
import { scenarios } from '../../scenarios/registry.ts';
import { InputError } from '../../src/errors.ts';
import type { Parameter, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { runStudy } from '../../src/study/study.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { randomSource, type RandomSource } from '../support/random.ts';
import { excludes, faultsOf } from './judge.ts';

const CONFIDENCE = 0.999;
/** Sizes of problems; the studies of larger ones are measured elsewhere. */
const COUNT_MAX = 6;

/** Seconds after which a problem is told of. */
const SLOW = 10;

const digits = (x: number): number => Number(x.toPrecision(3));

/** A law of any family, its bulk about where scenarios expect values: between 0 and a few units. */
function lawOf({ whole, unit, chance }: RandomSource): string {
  const scale = chance(0.2) ? 10 ** whole(-3, 4) : 1;
  const low = chance(0.5) ? 0 : digits(unit() * scale);
  const high = digits(low + (0.1 + 2 * unit()) * scale);
  const shape = (): number => digits(0.3 + 5 * unit());
  switch (whole(0, 8)) {
    case 0: return `uniform(${low},${high})`;
    case 1: return `beta(${shape()},${shape()},${low},${high})`;
    case 2: return `truncated-normal(${digits((low + high) / 2)},${digits((high - low) * (0.1 + unit()))},${low},${high})`;
    case 3: return `truncated-exponential(${digits(shape() / scale)},${low},${high})`;
    case 4: {
      const inner = [...new Set([0.2 + 0.1 * unit(), 0.5, 0.7 + 0.2 * unit()].map((share) => digits(low + share * (high - low))))];
      return `piecewise-linear(${[low, ...inner, high].join(',')})`;
    }
    case 5: return `discrete(${low}:0.2,${digits((low + high) / 2)}:0.5,${high}:0.3)`;
    case 6: return `exponential(${digits(shape() / scale)})`;
    case 7: return `lognormal(${digits(Math.log(scale) + unit())},${digits(0.2 + unit())})`;
    default: return `gamma(${shape()},${digits(shape() / scale)})`;
  }
}

function valueOf(parameter: Parameter, source: RandomSource): number | string {
  if (source.chance(0.3)) return parameter.default;
  switch (parameter.kind) {
    case 'count': return source.whole(parameter.minimum, Math.min(parameter.maximum, Math.max(parameter.minimum, COUNT_MAX)));
    case 'number': {
      const [low, high] = [Math.max(parameter.minimum, -10), Math.min(parameter.maximum, Math.max(2 * parameter.default, 1))];
      return Math.min(parameter.maximum, Math.max(parameter.minimum, digits(low + source.unit() * (high - low))));
    }
    case 'distribution': return lawOf(source);
    case 'choice': return parameter.choices[source.whole(0, parameter.choices.length - 1)]!;
    default: return parameter.default;
  }
}

export interface Problem {
  readonly scenario: Scenario;
  readonly values: ParameterValues;
}

/** Problem number `n`. */
export function problemOf(n: number): Problem {
  const source = randomSource(n);
  const scenario = scenarios[source.whole(0, scenarios.length - 1)]!;
  return {
    scenario,
    values: Object.fromEntries(Object.entries(scenario.parameters).map(([name, parameter]) => [name, valueOf(parameter, source)])),
  };
}

export interface Finding {
  /** In words; absent where nothing is wrong. */
  readonly fault?: string;
  /** The problem was refused, and why. */
  readonly refused?: string;
  readonly references: number;
  /** Rows that exclude their references, in words. */
  readonly excluded: readonly string[];
}

export async function studied({ scenario, values }: Problem, n: number): Promise<Finding> {
  const profiles = 500 + (n % 1500);
  try {
    const document = await runStudy({
      command: 'run', scenario, points: [values], profiles, maxProfiles: profiles, confidence: CONFIDENCE, seed: `fuzz-${n}`,
      sampler: 'auto',
    }, inProcessDevice(), {});
    const faults = faultsOf(document);
    const rows = document.estimates.filter(({ reference }) => reference !== undefined);
    return {
      references: rows.length,
      excluded: rows.filter(excludes).map(({ quantity, agent, point, lower, upper, reference }) =>
        `${quantity} of ${agent}, ${String(point.mechanism ?? '')}: [${lower}, ${upper}] without ${reference!.value}`),
      ...(faults.length > 0 && { fault: faults.join('; ') }),
    };
  } catch (error) {
    if (error instanceof InputError) return { references: 0, excluded: [], refused: error.message };
    return { references: 0, excluded: [], fault: (error as Error).stack ?? String(error) };
  }
}

if (process.argv[1]?.endsWith('fuzz.ts')) {
  const [count, first] = [Number(process.argv[2] ?? 2000), Number(process.argv[3] ?? 1)];
  const tally = { faults: 0, refused: 0, references: 0, excluded: 0 };
  for (let n = first; n < first + count; n++) {
    const problem = problemOf(n);
    const started = Date.now();
    const { fault, refused, references, excluded } = await studied(problem, n);
    tally.faults += Number(fault !== undefined);
    tally.refused += Number(refused !== undefined);
    tally.references += references;
    tally.excluded += excluded.length;
    const refusal = process.env.MISREPORT_FUZZ_ALL && refused ? [`refused: ${refused}`] : [];
    const told = [...(fault === undefined ? [] : [fault]), ...excluded, ...refusal];
    if (told.length > 0) process.stdout.write(`${n}: ${problem.scenario.name} ${JSON.stringify(problem.values)}\n  ${told.join('\n  ')}\n`);
    const seconds = Math.round((Date.now() - started) / 1000);
    if (seconds > SLOW) process.stdout.write(`${n}: ${problem.scenario.name} took ${seconds} s\n`);
    if (n % 100 === 0) process.stderr.write(`${n}: ${JSON.stringify(tally)}\n`);
  }
  // Five standard deviations above what may be excluded at this confidence.
  const expected = tally.references * (1 - CONFIDENCE);
  const allowed = expected + 5 * Math.sqrt(expected) + 1;
  process.stdout.write(`${count} problems: ${JSON.stringify(tally)}, at most ${allowed.toFixed(0)} exclusions by chance\n`);
  process.exitCode = tally.faults > 0 || tally.excluded > allowed ? 1 : 0;
}
