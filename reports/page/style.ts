import { DARK_THEME, LIGHT_THEME, type Theme } from '../theme.ts';

const customProperties = (theme: Theme): string =>
  Object.entries(theme)
    .map(([token, color]) => `${token}:${color}`)
    .join(';');

/** Dark by the system's wish or by the toggle; paper is always light. */
const themes = `
:root { color-scheme: light; ${customProperties(LIGHT_THEME)} }
@media screen and (prefers-color-scheme: dark) {
  :root:not([data-theme='light']) { color-scheme: dark; ${customProperties(DARK_THEME)} }
}
@media screen {
  :root[data-theme='dark'] { color-scheme: dark; ${customProperties(DARK_THEME)} }
}`;

const layout = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 56px 32px 96px; }
h1 { margin: 0 0 18px; padding-right: 76px; font-size: clamp(1.3rem, 1rem + 1.2vw, 1.8rem); font-weight: 650;
  line-height: 1.28; letter-spacing: -0.012em; text-wrap: pretty; overflow-wrap: anywhere; }
h1 .interval { color: var(--muted); font-weight: 400; }
h2 { margin: 0 0 4px; font-size: 1.28rem; font-weight: 650; letter-spacing: -0.008em; }
h3 { margin: 26px 0 0; font-size: 1.04rem; font-weight: 650; }
h3 + .scroll { margin-top: 6px; }
section { margin-top: 60px; scroll-margin-top: 20px; }
p { margin: 0 0 12px; }
.muted, .question { color: var(--muted); }
.question { max-width: 70ch; margin-bottom: 18px; }
nav { display: flex; flex-wrap: wrap; gap: 4px 20px; margin-top: 18px; font-size: 0.92rem; }
a { color: var(--accent); text-underline-offset: 3px; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 3px; }
.headline { position: relative; }
.theme { position: absolute; top: 2px; right: 0; padding: 4px 11px; border: 1px solid var(--line); border-radius: 999px;
  background: none; color: var(--muted); font: inherit; font-size: 0.82rem; cursor: pointer; }
.theme:hover { color: var(--ink); border-color: var(--muted); }
[hidden] { display: none !important; }`;

const warnings = `
.distrust { margin: 0 0 28px; padding: 18px 22px; border-radius: 8px; border: 3px solid var(--alarm); background: var(--alarm-paper); }
.distrust p { margin: 0; font-size: 1.08rem; }
.distrust strong { margin-right: 0.4em; color: var(--alarm); font-size: 1.25rem; letter-spacing: 0.03em; }
.distrust code { color: var(--alarm); }
.distrust ul { margin: 10px 0 0; padding-left: 1.2em; }
.warnings { margin-top: 30px; padding: 16px 20px; border-radius: 8px; border-left: 4px solid var(--alarm); background: var(--alarm-paper); }
.warnings h2 { margin-bottom: 8px; color: var(--alarm); font-size: 1rem; }
.warnings ul { margin: 0; padding: 0; list-style: none; }
.warnings li + li { margin-top: 8px; }
.warnings li { overflow-wrap: anywhere; font-size: 0.95rem; }
code, pre { font: 0.86em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace; }
.warnings code { color: var(--alarm); font-weight: 600; }
.warnings .flag { color: inherit; font-weight: 400; white-space: nowrap; }
pre { margin: 0 0 12px; padding: 12px 16px; border-radius: 8px; background: var(--card); white-space: pre-wrap; overflow-wrap: anywhere; }`;

const tables = `
.scroll { overflow-x: auto; margin: 18px 0 8px; }
table { width: 100%; border-collapse: separate; border-spacing: 0; font-size: 0.93rem; font-variant-numeric: tabular-nums; }
th, td { padding: 9px 10px; text-align: right; white-space: nowrap; vertical-align: top; }
thead tr:first-child th:first-child, tbody th { position: sticky; left: 0; padding-left: 0; background: var(--paper); text-align: left; }
thead th { color: var(--muted); font-size: 0.82rem; font-weight: 500; }
thead th[colspan] { padding-bottom: 2px; color: var(--ink); }
thead tr + tr th { padding-top: 2px; }
tbody th { font-weight: 600; white-space: normal; overflow-wrap: anywhere; min-width: 9.5em; max-width: 20em; }
tbody tr > * { border-top: 1px solid var(--line); }
.strong { font-weight: 650; }
th.prose, td.prose { min-width: 16em; text-align: left; white-space: normal; }
.note { display: block; color: var(--muted); font-size: 0.79rem; font-weight: 400; }
.target { display: flex; gap: 0.5em; }
.mark { flex: none; width: 1.05em; height: 1.05em; margin-top: 0.22em; }
dl { display: grid; grid-template-columns: minmax(110px, max-content) 1fr; gap: 9px 24px; margin: 16px 0; font-size: 0.95rem; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
.columns { display: grid; grid-template-columns: 1fr 1fr; gap: 0 56px; }
.columns section { min-width: 0; }`;

const charts = `
figure { margin: 0; }
.picture { position: relative; width: 100%; margin: 0 0 10px; }
.picture canvas { display: block; }
details { margin-top: 6px; font-size: 0.93rem; }
#behind details { margin-top: 0; border-top: 1px solid var(--line); }
#behind summary { padding: 10px 0; color: var(--ink); font-size: 1rem; font-weight: 600; }
#behind > .question { margin: 0 0 14px; }
#behind details .question { margin: 4px 0 0; }
summary { color: var(--muted); cursor: pointer; }
summary:hover { color: var(--ink); }
footer { margin-top: 72px; padding-top: 18px; border-top: 1px solid var(--line); color: var(--muted); font-size: 0.88rem; }`;

const phone = `
@media (max-width: 760px) {
  main { padding: 28px 18px 64px; }
  h1 { padding-right: 0; }
  .theme { position: static; margin: 0 0 4px; }
  section { margin-top: 44px; }
  .columns { display: block; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 12px; }
  th, td { padding: 8px 9px; }
  tbody th { min-width: 7.5em; max-width: 8.5em; }
}`;

const print = `
@media print {
  @page { margin: 14mm; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  h1 { padding: 0; font-size: 17pt; }
  nav, .theme { display: none; }
  section { margin-top: 26px; }
  figure, table, .warnings, dl > * { break-inside: avoid; }
  h2, .question { break-after: avoid; }
  .scroll { overflow: visible; }
  th, td, thead th { padding: 3px 4px; font-size: 8pt; }
  thead th { white-space: normal; }
  tbody th { min-width: 0; }
  .note { font-size: 7pt; }
  a { color: inherit; text-decoration: none; }
}`;

export const PAGE_STYLE = [themes, layout, warnings, tables, charts, phone, print].join('\n');
