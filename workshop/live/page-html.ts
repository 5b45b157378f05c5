import { readFile } from 'node:fs/promises';
import { pageDocument } from '../../reports/page/document.ts';
import { escapeHtml, escapeJson } from '../../reports/page/escape-html.ts';
import { markSvg } from '../../reports/page/mark-svg.ts';
import { pageModule } from '../../reports/page-script.ts';
import { seriesStyles } from '../../reports/series-style.ts';
import { LIVE_STYLE } from './page-style.ts';
import type { Connections, LiveLane, LivePageData } from './wire.ts';

/** Each after those that it imports: in the page they are one module. */
const PAGE_FILES = [
  '../../reports/plain-text.ts',
  '../../reports/page/escape-html.ts',
  'stalls.ts',
  'serving-ids.ts',
  'page/browser.ts',
  'page/model.ts',
  'page/predict.ts',
  'page/strip-paper.ts',
  'page/strip.ts',
  'page/export.ts',
  'page/clicks.ts',
  'page/told.ts',
  'page/prediction-panel.ts',
  'page/frame.ts',
  'page/process-lane.ts',
  'page/cluster-lens.ts',
  'page/race-text.ts',
  'page/race.ts',
  'page/moment.ts',
  'page/report.ts',
  'page/report-pictures.ts',
  'page/saved-report.ts',
  'page/saved-picture.ts',
  'page/live-page.ts',
];

const button = (id: string, label: string, attributes = ''): string =>
  `<button type="button" class="pill" id="${id}"${attributes}>${label}</button>`;

const toggle = (id: string, label: string): string => button(id, label, ' aria-pressed="false"');

const connections = (kind: Connections, label: string): string =>
  `<button type="button" class="pill connections" data-connections="${kind}" aria-pressed="${kind === 'held'}">${label}</button>`;

const title = ({ coreCount, nodeVersion }: LivePageData): string => `<header class="live-title">
<div><h1>Who waits while one request works?</h1>
<p class="muted strip-facts"><span>${coreCount} cores</span> <span>Node ${escapeHtml(nodeVersion)}</span> <span id="task">one task W: timing it…</span> <span id="noise">idle noise: listening…</span> <span id="connection" role="status">connecting…</span></p></div>
<div class="tools" role="group" aria-label="How the page looks">${toggle('projector', 'Big type')} ${button('theme', 'Dark')}</div>
</header>`;

const PREDICT = `<section class="predict" id="predict" aria-labelledby="question">
<p id="question" aria-live="polite"></p>
<div class="choices" role="group" aria-labelledby="question">
${[0, 1, 2, 3].map((choice) => `<button type="button" class="pill choice" data-choice="${choice}" aria-pressed="false"><span class="amount"></span> <span class="votes"></span></button>`).join('\n')}
</div>
<p class="muted" id="predict-state"></p>
<label class="skip"><input type="checkbox" id="skip"> Skip predictions (instructor)</label>
</section>`;

const BAR = `<div class="bar" role="group" aria-label="All lanes">
${button('race', 'Race: 4 jobs each')} ${toggle('freeze', 'Freeze <kbd>Space</kbd>')} ${toggle('inside', 'Inside lens')} ${toggle('cluster', 'Cluster lens')} <span class="group" id="connections" role="group" aria-label="Connections of the neighbours of a cluster" hidden>${connections('held', 'Held connections')}${connections('new', 'New ones')}</span> ${button('save-json', 'Save JSON')} ${button('save-png', 'Save PNG')} ${button('save-report', 'Save report')} ${button('stop', 'Stop all')}
<label class="scrub" id="scrub-row" hidden>Look back <input type="range" id="scrub" min="0" max="50" step="0.1" value="0"> <output id="scrub-text">now</output></label>
</div>`;

const KEYS_OF_LANES = 9;

