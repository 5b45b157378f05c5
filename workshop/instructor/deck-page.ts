import { readFile } from 'node:fs/promises';
import { pageDocument } from '../../reports/page/document.ts';
import { pageModule } from '../../reports/page-script.ts';
import { DECK_STYLE } from './deck-style.ts';
import { markdownHtml, markdownInline } from './markdown.ts';
import type { LessonMaterial, Material } from './material.ts';
import { type Slide, deckOf, notesIdOf } from './slide.ts';

function slideHtml({ id, title, html, notesId, kind }: Slide, index: number, count: number): string {
  const notes = notesId === '' ? '' : ` data-notes="${notesId}"`;
  return `<section class="slide" id="${id}" data-kind="${kind}"${notes}>
<h1>${markdownInline(title)}</h1>
${html}
<a class="number" href="#${id}" aria-label="${index + 1} / ${count}: this slide">${index + 1} / ${count}</a>
</section>`;
}

const notesHtml = (material: LessonMaterial): string =>
  `<section class="notes" id="${notesIdOf(material)}" tabindex="0" aria-label="Notes for lesson ${material.lesson.number}">
<h2>For you only: lesson ${material.lesson.number}</h2>
${markdownHtml(material.notes, 1)}
</section>`;

const BUTTONS = [
  ['ArrowLeft', 'Back'],
  ['ArrowRight', 'Next'],
  ['Escape', 'All slides'],
  ['p', 'Notes'],
  ['d', 'Dark or light'],
] as const;

const bar = `<div class="deck" role="group" aria-label="Slides">${BUTTONS.map(([key, label]) => `<button type="button" data-key="${key}">${label}</button>`).join('')}</div>`;

/** slides.html: one file, scripts and style in it. */
export async function deckPage(material: Material): Promise<string> {
  const slides = deckOf(material);
  const script = await readFile(new URL('./page/deck.ts', import.meta.url), 'utf8');
  return pageDocument({
    title: 'The workshop: who waits while one request works?',
    style: DECK_STYLE,
    main: [
      ...slides.map((slide, index) => slideHtml(slide, index, slides.length)),
      ...material.lessons.map(notesHtml),
      bar,
    ].join('\n'),
    scripts: [{ kind: 'module', code: pageModule([script]) }],
  });
}
