import process from 'node:process';
import type { FastifyInstance } from 'fastify';

/** For servers of several processes: which of them a connection belongs to, a client cannot see in any other way. */
export function tellProcess(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.header('holdup-process', process.pid);
    done();
  });
}
