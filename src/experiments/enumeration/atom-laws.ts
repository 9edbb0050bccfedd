/** Profiles of atoms and their probabilities, of all agents, of one, and of the others given her type. */
import { coordinatesOf, othersCoordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { jointMasses, knownOf, massesGiven } from './joint-masses.ts';

/** A profile of signals, with its probability; coordinates that it does not hold are zero. */
export interface WeighedProfile {
  readonly signals: readonly number[];
  readonly probability: number;
}

/** Every profile of the atoms of these coordinates, all of whose laws are discrete, were they independent. */
export function profilesOf({ signals }: SocialChoiceProblem, coordinates: readonly number[]): WeighedProfile[] {
  return coordinates.reduce<WeighedProfile[]>(
    (known, d) => known.flatMap(({ signals: before, probability }) => signals[d]!.law.atoms!.map(({ at, mass }) => {
      const after = [...before];
      after[d] = at;
      return { signals: after, probability: probability * mass };
    })),
    [{ signals: signals.map(() => 0), probability: 1 }],
  );
}

export class AtomLaws {
  readonly #problem: SocialChoiceProblem;
  readonly #others = new Map<number, readonly WeighedProfile[]>();
  readonly #types = new Map<number, readonly (readonly number[])[]>();
  readonly #given = new Map<number, readonly Float64Array[]>();
  readonly #reported = new Map<string, Float64Array>();
  #joint: Float64Array | undefined;

  constructor(problem: SocialChoiceProblem) {
    this.#problem = problem;
  }

  /** The others' profiles of atoms, with their probabilities were signals independent. */
  others(agent: number): readonly WeighedProfile[] {
    const known = this.#others.get(agent) ?? profilesOf(this.#problem, othersCoordinatesOf(this.#problem, agent));
    this.#others.set(agent, known);
    return known;
  }

  /** The agent's own types. */
  types(agent: number): readonly (readonly number[])[] {
    const own = coordinatesOf(this.#problem, agent);
    const known = this.#types.get(agent) ?? profilesOf(this.#problem, own).map(({ signals }) => own.map((d) => signals[d]!));
    this.#types.set(agent, known);
    return known;
  }

  /**
   * Probabilities of the others' profiles given each of the agent's own (in the order of `profilesOf`), one list for all of these where
   * signals are independent.
   */
  given(agent: number): readonly Float64Array[] {
    const known = this.#given.get(agent) ?? this.#givenOwn(agent);
    this.#given.set(agent, known);
    return known;
  }

  /**
   * The same given what the agent reports, as mechanisms take it that pay what is expected given a report: of an atom as above; between
   * atoms a report has one chance, though no type does (`knownOf`).
   */
  givenReport(agent: number, report: readonly number[]): Float64Array {
    const { dependence, signals } = this.#problem;
    if (!dependence) return this.given(agent)[0]!;
    const own = coordinatesOf(this.#problem, agent);
    const type = this.types(agent).findIndex((known) => known.every((x, n) => x === report[n]));
    if (type >= 0) return this.given(agent)[type]!;
    const laws = signals.map(({ law }) => law);
    const told = own.map((d, n) => knownOf(laws[d]!, d, report[n]!));
    const key = JSON.stringify([agent, told]);
    const known = this.#reported.get(key) ?? massesGiven(dependence, laws, othersCoordinatesOf(this.#problem, agent), told);
    this.#reported.set(key, known);
    return known;
  }

  #givenOwn(agent: number): Float64Array[] {
    const { dependence } = this.#problem;
    if (!dependence) return [Float64Array.from(this.others(agent), ({ probability }) => probability)];
    const joint = this.joint();
    const [own, others] = [coordinatesOf(this.#problem, agent), othersCoordinatesOf(this.#problem, agent)].map((of) => this.#places(of));
    return own!.map((at) => {
      const masses = Float64Array.from(others!, (place) => joint[at + place]!);
      const sum = masses.reduce((total, mass) => total + mass, 0);
      return masses.map((mass) => mass / sum);
    });
  }

  /** Probabilities of the agent's own types. */
  masses(agent: number): readonly number[] {
    const own = coordinatesOf(this.#problem, agent);
    if (!this.#problem.dependence) return profilesOf(this.#problem, own).map(({ probability }) => probability);
    const others = this.#places(othersCoordinatesOf(this.#problem, agent));
    return this.#places(own).map((at) => others.reduce((sum, place) => sum + this.joint()[at + place]!, 0));
  }

  /** Probabilities of the profiles of all coordinates, in the order of `profilesOf`. */
  joint(): Float64Array {
    const { dependence, signals } = this.#problem;
    return (this.#joint ??= dependence
      ? jointMasses(dependence, signals.map(({ law }) => law))
      : Float64Array.from(profilesOf(this.#problem, signals.map((_, d) => d)), ({ probability }) => probability));
  }

  /** Of every profile of these coordinates, what it adds to the place among those of all. */
  #places(coordinates: readonly number[]): number[] {
    const sizes = this.#problem.signals.map(({ law }) => law.atoms!.length);
    const step = (d: number): number => sizes.slice(d + 1).reduce((product, size) => product * size, 1);
    return coordinates.reduce<number[]>((known, d) =>
      known.flatMap((place) => Array.from({ length: sizes[d]! }, (_, a) => place + a * step(d))), [0]);
  }
}
