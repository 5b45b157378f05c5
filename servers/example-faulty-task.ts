import process from 'node:process';
import type { Json } from './task.ts';

type FaultyInput = { readonly kind: 'none' | 'throw' | 'exit' | 'never-ends' | 'eat-memory' };

/** Far more than the heap that a test leaves it. */
const MAX_HELD_COUNT = 1_000_000;

function run({ kind }: FaultyInput): Json {
  if (kind === 'throw') throw new Error('thrown on purpose');
  if (kind === 'exit') process.exit(3);
  if (kind === 'never-ends') for (;;);
  const held: Json[] = [];
  if (kind === 'eat-memory')
    while (held.length < MAX_HELD_COUNT) held.push(Array.from<number>({ length: 100_000 }).fill(0.5));
  return held.length;
}

/** For tests, served by `--task-file`: everything that a task may do to whoever runs it. */
export const faultyTask = {
  name: 'example-faulty',
  summary: 'Throws, exits, never ends or eats memory, as it is told.',
  inputSchema: {
    type: 'object',
    properties: { kind: { enum: ['none', 'throw', 'exit', 'never-ends', 'eat-memory'] } },
    required: ['kind'],
    additionalProperties: false,
  },
  defaultInput: { kind: 'none' },
  run,
  examples: [{ input: { kind: 'none' }, output: 0 }],
};
