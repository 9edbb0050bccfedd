/** What is proved of a network's regret as a file that src/notions/verify checks without the code that made it. */
import type { ProfileSums } from '../../experiments/network/profiles.ts';
import type { Tensors } from '../../mechanism/network/tensors.ts';
import type { NetworkStudy } from './problem.ts';
import { claimsOf, sealed, unknownLaw } from './regret-claims.ts';

/** Types of all and a report: beyond that the check would not come to an end. */
const AXES_MAX = 8;
/** Numbers of types and reports, so that files stay within what `misreport verify` reads. */
const NUMBERS_MAX = 2 ** 20;

export interface RegretProved {
  readonly study: NetworkStudy;
  /** Of every bidder; the profiles are the first of the stream under the seed. */
  readonly regret: ProfileSums;
  readonly most: readonly number[];
  readonly truthful: readonly boolean[];
  readonly confidence: number;
  readonly seed: string;
  readonly stream: string;
}

const encoded = (tensors: Tensors): object => Object.fromEntries([...tensors].map(([name, { shape, values }]) => {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((x, k) => bytes.writeDoubleLE(x, 8 * k));
  return [name, { shape, data: bytes.toString('base64') }];
}));

/** Why there is no file, in words; undefined where there is one. */
function lacking({ study: { network, laws }, regret: { types }, truthful }: RegretProved): string | undefined {
  const { mechanism: { bidders, objects, result }, files } = network;
  if (files === undefined) return 'the network was not read from a file';
  if (result.kind === 'menu' && !truthful.every(Boolean)) {
    return 'bids have an influence on their own menus, and regret of such is not checked';
  }
  const unknown = unknownLaw(laws);
  if (unknown !== undefined) return unknown;
  if (truthful.every(Boolean)) return undefined;
  if ((bidders + 1) * objects > AXES_MAX) {
    return `types and a report have ${(bidders + 1) * objects} numbers, and regret of all profiles is checked up to ${AXES_MAX}`;
  }
  return 2 * types.length > NUMBERS_MAX ? 'there are too many profiles for a file; --proved asks for fewer' : undefined;
}

/** The file, or why there is none. */
export function regretCertificate(proved: RegretProved): Readonly<Record<string, unknown>> | string {
  const why = lacking(proved);
  if (why !== undefined) return why;
  const { study: { network: { name, hash, files }, laws }, regret, most, truthful, confidence, seed, stream } = proved;
  const size = laws.flat().length;
  const rows = (columns: readonly Float64Array[]): number[][] =>
    Array.from({ length: regret.profiles }, (_, p) => columns.map((column) => column[p]!));
  const bidderOf = (i: number): object => {
    if (truthful[i]) return { menu: 'fixed' };
    const ends = { lower: regret.lower[i]!, upper: regret.upper[i]!, most: most[i]! };
    return {
      reports: rows(regret.report[i]!), lower: [...ends.lower], upper: [...ends.upper], most: ends.most,
      claims: claimsOf(ends, confidence),
    };
  };
  const content = {
    schema: 'misreport.regret/1',
    network: { name, ...(hash === undefined ? {} : { hash }), manifest: files!.manifest, tensors: encoded(files!.tensors) },
    laws: laws.map((own) => own.map(({ text }) => text)), seed, stream, confidence,
    types: Array.from({ length: regret.profiles }, (_, p) => [...regret.types.subarray(p * size, (p + 1) * size)]),
    bidders: laws.map((_, i) => bidderOf(i)),
  };
  return sealed(content);
}
