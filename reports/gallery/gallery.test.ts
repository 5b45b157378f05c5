import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EXAMPLE_TARGETS, exampleRecord } from '../../stats/examples/example-record.ts';
import { exampleFaultTable } from '../../stats/examples/example-fault-table.ts';
import type { RunRecord } from '../../stats/record.ts';
import { summarize } from '../../stats/summary.ts';
import { HOSTILE_NAME, HOSTILE_OPTIONS } from '../example-report.ts';
import { keepRunDigest } from './digest-file.ts';
import { galleryHrefOf, renewGallery, writeGallery } from './files.ts';

let runs: string;
let told: string[];
const tell = (text: string): void => {
  told.push(text);
};

beforeEach(async () => {
  told = [];
  runs = await mkdtemp(path.join(tmpdir(), 'holdup-gallery-'));
});

afterEach(async () => {
  await rm(runs, { recursive: true });
});

const small = exampleRecord({ targets: EXAMPLE_TARGETS.slice(0, 1), roundCount: 1 });

async function put(folderName: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(path.join(runs, folderName));
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(runs, folderName, name), content);
}

const putRecord = (folderName: string, changes: Partial<RunRecord>, record = small): Promise<void> =>
  put(folderName, { 'record.json': JSON.stringify({ ...record, ...changes }), 'index.html': '' });

async function page(): Promise<string> {
  const { pagePath } = await writeGallery(runs, tell);
  return readFile(pagePath, 'utf8');
}

/** Names of the folders, in the order in which the page shows them. */
const shownFolders = (html: string): string[] =>
  [...html.matchAll(/<article aria-label="([^"]*)"/gu)].map(([, name = '']) => name);

test('writeGallery() lists all runs, newest first whatever their folders are called, with verdict and links', async () => {
  await putRecord('old', { startedAt: '2026-01-01T10:00:00.000Z' });
  await putRecord('a-new', { startedAt: '2026-03-01T10:00:00.000Z' });
  await putRecord('middle', { startedAt: '2026-02-01T10:00:00.000Z' });
  await put('empty', {});
  await symlink('old', path.join(runs, 'latest'));
  const html = await page();
  expect(shownFolders(html)).toEqual(['a-new', 'middle', 'old']);
  expect(html).toContain(`<a href="./a-new/index.html">${summarize(small).verdict}</a>`);
  expect(html).toContain('href="./a-new/record.json"');
});

test('writeGallery() marks what must not be taken for a result, and says how to draw a report', async () => {
  await putRecord('quick', { isQuick: true, status: 'partial', finishedAt: null });
  await putRecord('doubtful', {}, exampleRecord({ selfTest: 'failed', roundCount: 1 }));
  await rm(path.join(runs, 'quick', 'index.html'));
  const html = await page();
  expect(html).toMatch(/partial<\/span><span class="chip">quick/u);
  expect(html).toContain('>NOT TRUSTED</span>');
  expect(html).toContain(`npm run report -- ${path.join(runs, 'quick')}</code>`);
});

test('writeGallery() lists what cannot be read with its error, and shows the others', async () => {
  await put('cut', { 'record.json': '{"formatVersion": 1, "see' });
  await put('future', { 'record.json': '{"formatVersion": 2}' });
  await put('odd-faults', { 'faults.json': '[]' });
  await putRecord('good', {});
  const html = await page();
  expect(shownFolders(html)).toHaveLength(4);
  expect(html).toContain('<code>ERR_RECORD_JSON</code>');
  expect(html).toContain('<code>ERR_RECORD_VERSION</code>');
  expect(html).toMatch(/fault table cannot be read/u);
});

test('writeGallery() shows fault tables, alone and beside a record', async () => {
  await put('alone', { 'faults.json': JSON.stringify(exampleFaultTable), 'faults.html': '' });
  await putRecord('beside', {});
  await copyFile(path.join(runs, 'alone', 'faults.json'), path.join(runs, 'beside', 'faults.json'));
  const html = await page();
  expect(html).toContain('href="./alone/faults.html"');
  expect(html).toContain('href="./beside/faults.json"');
  expect(html.match(/Fault table: 1 cell of 2 broke a promise/gu)).toHaveLength(2);
});

