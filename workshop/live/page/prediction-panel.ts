import { document, window } from './browser.ts';
import { click } from './clicks.ts';
import type { LiveModel } from './model.ts';
import { choiceText } from './predict.ts';
import { byId, part, write } from './told.ts';

/** A lane's buttons are armed by saying what they will show. Runs in the page with its types stripped. */
const PREDICTIONS_KEY = 'holdup-predictions';
const SKIP_KEY = 'holdup-skip';

// What this viewer said, and may press: it outlives a reload, not the tab.
const predictions = new Map<string, number>(
  JSON.parse(window.sessionStorage.getItem(PREDICTIONS_KEY) ?? '[]') as [string, number][],
);
const skip = byId('skip');
skip.checked = window.sessionStorage.getItem(SKIP_KEY) === 'true';
let askedLane = '';

export const predictionOf = (laneName: string): number | null => predictions.get(laneName) ?? null;

export const isArmed = (laneName: string): boolean => skip.checked || predictions.has(laneName);

/** What it asks now, and which buttons may be pressed. */
export function showPrediction(model: LiveModel): void {
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
  for (const button of document.querySelectorAll('.run'))
    button.setAttribute('aria-disabled', String(!isArmed(button.dataset['lane'] ?? '')));
}

/** From now on it asks of this lane. */
export function askOf(laneName: string, model: LiveModel): void {
  askedLane = laneName;
  showPrediction(model);
}

function predict(choice: number, model: LiveModel): void {
  if (predictions.has(askedLane)) return;
  predictions.set(askedLane, choice);
  window.sessionStorage.setItem(PREDICTIONS_KEY, JSON.stringify([...predictions]));
  showPrediction(model);
  void click('/votes', { laneName: askedLane, choice });
}

/** Its controls. */
export function openPredictions(model: LiveModel): void {
  for (const button of document.querySelectorAll('.choice'))
    button.addEventListener('click', () => predict(Number(button.dataset['choice']), model));
  skip.addEventListener('change', () => {
    window.sessionStorage.setItem(SKIP_KEY, String(skip.checked));
    showPrediction(model);
  });
}
