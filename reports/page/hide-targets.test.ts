import { describe, expect, test } from 'vitest';
import { exampleRecord } from '../../stats/examples/example-record.ts';
import { summarize } from '../../stats/summary.ts';
import type { ChartConfiguration } from '../chart.ts';
import * as chartList from '../charts/index.ts';
import { FULL_OPTIONS, HOSTILE_NAME } from '../example-report.ts';
import { withoutTargets } from './hide-targets.ts';

const record = exampleRecord(FULL_OPTIONS);
const summary = summarize(record);
const shown = summary.levels[summary.shownLevelIndex]?.record ?? record;
const charts = Object.values(chartList)
  .map((chart) => ({ chart, drawn: chart.draws === 'all-levels' ? record : shown }))
  .filter(({ chart, drawn }) => chart.isShown?.(drawn, summary) ?? true)
  .map(({ chart, drawn }) => ({ name: chart.name, configuration: chart.configure(drawn, summary) }));
const names = record.targets.map(({ name }) => name);

/** As the whole of a text or as its beginning: "cluster warm, queue 12 ms". */
const isNamed = (json: string, name: string): boolean =>
  [' ', ',', '"'].some((end) => json.includes(`${JSON.stringify(name).slice(0, -1)}${end}`));

describe.each(charts)('withoutTargets() of $name', ({ configuration }) => {
  test.each(names)('leaves nothing of %s, and draws the others', (hidden) => {
    const left = JSON.stringify(withoutTargets(configuration, [hidden]));
    expect(isNamed(left, hidden)).toBe(false);
    const others = names.filter((name) => name !== hidden && isNamed(JSON.stringify(configuration), name));
    expect(others.filter((name) => !isNamed(left, name))).toEqual([]);
  });

  test('is as it was where nobody is hidden, and stays plain data where all are', () => {
    expect(withoutTargets(configuration, [])).toBe(configuration);
    expect(withoutTargets(configuration, ['nobody'])).toEqual(configuration);
    const empty = withoutTargets(configuration, names);
    expect(JSON.parse(JSON.stringify(empty))).toEqual(empty);
    expect(empty.heightPx).toBeGreaterThan(60);
  });
});

const rows: ChartConfiguration = {
  heightPx: 410,
  datasets: [
    {
      label: 'p99',
      data: [
        [7, 1],
        [8, 2],
        [9, 3],
      ],
      pointStyle: ['circle', 'rect', 'star'],
      borderDash: [1, 2, 3],
    },
  ],
  scales: {
    x: {},
    y: { min: -0.5, max: 2.5, holdupTicks: [0, 1, 2].map((value) => ({ value, label: String(value) })) },
  },
  annotations: {
    headings: ['a', 'b', 'c'].map((text, value) => ({ scaleId: 'y', value, mark: null, text, note: '' })),
  },
};

test('withoutTargets() takes a row with its marks, and moves those below up', () => {
  const left = withoutTargets(
    {
      ...rows,
      datasets: rows.datasets.map((one) => ({
        ...one,
        data: [
          [7, 0.1],
          [8, 1.1],
          [9, 2.1],
        ] as const,
      })),
    },
    ['b'],
  );
  expect(left.heightPx).toBe(310);
  expect(left.scales['y']).toMatchObject({
    min: -0.5,
    max: 1.5,
    holdupTicks: [{ value: 0 }, { value: 1, label: '2' }],
  });
  expect(left.annotations.headings?.map(({ text, value }) => ({ text, value }))).toEqual([
    { text: 'a', value: 0 },
    { text: 'c', value: 1 },
  ]);
  const [dataset] = left.datasets;
  expect(dataset).toMatchObject({ pointStyle: ['circle', 'star'], borderDash: [1, 2, 3] });
  expect(dataset?.data[0]).toEqual([7, 0.1]);
  expect(dataset?.data[1]?.[1]).toBeCloseTo(1.1);
});

test('withoutTargets() takes a strip with its scale, and names the limit in the next one', () => {
  const strips: ChartConfiguration = {
    heightPx: 310,
    datasets: ['y0', 'y1'].map((yAxisID) => ({ label: '', yAxisID, data: [[1, 1]] as const })),
    scales: { x: {}, y0: {}, y1: {} },
    annotations: {
      headings: ['a', 'b'].map((text, index) => ({ scaleId: `y${index}`, value: null, mark: null, text, note: '' })),
      lines: ['stalled', ''].map((label, index) => ({ scaleId: `y${index}`, value: 50, label })),
    },
  };
  const left = withoutTargets(strips, ['a']);
  expect(left.heightPx).toBe(210);
  expect(Object.keys(left.scales)).toEqual(['x', 'y1']);
  expect(left.datasets.map(({ yAxisID }) => yAxisID)).toEqual(['y1']);
  expect(left.annotations.lines).toEqual([{ scaleId: 'y1', value: 50, label: 'stalled' }]);
});

test('withoutTargets() knows a hostile name by its letters', () => {
  expect(names).toContain(HOSTILE_NAME);
});
