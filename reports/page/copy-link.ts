import { type PageElement, document, window } from './dom.ts';

/** The link to what is on the screen. Runs in the page. */
const COPIED_MS = 2_500;
/** A part is read when its heading has come this far up the window. */
const READ_SHARE = 0.35;

/** The part that somebody reads now; '' above the first one. */
export function sectionInView(): string {
  if (window.scrollY < 40) return '';
  const sections = [...document.querySelectorAll('main section[id]')];
  const read = sections.findLast((section) => section.getBoundingClientRect().top < window.innerHeight * READ_SHARE);
  return read?.id ?? '';
}

async function copyAddress(button: PageElement): Promise<void> {
  const label = button.textContent;
  try {
    if (window.navigator.clipboard === undefined) throw new Error('there is no clipboard here');
    await window.navigator.clipboard.writeText(window.location.href);
    button.textContent = 'Link copied';
  } catch {
    button.textContent = 'Copy it from the address bar'; // where the browser keeps the clipboard to itself
  }
  setTimeout(() => {
    button.textContent = label;
  }, COPIED_MS);
}

/** @param settle puts the whole view into the address */
export function openCopyLinks(settle: () => void): void {
  for (const button of document.querySelectorAll('.copy-link')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      settle();
      void copyAddress(button);
    });
  }
}
