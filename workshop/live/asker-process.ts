import process from 'node:process';
import type { AskerCommand, AskerMessage } from './asker-wire.ts';
import { HeartbeatAsker } from './heartbeat-asker.ts';
import { askForJob } from './job-asker.ts';
import type { Connections } from './wire.ts';

/**
 * The neighbours of all lanes and the clients of their jobs, in a process apart: neither a busy server nor a page with
 * many viewers delays them.
 */
const TELL_MS = 100;

const lanes = new Map<string, { readonly baseUrl: string; readonly asker: HeartbeatAsker }>();
let connections: Connections = 'held';
let dropping = new AbortController();

const tell = (message: AskerMessage): void => {
  // The conductor may be gone; then this process ends by itself.
  if (process.connected) process.send?.(message, undefined, {}, () => {});
};

function unwatch(laneName: string): void {
  lanes.get(laneName)?.asker[Symbol.dispose]();
  lanes.delete(laneName);
}

function obey(command: AskerCommand): void {
  switch (command.kind) {
    case 'watch': {
      const { laneName, baseUrl, processCount } = command;
      unwatch(laneName);
      lanes.set(laneName, { baseUrl, asker: new HeartbeatAsker(baseUrl, processCount, connections) });
      return;
    }
    case 'unwatch':
      unwatch(command.laneName);
      return;
    case 'pace':
      lanes.get(command.laneName)?.asker.pace(command.periodMs);
      return;
    case 'connect':
      ({ connections } = command);
      for (const { asker } of lanes.values()) asker.connect(connections);
      return;
    case 'ask': {
      const { laneName, runId, jobCount, plan } = command;
      const baseUrl = lanes.get(laneName)?.baseUrl ?? 'http://127.0.0.1:9';
      for (let jobIndex = 0; jobIndex < jobCount; jobIndex += 1)
        void askForJob(baseUrl, plan, { runId, jobIndex }, dropping.signal, (job) =>
          tell({ kind: 'job', laneName, job }),
        );
      return;
    }
    case 'drop':
      dropping.abort();
      dropping = new AbortController();
  }
}

setInterval(() => {
  for (const [laneName, { asker }] of lanes) tell({ kind: 'beats', laneName, ...asker.take() });
}, TELL_MS);
process.on('message', obey);
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches every process of a terminal; this one ends with the conductor.
process.on('SIGINT', () => {});
