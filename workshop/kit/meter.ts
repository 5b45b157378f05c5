import http from 'node:http';
import process from 'node:process';

/** What a meter says to whoever started it. */
export type MeterMessage = { readonly kind: 'ready' } | { readonly kind: 'stall'; readonly stalledMs: number };

/** What a meter works with. */
export interface Watch {
  /** GET /health; resolves when the answer is there. Calls wait for nobody: you may ask again before the last answer came. */
  readonly ask: () => Promise<void>;
  /** Milliseconds on a clock that only goes forward. */
  readonly nowMs: () => number;
  /** Tell of one stall, once it is over. */
  readonly report: (stalledMs: number) => void;
}

/** A connection's first question is slow: so many are open before the meter starts. */
const WARM_COUNT = 40;

async function get(url: string, agent: http.Agent): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  http.get(url, { agent }, (response) => void response.resume().once('end', resolve)).once('error', reject);
  return promise;
}

/** Runs your meter on the server whose address is this process's first argument, until the process is ended. */
export async function runMeter(meter: (watch: Watch) => void | Promise<void>): Promise<void> {
  const url = `${process.argv[2] ?? 'http://127.0.0.1:3000'}/health`;
  const agent = new http.Agent({ keepAlive: true });
  const ask = async (): Promise<void> => get(url, agent);
  const say = (message: MeterMessage): void => {
    if (process.send !== undefined) process.send(message);
    else if (message.kind === 'stall') process.stdout.write(`stalled for ${Math.round(message.stalledMs)} ms\n`);
  };
  await Promise.all(Array.from({ length: WARM_COUNT }, ask));
  process.on('disconnect', () => process.exit(0));
  say({ kind: 'ready' });
  await meter({ ask, nowMs: () => performance.now(), report: (stalledMs) => say({ kind: 'stall', stalledMs }) });
}
