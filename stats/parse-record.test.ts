import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EXAMPLE_TARGETS, exampleRecord } from './examples/example-record.ts';
import { RecordError, type RecordErrorCode } from './parse-document.ts';
import { parseRecord } from './parse-record.ts';
import type { RunRecord } from './record.ts';

const small = (): RunRecord => exampleRecord({ targets: EXAMPLE_TARGETS.slice(0, 1), roundCount: 1 });

/** What every message about a broken record ends with. */
const ADVICE = '. stats/record.schema.json has the rules; measure again: npm run bench';

function errorOf(text: string): { code: RecordErrorCode; message: string } | undefined {
  try {
    parseRecord(text);
  } catch (error) {
    if (error instanceof RecordError) return { code: error.code, message: error.message };
    throw error;
  }
  return undefined;
}

/** @param spoil breaks its argument */
function errorWhen(spoil: (record: RunRecord, trial: RunRecord['trials'][number]) => void): string | undefined {
  const record = small();
  const [trial] = record.trials;
  if (trial === undefined) throw new TypeError('The example has no trial');
  spoil(record, trial);
  const error = errorOf(JSON.stringify(record));
  expect(error?.code).toBe('ERR_RECORD_INVALID');
  return error?.message;
}

test('parseRecord() reads what was written', () => {
  expect(parseRecord(JSON.stringify(small()))).toEqual(small());
});

describe('parseRecord() refuses a text', () => {
  test('that is empty', () => {
    expect(errorOf(' \n')).toEqual({
      code: 'ERR_RECORD_JSON',
      message:
        'Cannot read the record as it must be JSON and the file is empty. Name another file, or make one: npm run bench',
    });
  });

  test('that was cut off', () => {
    const error = errorOf(JSON.stringify(small()).slice(0, 5_000));
    expect(error?.code).toBe('ERR_RECORD_JSON');
    expect(error?.message).toContain('cut off before its end');
  });

  test('that is not JSON', () => {
    const error = errorOf('<html></html>');
    expect(error?.code).toBe('ERR_RECORD_JSON');
    expect(error?.message).toMatch(/^Cannot read the record as it must be JSON: .*</u);
  });

  test('of a format from the future, before it looks at anything else', () => {
    expect(errorOf('{"formatVersion":7,"surprise":true}')).toEqual({
      code: 'ERR_RECORD_VERSION',
      message: 'Cannot read the record as it has format 7 and this holdup reads 1: update holdup: git pull && npm ci',
    });
  });

  test('of a format older than the first', () => {
    expect(errorOf('{"formatVersion":0}')?.message).toContain('read it with the holdup that wrote it');
  });

  test.each(['null', '[]', '{}', '17', '{"formatVersion":"1"}'])('that is something else: %s', (text) => {
    expect(errorOf(text)).toMatchObject({
      code: 'ERR_RECORD_VERSION',
      message: expect.stringContaining('must be an object with a formatVersion'),
    });
  });
});

