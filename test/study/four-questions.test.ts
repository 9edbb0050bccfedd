/** Which scenarios of the project field, least-epsilon, second-best and robust answer, and the words where they do not. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { InputError } from '../../src/errors.ts';
import { asField } from '../../src/study/as-field.ts';
import { asSecondBest } from '../../src/study/as-second-best.ts';
import { asRobust } from '../../src/study/as-robust.ts';
import type { Scenario } from '../../src/study/scenario.ts';
import { environmentAtDefaults } from '../../src/study/sweep.ts';

const COMMANDS: Readonly<Record<string, (scenario: Scenario) => Scenario>> = {
  field: (scenario) => asField(scenario, { market: false }),
  'least-epsilon': (scenario) => asField(scenario, { market: true }),
  'second-best': asSecondBest,
  robust: asRobust,
};

/** At the scenario's defaults, before anything is computed; the words of a refusal, with NAME for the scenario's. */
function outcome(ask: (scenario: Scenario) => Scenario, scenario: Scenario): string {
  try {
    environmentAtDefaults(ask(scenario));
    return 'yes';
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.replaceAll(scenario.name, 'NAME');
  }
}

const page = join(import.meta.dirname, '../../docs/features.md');
const [BEGIN, END] = ['<!-- test/study/four-questions.test.ts writes what follows -->\n', '<!-- until here -->\n'];

/** Its environment is built once: all four are asked at the defaults. */
function builtOnce(scenario: Scenario): Scenario {
  let built: ReturnType<Scenario['environment']> | undefined;
  return { ...scenario, environment: (values) => (built ??= scenario.environment(values)) };
}

/** Scenarios of one answer are one row. */
function table(): string {
  const rows = new Map<string, string[]>();
  const words: string[] = [];
  for (const scenario of scenarios.map(builtOnce)) {
    const cells = Object.values(COMMANDS).map((ask) => {
      const said = outcome(ask, scenario);
      if (said === 'yes') return said;
      if (!words.includes(said)) words.push(said);
      return `(${words.indexOf(said) + 1})`;
    });
    rows.set(cells.join(' | '), [...rows.get(cells.join(' | ')) ?? [], scenario.name]);
  }
  return [
    `| scenario | ${Object.keys(COMMANDS).join(' | ')} |`, '| --- | --- | --- | --- | --- |',
    ...[...rows].map(([cells, names]) => `| ${names.map((name) => `\`${name}\``).join(', ')} | ${cells} |`), '',
    '| | words |', '| --- | --- |', ...words.map((said, i) => `| (${i + 1}) | ${said} |`), '',
  ].join('\n');
}

test('docs/features.md tells what is answered of every scenario, and how the rest is refused', () => {
  // MISREPORT_UPDATE_GOLDEN=1 writes it.
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  const now = table();
  if (process.env.MISREPORT_UPDATE_GOLDEN) writeFileSync(page, text.slice(0, from) + now + text.slice(to));
  else expect(text.slice(from, to)).toBe(now);
  // One line each, naming a field, that says what is accepted.
  for (const said of now.matchAll(/^\| \(\d+\) \| (.*) \|$/gm)) expect(said[1]).toMatch(/^[\w.-]+: .*(must|needs|at most)/);
});
