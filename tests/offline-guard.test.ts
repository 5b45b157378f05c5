import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, expect, test } from 'vitest';
import { guardedEnvironment } from '../workshop/runner/guarded-children.ts';
import { shutNetwork } from '../workshop/runner/network-guard.ts';

/** Whether the guard that `offline.test.ts` trusts would notice: here programs do try to leave this machine. */
const folder = await mkdtemp(path.join(tmpdir(), 'holdup-guard-'));
afterAll(async () => rm(folder, { recursive: true }));

const LIMIT_MS = 20_000;
let runCount = 0;

function runGuarded(code: string): { readonly exitCode: number | null; readonly tries: string; readonly said: string } {
  runCount += 1;
  const logFile = path.join(folder, `${runCount}.log`);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    env: { ...process.env, ...guardedEnvironment(process.env, logFile) },
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  const tries = existsSync(logFile) ? readFileSync(logFile, 'utf8') : '';
  return { exitCode: status, tries, said: stdout + stderr };
}

const GET = "import http from 'node:http'; http.get('http://example.com/');";

test.each([
  { way: 'fetch', code: "await fetch('http://example.com/');" },
  { way: 'fetch of an address', code: "await fetch('http://192.0.2.1/');" },
  { way: 'http', code: GET },
  { way: 'https', code: "import https from 'node:https'; https.get('https://example.com/');" },
  { way: 'http2', code: "import http2 from 'node:http2'; http2.connect('https://example.com/');" },
  { way: 'a socket', code: "import { connect } from 'node:net'; connect(80, 'example.com');" },
  { way: 'tls', code: "import tls from 'node:tls'; tls.connect(443, 'example.com');" },
  { way: 'a name', code: "import { lookup } from 'node:dns/promises'; await lookup('example.com');" },
  { way: 'a resolver', code: "import dns from 'node:dns'; new dns.Resolver().resolve4('example.com', () => {});" },
  {
    way: 'a datagram',
    code: "import dgram from 'node:dgram'; dgram.createSocket('udp4').send('hello', 53, '192.0.2.1');",
  },
  {
    way: 'a thread',
    code: "import { Worker } from 'node:worker_threads'; new Worker(`process.getBuiltinModule('node:http').get('http://example.com/')`, { eval: true });",
  },
  {
    way: 'a child process',
    code: `import { execFileSync } from 'node:child_process'; execFileSync(process.execPath, ['--input-type=module', '--eval', ${JSON.stringify(GET)}]);`,
  },
])('a program that leaves by $way is refused, and it is written down', ({ code }) => {
  const { exitCode, tries, said } = runGuarded(code);
  expect(tries).toMatch(/^\w+ "(?:example\.com|192\.0\.2\.1)"\n/);
  expect(said).toContain('Nothing may leave this machine now');
  expect(exitCode).toBe(1);
});

test('a WebSocket that leaves is refused, and it is written down', () => {
  const { tries, said } = runGuarded(
    "const socket = new WebSocket('ws://example.com/'); socket.onerror = () => console.log('refused');",
  );
  expect({ tries, said }).toEqual({ tries: 'connect "example.com"\n', said: 'refused\n' });
});

test('what stays on this machine is let through, and is not written down', () => {
  const { tries, said, exitCode } = runGuarded(`
    import dgram from 'node:dgram';
    import http from 'node:http';
    import { once } from 'node:events';
    import { lookup } from 'node:dns/promises';
    const server = http.createServer((_, response) => response.end('here')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    const socketPath = ${JSON.stringify(path.join(folder, 'server.sock'))};
    const local = http.createServer((_, response) => response.end('here')).listen(socketPath);
    await once(local, 'listening');
    for (const host of ['127.0.0.1', 'localhost'])
      console.log(await (await fetch('http://' + host + ':' + port, { headers: { connection: 'close' } })).text());
    const [unnamed] = await once(http.get({ port, agent: false }), 'response');
    unnamed.resume();
    const [answer] = await once(http.get({ socketPath, agent: false }), 'response');
    console.log((await answer.toArray()).join(''));
    await lookup('localhost');
    const from = dgram.createSocket('udp4');
    from.send('hello', 9, '127.0.0.1', () => from.close());
    server.close();
    local.close();
  `);
  expect({ tries, said, exitCode }).toEqual({ tries: '', said: 'here\nhere\nhere\n', exitCode: 0 });
});

test('shutNetwork() holds until it is undone', async () => {
  const dns = await import('node:dns');
  const net = await import('node:net');
  const before = dns.lookup;
  {
    using _shut = shutNetwork(path.join(folder, 'here.log'));
    expect(() => new net.Socket().connect(80, 'example.com')).toThrow('Nothing may leave this machine now');
    expect(dns.lookup).not.toBe(before);
  }
  expect(dns.lookup).toBe(before);
});
