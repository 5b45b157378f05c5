import { PAGE_STYLE } from '../../reports/page/style.ts';

/** Beside what the report's page has: lanes, and type for the back row. */
export const LIVE_STYLE = `${PAGE_STYLE}
main { max-width: 1400px; padding: 24px 28px 72px; }
h1 { margin-bottom: 6px; padding-right: 0; }
.live-title { display: flex; flex-wrap: wrap; align-items: flex-start; justify-content: space-between; gap: 12px 24px; }
.strip-facts { display: flex; flex-wrap: wrap; gap: 2px 1.4em; margin: 0 0 14px; font-size: 0.93rem; font-variant-numeric: tabular-nums; }
.tools, .bar, .choices, .runs { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; }
.pill[aria-disabled='true'] { border-style: dashed; color: var(--muted); }
.pill[aria-pressed='true'] { border-style: solid; border-color: var(--accent); background: var(--accent); color: var(--paper); font-weight: 600; }
.predict { margin: 0 0 14px; padding: 14px 18px; border-left: 4px solid var(--accent); border-radius: 8px; background: var(--card); }
.predict p { margin: 0 0 8px; }
#question { font-size: 1.08rem; font-weight: 600; }
.choice { min-width: 6.5em; }
.choice .votes { font-size: 0.85em; color: inherit; }
#predict-state { min-height: 1.5em; margin: 8px 0 4px; font-size: 0.93rem; }
.skip { font-size: 0.88rem; color: var(--muted); }
.bar { margin: 0 0 12px; }
.scrub { display: flex; align-items: center; gap: 8px; font-size: 0.93rem; }
.scrub input { width: 16em; max-width: 50vw; }
kbd { padding: 0 5px; border: 1px solid var(--line); border-radius: 4px; color: var(--muted); font: 0.78em/1.4 ui-monospace, Menlo, Consolas, monospace; }
.pill[aria-pressed='true'] kbd { color: inherit; border-color: currentcolor; }
.lane { display: grid; grid-template-columns: 13.5em minmax(0, 1fr) 14.5em; gap: 18px; align-items: start; margin: 0; padding: 12px 0 10px; border-top: 1px solid var(--line); }
.lane h2 { display: flex; align-items: baseline; gap: 0.4em; margin: 0; font-size: 1.06rem; overflow-wrap: anywhere; }
.lane h2 .mark { align-self: center; margin: 0; }
.lane h2 kbd { margin-left: auto; }
.lane .state { min-height: 1.5em; margin: 2px 0 6px; font-size: 0.82rem; overflow-wrap: anywhere; }
.lane.down .state { color: var(--alarm); font-weight: 600; }
.lane .picture { margin: 0; }
.lane canvas { display: block; width: 100%; height: 96px; }
.processes { margin: 6px 0; padding-top: 2px; border-top: 1px dashed var(--line); }
.process p, .processes .note { margin: 4px 0 1px; font-size: 0.82rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.lane .process canvas { height: 52px; }
.group { display: inline-flex; }
.group .pill:first-child { border-start-end-radius: 0; border-end-end-radius: 0; }
.group .pill + .pill { border-start-start-radius: 0; border-end-start-radius: 0; border-inline-start: 0; }
#race-order { font-size: 1.05rem; font-weight: 600; max-width: 96ch; }
.raced { display: grid; grid-template-columns: 11em minmax(0, 1fr); gap: 12px; align-items: center; padding: 3px 0; }
.raced p { display: flex; align-items: center; gap: 0.4em; margin: 0; font-weight: 600; overflow-wrap: anywhere; }
.raced p .mark { flex: none; margin: 0; }
.raced.ruler p { font-size: 0.82rem; font-weight: 400; }
.raced canvas { display: block; width: 100%; height: 72px; }
.raced.ruler canvas { height: 24px; }
.job-text { min-height: 1.5em; margin: 2px 0 0; font-size: 0.82rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.figures { display: grid; grid-template-columns: 1fr; gap: 2px; margin: 0; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
.figures div { display: flex; justify-content: space-between; gap: 10px; }
.figures dd { font-weight: 650; text-align: right; }
.figures .lens { color: var(--muted); }
.figures .lens:not(.lens + .lens) { margin-top: 3px; padding-top: 3px; border-top: 1px dashed var(--line); }
.legend-line { max-width: 96ch; margin: 10px 0 0; font-size: 0.86rem; }
#explain, #raced { margin-top: 22px; padding: 16px 20px; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
#explain p { max-width: 82ch; margin: 8px 0; }
#said-you { font-size: 1.1rem; font-weight: 600; }
#explain-code { margin: 0; padding: 8px 0; background: var(--paper); overflow-x: auto; white-space: pre; overflow-wrap: normal; }
#explain-code span { display: block; width: max-content; min-width: 100%; padding: 0 14px; }
#explain-code .culprit { background: var(--alarm-paper); color: var(--ink); box-shadow: inset 4px 0 var(--alarm); font-weight: 650; }
.code-of { font-size: 0.86rem; }
#raced .scroll { background: linear-gradient(to left, var(--card) 40%, transparent) right / 44px 100% no-repeat local,
  linear-gradient(to left, color-mix(in srgb, var(--ink) 22%, transparent), transparent) right / 14px 100% no-repeat scroll; }
#raced tbody th, #raced thead tr:first-child th:first-child { background: var(--card); }
#table { margin-top: 20px; }
.connection-lost { color: var(--alarm); font-weight: 600; }
:root[data-size='big'] { font-size: 21px; }
:root[data-size='big'] body { font-size: 1rem; }
:root[data-size='big'] main { max-width: none; }
:root[data-size='big'] .lane canvas { height: 128px; }
:root[data-size='big'] .lane .process canvas { height: 68px; }
:root[data-size='big'] .raced canvas { height: 92px; }
:root[data-size='big'] .raced.ruler canvas { height: 32px; }
:root[data-size='big'] .lane { grid-template-columns: 12.5em minmax(0, 1fr) 13.5em; }
:root[data-size='big'] :is(.state, .job-text, .legend-line, .skip, .code-of, .strip-facts, #predict-state, .pill, .figures, .scrub) { font-size: 0.92em; }
:root[data-size='big'] .lane h2 { font-size: 1.15em; }
:root[data-size='big'] #question { font-size: 1.2em; }
:root[data-size='big'] .figures dd { font-size: 1.1em; }
@media (max-width: 760px) {
  main { padding: 18px 16px 64px; }
  .lane { grid-template-columns: minmax(0, 1fr); gap: 6px; }
  .lane .who { display: grid; grid-template-columns: 1fr auto; gap: 0 10px; align-items: center; }
  .lane h2 { grid-column: 1; }
  .lane .runs { grid-column: 2; grid-row: 1 / span 2; }
  .lane h2 kbd { margin-left: 0.3em; }
  .tools { margin-bottom: 10px; }
  .raced { grid-template-columns: minmax(0, 1fr); gap: 2px; }
  .figures .lens:not(.lens + .lens) { margin: 0; padding: 0; border: 0; }
  .figures { grid-template-columns: 1fr 1fr 1fr; }
  .figures div { flex-direction: column; gap: 0; }
  .figures dd { text-align: left; }
  .figures dt { font-size: 0.8rem; }
}`;
