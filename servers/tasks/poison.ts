import process from 'node:process';
import { type Static, Type } from 'typebox';
import type { Task } from '../task.ts';

/** What nobody waits for. Bounded all the same: where nothing stops it, it burns one core for a minute. */
const MAX_SPIN_MS = 60_000;
/** Over any heap that is kept small on purpose; under what a machine of today has to spare. */
const MAX_MEMORY_MB = 512;
const SLICE_MS = 1;
const DOUBLES_PER_MB = 1_024 ** 2 / 8;
const EXIT_CODE = 3;

const inputSchema = Type.Union([
  Type.Object({ kind: Type.Enum(['none', 'throw', 'exit']) }, { additionalProperties: false }),
  Type.Object(
    { kind: Type.Literal('never-ends'), spinMs: Type.Integer({ minimum: 1, maximum: MAX_SPIN_MS }) },
    { additionalProperties: false },
  ),
  Type.Object(
    { kind: Type.Literal('eat-memory'), memoryMb: Type.Integer({ minimum: 1, maximum: MAX_MEMORY_MB }) },
    { additionalProperties: false },
  ),
]);
type PoisonInput = Static<typeof inputSchema>;
type PoisonOutput = { readonly kind: PoisonInput['kind'] };

/** By the clock and not by counting: how long it holds whoever runs it is the point, not how much it does. */
function* spin(spinMs: number): Generator<void, void> {
  const endAtMs = performance.now() + spinMs;
  for (let sliceEndAtMs = performance.now(); sliceEndAtMs < endAtMs;) {
    sliceEndAtMs += SLICE_MS;
    while (performance.now() < sliceEndAtMs);
    yield;
  }
}

/** Numbers on the heap, held until all are there. */
function* eat(memoryMb: number): Generator<void, void> {
  const held: number[][] = [];
  while (held.length < memoryMb) {
    held.push(Array.from<number>({ length: DOUBLES_PER_MB }).fill(0.5));
    yield;
  }
}

/** A pause before and after, so that even the shortest is in slices. */
function* steps(input: PoisonInput): Generator<void, PoisonOutput> {
  yield;
  switch (input.kind) {
    case 'none':
      break;
    case 'throw':
      throw new Error('Poisoned: thrown on purpose');
    case 'exit':
      process.exit(EXIT_CODE);
      break;
    case 'never-ends':
      yield* spin(input.spinMs);
      break;
    case 'eat-memory':
      yield* eat(input.memoryMb);
  }
  yield;
  return { kind: input.kind };
}

/** Everything that a task may do to whoever runs it, within bounds. Nobody gets it who did not ask for it by name. */
export const poison = {
  name: 'poison',
  summary: 'Throws, exits, spins as if for ever or eats memory, as it is told: shows who suffers for a bad task.',
  contract: `Depending on "kind": "none": do nothing. "throw": fail, which is answered like any failing task. "exit": end the process
that runs the task with exit code ${EXIT_CODE}, or only its thread where it has one of its own, as process.exit() does in Node.
"never-ends": keep one core busy for "spinMs" milliseconds. "eat-memory": allocate and hold "memoryMb" megabytes on the heap.
Where the task comes to its end, let go of everything and answer {"kind": the kind}.`,
  inputSchema,
  defaultInput: { kind: 'none' },
  run(input: PoisonInput): PoisonOutput {
    const work = steps(input);
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
    }
  },
  steps,
  examples: [
    { input: { kind: 'none' }, output: { kind: 'none' } },
    { input: { kind: 'never-ends', spinMs: 5 }, output: { kind: 'never-ends' } },
    { input: { kind: 'eat-memory', memoryMb: 1 }, output: { kind: 'eat-memory' } },
  ],
} satisfies Task<PoisonInput, PoisonOutput>;
