/**
 * Whole numbers of 64 bits in WGSL, which has 32: a vec2<u32>, low word first, in two's complement. An addition takes 4 integer operations,
 * a comparison 4, a product of two words about 20.
 */
export const WIDE_WGSL = /* wgsl */ `
fn wide(x : i32) -> vec2<u32> { return vec2<u32>(u32(x), u32(x >> 31u)); }

fn addWide(a : vec2<u32>, b : vec2<u32>) -> vec2<u32> {
  let low = a.x + b.x;
  return vec2<u32>(low, a.y + b.y + select(0u, 1u, low < a.x));
}

fn subtractWide(a : vec2<u32>, b : vec2<u32>) -> vec2<u32> { return vec2<u32>(a.x - b.x, a.y - b.y - select(0u, 1u, a.x < b.x)); }

fn isBelow(a : vec2<u32>, b : vec2<u32>) -> bool { return select(i32(a.y) < i32(b.y), a.x < b.x, a.y == b.y); }

fn isNegative(a : vec2<u32>) -> bool { return i32(a.y) < 0; }

// Both words of a product of two.
fn productOfWords(a : u32, b : u32) -> vec2<u32> {
  let low = (a & 65535u) * (b & 65535u);
  let one = (a & 65535u) * (b >> 16u);
  let other = (a >> 16u) * (b & 65535u);
  let middle = (low >> 16u) + (one & 65535u) + (other & 65535u);
  return vec2<u32>((low & 65535u) | (middle << 16u), (a >> 16u) * (b >> 16u) + (one >> 16u) + (other >> 16u) + (middle >> 16u));
}

fn productOf(a : i32, b : i32) -> vec2<u32> {
  let product = productOfWords(u32(a), u32(b));
  return vec2<u32>(product.x, product.y - select(0u, u32(b), a < 0) - select(0u, u32(a), b < 0));
}
`;
