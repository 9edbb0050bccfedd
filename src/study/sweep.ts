/** The points of a study, each built once from the scenario and checked before anything is computed. */
import { resampleText } from '../distributions/empirical.ts';
import { parseDistribution } from '../distributions/parse.ts';
import { parseDependence, type Dependence } from '../distributions/dependence.ts';
import { InputError, MisreportError } from '../errors.ts';
import type { KnownValue, PointData, StudyKind, SweepPoint } from '../kinds/kind.ts';
import { KINDS, kindNamed, type Environment } from '../kinds/registry.ts';
import { splitList } from '../input/list.ts';
import { oneLine, quote, thrownText } from '../input/quote.ts';
import { claimsComplaint, emptyView } from './claims.ts';
import type { StudyConfiguration } from './configuration.ts';
import { defaultsOf } from './points.ts';
import { sizeOf, type ParameterValues, type Scenario } from './scenario.ts';

/** Throws InputError naming the field: a parameter's, or as in `environment.problem.signals[0].owner`. All points are of one kind. */
export function sweepPoints({
  scenario: given, points, command, dependence: text, mechanisms,
}: Pick<StudyConfiguration, 'scenario' | 'points' | 'command' | 'dependence' | 'mechanisms'>): SweepPoint[] {
  const dependence = text === undefined ? undefined : parseDependence(text);
  const independent = mechanisms === undefined ? given : withMechanisms(given, splitList(mechanisms, 'mechanisms'));
  const scenario = dependence ? withDependence(independent, dependence) : independent;
  const problems = points.map((values) => blamingLaws(scenario, values, (): unknown => scenario.environment(values)));
  const kinds = [...new Set(points.map((values, at) => blamingLaws(scenario, values, () => checkedKind(problems[at]).name)))];
  if (kinds.length > 1) {
    throw new InputError('environment', `of scenario '${scenario.name}' must be of one kind at every point, got ${kinds.join(' and ')}`);
  }
  const built = points.map((values, index) =>
    sweepPoint(scenario, values, problems[index], command === 'run' || index === 0 || index === points.length - 1));
  if (points[0] !== undefined) checkClaims(scenario, points[0]);
  return built;
}

/** The scenario with types that depend across agents, and without what its sources say of independent ones. */
function withDependence(scenario: Scenario, dependence: Dependence): Scenario {
  const { references: _references, claims: _claims, ...rest } = scenario;
  return { ...rest, environment: changed(scenario, 'dependence', 'withDependence', dependence) };
}

/** The scenario under other mechanisms, without what its sources claim; references are of its own mechanism where they name none. */
function withMechanisms(scenario: Scenario, mechanisms: readonly string[]): Scenario {
  const { references, claims: _claims, ...rest } = scenario;
  return {
    ...rest,
    environment: changed(scenario, 'mechanisms', 'withMechanisms', mechanisms),
    ...(references ? {
      references(values) {
        const problem: unknown = scenario.environment(values);
        const mechanism = checkedKind(problem).ownMechanism?.(problem);
        return mechanism === undefined ? [] : references(values).map((known) => ({ mechanism, ...known }));
      },
    } : {}),
  };
}

/** The scenario's environment as a member of its kind changes it. What is wrong then is wrong with the option. */
function changed<M extends 'withDependence' | 'withMechanisms'>(
  scenario: Scenario, option: string, member: M, to: Parameters<NonNullable<StudyKind[M]>>[1],
): Scenario['environment'] {
  return (values) => {
    const problem: unknown = scenario.environment(values);
    const kind = checkedKind(problem);
    const change = kind[member] as ((problem: unknown, to: unknown) => unknown) | undefined;
    if (!change) {
      const studied = (KINDS as readonly StudyKind[]).filter((one) => one[member]).map(({ words }) => words).join(' or ');
      const why = member === 'withDependence' && kind.whyIndependent ? `, ${kind.whyIndependent}` : '';
      throw new InputError(option, `is for scenarios that study ${studied}; ${scenario.name} is ${kind.words}${why}`);
    }
    const asked = change(problem, to);
    try {
      kind.validate(asked);
    } catch (error) {
      if (error instanceof InputError) throw error.as(option);
      throw error;
    }
    return asked as Environment;
  };
}

/** What is wrong with a law is said of the parameter that gave it, where only one did, or of their shorthand: who asks knows that name. */
function blamingLaws<T>({ parameters, shorthands = {} }: Scenario, values: ParameterValues, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InputError) || Object.hasOwn(parameters, error.field)) throw error;
    const { problem } = error;
    const givers = Object.keys(parameters).filter((name) =>
      parameters[name]!.kind === 'distribution' && problem.includes(String(values[name])));
    const both = Object.keys(shorthands).find((name) => givers.length > 1 && givers.every((one) => shorthands[name]!.sets.includes(one)));
    const giver = givers.length === 1 ? givers[0] : givers.find((name) => error.field.split('.').at(-1) === name) ?? both;
    throw giver === undefined ? error : error.as(giver);
  }
}

