import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { passwordHash } from './password-hash.ts';

const cheapInput = { ...passwordHash.defaultInput, costLog2: 4 };

test('passwordHash.run() has the memory for the widest input that the schema lets in', () => {
  const widest = { ...passwordHash.defaultInput, costLog2: 16, blockSize: 8, parallelization: 1 };
  expect(passwordHash.run(widest).keyHex).toHaveLength(128);
});

test.each([
  { costLog2: 3 },
  { costLog2: 17 },
  { blockSize: 0 },
  { blockSize: 9 },
  { parallelization: 0 },
  { parallelization: 17 },
  { password: 'x'.repeat(129) },
  { salt: 'x'.repeat(65) },
])('passwordHash.inputSchema refuses %o', (change) => {
  expect(Value.Check(passwordHash.inputSchema, { ...cheapInput, ...change })).toBe(false);
});

test('passwordHash.native() leaves the event loop free while it runs', async () => {
  const order: string[] = [];
  const hashing = passwordHash.native({ ...cheapInput, costLog2: 16 }).then(() => order.push('hash'));
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  order.push('loop');
  await hashing;
  expect(order).toEqual(['loop', 'hash']);
});
