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

/** @returns why it was not done, in words; empty when it was */
export async function click(path: '/runs' | '/races' | '/stop' | '/votes', what: object): Promise<string> {
  try {
    const response = await send(path, JSON.stringify({ clickId: newId(), ...what }));
    if (response.ok) return '';
    const { message = `status ${response.status}` } = (await response.json()) as { message?: string };
    return message;
  } catch {
    return 'The conductor does not answer; is npm run live still there?';
  }
}
