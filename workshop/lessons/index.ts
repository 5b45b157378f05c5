/** A lesson is a folder and one line here. */
export { oneHandler } from './01-one-handler/check.ts';
export { asyncIsNoThread } from './02-async-is-no-thread/check.ts';
export { takeTurns } from './03-take-turns/check.ts';
