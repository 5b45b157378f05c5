import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Beat, LiveEvent, LiveMessage } from './wire.ts';

const MOST_WAIT_MS = 30_000;
const LOOK_MS = 20;

/** For tests: a browser without a picture, which reads the stream and clicks. */
export interface Viewer extends AsyncDisposable {
  /** What was true when it came, how it came to be, each told once, and then what happens. */
  readonly events: readonly LiveEvent[];
  /** Waits of the neighbours of a lane that were due from now on, for so long. */
  waitsMs(laneName: string, forMs: number): Promise<readonly number[]>;
  /** The next event of this kind, from what no earlier call has looked at. @throws when it does not come within 30 s */
  until(isIt: (event: LiveEvent) => boolean): Promise<LiveEvent>;
  /** @returns the status */
  click(path: string, what: object): Promise<number>;
}

/** @param code of the class; empty where there is none */
export async function openViewer(address: string, code = ''): Promise<Viewer> {
  const page = await fetch(code === '' ? address : `${address}?code=${code}`, { redirect: 'manual' });
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
  const leaving = new AbortController();
  const stream = await fetch(`${address}events`, { headers: { cookie }, signal: leaving.signal });
  const events: LiveEvent[] = [];
  let seenCount = 0;
  const replayed = new Set<string>();
  let isLive = false;
  const take = (event: LiveEvent): void => {
    const text = JSON.stringify(event);
    if (isLive || !replayed.has(text)) events.push(event);
    if (!isLive) replayed.add(text);
  };
  const reading = (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of stream.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        if (line === 'event: live') isLive = true;
        if (line.startsWith('data: {"atMs"'))
          for (const event of (JSON.parse(line.slice('data: '.length)) as LiveMessage).events) take(event);
      }
    }
  })().catch(() => {});
  const beats = (laneName: string): readonly Beat[] =>
    events.flatMap((event) => (event.kind === 'beats' && event.laneName === laneName ? event.beats : []));
  return {
    events,
    waitsMs: async (laneName, forMs) => {
      const before = beats(laneName).length;
      await delay(forMs);
      return beats(laneName)
        .slice(before)
        .flatMap(({ waitMs }) => (waitMs === null ? [] : [waitMs]));
    },
    until: async (isIt) => {
      const endAtMs = performance.now() + MOST_WAIT_MS;
      while (performance.now() < endAtMs) {
        const index = events.findIndex((event, at) => at >= seenCount && isIt(event));
        const found = events[index];
        if (found !== undefined) {
          seenCount = index + 1;
          return found;
        }
        await delay(LOOK_MS);
      }
      throw new Error('The event did not come');
    },
    click: async (path, what) => {
      const body = JSON.stringify({ clickId: randomUUID(), ...what });
      const headers = { cookie, 'content-type': 'application/json' };
      return (await fetch(new URL(path, address), { method: 'POST', headers, body })).status;
    },
    [Symbol.asyncDispose]: async () => {
      leaving.abort();
      await reading;
    },
  };
}
