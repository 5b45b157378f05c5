import { expect, test } from 'vitest';
import { exampleRecord } from './examples/example-record.ts';
import { isHeavy, isWithin, phasesOf, steadyPhase } from './phases.ts';

const { scenario, calibration } = exampleRecord();
const heavy = scenario.streams.find(isHeavy);
const neighbour = scenario.streams.find((stream) => !isHeavy(stream));

test('phasesOf() lays quiet, load and recovery end to end from the trial’s start', () => {
  expect(phasesOf({ quietMs: 1_000, loadMs: 4_000, recoveryMs: 500 })).toEqual({
    quiet: { startMs: 0, endMs: 1_000 },
    load: { startMs: 1_000, endMs: 5_000 },
    recovery: { startMs: 5_000, endMs: 5_500 },
  });
});

test.each([
  { atMs: 999.9, isIn: false },
  { atMs: 1_000, isIn: true },
  { atMs: 4_999.9, isIn: true },
  { atMs: 5_000, isIn: false },
])('isWithin() 1000 to 5000 is $isIn at $atMs ms', ({ atMs, isIn }) => {
  expect(isWithin({ startMs: 1_000, endMs: 5_000 }, atMs)).toBe(isIn);
});

test('isHeavy() tells who asks for a task from who asks how the server is', () => {
  expect(scenario.streams.map((stream) => [stream.name, isHeavy(stream)])).toEqual([
    ['heavy', true],
    ['neighbour-warm', false],
    ['neighbour-cold', false],
  ]);
});

test.each([
  { name: '8 clients x 80 ms of ramp', loadMs: 4_000, isCalibrated: true, startMs: 640 },
  { name: 'at most half of the load', loadMs: 1_000, isCalibrated: true, startMs: 500 },
  { name: 'no ramp when D is unknown', loadMs: 4_000, isCalibrated: false, startMs: 0 },
])('steadyPhase() of a closed loop leaves out $name', ({ loadMs, isCalibrated, startMs }) => {
  if (heavy === undefined) throw new TypeError('The example has no heavy stream');
  const load = { startMs: 0, endMs: loadMs };
  expect(steadyPhase(load, heavy, isCalibrated ? calibration : null)).toEqual({ startMs, endMs: loadMs });
});

test('steadyPhase() of open arrivals is the whole load, even when they ask for a task', () => {
  if (heavy === undefined || neighbour === undefined) throw new TypeError('The example lacks a stream');
  const load = { startMs: 1_000, endMs: 5_000 };
  expect(steadyPhase(load, { ...heavy, load: neighbour.load }, calibration)).toEqual(load);
});
