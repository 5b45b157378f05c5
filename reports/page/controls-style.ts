/** Buttons, chips, tabs and the walk through the heartbeats. None of them stands on paper. */
export const CONTROLS_STYLE = `
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
.pill, .chip, .tabs button { padding: 4px 12px; border: 1px solid var(--muted); border-radius: 999px; background: none;
  color: var(--ink); font: inherit; font-size: 0.88rem; line-height: 1.5; cursor: pointer; }
.pill:hover, .chip:hover { background: var(--card); border-color: var(--ink); }
.copy-link { margin-top: 16px; }
.chips, .tabs, .walk { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; }
.chips { margin-top: 56px; font-size: 0.92rem; }
.chips + section { margin-top: 28px; }
.chip { display: inline-flex; align-items: center; gap: 0.4em; max-width: 100%; text-align: left; overflow-wrap: anywhere; }
.chip .mark { margin: 0; }
.chip[aria-pressed='false'] { border-style: dashed; color: var(--muted); text-decoration: line-through; }
.chip[aria-pressed='false'] .mark { opacity: 0.35; }
.show-all { border-color: transparent; text-decoration: underline; text-underline-offset: 3px; }
.tabs { margin: 0 0 10px; }
.tabs [aria-selected='true'] { border-color: var(--accent); background: var(--accent); color: var(--paper); font-weight: 600; }
.tabs [aria-selected='false']:hover { background: var(--card); border-color: var(--ink); }
.walk { position: sticky; z-index: 1; top: 0; padding: 8px 0; background: var(--paper); font-size: 0.93rem; }
.walk p { margin: 0; color: var(--muted); font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
canvas[tabindex] { cursor: crosshair; }
@media print { .pill, .chips, .tabs, .walk { display: none; } }`;
