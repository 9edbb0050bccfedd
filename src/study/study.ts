/** A study: every point planned, then certified, then rates fitted and claims held against the numbers; the same for all kinds. */
import type { Device } from '../engine/device.ts';
import { DeviceError, InputError } from '../errors.ts';
import type { PlannedPoint, PointResult, SweepPoint } from '../kinds/kind.ts';
import type { ResultDocument } from '../results/document.ts';
import { inRange } from '../results/in-range.ts';
import { Foretold } from '../run/foretold.ts';
import type { DrawOptions, Evaluation, KernelRequest, SumsRequest } from '../run/request.ts';
import { openRun, type Deferral, type Run, type RunHooks } from '../run/run.ts';
import { turn } from '../run/turns.ts';
import { packageVersion } from '../version.ts';
import { checkConfiguration, type PartialConfiguration } from './check-configuration.ts';
import { heldClaims } from './claims.ts';
import { configurationData, hashOf } from './configuration-hash.ts';
import type { StudyConfiguration } from './configuration.ts';
import { checkDataError, dataErrorStage } from './data-error.ts';
import { rates, type StudiedPoint } from './fits.ts';
import { contradictions, withReferences } from './references.ts';
import { sweepPoints } from './sweep.ts';

/** A configuration whose points are built and checked, and by what name it is known. */
export interface PreparedStudy {
  readonly configuration: StudyConfiguration;
  readonly points: readonly SweepPoint[];
  /** The recorded configuration: all that decides the numbers. */
  readonly data: Record<string, unknown>;
  /** SHA-256 of it, in hexadecimal. */
  readonly hash: string;
}

/** Throws InputError for anything that cannot be studied. */
export function prepareStudy(configuration: StudyConfiguration): PreparedStudy {
  const points = sweepPoints(configuration);
  checkSampler(configuration, points);
  checkDataError(configuration, points);
  const data = configurationData(configuration, points);
  return { configuration, points, data, hash: hashOf(data) };
}

function checkSampler({ sampler, scenario }: StudyConfiguration, points: readonly SweepPoint[]): void {
  const kind = points[0]?.kind;
  if (sampler === 'auto' || !kind || kind.samplers.includes(sampler)) return;
  throw new InputError(
    'sampler',
    `chooses how the other traders of a double auction are drawn; ${scenario.name} is ${kind.words}, so leave it out`,
  );
}

/**
 * The result document. What the configuration leaves out has the defaults of the command line. Rejects with InputError where a field is
 * wrong, or before any certified draw where the precision is out of reach.
 */
export async function runStudy(configuration: PartialConfiguration, device: Device, hooks: StudyHooks = {}): Promise<ResultDocument> {
  return runPrepared(prepareStudy(checkConfiguration(configuration)), device, hooks);
}

export interface StudyHooks extends RunHooks {
  /** Nothing that was asked can be refused any more. */
  readonly onAccepted?: () => void;
  /** Once all of a study is done: options that nothing of it has looked at, so that its result is the same whatever they say. */
  readonly onIdle?: (options: readonly IdleOption[]) => void;
}

/** Fields of a configuration that some studies have no use for, by the names of their options. */
const MAY_BE_IDLE = {
  precision: 'precision', profiles: 'profiles', maxProfiles: 'max-profiles', confidence: 'confidence', seed: 'seed',
} as const;
export type IdleOption = (typeof MAY_BE_IDLE)[keyof typeof MAY_BE_IDLE];

/** The configuration, whose fields are noted as they are looked at. */
const watched = (configuration: StudyConfiguration, seen: Set<string>): StudyConfiguration => new Proxy(configuration, {
  get(target, name) {
    seen.add(String(name));
    return Reflect.get(target, name) as unknown;
  },
});

/** The same of a study that is prepared already. */
export async function runPrepared(prepared: PreparedStudy, device: Device, hooks: StudyHooks): Promise<ResultDocument> {
  return (await runSpread(prepared, device, hooks))!;
}

/**
 * The same, where some of the certifying requests may be drawn elsewhere: undefined if any was. What follows from the sums of a request
 * is not asked for without them, all that does not is; pilots are never left to others.
 */
