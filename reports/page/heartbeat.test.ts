import { expect, test } from 'vitest';
import type { ChartConfiguration, Gap } from '../chart.ts';
import {
  type Step,
  clickedInstant,
  findInstant,
  heartbeatStrips,
  instantText,
  isStep,
  steppedInstant,
} from './heartbeat.ts';

const gap = (target: string, scaleId: string, fromX: number, toX: number): Gap => ({
  target,
  scaleId,
  fromX,
  toX,
  label: `${Math.round((toX - fromX) * 1_000)} ms`,
  color: '--ink',
});

const heading = (text: string, scaleId: string) => ({ scaleId, value: null, mark: null, text, note: 'round 2 of 3' });

const configuration: ChartConfiguration = {
  heightPx: 300,
  datasets: [],
  scales: { x: { max: 6 }, y0: {}, y1: {}, y2: {} },
  annotations: {
    headings: [heading('blocking', 'y0'), heading('thread-pool', 'y1'), heading('cluster', 'y2')],
    // Longest first, as they come.
    gaps: [
      gap('cluster', 'y2', 3.5, 4.5),
      gap('blocking', 'y0', 1.4, 1.9), // begins as the one before it ends
      gap('blocking', 'y0', 3.4204, 3.9),
      gap('blocking', 'y0', 1, 1.4),
    ],
  },
};
const strips = heartbeatStrips(configuration);
const at = (atSeconds: number, targetName = 'blocking') => ({ atSeconds, targetName });

test('heartbeatStrips() of a picture without gaps are none', () => {
  expect(heartbeatStrips({ ...configuration, annotations: {} })).toEqual([]);
});

test.each<{ from: ReturnType<typeof at> | null; step: Step; to: ReturnType<typeof at> }>([
  { from: null, step: 'ArrowRight', to: at(1) },
  { from: null, step: 'End', to: at(3.42) },
  { from: at(1), step: 'ArrowRight', to: at(1.4) },
  { from: at(1.4), step: 'ArrowRight', to: at(3.42) },
  { from: at(3.42), step: 'ArrowRight', to: at(3.42) },
  { from: at(3.42), step: 'ArrowLeft', to: at(1.4) },
  { from: at(2), step: 'ArrowLeft', to: at(1.4) },
  { from: at(1), step: 'ArrowLeft', to: at(1) },
  { from: at(1), step: 'End', to: at(3.42) },
  { from: at(3.42), step: 'Home', to: at(1) },
  { from: at(3.42), step: 'ArrowDown', to: at(3.5, 'cluster') },
  { from: at(3.5, 'cluster'), step: 'ArrowUp', to: at(3.42) },
  { from: at(3.5, 'cluster'), step: 'ArrowDown', to: at(3.5, 'cluster') },
  { from: at(2, 'thread-pool'), step: 'ArrowRight', to: at(2, 'thread-pool') },
  { from: at(2, 'thread-pool'), step: 'ArrowUp', to: at(1.4) },
  { from: at(2, 'nobody'), step: 'ArrowRight', to: at(1) },
])('steppedInstant() from $from by $step is at $to', ({ from, step, to }) => {
  expect(steppedInstant(strips, from, step)).toEqual(to);
});

test('steppedInstant() leads nowhere where nothing ever stalled', () => {
  const calm = heartbeatStrips({ ...configuration, annotations: { ...configuration.annotations, gaps: [] } });
  expect(steppedInstant(calm, null, 'ArrowRight')).toBeNull();
});

test.each([
  { seconds: 1.2, found: at(1) },
  { seconds: 2.000_4, found: at(2) },
  { seconds: -1, found: at(0) },
])('clickedInstant() at $seconds s is $found', ({ seconds, found }) => {
  const [blocking] = strips;
  expect(blocking === undefined ? null : clickedInstant(blocking, seconds)).toEqual(found);
});

test.each([
  { instant: at(3.42), text: 'blocking: neighbours waited up to 480 ms at 3.42 s, round 2 of 3' },
  { instant: at(1.4), text: 'blocking: neighbours waited up to 500 ms at 1.4 s, round 2 of 3' },
  { instant: at(2, 'thread-pool'), text: 'thread-pool: nobody held up at 2 s, round 2 of 3' },
  { instant: at(1, ''), text: 'blocking: neighbours waited up to 400 ms at 1 s, round 2 of 3' },
])('instantText() says "$text"', ({ instant, text }) => {
  const found = findInstant(strips, instant);
  expect(found === null ? '' : instantText(found)).toBe(text);
});

test('findInstant() knows nothing of a target or a moment that is not in the picture', () => {
  expect([at(1, 'nobody'), at(7), null].map((instant) => findInstant(strips, instant))).toEqual([null, null, null]);
});

test('isStep() knows the keys that walk', () => {
  expect(['ArrowLeft', 'Home', 'Enter', 'constructor'].map(isStep)).toEqual([true, true, false, false]);
});
