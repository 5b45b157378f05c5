import type { LiveMessage, LivePageData, RunSight } from '../wire.ts';
import { type Canvas, EventSource, type Key, document, window } from './browser.ts';
import { click, stopAll } from './clicks.ts';
import { drawProcesses, tellProcesses } from './cluster-lens.ts';
import { saveJson } from './export.ts';
import { inkOf, paint, watchSize, widthOf } from './frame.ts';
import { type LaneModel, type LiveModel, forget, lengthText, newModel, see } from './model.ts';
import { momentOf } from './moment.ts';
import { askOf, isArmed, openPredictions, predictionOf, showPrediction } from './prediction-panel.ts';
import { hasProcesses } from './process-lane.ts';
import { raceText } from './race-text.ts';
import { showRace } from './race.ts';
import { saveReport } from './saved-report.ts';
import { savePicture } from './saved-picture.ts';
import { drawStillBar, drawStrip } from './strip.ts';
import type { StripInk, StripPlace } from './strip-paper.ts';
import { byId, explain, part, tellLane, tellRace, tellTable, write } from './told.ts';

/** The script of the live page, run in the browser with its types stripped; see `page-html.ts`. */
const pageData = JSON.parse(byId('live-data').textContent) as LivePageData;
const sections = [...document.querySelectorAll('.lane')];
const root = document.documentElement;
const darkWish = window.matchMedia('(prefers-color-scheme: dark)');
const stillWish = window.matchMedia('(prefers-reduced-motion: reduce)');

/** Behind the newest message, so that the right edge is always known. */
const BEHIND_MS = 150;
const WINDOW_MS = { wide: 10_000, narrow: 5_000 };
const NARROW_PX = 500;
/** Between two pictures, and how much longer than a picture takes the page rests after it. */
const FRAME_MS = { least: 40, most: 400, rest: 3 };
const WORDS_MS = 500;

const model = newModel(pageData.lanes.map(({ name }) => name));
/** The model and the newest time when the page was frozen. */
let frozen: { readonly model: LiveModel; readonly atMs: number } | null = null;
let lastId = '';
let isLive = false;
let source: InstanceType<typeof EventSource> | null = null;
let heardAtMs = 0;
let hiddenAtMs: number | null = null;

const say = (text: string): void => write(byId('said'), text);

async function press(laneName: string, jobCount: number): Promise<void> {
  askOf(laneName, model);
  if (!isArmed(laneName)) {
    part(byId('predict'), '.choice').focus();
    return;
  }
  if (frozen !== null) toggleFreeze();
  const why = await click('/runs', { laneName, jobCount });
  if (why !== '') tellProblem(why);
}

function tellProblem(why: string): void {
  write(byId('predict-state'), why);
  say(why);
}

function tellRun(run: RunSight): void {
  if (run.state === 'stopped' && isLive) say(`${run.laneName}: stopped`);
  if (run.state !== 'ended') return;
  const look = pageData.lanes.find(({ name }) => name === run.laneName);
  if (look !== undefined) explain(run, look.explanation, predictionOf(run.laneName), model.taskMs);
  if (isLive)
    say(`${run.laneName}: silent ${lengthText(run.silentMs)}, last reply after ${lengthText(run.lastReplyMs)}`);
}

/** @param isState whether this is what was true before, told at once: only the last of it is explained */
function take({ atMs, events }: LiveMessage, isState: boolean): void {
  model.newestAtMs = Math.max(model.newestAtMs, atMs);
  heardAtMs = performance.now();
  let lastRun: RunSight | null = null;
  for (const event of events) {
    see(model, event);
    if (event.kind === 'run' && (lastRun === null || (event.run.endedAtMs ?? 0) >= (lastRun.endedAtMs ?? 0)))
      lastRun = event.run;
    if (event.kind === 'run' && !isState) tellRun(event.run);
    if (event.kind === 'tally' || event.kind === 'machine') showPrediction(model);
    if (event.kind === 'connections') showConnections();
    if (event.kind === 'raced' && isLive) tellRaceEnd();
    if (event.kind === 'lane' && isLive && event.state === 'down') say(`${event.laneName}: its server died`);
  }
  if (isState && lastRun !== null) tellRun(lastRun);
}

/** Once, when the last lane is through. */
function tellRaceEnd(): void {
  const runs = [...model.raced.values()].map(({ run }) => run);
  if (runs.every(({ state }) => state === 'ended')) say(`The race: ${raceText(runs)}`);
}

