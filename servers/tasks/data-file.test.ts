import { expect, test } from 'vitest';
import { loadPackageText } from './data-file.ts';

test('loadPackageText() reads a file that the exports of its package hide', () => {
  expect(loadPackageText('vega-datasets', '../data/zipcodes.csv').split('\n')[0]).toBe(
    'zip_code,latitude,longitude,city,state,county',
  );
});

test('loadPackageText() throws when the package has no such file', () => {
  expect(() => loadPackageText('vega-datasets', '../data/no-such-table.csv')).toThrow('ENOENT');
});
