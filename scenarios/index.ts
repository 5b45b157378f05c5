export { capacity } from './capacity.ts';
export { neighbours } from './neighbours.ts';
export { openLoop } from './open-loop.ts';