export async function runSpread(
  { configuration, points, data, hash }: PreparedStudy,
  device: Device,
  hooks: StudyHooks,
  defer?: Deferral,
): Promise<ResultDocument | undefined> {
  const started = performance.now();
  const { scenario, command, confidence, seed } = configuration;
  const spread = { certifying: false, deferred: false };
  const seen = new Set<string>();
  const aim = watched(configuration, seen);
  const run = openRun(device, seed, {
    ...hooks,
    onStream: () => void seen.add('seed'),
    ...(defer === undefined ? {} : {
      defer(request, name, open) {
        const parts = spread.certifying ? defer(request, name, open) : undefined;
        spread.deferred ||= parts !== undefined;
        return parts;
      },
    }),
  });
  const planned = await planPoints(aim, points, run);
  if (!run.signal?.aborted) checkBudget(configuration, points, planned);
  const accept = (from: number): void => void (planned.slice(from).some(({ mayRefuse }) => mayRefuse) || hooks.onAccepted?.());
  accept(0);
  spread.certifying = true;
  const fresh = (): Run => openRun(device, seed, hooks.signal ? { signal: hooks.signal } : {});
  const stage = (): ReturnType<typeof dataErrorStage> => dataErrorStage(configuration, points, run, fresh);
  // Where requests may be left to others its own work waits until none was.
  const early = defer ? undefined : await stage();
  const certified = await studyPoints(points, planned, early?.certifying ?? run, {
    isDeferred: () => spread.deferred, onStudied: accept, keepsIntervals: command === 'rate',
  });
  if (spread.deferred) return undefined;
  const dataError = early ?? await stage();
  const studied = dataError ? await dataError.tell(certified) : certified;
  const results = studied.map(({ result }) => result);
  const complete = results.length === points.length && results.every((result) => result.complete);
  const { fits: fitted, notes: unfitted } = command === 'rate' ? rates(aim, studied) : { fits: [], notes: [] };
  if (dataError) for (const name of ['seed', 'confidence']) seen.add(name);
  if (complete) hooks.onIdle?.(Object.entries(MAY_BE_IDLE).flatMap(([name, option]) => (seen.has(name) ? [] : [option])));
  const estimates = results.flatMap((result) => result.estimates);
  const verdicts = results.flatMap((result) => result.verdicts);
  const view = { command, estimates, fits: fitted, verdicts, points: configuration.points, confidence };
  // What sources claim is of independent types and of the scenario's own mechanism.
  const asClaimed = configuration.dependence === undefined && configuration.mechanisms === undefined;
  const held = complete && asClaimed ? heldClaims(scenario, view) : { claims: [], notes: [] };
  const notes = [...new Set([...results.flatMap((result) => result.notes), ...unfitted])];
  return {
    schema: 'misreport.result/1',
    command,
    scenario: scenario.name,
    title: scenario.title,
    source: scenario.source,
    seed,
    configHash: hash,
    configuration: data,
    version: packageVersion(),
    device: device.description,
    seconds: (performance.now() - started) / 1000,
    samplers: results.flatMap(({ samplers }) => samplers),
    complete,
    estimates,
    curves: results.flatMap(({ curves }) => curves),
    surfaces: results.flatMap(({ surfaces }) => surfaces),
    ...(results.some(({ beliefs }) => beliefs) ? { beliefs: results.flatMap(({ beliefs = [] }) => beliefs) } : {}),
    fits: fitted,
    verdicts,
    ...(
      scenario.sizeName === undefined
        ? {}
        : { size: { ...scenario.sizeName, values: points.map(({ values, size }) => ({ point: values, size })) } }
    ),
    parameters: Object.fromEntries(Object.entries(scenario.parameters).map(([name, { description }]) => [name, description])),
    notes: [...(complete ? [] : interruption(run, notes)), ...notes, ...held.notes],
    claims: held.claims,
  };
}

/** Of every point, so that the whole is known before anything is certified. */
async function planPoints(aim: StudyConfiguration, points: readonly SweepPoint[], run: Run): Promise<PlannedPoint[]> {
  const planned: PlannedPoint[] = [];
  for (const [index, point] of points.entries()) {
    // Whatever its points do between two of them signals are heard, and what is told is shown.
    await turn();
    if (run.signal?.aborted) break;
    planned.push(await point.kind.plan(point, aim, piloting(run, `pilot ${index + 1} of ${points.length}`)));
  }
  return planned;
}

