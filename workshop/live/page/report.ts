import { escapeHtml } from '../../../reports/page/escape-html.ts';
import type { LivePageData } from '../wire.ts';
import { type LaneModel, type LiveModel, lengthText, shareText, stallsBetween } from './model.ts';
import { runFigures } from './told.ts';

/** A moment as one file that opens offline, for whoever was not there. Runs in the page with its types stripped. */
export interface ReportPicture {
  readonly title: string;
  /** What the picture shows, for who cannot see it. */
  readonly label: string;
  /** `data:image/png...` */
  readonly source: string;
}

export interface ReportParts {
  readonly fromMs: number;
  readonly toMs: number;
  readonly lanes: readonly ReportPicture[];
  /** The strips of the last race, and its ruler; none when there was none. */
  readonly race: readonly ReportPicture[];
  /** The order in words; empty when there was no race. */
  readonly raceText: string;
}

const REPORT_STYLE = `body { max-width: 1120px; margin: 0 auto; padding: 32px 24px 64px; color: #1d1d1f; background: #ffffff; font: 16px/1.55 system-ui, sans-serif; }
h1 { margin: 0 0 6px; font-size: 1.6rem; line-height: 1.25; } h2 { margin: 34px 0 8px; font-size: 1.2rem; }
.facts, figcaption, .note { color: #55555c; font-size: 0.93rem; } .facts { margin: 0 0 16px; }
ul { margin: 0; padding-left: 1.2em; } li { margin: 3px 0; overflow-wrap: anywhere; }
figure { margin: 0 0 12px; break-inside: avoid; } figcaption { margin: 0 0 2px; overflow-wrap: anywhere; } figcaption b { color: #1d1d1f; }
img { display: block; width: 100%; height: auto; }
.scroll { overflow-x: auto; } table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 10px; border-bottom: 1px solid #d9d9de; text-align: right; vertical-align: top; } th:first-child { text-align: left; overflow-wrap: anywhere; }
thead th { color: #55555c; font-size: 0.85rem; font-weight: 600; }
pre { padding: 10px 14px; border-radius: 8px; background: #f4f4f6; overflow-wrap: anywhere; white-space: pre-wrap; }`;

/** The times without an answer in the shown window: "2 gaps, the longest 402 ms". */
export function gapsText(lane: LaneModel, fromMs: number, toMs: number): string {
  const lengths = stallsBetween(lane, fromMs, toMs).map((stall) => stall.toMs - stall.fromMs);
  if (lengths.length === 0) return 'no gap';
  const longest = lengthText(Math.max(...lengths));
  return lengths.length === 1 ? `one gap of ${longest}` : `${lengths.length} gaps, the longest ${longest}`;
}

/** What is seen of a lane, as a sentence without its name. */
function laneText(lane: LaneModel, fromMs: number, toMs: number): string {
  const gaps = gapsText(lane, fromMs, toMs);
  const { run } = lane;
  if (run === null || run.state !== 'ended') return `${gaps} in this window; no run is over`;
  const jobs = run.jobCount === 1 ? 'one job' : `${run.jobCount} jobs`;
  return `${gaps} in this window; in the last run, of ${jobs}, a neighbour waited up to ${lengthText(run.silentMs)}, ${shareText(run.stallShare)} of them were held up, and the last reply came after ${lengthText(run.lastReplyMs)}`;
}

const figure = ({ title, label, source }: ReportPicture): string =>
  `<figure><figcaption><b>${escapeHtml(title)}</b>${label === '' ? '' : `: ${escapeHtml(label)}`}</figcaption><img src="${source}" alt="${escapeHtml(label === '' ? title : label)}"></figure>`;

const HEADS = ['lane', 'server', 'jobs', 'longest wait', 'held up', 'last reply', 'done', 'without output'];

function rowOf(lane: LaneModel): string {
  const { name, state, run } = lane;
  const cells = [state, run === null ? 'no run' : String(run.jobCount), ...runFigures(lane)];
  return `<tr><th scope="row">${escapeHtml(name)}</th>${cells.map((text) => `<td>${escapeHtml(text)}</td>`).join('')}</tr>`;
}

const raceSection = ({ race, raceText }: ReportParts): string =>
  race.length === 0
    ? ''
    : `<h2>The race</h2>
<p>${escapeHtml(raceText)}</p>
<p class="note">The same four jobs for each lane, one lane after the other so that none takes another’s cores. Second 0 is when a lane’s jobs were sent.</p>
${race.map(figure).join('\n')}`;

/** @param savedAt for a person */
export function reportHtml(data: LivePageData, model: LiveModel, parts: ReportParts, savedAt: string): string {
  const { fromMs, toMs } = parts;
  const lanes = [...model.lanes.values()];
  const noise = model.idleMsP99 === null ? 'not known yet' : `${lengthText(model.idleMsP99)} (p99)`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A moment of holdup live</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<h1>Who waits while one request works?</h1>
<p class="facts">A moment of ${(toMs - fromMs) / 1_000} s from holdup live, saved ${escapeHtml(savedAt)}. ${data.coreCount} cores, Node ${escapeHtml(data.nodeVersion)}, one task W = ${lengthText(model.taskMs)}, idle noise ${noise}.</p>
<h2>What was seen</h2>
<ul>
${lanes.map((lane) => `<li><b>${escapeHtml(lane.name)}</b>: ${escapeHtml(laneText(lane, fromMs, toMs))}.</li>`).join('\n')}
</ul>
<h2>The strips</h2>
${parts.lanes.map(figure).join('\n')}
<p class="note">A tick is one GET /health from another process, drawn when it was due; its height is the wait (log: 10 ms, 100 ms, 1 s). Hatched: somebody waited for the time written there. Below: each job, outlined while it waits, filled while it runs.</p>
${raceSection(parts)}
<h2>The last runs as a table</h2>
<div class="scroll"><table><thead><tr>${HEADS.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>${lanes.map(rowOf).join('\n')}</tbody></table></div>
<p class="note">Longest wait: of any neighbour during the run. Held up: share of the neighbours who waited more than 50 ms. One run each: no average, and no claim beyond this moment.</p>
<h2>See it yourself</h2>
<pre>${escapeHtml(data.command)}</pre>
</main>
</body>
</html>
`;
}
