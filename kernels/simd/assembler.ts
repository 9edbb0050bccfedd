/** Development only: WebAssembly text to base64, with wabt. */
import wabt from 'wabt';
import { source } from './source.ts';

export async function assemble(): Promise<string> {
  const tools = await wabt();
  const module = tools.parseWat('simd.wat', source, { simd: true });
  return Buffer.from(module.toBinary({}).buffer).toString('base64');
}
