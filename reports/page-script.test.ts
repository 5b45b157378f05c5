import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { loadPageScripts, pageModule } from './page-script.ts';

test('pageModule() leaves no types, imports or exports', () => {
  const source =
    "import { a } from './a.ts';\nexport declare const b: string;\nexport async function c(d: number) {}\n";
  expect(pageModule([source]).trim()).toBe('async function c(d        ) {}');
});

test('the files of the page are one module: no name stands in two of them, and none is missing an export', async () => {
  const { page } = await loadPageScripts();
  expect(page).not.toMatch(/^(?:import|export)\b/mu);
  // A block in strict mode is as strict about names as a module is.
  expect(() => new Script(`'use strict'; {\n${page}\n}`)).not.toThrow();
});
