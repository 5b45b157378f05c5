import { array, assert, constantFrom, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { ResponseReader } from './http-response.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const response = (status: number, body: string, isReusable = true) => ({
  kind: 'response',
  response: { status, body, isReusable, stamps: null, location: null },
});

const wholes = [
  { what: 'a length', text: `${OK}Content-Length: 5\r\n\r\nhello`, reading: response(200, 'hello') },
  { what: 'no body at all', text: `${OK}content-length: 0\r\n\r\n`, reading: response(200, '') },
  { what: 'no content', text: 'HTTP/1.1 204 No Content\r\n\r\n', reading: response(204, '') },
  { what: 'no reason', text: 'HTTP/1.1 503\r\nContent-Length:  2 \r\n\r\nno', reading: response(503, 'no') },
  {
    what: 'chunks',
    text: `${OK}Transfer-Encoding: chunked\r\n\r\n5;note=x\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`,
    reading: response(200, 'hello world'),
  },
  {
    what: 'chunks and a trailer',
    text: `${OK}transfer-encoding: gzip, Chunked\r\n\r\na\r\n0123456789\r\n0\r\nDigest: x\r\n\r\n`,
    reading: response(200, '0123456789'),
  },
  {
    what: 'an interim response before it',
    text: `HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${OK}Content-Length: 1\r\n\r\n!`,
    reading: response(200, '!'),
  },
  {
    what: 'its connection to be closed',
    text: `${OK}Connection: Close\r\nContent-Length: 1\r\n\r\n!`,
    reading: response(200, '!', false),
  },
  {
    what: 'the old version',
    text: 'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n!',
    reading: response(200, '!', false),
  },
  {
    what: 'the old version and a kept connection',
    text: 'HTTP/1.0 200 OK\r\nConnection: Upgrade, Keep-Alive\r\nContent-Length: 1\r\n\r\n!',
    reading: response(200, '!'),
  },
  {
    what: 'three interim responses before it',
    text: `${'HTTP/1.1 100 Continue\r\n\r\n'.repeat(3)}${OK}Content-Length: 1\r\n\r\n!`,
    reading: response(200, '!'),
  },
  {
    what: 'the same length twice',
    text: `${OK}Content-Length: 1\r\ncontent-length: 1\r\n\r\n!`,
    reading: response(200, '!'),
  },
  {
    what: 'a server’s stamps',
    text: `${OK}Holdup-Stamps: 1.500,2,3\r\nContent-Length: 1\r\n\r\n!`,
    reading: {
      kind: 'response',
      response: {
        status: 200,
        body: '!',
        isReusable: true,
        stamps: { arrivedMs: 1.5, startedMs: 2, finishedMs: 3 },
        location: null,
      },
    },
  },
  {
    what: 'a place to ask',
    text: 'HTTP/1.1 202 Accepted\r\nLOCATION: /jobs/1 \r\nContent-Length: 2\r\n\r\n{}',
    reading: {
      kind: 'response',
      response: { status: 202, body: '{}', isReusable: true, stamps: null, location: '/jobs/1' },
    },
  },
  {
    what: 'stamps that are none',
    text: `${OK}Holdup-Stamps: soon\r\nContent-Length: 1\r\n\r\n!`,
    reading: response(200, '!'),
  },
  {
    what: 'letters of several bytes',
    text: `${OK}Content-Length: 6\r\n\r\nöß✓`.replace('6', '7'),
    reading: response(200, 'öß✓'),
  },
];

test.each(wholes)('push() of a response with $what reads it in one piece, and byte by byte', ({ text, reading }) => {
  const bytes = Buffer.from(text);
  expect(new ResponseReader().push(bytes)).toEqual(reading);
  const reader = new ResponseReader();
  for (const byte of bytes.subarray(0, -1)) expect(reader.push(Buffer.from([byte]))).toEqual({ kind: 'more' });
  expect(reader.push(bytes.subarray(-1))).toEqual(reading);
});

test('push() reads a response cut anywhere, from a buffer that is overwritten by the next read', () => {
  const texts = wholes.map(({ text }) => text);
  assert(
    property(constantFrom(...texts), array(integer({ min: 1, max: 40 }), { minLength: 1 }), (text, sizes) => {
      const bytes = Buffer.from(text);
      const reader = new ResponseReader();
      const buffer = Buffer.alloc(bytes.length);
      const readings: unknown[] = [];
      for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
        const end = Math.min(bytes.length, start + (sizes[turn % sizes.length] ?? 1));
        bytes.copy(buffer, 0, start, end);
        readings.push(reader.push(buffer.subarray(0, end - start)));
        buffer.fill('x');
        start = end;
      }
      expect(readings.at(-1)).toEqual(wholes.find((one) => one.text === text)?.reading);
      expect(readings.slice(0, -1).every((one) => (one as { kind: string }).kind === 'more')).toBe(true);
    }),
  );
});

test('push() reads one response after the other', () => {
  const reader = new ResponseReader();
  for (const { text, reading } of wholes) expect(reader.push(Buffer.from(text))).toEqual(reading);
});

test('a body without length and chunks ends with its connection', () => {
  const reader = new ResponseReader();
  expect(reader.push(Buffer.from(`${OK}\r\nhel`))).toEqual({ kind: 'more' });
  expect(reader.push(Buffer.from('lo'))).toEqual({ kind: 'more' });
  expect(reader.end()).toEqual(response(200, 'hello', false));
});

test('end() in the middle of a response has nothing to give', () => {
  const reader = new ResponseReader();
  reader.push(Buffer.from(`${OK}Content-Length: 5\r\n\r\nhel`));
  expect(reader.end()).toEqual({ kind: 'more' });
});

test.each([
  { what: 'no HTTP', text: 'SSH-2.0-OpenSSH_9.2\r\n\r\n' },
  { what: 'a length that is none', text: `${OK}Content-Length: -1\r\n\r\n` },
  { what: 'a chunk size that is none', text: `${OK}Transfer-Encoding: chunked\r\n\r\nxyz\r\n` },
  { what: 'more than was asked for', text: `${OK}Content-Length: 1\r\n\r\n!HTTP/1.1 200 OK` },
  { what: 'two lengths', text: `${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\n!` },
  { what: 'a length beyond all memory', text: `${OK}Content-Length: 99999999999\r\n\r\n!` },
  { what: 'a chunk longer than its size', text: `${OK}Transfer-Encoding: chunked\r\n\r\n1\r\n!!\r\n` },
  { what: 'bytes after the last chunk', text: `${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n!` },
  { what: 'another protocol', text: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n' },
  { what: 'a head without end', text: `${OK}X: ${'x'.repeat(70_000)}` },
])('push() of $what is broken', ({ text }) => {
  expect(new ResponseReader().push(Buffer.from(text))).toEqual({ kind: 'broken' });
});
