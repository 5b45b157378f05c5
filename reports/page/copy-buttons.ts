/** Commands to take along. Runs in the page with its types stripped; see `page-script.ts`. */
interface CopyElement {
  hidden: boolean;
  textContent: string;
  readonly parentElement: CopyElement | null;
  querySelector(selector: string): CopyElement | null;
  addEventListener(type: 'click', listener: () => void): void;
}

declare const document: { querySelectorAll(selector: string): Iterable<CopyElement> };
declare const navigator: { readonly clipboard?: { writeText(text: string): Promise<void> } };
declare const getSelection: () => { selectAllChildren(element: CopyElement): void } | null;

const TOLD_MS = 2_500;

/** Browsers may refuse the clipboard to a file: then the command is marked, and a key copies it. */
async function copyCommand(command: CopyElement): Promise<string> {
  try {
    if (navigator.clipboard === undefined) throw new TypeError('Cannot copy as this browser has no clipboard');
    await navigator.clipboard.writeText(command.textContent);
    return 'Copied';
  } catch {
    getSelection()?.selectAllChildren(command);
    return 'Marked: press Ctrl+C';
  }
}

/** Shows the buttons, which do nothing without scripts and are hidden until then. */
export function offerCopies(): void {
  for (const button of document.querySelectorAll('button[data-copy]')) {
    const command = button.parentElement?.querySelector('pre') ?? null;
    if (command === null) continue;
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener('click', () => {
      void copyCommand(command).then((outcome) => {
        button.textContent = outcome;
        setTimeout(() => (button.textContent = label), TOLD_MS);
      });
    });
  }
}