describe('parseRecord() refuses a record', () => {
  test('with a negative latency, and says which', () => {
    const message = errorWhen((_, { streams }) => {
      streams[1]?.latencyMs.splice(7, 1, -1);
    });
    expect(message).toBe(`Cannot read the record as /trials/0/streams/1/latencyMs/7 must be >= 0: got -1${ADVICE}`);
  });

  test('with an unknown outcome, and says which there are', () => {
    const message = errorWhen((_, { streams }) => {
      Object.assign(streams[0]?.outcomes ?? [], { 0: 'vanished' });
    });
    expect(message).toContain('/trials/0/streams/0/outcomes/0');
    expect(message).toContain('ok, refused, failed, wrong, timed-out, left, unfinished, broken, lost: got "vanished"');
  });

  test('with a property that nobody knows, and names it', () => {
    const message = errorWhen((record) => {
      Object.assign(record, { mood: 'good' });
    });
    expect(message).toBe(`Cannot read the record as / must not have additional properties: got ["mood"]${ADVICE}`);
  });

  test('that lacks a property, and names it', () => {
    const message = errorWhen((record) => {
      Reflect.deleteProperty(record, 'seed');
    });
    expect(message).toBe(`Cannot read the record as / must have required properties seed: got nothing${ADVICE}`);
  });

  test('with a load of an unknown kind, told once per place and not once per kind', () => {
    const message = errorWhen((record) => {
      Object.assign(record.scenario.streams[0]?.load ?? {}, { kind: 'tidal' });
    });
    expect(message).toContain('/scenario/streams/0/load/kind must be "closed" or "open": got "tidal"');
    expect(message?.match(/tidal/gu)).toHaveLength(1);
  });

  test('with a date that is none', () => {
    const message = errorWhen((record) => {
      record.startedAt = 'yesterday';
    });
    expect(message).toBe(
      `Cannot read the record as /startedAt must match format "date-time": got "yesterday"${ADVICE}`,
    );
  });

  test('with many faults, and tells the first three', () => {
    const message = errorWhen((_, { streams }) => {
      for (const { latencyMs } of streams) latencyMs.fill(-1);
    });
    expect(message?.match(/must be >= 0/gu)).toHaveLength(3);
    expect(message).toMatch(/; and more\. stats/u);
  });

  test('whose columns are not equally long', () => {
    const message = errorWhen((_, { streams }) => {
      streams[2]?.outcomes.pop();
    });
    expect(message).toMatch(/\/trials\/0\/streams\/2\/outcomes must have as many entries as dueAtMs, \d+: got \d+\. /u);
  });

  test('whose jobs are fewer than its requests', () => {
    const message = errorWhen((_, { streams: [heavy] }) => {
      if (heavy !== undefined) Object.assign(heavy, { acceptedAtMs: heavy.dueAtMs, jobStates: ['done'] });
    });
    expect(message).toMatch(/\/trials\/0\/streams\/0\/jobStates must have as many entries as dueAtMs, \d+: got 1\. /u);
  });

  test('whose telemetry is not equally long', () => {
    expect(
      errorWhen((_, { telemetry }) => {
        telemetry[0]?.rssBytes.pop();
      }),
    ).toContain('/trials/0/telemetry/0/rssBytes must have as many entries as atMs');
  });

  test('whose telemetry goes back in time', () => {
    expect(
      errorWhen((_, { telemetry }) => {
        telemetry[0]?.atMs.splice(2, 1, 50);
      }),
    ).toBe(
      `Cannot read the record as /trials/0/telemetry/0/atMs/2 must not be earlier than the sample before: got 50${ADVICE}`,
    );
  });

  test('with a trial of a target that is not there', () => {
    expect(
      errorWhen((_, trial) => {
        trial.targetName = 'magic';
      }),
    ).toBe(`Cannot read the record as /trials/0/targetName must be one of the targets: got "magic"${ADVICE}`);
  });

  test('with samples of a stream that is not there', () => {
    expect(
      errorWhen((record) => {
        record.scenario.streams.pop();
      }),
    ).toContain('/trials/0/streams/2/streamName must be a stream of the scenario: got "neighbour-cold"');
  });

  test('with a void trial that does not say why', () => {
    expect(
      errorWhen((_, trial) => {
        trial.status = 'void';
      }),
    ).toContain('/trials/0/voidReason must say why the trial is void: got null');
  });

  test('whose load takes no time', () => {
    expect(
      errorWhen((record) => {
        record.scenario.loadMs = 0;
      }),
    ).toContain('/scenario/loadMs must be > 0: got 0');
  });

  test('with two targets of one name', () => {
    expect(
      errorWhen((record) => {
        record.targets.push({ name: 'blocking', kind: 'strategy', summary: '', url: null });
      }),
    ).toContain('/targets/1/name must not be used twice: got "blocking"');
  });
});

test('parseRecord() tells a number that is too large for a number as what it is', () => {
  const text = JSON.stringify(small()).replace(/"latencyMs":\[[\d.]+/u, '"latencyMs":[1e999');
  expect(errorOf(text)).toEqual({
    code: 'ERR_RECORD_INVALID',
    message: `Cannot read the record as /trials/0/streams/0/latencyMs/0 must be a finite number: got Infinity${ADVICE}`,
  });
});

test('parseRecord() shows where the text stops being JSON', () => {
  const error = errorOf(JSON.stringify(small()).replace(/"latencyMs":\[[\d.]+/u, '"latencyMs":[NaN'));
  expect(error?.code).toBe('ERR_RECORD_JSON');
  expect(error?.message).toContain('tencyMs":[NaN');
});

test('parseRecord() names the file that it was told of', () => {
  const read = (): RunRecord => parseRecord('', 'reports/runs/one/record.json');
  expect(read).toThrow(/^Cannot read reports\/runs\/one\/record\.json as /u);
});

test('parseRecord() reads the oldest records that are kept: of holdup 0.1.0 before stamps, set-up and self-test', () => {
  const record = parseRecord(readFileSync(new URL('examples/oldest-record.json', import.meta.url), 'utf8'));
  expect(record).toMatchObject({ formatVersion: 1, holdupVersion: '0.1.0' });
  expect(record).not.toHaveProperty('selfTest');
});

test('parseRecord() reads 200 000 samples in well under a second', () => {
  const record = small();
  const column = Array.from({ length: 200_000 }, (_, index) => index / 100);
  const [trial] = record.trials;
  const [stream] = trial?.streams ?? [];
  Object.assign(stream ?? {}, {
    dueAtMs: column,
    sentAtMs: column,
    latencyMs: column,
    outcomes: column.map(() => 'ok'),
  });
  const text = JSON.stringify(record);
  const startedAtMs = performance.now();
  parseRecord(text);
  expect(performance.now() - startedAtMs).toBeLessThan(1_000); // some 100 ms; the room is for a busy machine
});
