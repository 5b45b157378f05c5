import type { LiveMessage, LivePageData, RunSight } from '../wire.ts';
import { type Canvas, type Element, EventSource, type Key, document, getComputedStyle, window } from './browser.ts';
import { click } from './clicks.ts';
import { saveJson } from './export.ts';
import { type LaneModel, type LiveModel, forget, lengthText, newModel, see } from './model.ts';
import { momentOf } from './moment.ts';
import { choiceText } from './predict.ts';
import { savePicture } from './saved-picture.ts';
import { type StripInk, type StripPlace, drawStillBar, drawStrip } from './strip.ts';
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
const FRAME_MS = 40;
const WORDS_MS = 500;

let model: LiveModel = newModel(pageData.lanes.map(({ name }) => name));
/** The model and the newest time when the page was frozen. */
let frozen: { readonly model: LiveModel; readonly atMs: number } | null = null;
let lastId = '';
let isLive = false;
let source: InstanceType<typeof EventSource> | null = null;
let heardAtMs = 0;
let hiddenAtMs: number | null = null;
let askedLane = pageData.lanes[0]?.name ?? '';

// What this viewer said, and may press: it outlives a reload, not the tab.
const predictions = new Map<string, number>(
  JSON.parse(window.sessionStorage.getItem('holdup-predictions') ?? '[]') as [string, number][],
);
const skip = byId('skip');
skip.checked = window.sessionStorage.getItem('holdup-skip') === 'true';

const isArmed = (laneName: string): boolean => skip.checked || predictions.has(laneName);
const say = (text: string): void => write(byId('said'), text);

function showPrediction(): void {
  const lane = model.lanes.get(askedLane);
  const mine = predictions.get(askedLane);
  write(byId('question'), `Press Run 1 of ${askedLane}. How long will its /health be silent?`);
  for (const button of document.querySelectorAll('.choice')) {
    const choice = Number(button.dataset['choice']);
    write(part(button, '.amount'), choiceText(choice, model.taskMs));
    // Nobody sees what the others said before saying it.
    const votes = lane?.tally[choice as 0 | 1 | 2 | 3] ?? 0;
    write(part(button, '.votes'), mine === undefined || votes === 0 ? '' : `(${votes} in class)`);
    button.setAttribute('aria-pressed', String(mine === choice));
    button.setAttribute('aria-disabled', String(mine !== undefined));
  }
  const told = mine === undefined ? 'Choose; then the buttons of this lane are armed.' : 'Locked in. Now press Run 1.';
  write(
    byId('predict-state'),
    skip.checked && mine === undefined ? 'Predictions are skipped: all buttons are armed.' : told,
  );
  for (const button of document.querySelectorAll('.run')) {
    const laneName = laneOf(button);
    button.setAttribute('aria-disabled', String(!isArmed(laneName)));
  }
}

function laneOf(button: Element): string {
  const index = sections.findIndex((section) => [...section.querySelectorAll('.run')].includes(button));
  return pageData.lanes[index]?.name ?? '';
}

async function press(laneName: string, jobCount: number): Promise<void> {
  askedLane = laneName;
  if (!isArmed(laneName)) {
    showPrediction();
    part(byId('predict'), '.choice').focus();
    return;
  }
  showPrediction();
  if (frozen !== null) toggleFreeze();
  const why = await click('/runs', { laneName, jobCount });
  if (why !== '') tellProblem(why);
}

function tellProblem(why: string): void {
  write(byId('predict-state'), why);
  say(why);
}

function predict(choice: number): void {
  if (predictions.has(askedLane)) return;
  predictions.set(askedLane, choice);
  window.sessionStorage.setItem('holdup-predictions', JSON.stringify([...predictions]));
  showPrediction();
  void click('/votes', { laneName: askedLane, choice });
}

function tellRun(run: RunSight): void {
  tellRace(model);
  if (run.state === 'stopped' && isLive) say(`${run.laneName}: stopped`);
  if (run.state !== 'ended') return;
  const look = pageData.lanes.find(({ name }) => name === run.laneName);
  if (look !== undefined) explain(run, look.explanation, predictions.get(run.laneName) ?? null, model.taskMs);
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
    if (event.kind === 'tally' || event.kind === 'machine') showPrediction();
    if (event.kind === 'lane' && isLive && event.state === 'down') say(`${event.laneName}: its server died`);
  }
  if (isState && lastRun !== null) tellRun(lastRun);
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

function inkNow(): StripInk {
  const style = getComputedStyle(root);
  return {
    color: (token) => style.getPropertyValue(token),
    fontFamily: 'system-ui, sans-serif',
    fontPx: root.dataset['size'] === 'big' ? 17 : 12,
  };
}

