import { expect, test } from 'vitest';
import type { Conductor } from './conductor.ts';
import { liveServer } from './server.ts';
import { Visitors } from './visitors.ts';

/** Without a conductor: none of these requests may reach one. */
const open = (joinCode: string) =>
  liveServer({
    conductor: {} as Conductor,
    visitors: new Visitors(joinCode),
    laneNames: ['blocking'],
    html: 'the page',
  });

test('without a code, this machine gets the page and a cookie', async () => {
  await using app = open('');
  const response = await app.inject({ url: '/', headers: { host: '127.0.0.1:4100' } });
  expect(response.body).toBe('the page');
  expect(response.headers['cache-control']).toBe('no-store');
  expect(response.headers['set-cookie']).toMatch(/HttpOnly; SameSite=Strict/);
});

test('another name for this machine gets nothing: a page of that site could read the answer', async () => {
  await using app = open('');
  expect((await app.inject({ url: '/', headers: { host: 'evil.example' } })).statusCode).toBe(403);
});

test('in a classroom the page comes after the code, and the code does not stay in the address', async () => {
  await using app = open('482913');
  const headers = { host: '192.168.0.7:4100' };
  const before = await app.inject({ url: '/', headers });
  expect(before.statusCode).toBe(401);
  expect(before.body).toContain('Type the code');
  expect((await app.inject({ url: '/?code=111111', headers })).statusCode).toBe(401);
  const joined = await app.inject({ url: '/?code=482913', headers });
  expect([joined.statusCode, joined.headers.location]).toEqual([303, '/']);
  const cookie = String(joined.headers['set-cookie']).split(';')[0] ?? '';
  expect((await app.inject({ url: '/', headers: { ...headers, cookie } })).body).toBe('the page');
});

test.each([
  { url: '/runs', payload: { clickId: 'abcdefgh', laneName: 'blocking', jobCount: 1 } },
  { url: '/races', payload: { clickId: 'abcdefgh', jobCount: 4 } },
  { url: '/votes', payload: { clickId: 'abcdefgh', laneName: 'blocking', choice: 1 } },
  { url: '/stop', payload: { clickId: 'abcdefgh' } },
  { url: '/connections', payload: { clickId: 'abcdefgh', connections: 'new' } },
])('POST $url wants a browser that was let in', async ({ url, payload }) => {
  await using app = open('482913');
  expect((await app.inject({ method: 'POST', url, payload })).statusCode).toBe(403);
});

test('who guesses on and on is told to wait, and is not told whether the last guess was right', async () => {
  await using app = open('482913');
  const headers = { host: '192.168.0.7:4100' };
  for (let guess = 0; guess < 30; guess += 1) await app.inject({ url: `/?code=${100_000 + guess}`, headers });
  const right = await app.inject({ url: '/?code=482913', headers });
  expect([right.statusCode, right.headers['retry-after'], right.headers['set-cookie']]).toEqual([429, '1', undefined]);
  expect(right.body).toContain('Wait a moment');
});

test('so does the stream', async () => {
  await using app = open('482913');
  expect((await app.inject({ url: '/events' })).statusCode).toBe(403);
});