function connect(): void {
  source?.close();
  isLive = false;
  const opened = new EventSource(`/events${lastId === '' ? '' : `?after=${lastId}`}`);
  source = opened;
  const connection = byId('connection');
  const read = (data: string): LiveMessage => JSON.parse(data) as LiveMessage;
  opened.addEventListener('state', ({ data }) => take(read(data), true));
  opened.addEventListener('message', ({ data, lastEventId }) => {
    lastId = lastEventId;
    take(read(data), false);
  });
  opened.addEventListener('live', () => {
    isLive = true;
    connection.classList.toggle('connection-lost', false);
    const awayMs = hiddenAtMs === null ? 0 : performance.now() - hiddenAtMs;
    hiddenAtMs = null;
    write(connection, awayMs > 0 ? `live again; this tab was hidden and paused for ${lengthText(awayMs)}` : 'live');
  });
  opened.addEventListener('error', () => {
    isLive = false;
    connection.classList.toggle('connection-lost', true);
    write(connection, 'no connection to npm run live; trying again');
  });
}

function pauseWhileHidden(): void {
  if (document.hidden) {
    hiddenAtMs ??= performance.now();
    source?.close();
    write(byId('connection'), 'paused: this tab is hidden');
  } else if (hiddenAtMs !== null) connect();
}

/** The right edge of all strips, on the conductor's clock. */
function endMs(): number {
  if (frozen !== null) return frozen.atMs - Number(byId('scrub').value) * 1_000;
  // A tab that hears nothing stops at what it knows.
  return model.newestAtMs - BEHIND_MS + Math.min(BEHIND_MS, performance.now() - heardAtMs);
}

let shownInk: { readonly key: string; readonly ink: StripInk } | null = null;

/** Colours change with the theme only, and are then read once. */
function inkNow(fontPx = root.dataset['size'] === 'big' ? 17 : 12): StripInk {
  const key = `${themeName()} ${fontPx}`;
  if (shownInk?.key !== key) shownInk = { key, ink: inkOf(root, fontPx) };
  return shownInk.ink;
}

const shownModel = (): LiveModel => frozen?.model ?? model;

const placeOf = (widthPx: number, heightPx: number): StripPlace => {
  const toMs = endMs();
  return { widthPx, heightPx, fromMs: toMs - (widthPx < NARROW_PX ? WINDOW_MS.narrow : WINDOW_MS.wide), toMs };
};

function drawAll(): void {
  const ink = inkNow();
  for (const [index, section] of sections.entries()) {
    const look = pageData.lanes[index];
    const lane = shownModel().lanes.get(look?.name ?? '');
    if (look === undefined || lane === undefined) continue;
    paint(part(section, 'canvas') as Canvas, ({ ctx, widthPx, heightPx }) => {
      const place = placeOf(widthPx, heightPx);
      if (stillWish.matches && frozen === null) drawStillBar(ctx, lane, look, place, ink);
      else drawStrip(ctx, lane, look, place, ink);
    });
    if (isLensOpen('cluster')) drawProcesses(section, lane, look, placeOf, ink);
  }
}

let toldAtMs = -Infinity;

/** Longer where a machine is slow to draw: the page must not take the cores from the servers that it shows. */
let periodMs = FRAME_MS.least;

function turn(): void {
  const atMs = performance.now();
  drawAll();
  if (atMs - toldAtMs >= WORDS_MS) {
    toldAtMs = atMs;
    tellWords();
  }
  const tookMs = performance.now() - dueAtMs;
  const wantedMs = stillWish.matches ? WORDS_MS : tookMs * FRAME_MS.rest;
  periodMs = Math.min(FRAME_MS.most, Math.max(FRAME_MS.least, 0.8 * periodMs + 0.2 * wantedMs));
  if (stillWish.matches) periodMs = WORDS_MS;
  plan();
}

let dueAtMs = 0;

/** A picture is asked for only when one is due: asking for each would keep the browser at work between them. */
function plan(): void {
  setTimeout(() => {
    dueAtMs = performance.now();
    window.requestAnimationFrame(turn);
  }, periodMs);
}

const canvasLabel = (lane: LaneModel): string => {
  const { run } = lane;
  const was =
    run?.state === 'ended'
      ? `neighbours waited up to ${lengthText(run.silentMs)} in the last run`
      : 'no run is over yet';
  return `Heartbeats of ${lane.name}: ${was}`;
};

function tellWords(): void {
  forget(model);
  write(byId('task'), model.taskMs === 0 ? 'one task W: timing it…' : `one task W = ${lengthText(model.taskMs)}`);
  write(
    byId('noise'),
    model.idleMsP99 === null ? 'idle noise: listening…' : `idle noise ${lengthText(model.idleMsP99)} (p99)`,
  );
  for (const [index, section] of sections.entries()) {
    const name = pageData.lanes[index]?.name ?? '';
    const lane = model.lanes.get(name);
    if (lane === undefined) continue;
    tellLane(section, lane);
    part(section, 'canvas').setAttribute('aria-label', canvasLabel(lane));
    tellProcesses(section, shownModel().lanes.get(name) ?? lane, model.connections, isLensOpen('cluster'));
  }
  byId('cluster').hidden = ![...model.lanes.values()].some(hasProcesses);
  byId('connections').hidden = byId('cluster').hidden || !isLensOpen('cluster');
  if (byId('table').open) tellTable(model);
  tellRace(model);
  write(byId('race-order'), raceText([...model.raced.values()].map(({ run }) => run)));
  showRace(model, sections, pageData, inkNow());
}

