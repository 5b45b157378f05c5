import type { Lesson } from '../lesson.ts';
import * as lessonList from './index.ts';

/** All lessons, in the order of the curriculum. */
export const LESSONS: readonly Lesson[] = Object.values(lessonList).toSorted((a, b) => a.number - b.number);
