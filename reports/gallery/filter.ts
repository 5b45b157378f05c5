/**
 * The script of the gallery, run in the browser with its types stripped: shows the runs that have every word of the box
 * in them. What stands in the box stands in the link too: `#filter=thread-pool+quick`. The DOM is declared as far as it
 * is used, since the rest of the project runs in Node.
 */
interface GalleryElement {
  hidden: boolean;
  value: string;
  readonly textContent: string;
  addEventListener(type: 'input' | 'submit', listener: (event: { preventDefault(): void }) => void): void;
}

declare const document: {
  querySelector(selector: string): GalleryElement & { textContent: string };
  querySelectorAll(selector: string): Iterable<GalleryElement>;
};
declare const location: { readonly hash: string; readonly pathname: string; readonly search: string };
declare const history: { replaceState(state: null, unused: '', url: string): void };
declare const window: { addEventListener(type: 'hashchange', listener: () => void): void };

const KEY = 'filter';
const form = document.querySelector('.filter');
const box = document.querySelector('#filter');
const told = document.querySelector('.filter output');
const runs = [...document.querySelectorAll('article')].map((element) => ({
  element,
  text: element.textContent.toLowerCase(),
}));

function showMatches(): void {
  const words = box.value.toLowerCase().split(/\s+/u);
  let shownCount = 0;
  for (const { element, text } of runs) {
    element.hidden = !words.every((word) => text.includes(word));
    if (!element.hidden) shownCount += 1;
  }
  const all = `${runs.length} run${runs.length === 1 ? '' : 's'}`;
  told.textContent = shownCount === runs.length ? all : `${shownCount} of ${all}`;
}

function readFragment(): void {
  box.value = new URLSearchParams(location.hash.slice(1)).get(KEY) ?? '';
  showMatches();
}

form.hidden = runs.length === 0;
form.addEventListener('submit', (event) => event.preventDefault());
box.addEventListener('input', () => {
  const text = box.value.trim();
  const fragment = text === '' ? '' : `#${new URLSearchParams({ [KEY]: text }).toString()}`;
  history.replaceState(null, '', `${location.pathname}${location.search}${fragment}`);
  showMatches();
});
window.addEventListener('hashchange', readFragment);
readFragment();
