/** Papers whose every numbered item has its row. */
import type { Paper } from './item.ts';
import { across } from './across.ts';
import { brooks23 } from './brooks23.ts';
import { guo18 } from './guo18.ts';
import { jm01 } from './jm01.ts';
import { jmm12 } from './jmm12.ts';
import { song22 } from './song22.ts';

export const papers: readonly Paper[] = [song22, jm01, jmm12, brooks23, guo18, across];
