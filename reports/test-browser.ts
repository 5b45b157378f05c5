import { access } from 'node:fs/promises';
import chromiumPackage from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Nothing that a browser asks the world for by itself. As root its sandbox cannot start. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

const INSTALLED_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
];

/** The browser that comes with the project on Linux x64, then those that may be installed. */
async function browserPaths(): Promise<string[]> {
  const isBundled = process.platform === 'linux' && process.arch === 'x64';
  return [...(isBundled ? [await chromiumPackage.executablePath()] : []), ...INSTALLED_PATHS];
}

/** @returns undefined where no browser starts: a reason to skip a test, not to fail it, unless in CI */
export async function openBrowser(): Promise<Browser | undefined> {
  for (const executablePath of await browserPaths()) {
    try {
      await access(executablePath);
      return await chromium.launch({ executablePath, args: ARGUMENTS });
    } catch {
      // Not there, or without the libraries that it needs: look at the next.
    }
  }
  return undefined;
}
