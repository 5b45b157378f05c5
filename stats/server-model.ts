import type { Metric } from './compare/compare.ts';
import { capacityPerSecond, closedLoop, meanWaitMs, utilisation, waitPercentileMs } from './queueing.ts';
import type { QueueModel, SteadyLoad } from './record.ts';
import type { Waits } from './summary.ts';

type OpenLoad = SteadyLoad & { readonly kind: 'open' };
type ClosedLoad = SteadyLoad & { readonly kind: 'closed' };

/** A server as queueing theory sees it: the queue, with no more servers than cores, and how long a task takes. */
export interface ServerModel {
  readonly kind: QueueModel['kind'];
  readonly serverCount: number;
  /** D, above 0. */
  readonly taskMs: number;
}

/** What theory gives for one stream. `values` are ms, and per second for donePerSecond. */
export interface Expected {
  readonly model: string;
  /** null in closed loops. */
  readonly utilisation: number | null;
  readonly values: Readonly<Partial<Record<Metric, number>>>;
}

/** More workers than cores share the cores: they do no more in all. */
export const serverModel = ({ kind, count }: QueueModel, taskMs: number, coreCount: number): ServerModel => ({
  kind,
  serverCount: Math.max(1, Math.min(count, coreCount)),
  taskMs,
});

/** One of the queues: a pool has one, of many servers; loops have one each, and a like share of the arrivals, drawn at random. */
function queueOf({ kind, serverCount, taskMs }: ServerModel, arrivalsPerSecond: number) {
  return kind === 'pool'
    ? { arrivalsPerSecond, taskMs, serverCount }
    : { arrivalsPerSecond: arrivalsPerSecond / serverCount, taskMs, serverCount: 1 };
}

export const busyShareOf = (server: ServerModel, arrivalsPerSecond: number): number =>
  utilisation(queueOf(server, arrivalsPerSecond));

function poissonModel({ kind, serverCount }: ServerModel): string {
  if (kind === 'pool') return `M/D/${serverCount}`;
  return serverCount === 1 ? 'M/D/1' : `${serverCount} x M/D/1`;
}

/**
 * Wait before service, in ms, with Poisson arrivals: of the heavy requests themselves, and by PASTA (Wolff 1982) of any
 * neighbour at a loop, who has to wait for all the work that he finds in it.
 */
export function poissonWaitMs(
  server: ServerModel,
  arrivalsPerSecond: number,
  metric: Exclude<Metric, 'donePerSecond'>,
): number {
  const queue = queueOf(server, arrivalsPerSecond);
  return metric === 'mean' ? meanWaitMs(queue) : waitPercentileMs(queue, { p50: 0.5, p90: 0.9, p99: 0.99 }[metric]);
}

/**
 * A heavy request's time from due to answered: wait, D, and the floor. The floor is added because the neighbours' floor is
 * what HTTP, kernel and sender cost any request here. It is not added to the utilisation, for most of it is not the
 * server's; where it is, the true wait is longer than this.
 *
 * @param floorMs what a request that does nothing takes while nobody does heavy work
 * @param delayMs how long an output that took so long lies there until its client finds it: see `pollDelayMs`
 * @returns null where no model fits: evenly spaced arrivals split at random over several loops
 */
export function expectHeavy(
  server: ServerModel,
  load: SteadyLoad,
  floorMs: number,
  delayMs: Delay = NO_DELAY,
): Expected | null {
  return load.kind === 'open' ? heavyOpen(server, load, floorMs, delayMs) : heavyClosed(server, load, floorMs, delayMs);
}

/** From the age of a job when it is done to what is added until its client knows. */
export type Delay = (ageMs: number) => number;
export const NO_DELAY: Delay = () => 0;

function heavyOpen(
  server: ServerModel,
  { arrivalsPerSecond, spacing }: OpenLoad,
  floorMs: number,
  delayMs: Delay,
): Expected | null {
  const { kind, serverCount, taskMs } = server;
  const busyShare = busyShareOf(server, arrivalsPerSecond);
  const donePerSecond = Math.min(arrivalsPerSecond, capacityPerSecond(taskMs, serverCount));
  const aloneMs = taskMs + floorMs;
  const foundMs = (doneMs: number): number => doneMs + delayMs(doneMs);
  if (spacing === 'even') {
    if (kind === 'loop' && serverCount > 1) return null;
    const evenMs = busyShare < 1 ? foundMs(aloneMs) : Infinity; // each is done before the next one needs its server
    const values = { donePerSecond, mean: evenMs, p50: evenMs, p90: evenMs, p99: evenMs };
    return { model: `D/D/${serverCount}`, utilisation: busyShare, values };
  }
  const answeredMs = (metric: Exclude<Metric, 'donePerSecond'>): number =>
    foundMs(aloneMs + poissonWaitMs(server, arrivalsPerSecond, metric));
  return {
    model: poissonModel(server),
    utilisation: busyShare,
    values: {
      donePerSecond,
      mean: answeredMs('mean'),
      p50: answeredMs('p50'),
      p90: answeredMs('p90'),
      p99: answeredMs('p99'),
    },
  };
}

