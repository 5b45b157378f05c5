/** What the gallery adds to the style of a report. */
export const GALLERY_STYLE = `
.filter { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 14px; margin: 26px 0 0; font-size: 0.95rem; }
.filter input { flex: 0 1 22em; min-width: 0; padding: 6px 11px; border: 1px solid var(--muted); border-radius: 6px;
  background: var(--paper); color: var(--ink); font: inherit; }
.filter output { color: var(--muted); font-variant-numeric: tabular-nums; }
article { margin-top: 28px; padding-top: 22px; border-top: 1px solid var(--line); }
article h2 { margin: 6px 0 10px; font-size: 1.06rem; font-weight: 600; line-height: 1.4; letter-spacing: 0; overflow-wrap: anywhere; text-wrap: pretty; }
article h2 a { color: var(--ink); text-decoration-color: var(--accent); }
article h2 a:hover { color: var(--accent); }
article p ~ h2, .second { margin-top: 16px; }
article .interval { color: var(--muted); font-weight: 400; }
article p { margin: 0 0 6px; font-size: 0.92rem; overflow-wrap: anywhere; }
.when { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 10px; font-variant-numeric: tabular-nums; }
.when .folder { margin-left: auto; color: var(--muted); font-size: 0.85rem; }
.chip { padding: 0 9px; border: 1px solid var(--line); border-radius: 999px; color: var(--muted); font-size: 0.82rem; line-height: 1.6; }
.chip.name { border-color: transparent; background: var(--card); color: var(--ink); }
.chip.alarm { border-color: var(--alarm); color: var(--alarm); font-weight: 600; }
.targets { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 0 0 6px; padding: 0; font-size: 0.92rem; list-style: none; }
.targets li { display: flex; gap: 0.45em; overflow-wrap: anywhere; min-width: 0; }
.targets .note { display: inline; align-self: center; color: var(--alarm); font-weight: 600; }
.facts { color: var(--muted); }
.unreadable code { color: var(--alarm); font-weight: 600; }
@media print { .filter { display: none; } article { break-inside: avoid; margin-top: 14px; padding-top: 10px; } }
@media (max-width: 760px) { .when .folder { flex-basis: 100%; margin-left: 0; } }
`;
