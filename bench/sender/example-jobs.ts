import { once } from 'node:events';
import { type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { nowMs } from '../../servers/telemetry.ts';

/** For tests: what a server of this process does. Jobs are counted in the order in which they come. */
interface JobScript {
  /** Instead of 202 and a Location. */
  readonly submit?: (response: ServerResponse, jobIndex: number) => void;
  /** @param askIndex how often this job was asked for before */
  readonly ask: (response: ServerResponse, jobIndex: number, askIndex: number) => void;
}

interface JobServer {
  readonly baseUrl: string;
  /** How often each job was asked for. */
  readonly askedCounts: readonly number[];
}

/** 202 and where to ask. */
export const accept = (response: ServerResponse, jobIndex: number): void =>
  void response.writeHead(202, { location: `/jobs/${jobIndex}` }).end('{}');

/** Answers with a job's state, and with stamps once it is done. */
export function tell(response: ServerResponse, job: Readonly<Record<string, unknown>>): void {
  const stamp = nowMs().toFixed(3);
  if (job['state'] === 'done') response.setHeader('holdup-stamps', [stamp, stamp, stamp].join(','));
  response.setHeader('content-type', 'application/json').end(JSON.stringify(job));
}

/** A server whose jobs go as the script says, for as long as the test runs. GET /health answers as everywhere. */
export async function startJobServer({ submit = accept, ask }: JobScript): Promise<JobServer> {
  const askedCounts: number[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (request.url === '/health') {
        response.end('{}');
        return;
      }
      if (request.method === 'POST') {
        submit(response, askedCounts.push(0) - 1);
        return;
      }
      const jobIndex = Number(request.url?.split('/').at(-1));
      const askIndex = askedCounts[jobIndex] ?? 0;
      askedCounts[jobIndex] = askIndex + 1;
      ask(response, jobIndex, askIndex);
    });
  });
  onTestFinished(() => server.close().closeAllConnections());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, askedCounts };
}