const shownModel = (): LiveModel => frozen?.model ?? model;

const placeOf = (widthPx: number, heightPx: number): StripPlace => {
  const toMs = endMs();
  return { widthPx, heightPx, fromMs: toMs - (widthPx < NARROW_PX ? WINDOW_MS.narrow : WINDOW_MS.wide), toMs };
};

function drawLane(canvas: Canvas, index: number, place: StripPlace, ink: StripInk): void {
  const look = pageData.lanes[index];
  const lane = shownModel().lanes.get(look?.name ?? '');
  if (look === undefined || lane === undefined) return;
  const ctx = canvas.getContext('2d');
  ctx.save();
  const scale = window.devicePixelRatio;
  ctx.scale(scale, scale);
  if (stillWish.matches && frozen === null) drawStillBar(ctx, lane, look, place, ink);
  else drawStrip(ctx, lane, look, place, ink);
  ctx.restore();
}

function drawAll(): void {
  const ink = inkNow();
  for (const [index, section] of sections.entries()) {
    const canvas = part(section, 'canvas') as Canvas;
    const { clientWidth, clientHeight } = canvas;
    canvas.width = Math.round(clientWidth * window.devicePixelRatio);
    canvas.height = Math.round(clientHeight * window.devicePixelRatio);
    drawLane(canvas, index, placeOf(clientWidth, clientHeight), ink);
  }
}

let drawnAtMs = -Infinity;
let toldAtMs = -Infinity;

function turn(): void {
  const atMs = performance.now();
  if (atMs - drawnAtMs >= (stillWish.matches ? WORDS_MS : FRAME_MS)) {
    drawnAtMs = atMs;
    drawAll();
  }
  if (atMs - toldAtMs >= WORDS_MS) {
    toldAtMs = atMs;
    tellWords();
  }
  window.requestAnimationFrame(turn);
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
    const lane = model.lanes.get(pageData.lanes[index]?.name ?? '');
    if (lane === undefined) continue;
    tellLane(section, lane);
    part(section, 'canvas').setAttribute('aria-label', canvasLabel(lane));
  }
  if (byId('table').open) tellTable(model);
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

/** What the strips show now. */
function moment(): object {
  const { clientWidth, clientHeight } = part(sections[0] ?? root, 'canvas') as Canvas;
  return momentOf(pageData, shownModel(), placeOf(clientWidth, clientHeight));
}

function savePictureNow(): void {
  const ink = { ...inkNow(), fontPx: 12 };
  savePicture(pageData, model.taskMs, ink, (canvas, index, widthPx, heightPx) =>
    drawLane(canvas, index, placeOf(widthPx, heightPx), ink),
  );
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

function toggleInside(): void {
  const isShown = byId('inside').getAttribute('aria-pressed') !== 'true';
  byId('inside').setAttribute('aria-pressed', String(isShown));
  for (const lens of document.querySelectorAll('.lens')) lens.hidden = !isShown;
}

async function race(): Promise<void> {
  if (frozen !== null) toggleFreeze();
  const why = await click('/races', { jobCount: 4 });
  if (why !== '') tellProblem(why);
}

function openControls(): void {
  for (const button of document.querySelectorAll('.run'))
    button.addEventListener('click', () => void press(laneOf(button), Number(button.dataset['jobs'])));
  for (const button of document.querySelectorAll('.choice'))
    button.addEventListener('click', () => predict(Number(button.dataset['choice'])));
  skip.addEventListener('change', () => {
    window.sessionStorage.setItem('holdup-skip', String(skip.checked));
    showPrediction();
  });
  const actions: readonly (readonly [string, () => void])[] = [
    ['race', () => void race()],
    ['stop', () => void click('/stop', {}).then((why) => say(why === '' ? 'all stopped' : why))],
    ['freeze', toggleFreeze],
    ['inside', toggleInside],
    ['projector', toggleProjector],
    ['save-json', () => saveJson('holdup-live.json', moment())],
    ['save-png', savePictureNow],
    ['table', () => tellTable(model)],
  ];
  for (const [id, act] of actions) byId(id).addEventListener('click', act);
  byId('theme').addEventListener('click', () => {
    root.dataset['theme'] = themeName() === 'dark' ? 'light' : 'dark';
    showTheme();
  });
  byId('scrub').addEventListener('input', tellScrub);
  document.addEventListener('keydown', onKey);
  document.addEventListener('visibilitychange', pauseWhileHidden);
  darkWish.addEventListener('change', showTheme);
}

openControls();
showTheme();
showPrediction();
connect();
turn();
