/** Every command in every document: the command is there, its flags are known, and what a study is asked for is accepted. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { join } from 'node:path';
import { scenarios } from '../../scenarios/registry.ts';
import { checkTokens } from '../../src/cli/check-tokens.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { givenAs } from '../../src/study/given.ts';
import { GENERAL_OPTIONS, STUDY_OPTIONS } from '../../src/study/options.ts';
import { scenarioOptions } from '../../src/study/parameters.ts';
import { readRequest } from '../../src/study/request.ts';
import { documentedCommands, PAGES, type DocumentedCommand } from '../support/documents.ts';
import { repository } from './support.ts';

const all = documentedCommands();

/** What the command says of itself, of a subject where it has one. */
async function helpOf(name: string, subject: readonly string[]): Promise<string> {
  const said: string[] = [];
  const write = process.stdout.write;
  process.stdout.write = ((text: string) => said.push(text) > 0) as typeof write;
  try {
    await (await COMMANDS[name]!.load())([...subject, '--help']);
  } finally {
    process.stdout.write = write;
  }
  return said.join('');
}

/** Throws InputError where a study would be refused. */
function checkStudy({ words: [name, subject, ...rest] }: DocumentedCommand): void {
  const scenario = scenarios.find((one) => one.name === subject);
  if (scenario === undefined) return expect(subject, 'scenario').toMatch(/^\.\/|\.(?:ts|yaml|json)$/) as void;
  const { tokens, unknown } = checkTokens(rest, [...scenarioOptions(scenario), ...STUDY_OPTIONS, ...GENERAL_OPTIONS]);
  expect(unknown).toEqual([]);
  const given = tokens.map((token) => token.slice(2).split(/=(.*)/s, 2)).filter(([key]) => key !== 'config')
    .map(([key, value]) => [key!, value ?? true] as const);
  readRequest(name as 'run' | 'rate', scenario, givenAs(given, (key) => `--${key}`), (key) => `--${key}`);
}

test('there are many', () => expect(all.length).toBeGreaterThan(50));

test.each(Object.keys(COMMANDS))('%s is in a document', (name) => {
  expect(PAGES.some((page) => readFileSync(join(repository, page), 'utf8').includes(`misreport ${name}`))).toBe(true);
});

describe.each([...new Set(all.map(({ page }) => page))])('%s', (page) => {
  const commands = all.filter((command) => command.page === page);
  test.each(commands.map((command) => [command.words.join(' '), command] as const))('%s', async (_text, command) => {
    const [name, ...rest] = command.words;
    expect(Object.keys(COMMANDS)).toContain(name);
    if (name === 'run' || name === 'rate') return checkStudy(command);
    const flags = rest.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0]!);
    const scenario = scenarios.find((one) => rest.includes(one.name));
    const isFile = (word: string): boolean => word.endsWith('.ts') && existsSync(join(repository, word));
    const subject = rest.slice(0, 1).filter((word) => word === scenario?.name || isFile(word));
    const help = flags.length === 0 ? '' : `${await helpOf(name!, [])}${subject.length === 0 ? '' : await helpOf(name!, subject)}`;
    const own = scenario === undefined ? [] : scenarioOptions(scenario).map((option) => `--${option.name}`);
    for (const flag of flags) expect(own.includes(flag) || help.includes(flag), `${name} ${flag}`).toBe(true);
  });
});

test('data that documents name is there', () => {
  const files = all.flatMap(({ words }) => words.flatMap((word) => [...word.matchAll(/empirical\(([^,)]+)/g)].map(([, file]) => file!)));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect(existsSync(join(repository, file)), file).toBe(true);
  expect(readFileSync(join(repository, files[0]!), 'utf8').split('\n')[0]).toBe('cost,value');
});
