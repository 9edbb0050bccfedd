/** One line per scenario of finite types: its name and the object an environment file would hold. */
import guo141 from './guo-1-4-1/environment.ts';
import guo142 from './guo-1-4-2/environment.ts';
import guo151 from './guo-1-5-1/environment.ts';
import guo152 from './guo-1-5-2/environment.ts';
import guoA11 from './guo-a-1-1/environment.ts';

export const finiteScenarios: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['guo-1-4-1', guo141],
  ['guo-1-4-2', guo142],
  ['guo-1-5-1', guo151],
  ['guo-1-5-2', guo152],
  ['guo-a-1-1', guoA11],
]);
