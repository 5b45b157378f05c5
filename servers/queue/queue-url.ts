import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HarnessError } from '../errors.ts';
import type { QueuePlace } from './job-queue.ts';

/** A queue in an engine that several machines reach. */
export interface EnginePlace {
  /** What the engine's client takes, without the name. */
  readonly engineUrl: string;
  /** The same for a reader: without user and password. */
  readonly shownUrl: string;
  readonly queueName: string;
  /** The folder that names the queue, and whose end is the queue's; null where the URL names it. */
  readonly folder: string | null;
}

const ID_FILE = 'queue-id';
/** The engine builds its keys with colons. */
const NAME = /^[\w.-]{1,100}$/;

const wrongUrl = (message: string): HarnessError => new HarnessError('ERR_QUEUE_URL', message);

/** Empty where the URL has none. */
const nameOf = (url: URL): string => decodeURIComponent(url.hash.slice(1));

/** What can be told of a queue's URL before anybody uses it. @throws {HarnessError} ERR_QUEUE_URL */
export function parseQueueUrl(queueUrl: string): URL {
  const url = URL.parse(queueUrl);
  if (url === null)
    throw wrongUrl(`Cannot use the queue as its URL must look like redis://HOST:PORT: got "${queueUrl}"`);
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:')
    throw wrongUrl(`Cannot use the queue as its URL must begin with redis:// or rediss://: got "${url.protocol}//"`);
  const name = nameOf(url);
  if (name === '' || NAME.test(name)) return url;
  throw wrongUrl(`Cannot use the queue as its name, after #, must be letters, digits, ".", "_" and "-": got "${name}"`);
}

/** The folder's own queue: the same name after a restart, and another one in every other folder. */
async function nameIn(folder: string): Promise<string> {
  const file = path.join(folder, ID_FILE);
  const draft = path.join(folder, `${ID_FILE}-${randomUUID()}`);
  await writeFile(draft, `${randomUUID()}\n`);
  // Of several processes the first one names the queue, and nobody reads half a name.
  await link(draft, file).catch(() => {});
  await rm(draft);
  const name = (await readFile(file, 'utf8')).trim();
  if (NAME.test(name)) return name;
  throw wrongUrl(`Cannot name the queue as ${file} must hold an id: got "${name}"`);
}

/**
 * Where the URL's fragment names the queue (`redis://HOST:6379#orders`), everybody who types it means the same one.
 * Without a fragment it is the data folder's own: trials on one engine do not meet, and a restarted server finds its jobs.
 *
 * @throws {HarnessError} ERR_QUEUE_URL
 */
export async function enginePlace(
  queueUrl: string,
  { dataFolder }: Pick<QueuePlace, 'dataFolder'>,
): Promise<EnginePlace> {
  const url = parseQueueUrl(queueUrl);
  const name = nameOf(url);
  if (name === '' && dataFolder === null) {
    throw wrongUrl(
      `Cannot tell which queue is meant as the URL must name it after a #: got "${url.protocol}//${url.host}"`,
    );
  }
  url.hash = '';
  const engineUrl = url.href;
  url.username = '';
  url.password = '';
  const place = { engineUrl, shownUrl: url.href };
  if (name !== '' || dataFolder === null) return { ...place, queueName: name, folder: null };
  return { ...place, queueName: await nameIn(dataFolder), folder: dataFolder };
}