/** The mean holds for several loops too, however clients are split, as long as no loop is without any. */
function heavyClosed(
  { serverCount, taskMs }: ServerModel,
  { clientCount }: ClosedLoad,
  floorMs: number,
  delayMs: Delay,
): Expected {
  const doneMs = closedLoop({ clientCount, taskMs, serverCount, outsideMs: floorMs }).responseMs;
  const outsideMs = floorMs + delayMs(doneMs);
  const { donePerSecond, responseMs } = closedLoop({ clientCount, taskMs, serverCount, outsideMs });
  return {
    model: serverCount === 1 ? 'N x D' : `N x D / ${serverCount}`,
    utilisation: null,
    values: { donePerSecond, mean: responseMs },
  };
}

/**
 * A neighbour's time, on a connection that is open, while this heavy load runs. At a loop it is the work that he finds
 * there, and as a service time the median of the same stream while nobody did heavy work. A pool leaves the loop alone:
 * each percentile is that of the quiet phase.
 *
 * @param quiet the same stream while nobody did heavy work
 * @param isPolled whether heavy clients ask again and again for their outputs
 * @returns null where no model fits: closed loops and evenly spaced arrivals at several loops; closed loops of clients that
 * ask for their outputs, who do not stand before a neighbour as those do whose request the loop is at
 */
export function expectNeighbour(
  server: ServerModel,
  load: SteadyLoad,
  quiet: Waits,
  isPolled = false,
): Expected | null {
  if (server.kind === 'pool') return besidePool(server, load, quiet);
  if (isPolled && load.kind === 'closed') return null;
  const floorMs = quiet.p50?.valueMs ?? 0;
  if (load.kind === 'open' && load.spacing === 'poisson') {
    const foundMs = (metric: 'mean' | 'p90' | 'p99'): number =>
      floorMs + poissonWaitMs(server, load.arrivalsPerSecond, metric);
    return {
      model: poissonModel(server),
      utilisation: busyShareOf(server, load.arrivalsPerSecond),
      values: { mean: foundMs('mean'), p90: foundMs('p90'), p99: foundMs('p99') },
    };
  }
  if (server.serverCount > 1) return null;
  return load.kind === 'open' ? besideEven(server, load, floorMs) : besideClosed(server, load, floorMs);
}

function besidePool(server: ServerModel, load: SteadyLoad, { p50, p90, p99 }: Waits): Expected {
  return {
    model: 'quiet phase',
    utilisation: load.kind === 'open' ? busyShareOf(server, load.arrivalsPerSecond) : null,
    values: {
      ...(p50 === null ? {} : { p50: p50.valueMs }),
      ...(p90 === null ? {} : { p90: p90.valueMs }),
      ...(p99 === null ? {} : { p99: p99.valueMs }),
    },
  };
}

/** The loop is busy for D of every interval: P(wait > x) = rho (1 - x / D). */
function besideEven(server: ServerModel, { arrivalsPerSecond }: OpenLoad, floorMs: number): Expected {
  const busyShare = busyShareOf(server, arrivalsPerSecond);
  const foundMs = (share: number): number => server.taskMs * Math.max(0, 1 - (1 - share) / busyShare);
  const [mean, p90, p99] =
    busyShare < 1 ? [(busyShare * server.taskMs) / 2, foundMs(0.9), foundMs(0.99)] : [Infinity, Infinity, Infinity];
  return {
    model: 'D/D/1',
    utilisation: busyShare,
    values: { mean: floorMs + mean, p90: floorMs + p90, p99: floorMs + p99 },
  };
}

/**
 * N clients at one loop, seen rather than derived: the loop takes all sockets that are ready in one turn, N x D, and the
 * busy ones stand before the newcomer in the next. So he waits for the rest of one turn and the whole of another: between
 * N x D and 2 N x D, each as likely. One client alone has not asked again by then: between 0 and D. In a trial run (fastify,
 * loops blocked for 10 and 20 ms, a noisy machine) neighbours waited 1.5 N x D at the median for 8 and 16 clients, 0.55 D
 * for one, and somewhat less than 1.5 N x D for 2 to 6.
 */
function besideClosed({ taskMs }: ServerModel, { clientCount }: ClosedLoad, floorMs: number): Expected {
  const [model, turnMs] = clientCount === 1 ? ['D / 2', taskMs / 2] : ['1.5 x N x D', 1.5 * clientCount * taskMs];
  return { model, utilisation: null, values: { mean: floorMs + turnMs } };
}
