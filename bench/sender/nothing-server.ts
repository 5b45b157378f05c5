import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { createNothingServer } from './do-nothing.ts';

/**
 * A server that does nothing, in a process of its own. What a sender measures here is the floor: itself, the loopback and
 * one read and one write. It keeps awake: a core that must first wake up for a request adds 0.1 to 0.2 ms on a virtual
 * machine, which is no time of the sender's. Tells its port by the message `{ kind: 'ready', port }` and ends with its parent.
 */
const server = createNothingServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () =>
  process.send?.({ kind: 'ready', port: (server.address() as AddressInfo).port }),
);
const turn = (): void => void setImmediate(turn);
turn();
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches every process of a terminal; the parent decides what it means.
process.on('SIGINT', () => {});
