import type { WorkBody } from '../../../kit/listen.ts';
import { digestNumbers } from '../../../kit/readings.ts';
import { work } from '../../../kit/work.ts';

// What a thread of the pool runs: `pool.run(task, { name: 'digest' })` calls digest(task) in one of them.
export const digest = ({ nonce, iterations }: WorkBody): string => work(nonce, iterations);
export const digestUpload = (numbers: Float64Array): string => digestNumbers(numbers);
