import { formatMs } from '../../stats/units.ts';
import { kitchenSvg } from './kitchen.ts';
import { markdownHtml, markdownInline } from './markdown.ts';
import type { LessonMaterial, Material } from './material.ts';

/** One slide of the deck. */
export interface Slide {
  /** Its permalink, without '#'. */
  readonly id: string;
  readonly title: string;
  /** What stands below the title. */
  readonly html: string;
  /** Of the notes that go with it; '' for none. */
  readonly notesId: string;
  readonly kind: 'opening' | 'text' | 'table' | 'question';
}

/** Lines of about this many characters fit, with room for fonts wider than ours. */
const LINE_LENGTH = 62;
const MAX_LINES = 11;
/** The gap below a paragraph, in lines. */
const GAP_LINES = 0.6;
/** On the slides; each laptop measures its own. */
const WORK_MS = 400;

const linesOf = (text: string): number => Math.ceil(text.length / LINE_LENGTH) + GAP_LINES;

/** Cuts what is longer than a slide between two sentences. */
function cut(text: string): readonly string[] {
  if (linesOf(text) <= MAX_LINES) return [text];
  const parts: string[] = [];
  for (const sentence of text.match(/[^.?!]+(?:[.?!]+(?=\s|$)|[.?!]+(?=\S)|$)\s*/g) ?? [text]) {
    const last = parts.at(-1);
    if (last === undefined || linesOf(last + sentence) > MAX_LINES) parts.push(sentence);
    else parts[parts.length - 1] = last + sentence;
  }
  return parts.map((part) => part.trim());
}

/** Shares paragraphs out among as many slides as they need. */
export function shareOut(paragraphs: readonly string[]): readonly (readonly string[])[] {
  const slides: string[][] = [];
  let filled = MAX_LINES;
  for (const part of paragraphs.flatMap(cut)) {
    if (filled + linesOf(part) > MAX_LINES) {
      slides.push([]);
      filled = 0;
    }
    slides.at(-1)?.push(part);
    filled += linesOf(part);
  }
  return slides;
}

const asList = (points: readonly string[]): string => points.map((point) => `- ${point}`).join('\n');

interface Part {
  readonly id: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly isList?: true;
  readonly kind?: Slide['kind'];
  /** Below the last of its slides. */
  readonly foot?: string;
}

function slidesOf({ id, title, paragraphs, isList, kind = 'text', foot }: Part, notesId: string): Slide[] {
  const shared = shareOut(paragraphs);
  return shared.map((some, index) => ({
    id: index === 0 ? id : `${id}-${index + 1}`,
    title: index === 0 ? title : `${title} (${index + 1})`,
    html:
      markdownHtml(isList === true ? asList(some) : some.join('\n\n')) +
      (foot !== undefined && index === shared.length - 1 ? `\n<div class="foot">${markdownHtml(foot)}</div>` : ''),
    notesId,
    kind,
  }));
}

const typed = (words: string): string => `Type \`npm run workshop -- ${words}\`.`;

function partsOfLesson({ lesson, text, story, exercise, exitQuestion }: LessonMaterial, id: string): readonly Part[] {
  const { number, predictions } = lesson;
  const questions = predictions.map(({ question }) => question(WORK_MS));
  return [
    { id: `${id}-story`, title: text.title, paragraphs: story },
    {
      id: `${id}-predict`,
      title: 'Predict',
      paragraphs: questions,
      isList: true,
      kind: 'question',
      foot: `Say a number for each. Here one task takes ${formatMs(WORK_MS)} alone; your screen tells how long it takes on yours. ${typed(`run ${number}`)}`,
    },
    {
      id: `${id}-explain`,
      title: 'In your own words: why?',
      paragraphs: [
        'Which of your numbers was furthest off?',
        'Say to your neighbour what you think went on. One minute each.',
      ],
      kind: 'question',
    },
    { id: `${id}-key-points`, title: 'What it shows', paragraphs: text.keyPoints, isList: true },
    { id: `${id}-your-turn`, title: 'Your turn', paragraphs: exercise, foot: typed(`check ${number}`) },
    { id: `${id}-exit`, title: 'Before we go on', paragraphs: [exitQuestion], kind: 'question' },
  ];
}

export const notesIdOf = ({ lesson }: LessonMaterial): string => `notes-${lesson.number}`;

/** Beside a picture, lines are half as long, and the title above them is large. */
const fitBeside = (questions: readonly string[]): boolean =>
  questions.reduce((lines, question) => lines + Math.ceil(question.length / 26) + GAP_LINES, 0) <= 7.5;

function lessonSlides(material: LessonMaterial): Slide[] {
  const { lesson, text } = material;
  const id = `lesson-${lesson.number}`;
  const notesId = notesIdOf(material);
  const isShort = fitBeside(text.questions);
  const questions = isShort ? `\n${markdownHtml(asList(text.questions))}` : '';
  const opening: Slide = {
    id,
    title: `Lesson ${lesson.number}: ${text.title}`,
    html: `<div class="beside"><div><p class="muted">${text.minutes} minutes</p>${questions}</div>${kitchenSvg(lesson.number)}</div>`,
    notesId,
    kind: 'opening',
  };
  const asked: Part[] = isShort
    ? []
    : [{ id: `${id}-questions`, title: 'What we ask', paragraphs: text.questions, isList: true }];
  return [opening, ...[...asked, ...partsOfLesson(material, id)].flatMap((part) => slidesOf(part, notesId))];
}

/** "Lesson 3" in an agenda leads to its slides, with its title. */
const linked = (html: string, lessons: readonly LessonMaterial[]): string =>
  html.replaceAll(/<td>Lesson (\d+)<\/td>/g, (cell, digits: string) => {
    const found = lessons.find(({ lesson }) => lesson.number === Number(digits));
    return found === undefined
      ? cell
      : `<td><a href="#lesson-${digits}">Lesson ${digits}</a>: ${markdownInline(found.text.title)}</td>`;
  });

const agendaSlide = (heading: string, { agenda, lessons }: Material): Slide => ({
  id: heading.toLowerCase().replaceAll(' ', '-'),
  title: heading,
  html: linked(markdownHtml(agenda.get(heading) ?? ''), lessons),
  notesId: '',
  kind: 'table',
});

const agendaPart = (heading: string, { agenda }: Material): Slide[] =>
  slidesOf(
    {
      id: heading.toLowerCase(),
      title: heading,
      paragraphs: (agenda.get(heading) ?? '').split('\n').map((line) => line.replace(/^- /, '')),
      isList: true,
    },
    '',
  );

/** The whole deck: nothing that answers a prediction comes before it. */
export function deckOf(material: Material): readonly Slide[] {
  const first: Slide = {
    id: 'start',
    title: 'Who waits while one request works?',
    html: `<div class="beside"><div><p>Ten lessons that measure, on your own laptop.</p><p>Predict, run, explain, modify, check.</p></div>${kitchenSvg(1)}</div>`,
    notesId: '',
    kind: 'opening',
  };
  return [
    first,
    ...agendaPart('Welcome', material),
    agendaSlide('Half day', material),
    agendaSlide('Full day', material),
    ...material.lessons.flatMap(lessonSlides),
    ...agendaPart('Closing', material),
  ];
}
