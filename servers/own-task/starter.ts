// A task of your own for holdup. As it stands it can be measured: npm run bench -- --task ./my-task.ts
// Node runs this file as it is and strips the types, so write no enums and no parameter properties.
import type { OwnTask } from './task-rules.ts';

/** What a request sends: any JSON. */
type Input = { readonly radius: number };
/** What it gets back: any JSON. Nothing else arrives unharmed: no dates, no maps, no undefined. */
type Output = { readonly pointCount: number };

/** How many points (x, y) of whole numbers lie in the circle, for one x. */
function countColumn(x: number, radius: number): number {
  let count = 0;
  for (let y = -radius; y <= radius; y += 1) if (x * x + y * y <= radius * radius) count += 1;
  return count;
}

export const task: OwnTask<Input, Output> = {
  // Lower case words with hyphens. Its URL is POST /tasks/my-task.
  name: 'my-task',
  // One sentence for tables.
  summary: 'Counts the points of whole numbers in a circle around the origin, one by one: pure CPU.',
  // Optional. How to compute the output, for whoever writes the same task in another language: GET /openapi.json shows it.
  contract: 'Answer {"pointCount": how many pairs of integers (x, y) have x^2 + y^2 <= radius^2}.',

  // JSON Schema, or a schema made by TypeBox. Bounds keep one request from costing an hour; what breaks them gets a 400.
  inputSchema: {
    type: 'object',
    properties: { radius: { type: 'integer', minimum: 1, maximum: 30_000 } },
    required: ['radius'],
    additionalProperties: false,
  },
  // What is measured unless --input says otherwise. Tasks of 20 to 200 ms show the differences best.
  defaultInput: { radius: 4_000 },

  // The heavy work. It must finish before it returns, give the same output for the same input, and touch nothing else:
  // it runs in request handlers, threads and other processes. What it imports is loaded there too.
  run({ radius }) {
    let pointCount = 0;
    for (let x = -radius; x <= radius; x += 1) pointCount += countColumn(x, radius);
    return { pointCount };
  },

  // Optional. The same work in slices, for strategies that give others a turn in between: yield often, return the output.
  *steps({ radius }) {
    let pointCount = 0;
    for (let x = -radius; x <= radius; x += 1) {
      pointCount += countColumn(x, radius);
      yield;
    }
    return { pointCount };
  },

  // Optional. The input that costs so many times as much, for --task-ms 20 and for scenarios that want tasks of some length.
  scale: ({ radius }, factor) => ({ radius: Math.max(1, Math.round(radius * Math.sqrt(factor))) }),

  // Known answers, one at least. They are checked before every run, and of every server in every trial.
  examples: [
    { input: { radius: 1 }, output: { pointCount: 5 } },
    { input: { radius: 1_000 }, output: { pointCount: 3_141_549 } },
  ],
};
