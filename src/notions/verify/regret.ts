/**
 * Whether a file `misreport.regret/1` proves what it claims of a network's ex post regret: mean regret of a bidder lies in an interval at
 * a confidence, and no profile's regret is above a bound.
 *
 * Shares no code with what writes the file. The manifest is read and the profiles are drawn again, and networks are enclosed by intervals
 * with intervals of derivatives, where studies use affine forms. What is checked:
 *
 *     types[p] is what the seed draws from the laws,
 *     lower[p] <= u_i(t_i, reports[p]) - u_i(t_i, t_i),     upper[p] >= max over reports of the same,
 *     most >= the same over all profiles and reports,
 *     claims: ends of the mean of the lower ends, and of the upper ends, by two bounds for means of numbers in [0, most].
 *
 * A bidder who buys from a menu on which her bids have no influence has nothing to gain: no numbers are given of her.
 */
import { z } from 'zod';
import { readAs } from '../../input/check.ts';
import { confidenceShape } from './draws.ts';
import type { CheckedLaw } from './laws.ts';
import { networkShape, programOf, type Program } from './network/manifest.ts';
import { gainOf, hasFixedMenu, utilityOf } from './network/payoffs.ts';
import { staysBelow } from './network/sup.ts';
import { claimFaults, claimText, drawFaults, largestOf, lawsOf, numbers, regretClaims, sealOf, TOLERANCE } from './regret-parts.ts';

const bidder = z.union([
  z.strictObject({ menu: z.literal('fixed') }),
  z.strictObject({
    reports: z.array(numbers), lower: numbers, upper: numbers, most: z.number(),
    claims: regretClaims,
  }),
]);

const shape = z.strictObject({
  schema: z.literal('misreport.regret/1'),
  network: networkShape,
  laws: z.array(z.array(z.string())),
  seed: z.string(), stream: z.string(), confidence: confidenceShape,
  types: z.array(numbers).min(1),
  bidders: z.array(bidder),
  seal: z.string(),
});

type File = z.infer<typeof shape>;
type Proof = Exclude<z.infer<typeof bidder>, { readonly menu: 'fixed' }>;

/** Boxes of reports at a profile, and of types and reports. */
const BOXES = 2 ** 16;
const WORST_BOXES = 2 ** 20;

interface Checked {
  readonly file: File;
  readonly program: Program;
  readonly laws: readonly CheckedLaw[];
  readonly tolerance: number;
}

/** Told of the first profile of each kind: one fault is enough. */
function profileFaults({ file: { types }, program, laws, tolerance }: Checked, { reports, lower, upper }: Proof, i: number): string[] {
  const { objects } = program;
  const own = laws.slice(i * objects, (i + 1) * objects);
  const [low, high] = [Float64Array.from(own, (law) => law.low), Float64Array.from(own, (law) => law.high)];
  for (const [p, row] of types.entries()) {
    const place = `bidders[${i}]`;
    const utility = utilityOf(program, row, i);
    const truth = utility.at(Float64Array.from(row.slice(i * objects, (i + 1) * objects)));
    const report = reports[p]!;
    if (report.length !== objects || !report.every((r, j) => r >= low[j]! - tolerance && r <= high[j]! + tolerance)) {
      return [`${place}.reports[${p}] is none of her reports`];
    }
    const gain = utility.at(Float64Array.from(report)) - truth;
    if (!(lower[p]! <= Math.max(0, gain) + tolerance)) return [`${place}.lower[${p}] is ${lower[p]}, and the report gains ${gain}`];
    const answer = staysBelow(utility, low, high, truth + upper[p]! + tolerance, BOXES);
    if (answer.kind === 'above') {
      return [`${place}.upper[${p}] is ${upper[p]}, and report [${answer.point.join(', ')}] gains ${answer.value - truth}`];
    }
    if (answer.kind === 'undecided') return [`${place}.upper[${p}] is ${upper[p]}, which ${BOXES} boxes could not confirm`];
  }
  return [];
}

function worstFaults({ program, laws, tolerance }: Checked, { most }: Proof, i: number): string[] {
  const own = laws.slice(i * program.objects, (i + 1) * program.objects);
  const all = [...laws, ...own];
  const answer = staysBelow(
    gainOf(program, i), Float64Array.from(all, (law) => law.low), Float64Array.from(all, (law) => law.high), most + tolerance, WORST_BOXES);
  if (answer.kind === 'below') return [];
  return [answer.kind === 'undecided' ? `bidders[${i}].most is ${most}, which ${WORST_BOXES} boxes could not confirm`
    : `bidders[${i}].most is ${most}, and at [${answer.point.join(', ')}], types before the report, ${answer.value} is gained`];
}

function bidderFaults(checked: Checked, i: number): string[] {
  const { file: { bidders, types, confidence }, program, laws, tolerance } = checked;
  const proof = bidders[i]!;
  if ('menu' in proof) {
    return hasFixedMenu(program, i, laws) ? [] : [`bidders[${i}] buys from a menu on which her bids have an influence, or from none`];
  }
  const { reports, lower, upper, most } = proof;
  if ('menus' in program.outputs) return [`bidders[${i}] buys from a menu: no bounds of her regret are checked`];
  if ([reports, lower, upper].some((list) => list.length !== types.length)) return [`bidders[${i}] has not one entry for every profile`];
  if (!(most >= 0 && upper.every((x) => x >= 0))) return [`bidders[${i}] has a negative bound of regret`];
  return [...claimFaults(proof, confidence, tolerance, i), ...profileFaults(checked, proof, i), ...worstFaults(checked, proof, i)];
}

function faultsOf(given: object, file: File): string[] {
  const sealed = sealOf(given) === file.seal ? [] : ['the seal is not that of the content'];
  const program = programOf(file.network);
  const { bidders, objects } = program;
  const laws = lawsOf(file.laws, bidders, objects, file.bidders.length);
  const checked: Checked = { file, program, laws, tolerance: TOLERANCE * largestOf(laws) };
  const drawn = drawFaults(file.types, file.seed, file.stream, laws);
  return [...sealed, ...drawn, ...(drawn.length > 0 ? [] : file.bidders.flatMap((_, i) => bidderFaults(checked, i)))];
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that makes no sense. */
export function judgeRegretFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const stated = file.bidders.map((one, i) => {
    if ('menu' in one) return `bidder ${i + 1} has none`;
    return claimText(one.claims, i);
  });
  return {
    what: `ex post regret of network ${file.network.name}: ${stated.join('; ')} (${100 * file.confidence}% confidence)`,
    faults: faultsOf(given as object, file),
  };
}
