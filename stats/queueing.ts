import { queueLength } from './queue-length.ts';

/** Poisson arrivals, tasks that all take as long, one queue served in the order of arrival: M/D/c, with c = `serverCount`. */
export interface DeterministicQueue {
  readonly arrivalsPerSecond: number;
  /** D. */
  readonly taskMs: number;
  readonly serverCount: number;
}

const MS_PER_SECOND = 1_000;

function assertServers(taskMs: number, serverCount: number): void {
  if (!(taskMs > 0) || taskMs === Infinity) {
    throw new RangeError(`Cannot reckon with a task of ${taskMs} ms: it must take more than 0 ms`);
  }
  if (!Number.isInteger(serverCount) || serverCount < 1) {
    throw new RangeError(`Cannot reckon with ${serverCount} servers: they must be a whole number, 1 or more`);
  }
}

function assertShare(share: number): void {
  if (!(share >= 0 && share < 1))
    throw new RangeError(`Cannot take a percentile at ${share}: it must be in 0..1, not 1`);
}

/**
 * Tasks per second that the servers can do at the most: c / D.
 *
 * @throws {RangeError} unless `taskMs` is above 0 and `serverCount` a whole number above 0
 */
export function capacityPerSecond(taskMs: number, serverCount: number): number {
  assertServers(taskMs, serverCount);
  return (serverCount * MS_PER_SECOND) / taskMs;
}

/**
 * Share of the capacity that is asked for: rho = lambda D / c. 1 or more: the queue grows without end.
 *
 * @throws {RangeError} as `capacityPerSecond()`, and where the rate is below 0
 */
export function utilisation({ arrivalsPerSecond, taskMs, serverCount }: DeterministicQueue): number {
  if (!(arrivalsPerSecond >= 0)) {
    throw new RangeError(`Cannot reckon with ${arrivalsPerSecond} arrivals per second: they must be 0 or more`);
  }
  return arrivalsPerSecond / capacityPerSecond(taskMs, serverCount);
}

/** Little's law, L = lambda W: how many are under way when so many come per second and each stays so long. @see Little (1961) */
export const underWayCount = (arrivalsPerSecond: number, stayMs: number): number =>
  (arrivalsPerSecond * stayMs) / MS_PER_SECOND;

const lengthOf = ({ arrivalsPerSecond, taskMs, serverCount }: DeterministicQueue) =>
  queueLength({ arrivalsPerTask: underWayCount(arrivalsPerSecond, taskMs), serverCount });

/**
 * Mean wait before service, from the mean number that wait and Little's law. For one server it is rho D / (2 (1 - rho)).
 *
 * @returns ms; Infinity at a utilisation of 1 or more
 * @throws {RangeError} as `utilisation()`
 * @see Erlang (1909) and Pollaczek (1930) for one server, Crommelin (1932) for more
 */
export function meanWaitMs(queue: DeterministicQueue): number {
  const busyShare = utilisation(queue);
  if (busyShare >= 1) return Infinity;
  if (busyShare === 0) return 0;
  return (lengthOf(queue).mean * MS_PER_SECOND) / queue.arrivalsPerSecond;
}

/**
 * P(wait > x) as a function of x in task times, below saturation. Who comes at t waits x or less when at s = t + x - k D
 * (k whole, s within one task time before t) those who waited and those who came since are fewer than k c: from s on,
 * every D takes c of them. So the wait follows from the number that wait and Poisson arrivals, all terms positive.
 *
 * @see Franx (2001), A simple solution for the M/D/c waiting time distribution, equation for P(W <= x)
 */
function waitTail(queue: DeterministicQueue): (waitTasks: number) => number {
  const { shareAbove } = lengthOf(queue);
  const arrivalsPerTask = underWayCount(queue.arrivalsPerSecond, queue.taskMs);
  return (waitTasks) => {
    const taskCount = Math.floor(waitTasks) + 1;
    const cameMean = arrivalsPerTask * (taskCount - waitTasks);
    let share = 0;
    let logChance = -cameMean;
    for (let cameCount = 0; cameCount <= cameMean || logChance > -45; cameCount += 1) {
      if (cameCount > 0) logChance += Math.log(cameMean / cameCount);
      share += Math.exp(logChance) * shareAbove(taskCount * queue.serverCount - 1 - cameCount);
    }
    return Math.min(1, share);
  };
}

/**
 * Share (0..1) of the arrivals that wait longer than `waitMs`. By PASTA (Wolff 1982) also the share of time in which
 * somebody who comes would.
 *
 * @returns 1 at a utilisation of 1 or more
 * @throws {RangeError} as `utilisation()`, and where `waitMs` is below 0
 */
export function waitShareAbove(queue: DeterministicQueue, waitMs: number): number {
  if (!(waitMs >= 0)) throw new RangeError(`Cannot tell how many wait longer than ${waitMs} ms: it must be 0 or more`);
  const busyShare = utilisation(queue);
  if (busyShare >= 1) return 1;
  return busyShare === 0 ? 0 : waitTail(queue)(waitMs / queue.taskMs);
}

/**
 * The wait before service that a share of the arrivals does not exceed. Within 1e-9 D of the exact value.
 *
 * @param share 0..1, 1 excluded: there is no longest wait
 * @returns ms; 0 where as many find a server free, Infinity at a utilisation of 1 or more
 * @throws {RangeError} as `utilisation()`, and where `share` is out of range
 */
export function waitPercentileMs(queue: DeterministicQueue, share: number): number {
  assertShare(share);
  const busyShare = utilisation(queue);
  if (busyShare >= 1) return Infinity;
  if (busyShare === 0) return 0;
  const tail = waitTail(queue);
  if (tail(0) <= 1 - share) return 0;
  let low = 0;
  let high = 1;
  while (tail(high) > 1 - share) [low, high] = [high, high * 2];
  while (high - low > 1e-10) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (tail(middle) > 1 - share) low = middle;
    else high = middle;
  }
  return high * queue.taskMs;
}

/** Clients that each ask again as soon as they are answered. */
export interface ClosedLoop {
  readonly clientCount: number;
  readonly taskMs: number;
  readonly serverCount: number;
  /** From an answer to the next arrival, and on the wire: time in which the client keeps no server busy. */
  readonly outsideMs?: number;
}

/**
 * N clients at c servers: throughput min(N / (D + Z), c / D), and by Little's law a response time, Z included, of
 * N / throughput: N x D / c once the servers are busy, D + Z before. For tasks of equal length these bounds are reached.
 *
 * @throws {RangeError} as `capacityPerSecond()`, and unless there is a client and `outsideMs` is 0 or more
 * @see Denning and Buzen (1978), The operational analysis of queueing network models
 */
export function closedLoop({ clientCount, taskMs, serverCount, outsideMs = 0 }: ClosedLoop): {
  readonly donePerSecond: number;
  readonly responseMs: number;
} {
  if (!Number.isInteger(clientCount) || clientCount < 1) {
    throw new RangeError(`Cannot reckon with ${clientCount} clients: they must be a whole number, 1 or more`);
  }
  if (!(outsideMs >= 0)) throw new RangeError(`Cannot reckon with ${outsideMs} ms outside: it must be 0 or more`);
  const alonePerSecond = (clientCount * MS_PER_SECOND) / (taskMs + outsideMs);
  const donePerSecond = Math.min(alonePerSecond, capacityPerSecond(taskMs, serverCount));
  return { donePerSecond, responseMs: (clientCount * MS_PER_SECOND) / donePerSecond };
}