function laneHtml({ name }: LiveLane, index: number, mark: string): string {
  const shown = escapeHtml(name);
  const key = index < KEYS_OF_LANES ? ` <kbd title="Run 1 with this key">${index + 1}</kbd>` : '';
  const run = (count: number): string =>
    `<button type="button" class="pill run" data-lane="${shown}" data-jobs="${count}" aria-label="Run ${count} on ${shown}">Run ${count}</button>`;
  return `<section class="lane" data-index="${index}" aria-label="${shown}">
<div class="who"><h2>${mark}<span>${shown}</span>${key}</h2><p class="state muted">starting</p><div class="runs">${run(1)} ${run(4)}</div></div>
<div class="picture"><canvas role="img" aria-label="Heartbeats of ${shown}"></canvas><p class="job-text muted">no job yet</p><div class="processes" hidden></div></div>
<dl class="figures"><div><dt>longest wait</dt><dd class="worst">–</dd></div><div><dt>held up</dt><dd class="share">–</dd></div><div><dt>last reply</dt><dd class="last">–</dd></div><div class="lens" hidden><dt>inside p99</dt><dd class="believed">–</dd></div><div class="lens" hidden><dt>inside max</dt><dd class="believed-max">–</dd></div></dl>
</section>`;
}

const END = `<p class="muted legend-line">A tick is one <code>GET /health</code> from another process, drawn when it was due, newest at the right; its height is the wait (log). Hatched: somebody waited for the time written there; at a server of one process nobody was answered meanwhile. Below: each job, outlined while it waits, filled while it runs; its end is written beside; sent: no answer yet. Inside lens: how late the server's own loop says it is, p99 of its life and longest of the last minute.</p>
<p class="unseen" id="said" aria-live="polite"></p>
<section id="explain" hidden aria-labelledby="explain-title"><h2 id="explain-title"></h2><p id="said-you"></p><p id="explain-text"></p><p class="muted" id="explain-kitchen"></p><p class="muted code-of"><span id="explain-file"></span></p><pre id="explain-code" tabindex="0" aria-label="The code that ran"></pre><p id="explain-next"></p></section>
<section id="raced" hidden aria-labelledby="raced-title"><h2 id="raced-title">The race</h2><p class="muted">The same four jobs for each, one lane after the other, so that none takes another's cores. Second 0 is when the jobs of a lane were sent.</p><p id="race-order"></p><div id="race-strips" hidden></div><div class="scroll" tabindex="0" role="region" aria-label="Table of the race"><table><thead><tr><th scope="col">lane</th><th scope="col">longest wait of a neighbour</th><th scope="col">neighbours held up</th><th scope="col">last reply</th><th scope="col">jobs done</th></tr></thead><tbody></tbody></table></div></section>
<details id="table"><summary>Table of the last runs</summary><div class="scroll" tabindex="0" role="region" aria-label="Table of the last runs"><table><thead><tr><th scope="col">lane</th><th scope="col">server</th><th scope="col">last run</th><th scope="col">longest wait</th><th scope="col">held up</th><th scope="col">last reply</th><th scope="col">done</th><th scope="col">without output</th></tr></thead><tbody></tbody></table></div></details>`;

/** The whole page: one document, scripts and style in it. */
export async function livePage(data: LivePageData): Promise<string> {
  const sources = await Promise.all(PAGE_FILES.map((file) => readFile(new URL(file, import.meta.url), 'utf8')));
  const styles = seriesStyles(data.lanes.map(({ name }) => name));
  const lanes = data.lanes.map((lane, index) => {
    const style = styles.get(lane.name);
    return laneHtml(lane, index, style === undefined ? '' : markSvg(style));
  });
  return pageDocument({
    title: 'holdup live',
    style: LIVE_STYLE,
    main: [title(data), PREDICT, BAR, '<div id="lanes">', ...lanes, '</div>', END].join('\n'),
    data: { 'live-data': escapeJson(data) },
    scripts: [{ kind: 'module', code: pageModule(sources) }],
    connects: 'self',
  });
}
