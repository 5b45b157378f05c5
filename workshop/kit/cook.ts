/**
 * The program that a cook runs, for `fork(COOK)`. It takes one task after the other, { nonce, iterations }, as messages, and
 * answers each with a CookReply, unless the task ends its process, or never ends.
 */
export const COOK = new URL('./cook-process.ts', import.meta.url);

/** A task that throws an error is an answer too. */
export type CookReply = { readonly digest: string } | { readonly error: string };

/** An error that Fastify answers with this HTTP status. */
export const taskError = (statusCode: 500 | 503 | 504, message: string): Error =>
  Object.assign(new Error(message), { statusCode });