function sweepPoint(scenario: Scenario, values: ParameterValues, problem: unknown, pictures: boolean): SweepPoint {
  const kind = kindOf(problem)!;
  const primaryAgent = scenario.primaryAgent(values);
  requirePrimary(kind.agents(problem), primaryAgent);
  const size = sizeOf(scenario, values);
  if (!(Number.isFinite(size) && size > 0)) {
    throw new InputError(
      scenario.size ? 'size' : 'marketSize', `of scenario '${scenario.name}' must return a positive number, got ${size}`,
    );
  }
  let known: readonly KnownValue[] | undefined;
  // Some take a while, and are wanted once there are rows to stand beside.
  const references = (): readonly KnownValue[] => (known ??= knownValues(scenario, values));
  const data = dataOf(scenario, values);
  return { values: { ...values }, size, primaryAgent, kind, problem, references, pictures, ...(data ? { data } : {}) };
}

/** Samples that parameters name, and the problem where their rows are drawn again. */
function dataOf(scenario: Scenario, values: ParameterValues): PointData | undefined {
  const named = Object.entries(values).flatMap(([name, value]) => {
    const isNamed = scenario.parameters[name]?.kind === 'distribution' && /^\s*empirical\s*\(/i.test(String(value));
    const { data } = isNamed ? parseDistribution(String(value), name) : {};
    return data ? [{ name, text: String(value), data }] : [];
  });
  if (named.length === 0) return undefined;
  return {
    samples: [...new Map(named.map(({ data }) => [data.id, data])).values()],
    resampled: (key) =>
      scenario.environment({ ...values, ...Object.fromEntries(named.map(({ name, text }) => [name, resampleText(text, key)])) }),
  };
}

/** The function is the user's: what it returns may be anything. */
function knownValues(scenario: Scenario, values: ParameterValues): readonly KnownValue[] {
  const known: unknown = scenario.references?.(values) ?? [];
  const isEntry = (entry: unknown): boolean => entry !== null && typeof entry === 'object' && 'quantity' in entry && 'agent' in entry;
  if (Array.isArray(known) && known.every(isEntry)) return known as readonly KnownValue[];
  const accepted = 'a list of { quantity, agent, reference }';
  throw new InputError('references', `of scenario '${scenario.name}' must return ${accepted}, got ${quote(String(known))}`);
}

/** The kind of what `environment()` returned, with an agent that it studies; throws InputError where it cannot be studied. */
export function checkEnvironment(problem: unknown, primaryAgent: unknown): StudyKind {
  const kind = checkedKind(problem);
  requirePrimary(kind.agents(problem), primaryAgent);
  return kind;
}

/** What a scenario studies at these values, before anything of it is read; throws InputError where that cannot be studied. */
export function environmentAt(scenario: Pick<Scenario, 'environment'>, values: ParameterValues): Environment {
  const problem = scenario.environment(values);
  checkedKind(problem);
  return problem;
}

/** The same at the defaults of its parameters, of whose agents the primary one must be. */
export function environmentAtDefaults(scenario: Scenario) {
  const defaults = defaultsOf(scenario);
  const environment = environmentAt(scenario, defaults);
  const primary = scenario.primaryAgent(defaults);
  requirePrimary(kindOf(environment)!.agents(environment), primary);
  return { environment, primary };
}

/** The kind of what `environment()` returned; throws InputError where that cannot be studied, or not even read: getters are code too. */
export function checkedKind(problem: unknown): StudyKind {
  try {
    return kindThatTakes(problem);
  } catch (error) {
    if (error instanceof MisreportError || (error instanceof Error && error.name === 'InputError')) throw error;
    const why = error instanceof Error ? error.message : `${thrownText(error)} was thrown`;
    throw new InputError('environment', `cannot be read: ${oneLine(why)}`, { cause: error });
  }
}

function kindThatTakes(problem: unknown): StudyKind {
  if (problem === null || typeof problem !== 'object' || Array.isArray(problem)) {
    throw new InputError('environment', `must be an object, got ${quote(problem === undefined ? 'nothing' : String(problem))}`);
  }
  const kind = kindOf(problem);
  if (!kind) {
    const name = String((problem as { readonly kind?: unknown }).kind);
    throw new InputError('environment.kind', `must be one of ${KINDS.map((one) => one.name).join(', ')}, got ${quote(name)}`);
  }
  try {
    kind.validate(problem);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // A user's own file and line stand for themselves.
    throw /[/\\]/.test(error.field) ? error : error.as(`environment.${error.field}`);
  }
  return kind;
}

const kindOf = (problem: unknown): StudyKind | undefined => kindNamed((problem as { readonly kind?: unknown }).kind);

function requirePrimary(agents: readonly string[], primaryAgent: unknown): void {
  if (agents.includes(primaryAgent as string)) return;
  const shown = `${agents.slice(0, 8).join(', ')}${agents.length > 8 ? ', ...' : ''}`;
  throw new InputError('primaryAgent', `must return one of the agents studied (${shown}), got ${quote(String(primaryAgent))}`);
}

/** Without numbers to look at, claims may throw; but what they return must be claims, which is better known before a run than after it. */
function checkClaims(scenario: Scenario, values: ParameterValues): void {
  if (!scenario.claims) return;
  let claims: unknown;
  try {
    claims = scenario.claims(emptyView(values));
  } catch {
    return;
  }
  const complaint = claimsComplaint(claims);
  if (complaint !== undefined) throw new InputError('claims', `of scenario '${scenario.name}': ${complaint}`);
}
