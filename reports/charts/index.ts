export { neighbourWait } from './neighbour-wait.ts';
export { neighbourTimeline } from './neighbour-timeline.ts';
export { heavyThroughput } from './heavy-throughput.ts';
export { percentileCurve } from './percentile-curve.ts';
export { loadCurve } from './load-curve.ts';
export { whereTimeWent } from './where-time-went.ts';
