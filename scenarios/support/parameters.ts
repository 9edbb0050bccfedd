/** Parameter values held against what the scenario declares, for callers that do not come through the command line. */
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { Distribution } from '../../src/distributions/distribution.ts';
import { InputError } from '../../src/errors.ts';
import type { Parameter, ParameterValues } from '../../src/study/scenario.ts';

/** Throws InputError naming the first parameter outside its range or choices. */
export function checkParameters(parameters: Readonly<Record<string, Parameter>>, values: ParameterValues): void {
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = values[name];
    if (parameter.kind === 'distribution' || parameter.kind === 'points') continue;
    if (parameter.kind === 'choice') {
      if (!parameter.choices.includes(String(value))) {
        throw new InputError(name, `must be one of ${parameter.choices.join(', ')}, got ${value}`);
      }
      continue;
    }
    const number = Number(value);
    const whole = parameter.kind === 'count';
    if (!(number >= parameter.minimum && number <= parameter.maximum) || (whole && !Number.isInteger(number))) {
      throw new InputError(
        name,
        `must be a ${whole ? 'whole ' : ''}number from ${parameter.minimum} to ${parameter.maximum}, got ${value}`,
      );
    }
  }
}

/** The law a parameter names. */
export const lawOf = (values: ParameterValues, name: string): Distribution => parseDistribution(String(values[name]), name);

/** A law whose support starts at zero or above. */
export function nonnegativeLaw(values: ParameterValues, name: string): Distribution {
  const law = lawOf(values, name);
  if (law.support[0] < 0) throw new InputError(name, `must be nonnegative, and ${law.text} starts at ${law.support[0]}`);
  return law;
}

/** The same of a law without atoms: for utilities that are tables of areas under a cdf, which jumps at such points. */
export function nonnegativeDensity(values: ParameterValues, name: string): Distribution {
  const law = nonnegativeLaw(values, name);
  if (!law.atoms?.length) return law;
  throw new InputError(name, `${law.text} has points of positive probability, where what is insured here, areas under the cdf, bends; `
    + 'accepted: laws with a density (a scenario of one\'s own may ask about ambiguity round discrete laws)');
}

export const defaultsOf = (parameters: Readonly<Record<string, Parameter>>): ParameterValues =>
  Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]));