/** A run whose draws say how far they are, where whoever asks for them does not: what comes after them may not be known. */
function telling(run: Run, stage: string, told = (done: number, count: number): void => run.step(done / count)): Run {
  run.progress(stage, 0);
  const draw = (request: SumsRequest | Evaluation<unknown>, options: DrawOptions = {}): Promise<unknown> => {
    const count = 'count' in request ? request.count : 1;
    return run.draw(request as KernelRequest, { onProgress: (done) => told(done, count), ...options });
  };
  return { ...run, draw: draw as Run['draw'] };
}

/** How much is to be drawn in all is not known before the pilots have run. */
function piloting(run: Run, stage: string): Run {
  const words = (done: number, count: number): string =>
    (count > 1 ? `${stage}, ${Math.floor((100 * done) / count)}% of ${count.toExponential(1)} profiles` : stage);
  const told = telling(run, stage, (done, count) => run.progress(words(done, count), 0, done / count));
  return { ...told, step: (share) => run.progress(stage, 0, share) };
}

/** Throws InputError where a point needs more profiles than are allowed. */
function checkBudget(
  { precision, maxProfiles, profiles }: StudyConfiguration,
  points: readonly SweepPoint[],
  planned: readonly PlannedPoint[],
): void {
  if (precision === undefined || profiles !== undefined) return;
  for (const [index, { profiles: needed = 0 }] of planned.entries()) {
    if (needed <= maxProfiles) continue;
    const about = Number.isFinite(needed) ? `about ${needed.toExponential(1)}` : 'more than 1e308';
    const market = Object.entries(points[index]!.values).map(([key, value]) => `${key} ${value}`).join(', ');
    throw new InputError(
      'precision',
      `${precision} needs ${about} profiles at ${market}, more than --max-profiles ${maxProfiles}; ask for `
      + `less precision or allow more profiles`,
    );
  }
}

/** The share of a point that is told at most before it is done. */
const NEARLY = 0.99;

/** In order; stops early when the run is aborted, keeping what is known. */
async function studyPoints(
  points: readonly SweepPoint[],
  planned: readonly PlannedPoint[],
  run: Run,
  { isDeferred, onStudied, keepsIntervals }: { isDeferred(): boolean; onStudied(points: number): void; readonly keepsIntervals: boolean },
): Promise<StudiedPoint[]> {
  const whole = planned.reduce((sum, { cost }) => sum + cost, 0);
  const studied: StudiedPoint[] = [];
  const past = new Foretold();
  let spent = 0;
  for (const [index, plan] of planned.entries()) {
    await turn();
    if (run.signal?.aborted) break;
    const point = points[index]!;
    const place = points.length === 1 ? '' : `, point ${index + 1} of ${points.length}`;
    const before = spent;
    const begun = performance.now();
    const expected = past.expected('points', plan.cost, 1);
    // Where a point tells no share of itself, the time that earlier ones took for their cost foretells it.
    const shareNow = (told: number): number =>
      (told > 0 || expected === undefined ? told : Math.min(NEARLY, (performance.now() - begun) / expected));
    const result = await plan.study(
      telling(
        run.reporting((stage, share, step) => run.progress(`${stage}${place}`, (before + shareNow(share) * plan.cost) / whole, step)),
        'certifying',
      ),
    ).catch((error: unknown) => {
      // Without its sums a point need not make sense, and its result is not looked at.
      if (isDeferred() && !(error instanceof DeviceError)) return undefined;
      throw error;
    });
    if (result !== undefined) {
      const known = withKnownValues({ ...result, estimates: result.estimates.map(inRange) }, point);
      const { intervalAt: _, ...rest } = known;
      // What intervals are made of again is large, and only rates ask for them.
      studied.push({ point, result: keepsIntervals ? known : rest });
    }
    spent += plan.cost;
    past.record('points', plan.cost, performance.now() - begun);
    onStudied(index + 1);
  }
  return studied;
}

/** Broken references must not cost what was computed: they are left out, and a note says why. */
function withKnownValues(result: PointResult, point: SweepPoint): PointResult {
  try {
    const estimates = withReferences(result.estimates, point.references());
    return { ...result, estimates, notes: [...result.notes, ...contradictions(estimates)] };
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
    return { ...result, notes: [...result.notes, `${why}; no exact values are shown`] };
  }
}

/** What an incomplete document says of itself where its points do not. */
function interruption({ signal }: Run, notes: readonly string[]): string[] {
  if (signal?.aborted) return ['interrupted: later points are missing and the last one may rest on fewer profiles'];
  return notes.length > 0 ? [] : ['not every point reached what was asked'];
}
