/** Known answers of Threefry-2x32-20 from Random123's `kat_vectors` (zeros, ones, digits of pi). */
export interface KnownAnswer {
  readonly counter: readonly [number, number];
  readonly key: readonly [number, number];
  readonly words: readonly [number, number];
}

export const THREEFRY_KNOWN_ANSWERS: readonly KnownAnswer[] = [
  { counter: [0, 0], key: [0, 0], words: [0x6b200159, 0x99ba4efe] },
  { counter: [0xffffffff, 0xffffffff], key: [0xffffffff, 0xffffffff], words: [0x1cb996fc, 0xbb002be7] },
  { counter: [0x243f6a88, 0x85a308d3], key: [0x13198a2e, 0x03707344], words: [0xc4923a9c, 0x483df7a0] },
];
