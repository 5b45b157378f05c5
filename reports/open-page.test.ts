import { expect, test } from 'vitest';
import { openPage } from './open-page.ts';

const PAGE = '/house/reports/runs/a b/index.html';
const ADDRESS = 'file:///house/reports/runs/a%20b/index.html';

function fakeOpener(problem?: Error) {
  const opened: string[] = [];
  const open = (filePath: string): Promise<void> => {
    opened.push(filePath);
    return problem === undefined ? Promise.resolve() : Promise.reject(problem);
  };
  return { opened, open };
}

test.each([
  { what: 'Linux with a display', platform: 'linux', environment: { DISPLAY: ':0' } },
  { what: 'Linux with Wayland', platform: 'linux', environment: { WAYLAND_DISPLAY: 'wayland-0' } },
  { what: 'WSL', platform: 'linux', environment: { WSL_DISTRO_NAME: 'Ubuntu' } },
  { what: 'SSH with a display', platform: 'linux', environment: { SSH_CONNECTION: '1', DISPLAY: ':10' } },
  { what: 'SSH with a browser of its own', platform: 'linux', environment: { SSH_CONNECTION: '1', BROWSER: 'code' } },
  { what: 'macOS', platform: 'darwin', environment: {} },
  { what: 'Windows', platform: 'win32', environment: { CI: 'false' } },
] as const)('openPage() opens the page on $what', async ({ platform, environment }) => {
  const { opened, open } = fakeOpener();
  expect(await openPage(PAGE, environment, platform, open)).toBe(
    `Opening it in your browser. If none appears: ${ADDRESS}`,
  );
  expect(opened).toEqual([PAGE]);
});

test.each([
  { what: 'in CI', platform: 'darwin', environment: { CI: 'true' }, reason: 'CI is set' },
  { what: 'without a display', platform: 'linux', environment: {}, reason: 'DISPLAY and WAYLAND_DISPLAY are empty' },
  { what: 'over SSH', platform: 'darwin', environment: { SSH_CONNECTION: '1' }, reason: 'an SSH session' },
  { what: 'for BROWSER=none', platform: 'linux', environment: { BROWSER: 'none', DISPLAY: ':0' }, reason: 'is none' },
] as const)('openPage() starts nothing $what, and says why and where the page is', async (row) => {
  const { opened, open } = fakeOpener();
  const told = await openPage(PAGE, row.environment, row.platform, open);
  expect(told).toContain(row.reason);
  expect(told).toContain(ADDRESS);
  expect(opened).toEqual([]);
});

test('openPage() says so when the browser could not be started', async () => {
  const { open } = fakeOpener(new Error('spawn xdg-open ENOENT'));
  const told = await openPage(PAGE, { DISPLAY: ':0' }, 'linux', open);
  expect(told).toContain('No browser could be started: spawn xdg-open ENOENT');
  expect(told).toContain(ADDRESS);
});
