import { document } from './dom.ts';

/** The switches above the pictures, one per target; see `controls.ts`. Runs in the page. */
export interface TargetChips {
  show(hidden: readonly string[]): void;
}

/** @param choose is told of all targets that are to be hidden, and has to `show()` them */
export function openTargetChips(choose: (hidden: readonly string[]) => void): TargetChips {
  const chips = [...document.querySelectorAll('.chip[data-target]')];
  const everything = document.querySelector('.show-all');
  const isPressed = new Map(chips.map((chip) => [chip.dataset['target'] ?? '', true]));
  const hiddenNames = (): string[] => [...isPressed].flatMap(([name, isShown]) => (isShown ? [] : [name]));
  for (const chip of chips)
    chip.addEventListener('click', () => {
      const name = chip.dataset['target'] ?? '';
      isPressed.set(name, isPressed.get(name) !== true);
      choose(hiddenNames());
    });
  everything?.addEventListener('click', () => {
    choose([]);
    chips[0]?.focus(); // the button itself goes away
  });
  for (const group of document.querySelectorAll('.chips')) group.hidden = false;
  return {
    show(hidden) {
      for (const chip of chips) {
        const name = chip.dataset['target'] ?? '';
        isPressed.set(name, !hidden.includes(name));
        chip.setAttribute('aria-pressed', String(isPressed.get(name)));
      }
      if (everything !== null) everything.hidden = hiddenNames().length === 0;
    },
  };
}