function toggleFreeze(): void {
  const atMs = endMs();
  frozen = frozen === null ? { model: structuredClone(model), atMs } : null;
  byId('freeze').setAttribute('aria-pressed', String(frozen !== null));
  byId('scrub-row').hidden = frozen === null;
  byId('scrub').value = '0';
  tellScrub();
  say(frozen === null ? 'live again' : 'frozen; look back with the slider');
}

function tellScrub(): void {
  const seconds = Number(byId('scrub').value);
  write(byId('scrub-text'), seconds === 0 ? 'as frozen' : `${seconds.toFixed(1)} s before`);
}

/** As wide as it is shown now. */
const shownPlace = (): StripPlace => placeOf(widthOf(part(sections[0] ?? root, 'canvas') as Canvas), 0);

function savePictureNow(): void {
  const { fromMs, toMs } = shownPlace();
  savePicture(pageData, shownModel(), { fromMs, toMs }, inkNow(12));
}

function onKey(key: Key): void {
  if (key.altKey || key.ctrlKey || key.metaKey || key.repeat) return;
  const tag = key.target?.tagName ?? '';
  const lane = /^[1-9]$/.test(key.key) ? pageData.lanes[Number(key.key) - 1] : undefined;
  if (lane !== undefined) void press(lane.name, 1);
  // On a button Space presses it.
  if (key.key === ' ' && !['BUTTON', 'INPUT', 'SUMMARY'].includes(tag)) {
    key.preventDefault();
    toggleFreeze();
  }
}

const themeName = (): string => root.dataset['theme'] ?? (darkWish.matches ? 'dark' : 'light');
const showTheme = (): void => write(byId('theme'), themeName() === 'dark' ? 'Light' : 'Dark');

function toggleProjector(): void {
  const isBig = root.dataset['size'] !== 'big';
  root.dataset['size'] = isBig ? 'big' : 'usual';
  byId('projector').setAttribute('aria-pressed', String(isBig));
}

const isLensOpen = (lens: 'inside' | 'cluster'): boolean => byId(lens).getAttribute('aria-pressed') === 'true';

function toggleLens(lens: 'inside' | 'cluster'): void {
  byId(lens).setAttribute('aria-pressed', String(!isLensOpen(lens)));
  for (const figures of document.querySelectorAll('.lens')) figures.hidden = !isLensOpen('inside');
  tellWords();
}

function showConnections(): void {
  for (const button of document.querySelectorAll('.connections'))
    button.setAttribute('aria-pressed', String(button.dataset['connections'] === model.connections));
}

async function connectBy(connections: string): Promise<void> {
  const why = await click('/connections', { connections });
  if (why !== '') tellProblem(why);
}

async function stop(): Promise<void> {
  tellProblem(await stopAll());
}

async function race(): Promise<void> {
  if (frozen !== null) toggleFreeze();
  const why = await click('/races', { jobCount: 4 });
  if (why !== '') tellProblem(why);
}

function openControls(): void {
  for (const button of document.querySelectorAll('.run'))
    button.addEventListener('click', () => void press(button.dataset['lane'] ?? '', Number(button.dataset['jobs'])));
  openPredictions(model);
  const actions: readonly (readonly [string, () => void])[] = [
    ['race', () => void race()],
    ['stop', () => void stop()],
    ['freeze', toggleFreeze],
    ['inside', () => toggleLens('inside')],
    ['cluster', () => toggleLens('cluster')],
    ['projector', toggleProjector],
    ['save-json', () => saveJson('holdup-live.json', momentOf(pageData, shownModel(), shownPlace()))],
    ['save-png', savePictureNow],
    ['save-report', () => saveReport(root, pageData, shownModel(), shownPlace())],
    ['table', () => tellTable(model)],
  ];
  for (const [id, act] of actions) byId(id).addEventListener('click', act);
  byId('theme').addEventListener('click', () => {
    root.dataset['theme'] = themeName() === 'dark' ? 'light' : 'dark';
    showTheme();
  });
  for (const button of document.querySelectorAll('.connections'))
    button.addEventListener('click', () => void connectBy(button.dataset['connections'] ?? ''));
  for (const section of sections) watchSize(part(section, 'canvas') as Canvas);
  byId('scrub').addEventListener('input', tellScrub);
  document.addEventListener('keydown', onKey);
  document.addEventListener('visibilitychange', pauseWhileHidden);
  darkWish.addEventListener('change', showTheme);
}

openControls();
showTheme();
askOf(pageData.lanes[0]?.name ?? '', model);
connect();
plan();
