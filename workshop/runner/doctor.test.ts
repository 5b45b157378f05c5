import { expect, test } from 'vitest';
import { doctorScreen, offlineFindings, othersFindings } from './doctor.ts';
import { comparePackages, findInstalledPackages } from './installed-packages.ts';

const WHOLE = { count: 2, missing: [] };

test('programs that have the cores are told with what helps, where the system tells of them', () => {
  expect(doctorScreen(othersFindings(1_000.26, 2)).join('\n')).toMatch(
    /^!! {3}Other programs use 1000\.3 of 2 cores; [\d.]+ is the limit\.\n {5}Close other programs/,
  );
  expect(othersFindings(0.04, 2)).toMatchObject([{ isWell: true }]);
  expect(othersFindings(null, 2)).toEqual([]);
});

test('offline is told where nothing tried to leave the machine and all packages are there', () => {
  const screen = doctorScreen(offlineFindings([], WHOLE));
  expect(screen.filter((line) => line.startsWith('ok   Offline: '))).toHaveLength(2);
  expect(screen.at(-1)).toBe('Next: npm run workshop');
});

test('whoever tried to leave the machine is named', () => {
  const screen = doctorScreen(offlineFindings(['connect "example.com"'], WHOLE)).join('\n');
  expect(screen).toMatch(/^!! {3}Offline: something tried to leave this machine \(connect "example\.com"\)\.\n {5}\S/);
  expect(screen).toMatch(/Next: npm run workshop -- doctor$/);
});

test('packages that are missing are named, five of them, with what to type', () => {
  const missing = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const screen = doctorScreen(offlineFindings([], { count: 0, missing })).join('\n');
  expect(screen).toMatch(
    /^!! {3}Offline: of the packages, 7 are missing .*: a, b, c, d, e and 2 more\.\n {5}Type npm ci/m,
  );
});

test('comparePackages() misses what is not there or in another version, but nothing that is for other systems', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/there': { version: '1.0.0' },
      'node_modules/older': { version: '2.0.0' },
      'node_modules/there/node_modules/@scope/gone': { version: '1.0.0' },
      'node_modules/for-macs': { version: '1.0.0', optional: true },
    },
  };
  const installed = {
    packages: { 'node_modules/there': { version: '1.0.0' }, 'node_modules/older': { version: '1.9.0' } },
  };
  expect(comparePackages(lock, installed)).toEqual({ count: 2, missing: ['older', '@scope/gone'] });
});

test('of this checkout, all packages are there', async () => {
  const { count, missing } = await findInstalledPackages();
  expect(missing).toEqual([]);
  expect(count).toBeGreaterThan(100);
});
