export { against } from './against.ts';
export { predicted } from './predicted.ts';
export { closedLoopTool } from './closed-loop-tool.ts';
export { notServed } from './not-served.ts';
export { accounts } from './accounts.ts';
export { gates } from './gates.ts';
export { selfTest } from './self-test.ts';
