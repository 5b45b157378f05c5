import { CONTROLS_STYLE } from './controls-style.ts';
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
.permalink { color: var(--muted); font-weight: 400; text-decoration: none; }
.permalink:hover { color: var(--accent); }
.further { max-width: 82ch; margin: 10px 0 18px; }
.further p { margin: 0 0 6px; }
.further .interval { color: var(--muted); }
.further .muted { font-size: 0.88rem; }
.ran p { margin: 0 0 8px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
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
pre { margin: 0 0 12px; padding: 12px 16px; border-radius: 8px; background: var(--card); white-space: pre-wrap; overflow-wrap: anywhere; }
.command { display: flex; align-items: stretch; gap: 8px; margin: 0 0 12px; }
.command pre { flex: 1 1 auto; min-width: 0; margin: 0; }
.ran .command pre { padding: 7px 14px; }
.copy, .save, .downloads button { padding: 4px 12px; border: 1px solid var(--line); border-radius: 8px; background: none;
  color: var(--muted); font: inherit; font-size: 0.86rem; cursor: pointer; }
.copy { flex: none; }
.copy:hover, .save:hover, .downloads button:hover { color: var(--ink); border-color: var(--muted); }
.downloads { display: flex; flex-wrap: wrap; gap: 10px; }
figure { position: relative; }
.save { position: absolute; right: 0; bottom: auto; }
.limits { max-width: 82ch; margin: 14px 0; padding-left: 1.2em; }
.limits li + li { margin-top: 6px; }`;

const tables = `
.scroll { position: relative; overflow-x: auto; margin: 18px 0 8px; }
/* A shadow at the right edge for as long as there is more behind it. */
@media screen {
  .scroll { background: linear-gradient(to left, var(--paper) 40%, transparent) right / 44px 100% no-repeat local,
    linear-gradient(to left, color-mix(in srgb, var(--ink) 22%, transparent), transparent) right / 14px 100% no-repeat scroll; }
}
table { width: 100%; border-collapse: separate; border-spacing: 0; font-size: 0.93rem; font-variant-numeric: tabular-nums; }
th, td { padding: 9px 10px; text-align: right; white-space: nowrap; vertical-align: top; }
thead tr:first-child th:first-child, tbody th { position: sticky; left: 0; padding-left: 0; background: var(--paper); text-align: left; }
thead th { color: var(--muted); font-size: 0.82rem; font-weight: 500; }
thead th[colspan] { padding-bottom: 2px; color: var(--ink); }
thead tr + tr th { padding-top: 2px; }
.sort { margin: 0; padding: 2px 0; border: 0; background: none; color: inherit; font: inherit; white-space: nowrap; cursor: pointer;
  text-decoration: underline dotted; text-underline-offset: 4px; }
.sort:hover { color: var(--ink); }
[aria-sort] .sort { color: var(--ink); font-weight: 650; }
[aria-sort='ascending'] .sort::after { content: ' ▲'; font-size: 0.8em; }
[aria-sort='descending'] .sort::after { content: ' ▼'; font-size: 0.8em; }
.spot { display: block; width: 64px; height: 12px; margin: 5px 0 0 auto; overflow: visible; }
.glance th, .glance td { padding-right: 8px; padding-left: 8px; }
.glance thead th:first-child, .glance tbody th { padding-left: 0; }
.glance th[colspan='1'] { white-space: normal; }
.glance thead th { vertical-align: bottom; }
.glance tbody th { min-width: 10.4em; }
.spot .track { stroke: var(--line); }
.spot .whisker { fill: none; stroke-width: 2; }
.service { display: block; width: 104px; height: 10px; margin: 7px 0 0 auto; }
.service .good { fill: var(--muted); }
.service .slow { fill: none; stroke: var(--alarm); }
.service path.slow { stroke-width: 1.6; }
.service .unserved { fill: none; stroke: var(--alarm); }
.alike { margin-right: 0.3em; color: var(--muted); font-weight: 400; }
.legend { margin: 12px 0 0; padding: 0; list-style: none; font-size: 0.9rem; }
.sorted:empty { display: none; }
.learn dd .note { margin-top: 2px; }
.learn dt { color: var(--ink); font-weight: 600; }
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
  tbody th { min-width: 7.5em; max-width: 9.4em; }
  .glance tbody th { min-width: 9.2em; max-width: 9.4em; }
}`;

const print = `
@media print {
  @page { margin: 14mm; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  h1 { padding: 0; font-size: 17pt; }
  nav, .theme, .permalink, .copy, .save, .downloads, .sorted { display: none; }
  .sort { text-decoration: none; }
  section { margin-top: 26px; }
  .picture, tr, .warnings, .glance, dl > * { break-inside: avoid; }
  h2, .question { break-after: avoid; }
  .scroll { overflow: visible; }
  th, td, thead th { padding: 3px 4px; font-size: 8pt; }
  thead th, td { white-space: normal; }
  .glance td { white-space: nowrap; }
  tbody th, .glance tbody th { min-width: 0; max-width: 11em; overflow-wrap: break-word; }
  .glance th, .glance td { padding-right: 3px; padding-left: 3px; font-size: 7pt; }
  .glance .note { font-size: 6pt; }
  details th, details td, details thead th { padding: 2px 3px; font-size: 7pt; }
  .spot { width: 40px; height: 8px; }
  .service { width: 64px; height: 7px; }
  .note { font-size: 7pt; }
  a { color: inherit; text-decoration: none; }
}`;

export const PAGE_STYLE = [themes, layout, warnings, tables, charts, CONTROLS_STYLE, phone, print].join('\n');
