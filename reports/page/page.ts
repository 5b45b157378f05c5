import { offerCopies } from './copy-buttons.ts';
import { openCopyLinks, sectionInView } from './copy-link.ts';
import { document, window } from './dom.ts';
import { offerDownloads } from './downloads.ts';
import { openFolds } from './folds.ts';
import { NO_STATE, type ThemeName, type ViewState, formatFragment, isWholeView, parseFragment } from './fragment.ts';
import { openInstantWalk } from './instant-walk.ts';
import type { PageData } from './page-data.ts';
import { type PictureState, drawPictures, openPictures, reservePictures } from './pictures.ts';
import { sortableTables } from './sort-table.ts';
import { openTargetChips } from './target-chips.ts';

/**
 * The script of the page, run in the browser with its types stripped; see `page-script.ts`. The page works without it:
 * it folds, sorts, draws, and keeps what somebody chose in the fragment of the address, so that a view can be linked.
 */
const pageData = JSON.parse(document.querySelector('#holdup-data')?.textContent ?? '{}') as PageData;
const darkWish = window.matchMedia('(prefers-color-scheme: dark)');
const stillWish = window.matchMedia('(prefers-reduced-motion: reduce)');
const themeToggle = document.querySelector('.theme');
let view: ViewState = NO_STATE;
let isPainted = false;
let unfoldPaper: (() => void) | null = null;

const themeName = (): ThemeName => view.theme ?? (darkWish.matches ? 'dark' : 'light');
const pictureState = (): PictureState => ({ ...view, theme: themeName() });

/** Works from a file too. Where a page may not change its address (a preview in a frame) it still works. */
function writeAddress(): void {
  const fragment = formatFragment(view);
  if (fragment === window.location.hash) return;
  try {
    window.history.replaceState(null, '', fragment === '' ? window.location.href.replace(/#.*$/su, '') : fragment);
  } catch {
    // The view is as it was chosen; only its link is missing.
  }
}

const folds = openFolds(() => {
  if (unfoldPaper === null) change({ opened: folds.opened() });
});
const sorting = sortableTables((sort) => change({ sort }));
const chips = openTargetChips((hidden) => change({ hidden }));
const pictures = openPictures(pageData, (chartName, viewName) => {
  change({ tabs: new Map([...view.tabs, [chartName, viewName]]) });
});
const instantWalk = openInstantWalk(pictures, (instant) => {
  change({ instant, section: instant === null ? view.section : (instantWalk?.section ?? '') });
  const stripPx = instantWalk?.topPx() ?? null;
  if (stripPx !== null && (stripPx < 0 || stripPx > window.innerHeight * 0.8)) scrollToStrip(stripPx, 'instant');
});

/** Everything but what stands in the address and how far it is scrolled. */
function showView(): void {
  if (view.theme !== null) document.documentElement.dataset['theme'] = view.theme;
  else delete document.documentElement.dataset['theme'];
  if (themeToggle !== null) themeToggle.textContent = themeName() === 'dark' ? 'Light' : 'Dark';
  chips.show(view.hidden);
  // Before the first paint the verdict is more urgent than any picture.
  if (isPainted) drawPictures(pictures, pageData, pictureState());
  else reservePictures(pictures, pictureState());
  instantWalk?.tell();
}

function change(part: Partial<ViewState>): void {
  view = { ...view, ...part };
  showView();
  writeAddress();
}

function scrollToSection(behavior: 'instant' | 'smooth'): void {
  const isMoment = view.instant !== null && (view.section === '' || view.section === instantWalk?.section);
  const id = isMoment ? (instantWalk?.section ?? '') : view.section;
  const section = id === '' ? null : document.getElementById(id);
  if (section === null) return;
  folds.reveal(section);
  const stripPx = isMoment ? (instantWalk?.topPx() ?? null) : null;
  const awayPx = stripPx === null ? 0 : stripPx - section.getBoundingClientRect().top;
  // From its heading on, if the strip can be seen from there.
  if (awayPx < window.innerHeight * 0.6) section.scrollIntoView({ behavior, block: 'start' });
  else scrollToStrip(stripPx ?? 0, behavior);
}

function scrollToStrip(stripPx: number, behavior: 'instant' | 'smooth'): void {
  window.scrollBy({ behavior, top: stripPx - window.innerHeight * 0.4 });
}

/** A plain link to a section moves the page and changes nothing else. */
function followAddress(behavior: 'instant' | 'smooth'): void {
  const linked = parseFragment(window.location.hash);
  if (isWholeView(window.location.hash)) {
    view = linked;
    folds.show(view.opened);
    sorting.apply(view.sort);
  } else view = { ...view, section: linked.section, instant: null };
  showView();
  scrollToSection(behavior);
  writeAddress();
}

function drawFirst(): void {
  isPainted = true;
  drawPictures(pictures, pageData, pictureState());
  performance.mark('holdup-drawn');
}

if (themeToggle !== null) {
  themeToggle.hidden = false;
  themeToggle.addEventListener('click', () => change({ theme: themeName() === 'dark' ? 'light' : 'dark' }));
}
darkWish.addEventListener('change', showView);
openCopyLinks(() => change({ section: sectionInView() }));
offerDownloads();
offerCopies();
window.addEventListener('hashchange', () => followAddress(stillWish.matches ? 'instant' : 'smooth'));
window.addEventListener('beforeprint', () => {
  unfoldPaper = folds.openAll();
  // Paper is light whatever the screen shows.
  drawPictures(pictures, pageData, { ...pictureState(), theme: 'light' });
});
window.addEventListener('afterprint', () => {
  unfoldPaper?.();
  drawPictures(pictures, pageData, pictureState());
  setTimeout(() => {
    unfoldPaper = null; // after the folds have told that they moved
  }, 0);
});
folds.show([]);
followAddress('instant');
window.requestAnimationFrame(() => setTimeout(drawFirst, 0));
