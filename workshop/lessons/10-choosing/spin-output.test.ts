import { expect, test } from 'vitest';
import { spin } from '../../../servers/tasks/spin.ts';
import { spinOutput } from './spin-output.ts';

test.each(spin.examples)('spinOutput() knows the task’s own answer for $input', ({ input, output }) => {
  expect(spinOutput(input.iterations)).toEqual(output);
});
