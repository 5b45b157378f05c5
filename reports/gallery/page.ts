import { formatBytes, plural } from '../../stats/units.ts';
import { pageDocument } from '../page/document.ts';
import { escapeHtml } from '../page/escape-html.ts';
import { softIntervals } from '../page/headline.ts';
import { markSvg } from '../page/mark-svg.ts';
import { PAGE_STYLE } from '../page/style.ts';
import { seriesStyles } from '../series-style.ts';
import type { FaultDigest, RunDigest } from './digest.ts';
import { type GalleryEntry, type Reading, newestFirst, startedAtOf } from './entry.ts';
import { GALLERY_STYLE } from './style.ts';

/** A file beside this page, whatever the folder is called. */
const hrefOf = ({ folderName }: GalleryEntry, file: string): string =>
  escapeHtml(`./${encodeURIComponent(folderName)}/${file}`);

const chip = (text: string, kind = ''): string => `<span class="chip${kind}">${escapeHtml(text)}</span>`;

const drawCommand = ({ shownPath }: GalleryEntry): string => `npm run report -- ${shellWord(shownPath)}`;

/** A word that a shell takes as it is, in quotes where it would not. */
const shellWord = (word: string): string =>
  /^[\w./:@%+=-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

function targetList({ targets }: RunDigest): string {
  const styles = seriesStyles(targets.map(({ name }) => name));
  const items = targets.map(({ name, status }) => {
    const style = styles.get(name);
    const note = status === 'measured' ? '' : ` <span class="note">${status === 'void' ? 'void' : 'INVALID'}</span>`;
    return `<li>${style === undefined ? '' : markSvg(style)}${escapeHtml(name)}${note}</li>`;
  });
  return items.length === 0 ? '' : `<ul class="targets">${items.join('')}</ul>`;
}

function marksOf({ isQuick, status, trust }: RunDigest): string {
  return [
    trust === 'not-trusted' ? chip('NOT TRUSTED', ' alarm') : '',
    status === 'partial' ? chip('partial', ' alarm') : '',
    isQuick ? chip('quick') : '',
  ].join('');
}

const repeatLine = (command: string): string =>
  `<p class="repeat"><span class="muted">Repeat it</span> <code>${escapeHtml(command)}</code></p>`;

function runPart(entry: GalleryEntry, digest: RunDigest, bytes: number): string {
  const verdict = softIntervals(escapeHtml(digest.verdict));
  const title = entry.hasReport ? `<a href="${hrefOf(entry, 'index.html')}">${verdict}</a>` : verdict;
  const draw = entry.hasReport
    ? ''
    : `<p class="repeat"><span class="muted">No report yet. Draw it:</span> <code>${escapeHtml(drawCommand(entry))}</code></p>`;
  const facts = [
    plural(digest.roundCount, 'round'),
    digest.machine,
    `record <a href="${hrefOf(entry, 'record.json')}">${escapeHtml(formatBytes(bytes))}</a>`,
  ];
  return `<h2>${title}</h2>
${targetList(digest)}<p class="facts">${[...facts.slice(0, 2).map(escapeHtml), ...facts.slice(2)].join(' · ')}</p>
${draw}${repeatLine(digest.command)}`;
}

function faultPart(entry: GalleryEntry, digest: FaultDigest, isAlone: boolean): string {
  const text = `Fault table: ${escapeHtml(digest.verdict)}`;
  const file = entry.hasFaultPage ? 'faults.html' : 'faults.json';
  const title = `<a href="${hrefOf(entry, file)}">${text}</a>`;
  const heading = isAlone
    ? `<h2>${title}</h2><p class="facts">${escapeHtml(digest.machine)}</p>`
    : `<p class="second">${title}</p>`;
  return `${heading}\n${repeatLine(digest.command)}`;
}

function unreadablePart(noun: string, { code, message }: Extract<Reading<unknown>, { state: 'unreadable' }>): string {
  return `<h2>This ${noun} cannot be read</h2><p class="unreadable"><code>${escapeHtml(code)}</code> ${escapeHtml(message)}</p>`;
}

function entryArticle(entry: GalleryEntry): string {
  const { run, faults, folderName } = entry;
  const name = run?.state === 'read' ? run.digest.scenarioName : run === null ? 'fault table' : 'unreadable';
  const when = startedAtOf(entry);
  const isOfFile = name === 'unreadable';
  const date = `${isOfFile ? 'file of ' : ''}<time datetime="${escapeHtml(when)}">${escapeHtml(when.slice(0, 16).replace('T', ' '))}</time>`;
  const parts = [
    run?.state === 'read' ? runPart(entry, run.digest, run.bytes) : '',
    run?.state === 'unreadable' ? unreadablePart('record', run) : '',
    faults?.state === 'read' ? faultPart(entry, faults.digest, run === null) : '',
    faults?.state === 'unreadable' ? unreadablePart('fault table', faults) : '',
  ];
  const marks = run?.state === 'read' ? marksOf(run.digest) : '';
  return `<article aria-label="${escapeHtml(folderName)}">
<p class="when"><span>${date}</span> ${chip(name, ' name')}${marks}<span class="folder">${escapeHtml(folderName)}</span></p>
${parts.filter((part) => part !== '').join('\n')}
</article>`;
}

const emptyText = `<p class="question">No run is kept yet. Make one: <code>npm run bench -- --quick</code></p>`;

/**
 * A page of its own over all runs kept, newest first: opens offline, links relative to itself, reads without scripts.
 *
 * @param shownPath of the folder, as a person would type it
 * @param script what filters the list
 */
export function galleryPage(entries: readonly GalleryEntry[], shownPath: string, script: string): string {
  const count = plural(entries.length, 'run');
  const list = newestFirst(entries).map(entryArticle);
  return pageDocument({
    title: `${count} of holdup`,
    style: `${PAGE_STYLE}${GALLERY_STYLE}`,
    main: `<div class="headline"><h1>Runs of holdup</h1>
<p class="muted">All that is kept in ${escapeHtml(shownPath)}, newest first. Times are UTC.</p></div>
<form class="filter" role="search" hidden><label for="filter">Show runs with</label>
<input id="filter" type="search" autocomplete="off" spellcheck="false" placeholder="thread-pool quick"><output for="filter">${count}</output></form>
${entries.length === 0 ? emptyText : list.join('\n')}
<footer>Drawn anew with each report in this folder, and by <code>npm run report -- --gallery</code>. This page needs no network.</footer>`,
    scripts: [{ kind: 'module', code: script }],
  });
}
