import { PAGE_STYLE } from '../../reports/page/style.ts';

/**
 * A slide is 1280 by 720 units; --unit is one of them, and every length in a slide hangs on it, so that what fits at one size
 * fits at all. On a phone and without scripts the slides stand below each other as a page to read.
 */
export const DECK_STYLE = `${PAGE_STYLE}
:root { --unit: min(100vw / 1280, 100vh / 720); }
main { max-width: 900px; margin: 0 auto; padding: 24px 18px 80px; }
.slide { margin: 0 0 40px; padding: 0 0 24px; border-bottom: 1px solid var(--line); scroll-margin-top: 20px; }
.slide h1, .slide h2 { margin: 0 0 0.5em; padding: 0; font-size: 1.5em; line-height: 1.2; letter-spacing: -0.012em; }
.slide ul { margin: 0; padding-left: 1.1em; }
.slide li { margin: 0 0 0.55em; }
.slide p { margin: 0 0 0.6em; }
.slide code { padding: 0 0.25em; border-radius: 0.2em; background: var(--band); font-size: 0.88em; overflow-wrap: anywhere; }
.slide table { width: auto; font-size: 1em; }
.slide :is(th, td, thead th) { font-size: 1em; text-align: left; white-space: normal; }
.slide td { border-top: 1px solid var(--line); }
.slide thead tr:first-child th:first-child, .slide tbody th { position: static; }
.foot { margin-top: 1em; padding-top: 0.6em; border-top: 2px solid var(--accent); color: var(--muted); }
.foot p { margin: 0; }
.beside { display: flex; flex-wrap: wrap; gap: 1.5em; align-items: center; }
.beside > div { flex: 1 1 16em; }
.number { color: var(--muted); font-size: 0.85em; text-decoration: none; }
.kitchen { flex: 1 1 18em; max-width: 24em; max-height: 11em; width: 100%; }
.kitchen text { fill: var(--muted); font: 15px system-ui, sans-serif; text-anchor: middle; }
.kitchen .staff { fill: var(--accent); }
.kitchen .guest { fill: var(--muted); }
.kitchen .thing, .kitchen .wall { fill: none; stroke: var(--ink); stroke-width: 2; }
.kitchen .wall { stroke-dasharray: 6 4; }
.kitchen .counter { fill: var(--ink); }
.deck, .notes { display: none; }
.notes h3 { margin-top: 0.8em; }
.notes table { font-size: 0.9em; }
.notes :is(td, th, thead tr:first-child th:first-child) { position: static; padding-left: 0; background: none; text-align: left; white-space: normal; }
@media screen and (min-width: 761px) {
  :root[data-mode] main { max-width: none; padding: 0; }
  :root[data-mode] .slide { position: relative; width: calc(1280 * var(--unit)); height: calc(720 * var(--unit)); margin: 0; overflow: hidden; border: 0;
    padding: calc(52 * var(--unit)) calc(76 * var(--unit)); background: var(--paper); font-size: calc(30 * var(--unit)); line-height: 1.38; }
  :root[data-mode] .slide :is(h1, h2) { margin-bottom: 0.6em; }
  :root[data-mode] .slide[data-kind='opening'] h1, :root[data-mode] .slide[data-kind='opening'] h2 { margin-top: 1.1em; font-size: 1.8em; }
  :root[data-mode] .slide[data-kind='question'] { border-left: calc(14 * var(--unit)) solid var(--accent); }
  :root[data-mode] .slide[data-kind='table'] { padding-block: calc(30 * var(--unit)); font-size: calc(21 * var(--unit)); line-height: 1.25; }
  :root[data-mode] .slide[data-kind='table'] :is(th, td) { padding: 0.13em 1.2em 0.13em 0; }
  :root[data-mode] .number { position: absolute; right: calc(30 * var(--unit)); bottom: calc(16 * var(--unit)); font-size: calc(18 * var(--unit)); }
  :root[data-mode='show'] body { overflow: hidden; }
  :root[data-mode='show'] main { display: grid; place-items: center; height: 100vh; }
  :root[data-mode='show'] .slide:not([data-shown]) { display: none; }
  :root[data-mode='overview'] { --unit: 0.225px; }
  :root[data-mode='overview'] main { display: flex; flex-wrap: wrap; gap: 18px; padding: 24px; }
  :root[data-mode='overview'] .slide { outline: 1px solid var(--line); border-radius: 4px; }
  :root[data-mode='overview'] .slide:is(:hover, :focus-within) { outline: 3px solid var(--accent); }
  :root[data-mode='overview'] .slide :is(a, code, p, li):not(.number) { pointer-events: none; }
  :root[data-mode='overview'] .number { inset: 0; display: flex; justify-content: flex-end; align-items: flex-end; padding: 4px 8px; font-size: 12px; }
  :root[data-mode='show'][data-notes] { --unit: min(60vw / 1280, 100vh / 720); }
  :root[data-mode='show'][data-notes] main { grid-template-columns: 60vw 40vw; align-items: start; place-items: start; }
  :root[data-mode='show'][data-notes] .notes[data-shown] { display: block; grid-column: 2; grid-row: 1; height: 100vh; width: 100%; margin: 0; padding: 20px 24px 60px; overflow-y: auto; border-left: 3px solid var(--alarm); background: var(--card); }
  :root[data-mode] .deck { position: fixed; left: 12px; bottom: 10px; display: flex; gap: 6px; margin: 0; }
  .deck button { padding: 3px 11px; border: 1px solid var(--line); border-radius: 999px; background: var(--paper); color: var(--muted); font: inherit; font-size: 12px; cursor: pointer; }
  .deck button:hover { border-color: var(--muted); color: var(--ink); }
}
@media print {
  @page { size: 1280px 720px; margin: 0; }
  :root { --unit: 1px; }
  main { max-width: none; padding: 0; }
  .slide { display: block; position: relative; width: 1280px; height: 720px; margin: 0; padding: 52px 76px; border: 0; overflow: hidden; font-size: 30px; line-height: 1.38; break-inside: avoid; }
  .slide + .slide { break-before: page; }
  .slide[data-kind='table'] { padding-block: 30px; font-size: 21px; line-height: 1.25; }
  .slide[data-kind='table'] :is(th, td, thead th) { padding: 0.13em 1.2em 0.13em 0; font-size: inherit; white-space: normal; }
  .number { position: absolute; right: 30px; bottom: 16px; font-size: 18px; }
  .kitchen text { fill: #333; }
}`;
