// `npm run schemas`: writes schemas/*.json from the schemas that validate. With `--check`: says which of them are not what they should be.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { docWords } from '../src/library/doc-words.ts';
import { environmentJsonSchema, resultJsonSchema, studyJsonSchema } from '../src/library/json-schema.ts';

const words = docWords(['document', 'witness'].map((name) => readFileSync(`src/results/${name}.ts`, 'utf8')).join('\n'));
const files = {
  'schemas/study.json': studyJsonSchema(),
  'schemas/environment.json': environmentJsonSchema(),
  'schemas/result.json': resultJsonSchema((type) => words.get(type) ?? {}),
};
mkdirSync('schemas', { recursive: true });
for (const [path, schema] of Object.entries(files)) {
  const text = `${JSON.stringify(schema, undefined, 1)}\n`;
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    console.error(`${path} is not what npm run schemas writes`);
    process.exitCode = 1;
  }
}
