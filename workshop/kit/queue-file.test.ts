import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeTemporaryFolder } from '../../servers/temporary-folder.ts';
import { type QueueFile, addEffect, addJob, findJob, openQueueFile } from './queue-file.ts';

let folder: string;
let file: QueueFile;
beforeEach(async () => {
  folder = await makeTemporaryFolder('lesson');
  file = openQueueFile(path.join(folder, 'queue.sqlite'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

const countOf = (table: string): number => {
  const row = file.get(`SELECT count(*) AS count FROM ${table}`, {}) as unknown as { count: number };
  return row.count;
};

test('a job is there for whoever else opens the file', () => {
  const id = addJob(file, { nonce: 'n', iterations: 3 });
  const other = openQueueFile(path.join(folder, 'queue.sqlite'));
  expect(findJob(other, id)).toMatchObject({
    id,
    nonce: 'n',
    iterations: 3,
    state: 'queued',
    attempts: 0,
    token: null,
  });
  expect(findJob(other, 'nobody')).toBeUndefined();
});

test('inTransaction() does all of it or nothing', () => {
  const id = addJob(file, { nonce: 'n', iterations: 3 });
  const job = findJob(file, id);
  if (job === undefined) throw new RangeError('The job is there');
  expect(() =>
    file.inTransaction(() => {
      addEffect(file, job, 'd');
      throw new Error('in the middle');
    }),
  ).toThrow('in the middle');
  expect(countOf('effects')).toBe(0);
  expect(file.inTransaction(() => file.run("UPDATE jobs SET state = 'done'", {}))).toBe(1);
});

test('an effect stays: it can be neither changed nor taken back', () => {
  const id = addJob(file, { nonce: 'n', iterations: 3 });
  const job = findJob(file, id);
  if (job === undefined) throw new RangeError('The job is there');
  addEffect(file, job, 'd');
  expect(() => file.run("UPDATE effects SET nonce = 'x'", {})).toThrow('An effect stays');
  expect(() => file.run('DELETE FROM effects', {})).toThrow('An effect stays');
});

test('each begin is noted, and a lease that is renewed is none', () => {
  addJob(file, { nonce: 'n', iterations: 3 });
  const steps: readonly (readonly [set: string, beginCount: number])[] = [
    ["state = 'running', token = 'a', attempts = 1", 1],
    ['leaseUntilMs = 5', 1],
    ["token = 'b'", 2],
    ["state = 'queued', token = NULL", 2],
    ["state = 'running', attempts = 2", 3],
    ["state = 'done'", 3],
  ];
  for (const [set, beginCount] of steps) {
    file.run(`UPDATE jobs SET ${set}`, {});
    expect(countOf('begins')).toBe(beginCount);
  }
});
