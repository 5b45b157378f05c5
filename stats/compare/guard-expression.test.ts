import { describe, expect, test } from 'vitest';
import { parseGuard } from './guard-expression.ts';

const known = { targetNames: ['blocking', 'thread-pool'], streamNames: ['heavy', 'neighbour-warm'], levelNames: [] };

describe('parseGuard()', () => {
  test.each([
    {
      text: 'thread-pool.neighbour-warm.p99 > 20ms',
      metric: 'p99',
      comparator: '>',
      limit: { kind: 'value', value: 20 },
    },
    {
      text: ' thread-pool.neighbour-warm.max<1.5 s ',
      metric: 'max',
      comparator: '<',
      limit: { kind: 'value', value: 1_500 },
    },
    {
      text: 'thread-pool.heavy.rate < 12/s',
      metric: 'donePerSecond',
      comparator: '<',
      limit: { kind: 'value', value: 12 },
    },
    {
      text: 'thread-pool.neighbour-warm.stalled > 5%',
      metric: 'stalled',
      comparator: '>',
      limit: { kind: 'value', value: 0.05 },
    },
    {
      text: 'thread-pool.neighbour-warm.p50 > +25%',
      metric: 'p50',
      comparator: '>',
      limit: { kind: 'baseline', ratio: 1.25 },
    },
    {
      text: 'thread-pool.heavy.rate < -10 %',
      metric: 'donePerSecond',
      comparator: '<',
      limit: { kind: 'baseline', ratio: 0.9 },
    },
    {
      text: 'thread-pool.neighbour-warm.mean > 10% of blocking',
      metric: 'mean',
      comparator: '>',
      limit: { kind: 'target', ratio: 0.1, targetName: 'blocking' },
    },
  ])('reads "$text"', ({ text, ...parts }) => {
    expect(parseGuard(text, known)).toMatchObject({
      targetName: 'thread-pool',
      levelName: null,
      ...parts,
    });
  });

  test('reads a level after the last @, and a target whose name has dots', () => {
    expect(parseGuard('thread-pool@80.neighbour-warm.p99 > 20ms')).toMatchObject({
      targetName: 'thread-pool',
      levelName: '80',
    });
    expect(parseGuard('v1.2@80.heavy.rate < 1/s')).toMatchObject({
      targetName: 'v1.2',
      levelName: '80',
      streamName: 'heavy',
    });
  });

  test.each([
    { text: 'p99 > 20ms', message: 'must be TARGET.STREAM.METRIC > LIMIT' },
    {
      text: 'thread-pool.neighbour-warm.p95 > 20ms',
      message: 'the metrics are p50, p90, p99, max, mean, stalled, rate',
    },
    {
      text: 'thread-pool.neighbour-warm.p99 > 20',
      message: 'must be a number with one of ms, s, +%, % of TARGET: got "20"',
    },
    { text: 'thread-pool.neighbour-warm.p99 > 5%', message: 'got "5%"' },
    { text: 'thread-pool.heavy.rate < 5ms', message: 'one of /s, +%, % of TARGET: got "5ms"' },
    { text: 'thread-pool.neighbour-warm.max > +5%', message: 'one of ms, s: got "+5%"' },
    { text: 'thread-pool.neighbour-warm.p99 > -100%', message: 'got "-100%"' },
    { text: 'thread-pool.neighbour-warm.constructor > 1ms', message: 'the metrics are' },
    { text: 'nobody.neighbour-warm.p99 > 20ms', message: 'the targets are blocking, thread-pool' },
    { text: 'thread-pool.lukewarm.p99 > 20ms', message: 'the streams are heavy, neighbour-warm' },
    { text: 'thread-pool@80.neighbour-warm.p99 > 20ms', message: 'the scenario has no levels' },
    { text: 'thread-pool.neighbour-warm.p99 > 10% of nobody', message: 'the targets are blocking, thread-pool' },
  ])('refuses "$text" and says what is allowed', ({ text, message }) => {
    expect(() => parseGuard(text, known)).toThrow(
      expect.objectContaining({ code: 'ERR_FAIL_ON', message: expect.stringContaining(message) }),
    );
  });
});