test('writeGallery() shows hostile names of targets and folders as text, and links to them', async () => {
  await putRecord(`a"><b>&'#?%`, {}, exampleRecord({ ...HOSTILE_OPTIONS, roundCount: 1 }));
  const html = await page();
  expect(html).not.toContain(HOSTILE_NAME);
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;|x');
  expect(html).toContain('href="./a%22%3E%3Cb%3E%26&#39;%23%3F%25/index.html"');
});

const digestPath = (folderName: string): string => path.join(runs, folderName, 'digest.json');

test('writeGallery() does not read a record again that it has a digest of', async () => {
  await putRecord('one', {});
  await page();
  const digest = await readFile(digestPath('one'), 'utf8');
  await writeFile(digestPath('one'), digest.replace(/"verdict":"[^"]*"/u, '"verdict":"as it was kept"'));
  expect(await page()).toContain('as it was kept');
});

test('writeGallery() reads a record again that has changed since, or whose digest is odd', async () => {
  await putRecord('one', {});
  await page();
  const digest = await readFile(digestPath('one'), 'utf8');
  await writeFile(digestPath('one'), digest.replace(/"verdict":"[^"]*"/u, '"verdict":"as it was kept"'));
  await utimes(path.join(runs, 'one', 'record.json'), new Date(), new Date(1_000));
  expect(await page()).not.toContain('as it was kept');
  await writeFile(digestPath('one'), '{"digestVersion":99}');
  expect(await page()).toContain(summarize(small).verdict);
  expect(await readFile(digestPath('one'), 'utf8')).toContain(summarize(small).verdict);
});

test('keepRunDigest() spares the gallery the record that has just been drawn', async () => {
  await putRecord('one', {});
  const summary = { ...summarize(small), verdict: 'as it was drawn' };
  await keepRunDigest(path.join(runs, 'one', 'record.json'), { record: small, summary });
  expect(await page()).toContain('as it was drawn');
});

test('writeGallery() leaves nothing but the page and the digests behind, however often two write at once', async () => {
  await putRecord('one', {});
  await Promise.all([page(), page(), page()]);
  expect((await readdir(runs)).toSorted()).toEqual(['index.html', 'one']);
  expect((await readdir(path.join(runs, 'one'))).toSorted()).toEqual(['digest.json', 'index.html', 'record.json']);
});

test('writeGallery() of no runs says how to make one; of no folder it is an error', async () => {
  expect(await page()).toContain('npm run bench');
  await expect(writeGallery(path.join(runs, 'nowhere'), tell)).rejects.toMatchObject({ code: 'ERR_RECORD_MISSING' });
});

test('galleryHrefOf() links a report to the gallery where it lies among the runs beside its record', async () => {
  const [folder, record] = [path.join(runs, 'one'), path.join(runs, 'one', 'record.json')];
  expect(await galleryHrefOf(folder, record, runs)).toBe('../index.html');
  expect(await galleryHrefOf(folder, path.join(runs, 'two', 'record.json'), runs)).toBeUndefined();
  expect(
    await galleryHrefOf(path.join(folder, 'below'), path.join(folder, 'below', 'record.json'), runs),
  ).toBeUndefined();
  expect(await galleryHrefOf(folder, record, path.join(runs, 'nowhere'))).toBeUndefined();
});

test('renewGallery() draws it for a folder among the runs, and for no other; a problem is told and not thrown', async () => {
  await putRecord('one', {});
  await renewGallery(path.join(runs, 'one', 'below'), tell, runs);
  expect(await readdir(runs)).toEqual(['one']);
  await renewGallery(path.join(runs, 'one'), tell, runs);
  expect(await readdir(runs)).toEqual(['index.html', 'one']);
  expect(told).toEqual([]);
  await rm(path.join(runs, 'index.html'));
  await mkdir(path.join(runs, 'index.html')); // in its place there is a folder, which no file replaces
  await renewGallery(path.join(runs, 'one'), tell, runs);
  expect(told).toEqual([expect.stringMatching(/^Cannot write the gallery: /u)]);
});

test('writeGallery() says beforehand that it has many records to read', async () => {
  for (let index = 0; index <= 10; index += 1) await put(`run-${index}`, { 'record.json': JSON.stringify(small) });
  await page();
  expect(told).toEqual(['Reading 11 records for the gallery, once']);
  await page();
  expect(told).toHaveLength(1);
});
