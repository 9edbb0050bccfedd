/** `npm run simd`: assembles source.ts into module.ts. */
import { writeFileSync } from 'node:fs';
import { assemble } from './assembler.ts';

const encoded = await assemble();
const lines = encoded.match(/.{1,116}/g)!.map((line) => `  '${line}'`).join(' +\n');
writeFileSync(
  new URL('./module.ts', import.meta.url),
  `/** Generated from source.ts by \`npm run simd\`; checked against it by test/kernels/simd.test.ts. Do not edit. */\nexport const moduleBase64 =\n${lines};\n`,
);
