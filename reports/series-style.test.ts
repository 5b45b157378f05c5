import { expect, test } from 'vitest';
import { TELLING_STRATEGIES } from '../bench/strategy-choice.ts';
import { STRATEGY_STYLES, seriesStyles } from './series-style.ts';

const lookOf = ({ color, dash, marker }: { color: string; dash: readonly number[]; marker: string }): string =>
  JSON.stringify([color, dash, marker]);

test('no two strategies share colour and dash, nor colour and marker', () => {
  const styles = [...STRATEGY_STYLES.values()];
  expect(new Set(styles.map(({ color, dash }) => JSON.stringify([color, dash]))).size).toBe(styles.length);
  expect(new Set(styles.map(({ color, marker }) => JSON.stringify([color, marker]))).size).toBe(styles.length);
});

test('the strategies of a default run have each a marker of their own', () => {
  const glyphs = TELLING_STRATEGIES.map((name) => STRATEGY_STYLES.get(name)?.glyph);
  expect(glyphs).not.toContain(undefined);
  expect(new Set(glyphs).size).toBe(TELLING_STRATEGIES.length);
});

test('a strategy looks the same whoever else is in the report', () => {
  const alone = seriesStyles(['cluster']).get('cluster');
  expect(seriesStyles(['http://127.0.0.1:8080', 'blocking', 'cluster']).get('cluster')).toEqual(alone);
});

test('a target of unknown name gets a look of its own, the same in every report', () => {
  const name = 'http://127.0.0.1:8080';
  const first = seriesStyles(['blocking', name]).get(name);
  expect(first).toBeDefined();
  expect(seriesStyles([name, 'cluster']).get(name)).toEqual(first);
  expect([...STRATEGY_STYLES.values()].map(lookOf)).not.toContain(lookOf(first as never));
});

test('eight targets of unknown names all look different', () => {
  const names = Array.from({ length: 8 }, (_, index) => `server-${index}`);
  expect(new Set([...seriesStyles(names).values()].map(lookOf)).size).toBe(8);
});
