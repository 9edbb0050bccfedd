import { expect, test } from 'vitest';
import { PLAYED_EX_POST } from '../../src/experiments/played/ex-post.ts';
import { PLAYED_INTERIM } from '../../src/experiments/played/interim.ts';
import { TENSOR_EX_POST } from '../../src/experiments/tensor/ex-post.ts';
import { TENSOR_INTERIM } from '../../src/experiments/tensor/interim.ts';
import { FINITE_SURVEY } from '../../src/kinds/finite/survey.ts';
import { OPENERS } from '../../src/library/helpers/openers.ts';

test('threads open experiments by the names under which these are asked for', () => {
  expect([...OPENERS.keys()].sort()).toEqual([FINITE_SURVEY, PLAYED_EX_POST, PLAYED_INTERIM, TENSOR_EX_POST, TENSOR_INTERIM].sort());
});
