import type { Stopped } from '../wire.ts';

/** What the page asks the conductor to do. Runs in the page with its types stripped. */
const newId = (): string => {
  const words = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
};

/** Sent again once when the connection fails: the id keeps it from being done twice. */
async function send(path: string, body: string): Promise<Response> {
  const options: RequestInit = {
    method: 'POST',
    cache: 'no-store',
    headers: { 'content-type': 'application/json' },
    body,
  };
  try {
    return await fetch(path, options);
  } catch {
    return fetch(path, options);
  }
}

const NO_ANSWER = 'The conductor does not answer; is npm run live still there?';

const problemOf = async (response: Response): Promise<string> => {
  const { message = `status ${response.status}` } = (await response.json()) as { message?: string };
  return message;
};

/** @returns why it was not done, in words; empty when it was */
export async function click(path: '/runs' | '/races' | '/votes' | '/connections', what: object): Promise<string> {
  try {
    const response = await send(path, JSON.stringify({ clickId: newId(), ...what }));
    return response.ok ? '' : await problemOf(response);
  } catch {
    return NO_ANSWER;
  }
}

/** @returns what was stopped, or why it was not, in words */
export async function stopAll(): Promise<string> {
  try {
    const response = await send('/stop', JSON.stringify({ clickId: newId() }));
    if (!response.ok) return await problemOf(response);
    const { laneName, waitingCount } = (await response.json()) as Stopped;
    if (laneName === null) return 'Stopped: nothing was under way.';
    const waiting = waitingCount === 0 ? '' : ` Left out: ${waitingCount} that waited in line.`;
    return `Stopped: the run on ${laneName}. Its clients have left; what a loop has begun it still finishes.${waiting}`;
  } catch {
    return NO_ANSWER;
  }
}
