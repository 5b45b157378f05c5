import { HarnessError } from '../errors.ts';
import type { JobQueue, QueueLimits, QueuePlace, WorkSource } from './job-queue.ts';
import { enginePlace } from './queue-url.ts';
import { SqliteQueue } from './sqlite-queue.ts';

async function embedded({ dataFolder }: QueuePlace, limits: Partial<QueueLimits>): Promise<SqliteQueue> {
  if (dataFolder === null) {
    throw new HarnessError(
      'ERR_QUEUE_URL',
      'Cannot tell which queue is meant as it needs a URL or a data folder: got neither',
    );
  }
  return new SqliteQueue(dataFolder, limits);
}

/**
 * The engine that the place asks for. BullMQ is loaded only for those who use it.
 *
 * @throws {HarnessError} ERR_QUEUE_URL, ERR_QUEUE_UNREACHABLE
 */
export async function openQueue(place: QueuePlace, limits: Partial<QueueLimits> = {}): Promise<JobQueue> {
  if (place.queueUrl === null) return embedded(place, limits);
  const engine = await enginePlace(place.queueUrl, place);
  const { BullmqQueue } = await import('./bullmq-queue.ts');
  return BullmqQueue.open(engine, limits);
}

/** For workers; otherwise as openQueue(). @throws {HarnessError} ERR_QUEUE_URL, ERR_QUEUE_UNREACHABLE */
export async function openWorkSource(place: QueuePlace, limits: Partial<QueueLimits> = {}): Promise<WorkSource> {
  if (place.queueUrl === null) return embedded(place, limits);
  const engine = await enginePlace(place.queueUrl, place);
  const { BullmqSource } = await import('./bullmq-source.ts');
  return BullmqSource.open(engine, limits);
}
