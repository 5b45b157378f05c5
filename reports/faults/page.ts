import { createHash } from 'node:crypto';
import type { FaultTable } from '../../stats/faults/fault-table.ts';
import { escapeHtml } from '../page/escape-html.ts';
import { PAGE_STYLE } from '../page/style.ts';
import { FAULT_STYLE, faultSection } from './html.ts';
import { faultVerdict } from './matrix.ts';

const STYLE = `${PAGE_STYLE}${FAULT_STYLE}`;

function factsOf({ machine, startedAt, holdupVersion }: FaultTable): string {
  const { cpuModel, coreCount, platform, nodeVersion } = machine;
  return `${startedAt.slice(0, 16).replace('T', ' ')} · ${cpuModel}, ${coreCount} cores, ${platform}, Node ${nodeVersion} · holdup ${holdupVersion}`;
}

/** A page of its own: one file that opens offline, without a script. */
export function faultPage(table: FaultTable): string {
  const style = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${style}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(faultVerdict(table))}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(faultVerdict(table))}</h1>
<p class="muted">${escapeHtml(factsOf(table))}</p>
${faultSection(table)}
<section id="repeat"><h2>Repeat it</h2><pre>${escapeHtml(table.command)}</pre></section>
</main>
</body>
</html>
`;
}
