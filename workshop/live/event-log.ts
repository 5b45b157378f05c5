import type { LiveEvent, LiveMessage } from './wire.ts';

/** A message with the id that a browser names when it comes again. */
export interface LoggedMessage extends LiveMessage {
  readonly id: string;
}

/** How long a page that comes late, or again, can look back. */
const KEPT_MS = 60_000;

/** What stays true until it is told anew, by what it is about; null for what only happened. */
function stateKey(event: LiveEvent): string | null {
  switch (event.kind) {
    case 'machine':
    case 'noise':
    case 'connections':
      return event.kind;
    case 'lane':
    case 'tally':
    case 'inside':
      return `${event.kind} ${event.laneName}`;
    case 'run':
    case 'raced':
      return `${event.kind} ${event.run.laneName}`;
    case 'beats':
    case 'job':
      return null;
  }
  return null;
}

/** The last minute, and what was true before it. */
export class EventLog {
  readonly #epoch: string;
  readonly #state = new Map<string, LiveEvent>();
  #messages: LoggedMessage[] = [];
  #count = 0;

  /** @param epoch tells ids of this conductor from those of one before it at the same address */
  constructor(epoch: string) {
    this.#epoch = epoch;
  }

  append(atMs: number, events: readonly LiveEvent[]): LoggedMessage {
    this.#count += 1;
    const message = { id: `${this.#epoch}-${this.#count}`, atMs, events };
    for (const event of events) {
      const key = stateKey(event);
      if (key !== null) this.#state.set(key, event);
    }
    this.#messages.push(message);
    const firstKept = this.#messages.findIndex((one) => one.atMs >= atMs - KEPT_MS);
    if (firstKept > 0) this.#messages = this.#messages.slice(firstKept);
    return message;
  }

  /** Everything that is true now, whenever it was told. */
  state(): readonly LiveEvent[] {
    return [...this.#state.values()];
  }

  /** What came after a message; all that is kept where the id is unknown, forgotten or none. */
  since(lastId: string): readonly LoggedMessage[] {
    const index = this.#messages.findIndex(({ id }) => id === lastId);
    return this.#messages.slice(index + 1);
  }
}
