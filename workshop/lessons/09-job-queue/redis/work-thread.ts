import type { WorkBody } from '../../../kit/listen.ts';
import { work } from '../../../kit/work.ts';

/** What a thread of the worker runs. */
export const workOf = ({ nonce, iterations }: WorkBody): string => work(nonce, iterations);
