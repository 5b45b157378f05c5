import type { WorkBody } from '../../../kit/listen.ts';
import { type Reading, digestReadings } from '../../../kit/readings.ts';
import { work } from '../../../kit/work.ts';

export const digest = ({ nonce, iterations }: WorkBody): string => work(nonce, iterations);
export const digestUpload = (readings: readonly Reading[]): string => digestReadings(readings);
