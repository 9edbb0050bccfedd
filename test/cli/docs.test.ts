/** The reference in docs/commands.md names everything there is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { families } from '../../src/distributions/parse.ts';
import { STUDY_OPTIONS } from '../../src/study/options.ts';
import { SAMPLER_CHOICES } from '../../src/study/configuration.ts';
import { DEVICE_CHOICES } from '../../src/engine/device.ts';
import { EXIT } from '../../src/errors.ts';
import { scenarios } from '../../scenarios/registry.ts';
import { repository } from './support.ts';

const page = readFileSync(join(repository, 'docs', 'commands.md'), 'utf8');

test.each(STUDY_OPTIONS.map(({ name }) => name))('option --%s', (name) => expect(page).toMatch(new RegExp(`^\\| \`--${name}[ \`]`, 'm')));

/** The page from a scenario's heading to the next one. */
const sectionOf = (name: string): string => page.split(/^## /m).find((part) => part.startsWith(`Scenario \`${name}\``)) ?? '';

test.each(
  scenarios.map((scenario) => [scenario.name, scenario] as const)
)('scenario %s with every flag and its default', (name, scenario) => {
  const section = sectionOf(name);
  expect(section, `## Scenario \`${name}\``).not.toBe('');
  for (const [flag, parameter] of Object.entries(scenario.parameters)) {
    const row = section.split('\n').find((line) => line.startsWith(`| \`--${flag}\` |`));
    expect(row, `--${flag}`).toContain(String(parameter.default));
    if (parameter.kind === 'count') expect(row).toContain(`from ${parameter.minimum} to ${parameter.maximum}`);
    if (parameter.kind === 'choice') for (const choice of parameter.choices) expect(row).toContain(choice);
  }
  for (const flag of Object.keys(scenario.shorthands ?? {})) expect(section).toContain(`| \`--${flag}\` |`);
});

test.each(families.map(({ name }) => name))('law %s', (name) => expect(page).toContain(`| \`${name}(`));
test.each([...SAMPLER_CHOICES, ...DEVICE_CHOICES])('choice %s', (name) => expect(page).toMatch(new RegExp(`[\` ]${name}[\` ,|]`)));
test.each(Object.values(EXIT))('exit code %i', (code) => expect(page).toContain(`| ${code} |`));
