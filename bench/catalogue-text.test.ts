import { expect, test } from 'vitest';
import { loadCatalogue } from './catalogue.ts';
import { catalogueText } from './catalogue-text.ts';

test.each([80, 100, 120])('catalogueText() for %i columns has no line that is longer', async (columns) => {
  const lines = catalogueText(await loadCatalogue(), columns).split('\n');
  expect(lines.filter((line) => line.length > columns)).toEqual([]);
});

test('catalogueText() has everything that a run can be made of, and all that is said of it', async () => {
  const catalogue = await loadCatalogue();
  const words = catalogueText(catalogue, 80).replaceAll(/\s+/g, ' ');
  // A cell's lines stand between those of its neighbours, so whole sentences are looked for only where nothing is beside them.
  for (const { name, family } of catalogue.strategies) {
    expect(words).toContain(` ${name} `);
    expect(words).toContain(` ${family} `);
  }
  for (const { name, summary } of catalogue.tasks) expect(words).toContain(`${name} ${summary}`);
  for (const { name, question, expect: expected } of catalogue.scenarios)
    expect(words).toContain(`${name} ${question} ${expected}`);
  expect(words).toContain(' Measures background, background-pool, job-queue. ');
});

test('catalogueText() tells each promise in words', async () => {
  const { strategies, ...rest } = await loadCatalogue();
  const lines = catalogueText({ ...rest, strategies: strategies.slice(0, 1) }, 80).split('\n');
  expect(lines).toContain('blocking  never           never           the server  forgotten');
});
