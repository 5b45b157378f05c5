import type { Explanation, JobSight, RunSight } from '../wire.ts';
import { type Element, document } from './browser.ts';
import { type LaneModel, type LiveModel, lengthText, shareText } from './model.ts';
import { verdictText } from './predict.ts';
import { burstText } from './strip.ts';

/** What the page says in words and tables. Runs in the page with its types stripped. */
export function byId(id: string): Element {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no ${id}`);
  return element;
}

export function part(parent: Element, selector: string): Element {
  const element = parent.querySelector(selector);
  if (element === null) throw new Error(`The page has no ${selector}`);
  return element;
}

/** Screen readers hear of a change only where there is one. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function stateText({ state, note, processIds }: LaneModel): string {
  switch (state) {
    case 'up':
      return processIds.length > 1
        ? `${processIds.length} processes: ${processIds.join(', ')}`
        : `process ${processIds.join('')}`;
    case 'starting':
      return note === '' ? 'starting' : `starting again (${note})`;
    case 'down':
      return `down: ${note}; it comes back by itself`;
    case 'given-up':
  }
  return `down: ${note}`;
}

const jobsOfRun = ({ run, jobs }: LaneModel): readonly JobSight[] =>
  [...jobs.values()].filter(({ runId }) => runId === run?.runId);

function runText(lane: LaneModel): string {
  const { run } = lane;
  if (run === null) return 'no job yet';
  const own = jobsOfRun(lane);
  const problems = [...new Set(own.map(({ problem }) => problem).filter((problem) => problem !== ''))].join(', ');
  const counts = own.length === 0 ? `${run.doneCount} of ${run.jobCount} done` : burstText(own);
  const where = { waiting: 'waits for its turn: ', running: 'under way: ', ended: 'last run: ', stopped: 'stopped: ' }[
    run.state
  ];
  return `${where}${counts}${problems === '' ? '' : ` (${problems})`}`;
}

/** Beside the strip of a lane. */
export function tellLane(section: Element, lane: LaneModel): void {
  const { run, inside } = lane;
  const isOver = run?.state === 'ended';
  write(part(section, '.state'), stateText(lane));
  section.classList.toggle('down', lane.state === 'down' || lane.state === 'given-up');
  // Which run the words are of, for programs that read the page.
  section.dataset['run'] = run === null ? '' : `${run.runId} ${run.state}`;
  write(part(section, '.job-text'), runText(lane));
  write(part(section, '.worst'), isOver ? lengthText(run.silentMs) : '–');
  write(part(section, '.share'), isOver ? shareText(run.stallShare) : '–');
  write(part(section, '.last'), isOver ? lengthText(run.lastReplyMs) : '–');
  write(part(section, '.believed'), inside === null ? '–' : lengthText(inside.delayMsP99));
  write(part(section, '.believed-max'), inside === null ? '–' : lengthText(inside.delayMsMax));
}

function cell(name: 'td' | 'th', text: string): Element {
  const element = document.createElement(name);
  element.textContent = text;
  if (name === 'th') element.setAttribute('scope', 'row');
  return element;
}

function fill(body: Element, rows: readonly (readonly string[])[]): void {
  const elements = rows.map(([first = '', ...others]) => {
    const row = document.createElement('tr');
    row.append(cell('th', first), ...others.map((text) => cell('td', text)));
    return row;
  });
  body.replaceChildren(...elements);
}

const jobsText = ({ jobCount }: RunSight): string => (jobCount === 1 ? '1 job' : `${jobCount} jobs`);

/** Of a run that is over: longest wait, held up, last reply, done, without output and why. */
export function runFigures(lane: LaneModel): readonly string[] {
  const { run } = lane;
  if (run === null || run.state !== 'ended') return ['–', '–', '–', '–', '–'];
  const { silentMs, stallShare, lastReplyMs, doneCount, jobsWithoutOutput } = run;
  const why = jobsWithoutOutput === 0 ? '' : ` (${burstText(jobsOfRun(lane))})`;
  return [
    lengthText(silentMs),
    shareText(stallShare),
    lengthText(lastReplyMs),
    String(doneCount),
    `${jobsWithoutOutput}${why}`,
  ];
}

/** The same as the pictures, for whoever cannot see them. */
export function tellTable(model: LiveModel): void {
  const rows = [...model.lanes.values()].map((lane) => [
    lane.name,
    lane.state,
    lane.run === null ? 'none' : `${jobsText(lane.run)}, ${lane.run.state}`,
    ...runFigures(lane),
  ]);
  fill(part(byId('table'), 'tbody'), rows);
}

/** The lanes of the race, those who held nobody up first. */
export function tellRace(model: LiveModel): void {
  const runs = [...model.raced.values()].map(({ run }) => run).toSorted((a, b) => a.silentMs - b.silentMs);
  byId('raced').hidden = runs.length === 0;
  const over = runs.filter(({ state }) => state === 'ended');
  const rows = over.map((run) => [
    run.laneName,
    lengthText(run.silentMs),
    shareText(run.stallShare),
    lengthText(run.lastReplyMs),
    `${run.doneCount} of ${run.jobCount}`,
  ]);
  const left = runs
    .filter(({ state }) => state !== 'ended')
    .map(({ laneName, state }) => [laneName, state, '', '', '']);
  fill(part(byId('raced'), 'tbody'), [...rows, ...left]);
}

/** After a run: what was said before, what it was, and the line that decides it. @param choice of this viewer */
export function explain(run: RunSight, explanation: Explanation, choice: number | null, taskMs: number): void {
  byId('explain').hidden = false;
  write(byId('explain-title'), `${run.laneName}, ${jobsText(run)}`);
  const verdict = verdictText(run.jobCount === 1 ? choice : null, run.silentMs, taskMs);
  write(byId('said-you'), `${verdict} The last reply came after ${lengthText(run.lastReplyMs)}.`);
  write(byId('explain-text'), explanation.sentences);
  write(byId('explain-kitchen'), explanation.kitchen === '' ? '' : `In the kitchen: ${explanation.kitchen}`);
  write(byId('explain-file'), `${explanation.filePath}, the line that decides is marked ▶`);
  const lines = explanation.lines.map(({ text, lineNumber, isCulprit }) => {
    const line = document.createElement('span');
    line.textContent = `${isCulprit ? '▶' : ' '} ${String(lineNumber).padStart(3)}  ${text}`;
    line.classList.toggle('culprit', isCulprit);
    return line;
  });
  byId('explain-code').replaceChildren(...lines);
  write(byId('explain-next'), explanation.next);
}
