import type { Report } from '../format.ts';
import { teachingsOf } from '../learn.ts';
import { seriesStyles } from '../series-style.ts';
import { escapeHtml } from './escape-html.ts';
import { markSvg } from './mark-svg.ts';
import { type PageSection, pageSection } from './section.ts';

/** What each target does, what it costs and when to use it, with the lesson that teaches it. */
export function learnSection({ record }: Report): PageSection {
  const styles = seriesStyles(record.targets.map(({ name }) => name));
  const items = teachingsOf(record).map(({ targetName, summary, lesson }) => {
    const style = styles.get(targetName);
    const taught =
      lesson === null
        ? ''
        : `<span class="note">Lesson ${lesson.number}, ${escapeHtml(lesson.title)}: <code>npm run workshop -- start ${lesson.number}</code></span>`;
    return `<dt><span class="target">${style === undefined ? '' : markSvg(style)}<span>${escapeHtml(targetName)}</span></span></dt><dd>${escapeHtml(summary)}${taught}</dd>`;
  });
  return pageSection({
    id: 'learn',
    title: 'Learn',
    question: 'What does each of them do, what does it cost, and when is it right?',
    body: `<dl class="learn">${items.join('')}</dl>`,
  });
}
