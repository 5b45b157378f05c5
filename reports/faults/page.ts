import type { FaultTable } from '../../stats/faults/fault-table.ts';
import { pageDocument } from '../page/document.ts';
import { escapeHtml } from '../page/escape-html.ts';
import { pageSection } from '../page/section.ts';
import { PAGE_STYLE } from '../page/style.ts';
import { FAULT_STYLE, faultSection } from './html.ts';
import { faultVerdict } from './matrix.ts';

function factsOf({ machine, startedAt, holdupVersion }: FaultTable): string {
  const { cpuModel, coreCount, platform, nodeVersion } = machine;
  return `${startedAt.slice(0, 16).replace('T', ' ')} · ${cpuModel}, ${coreCount} cores, ${platform}, Node ${nodeVersion} · holdup ${holdupVersion}`;
}

/** A page of its own: one file that opens offline, without a script. */
export function faultPage(table: FaultTable): string {
  const verdict = faultVerdict(table);
  const repeat = pageSection({ id: 'repeat', title: 'Repeat it', body: `<pre>${escapeHtml(table.command)}</pre>` });
  return pageDocument({
    title: verdict,
    style: `${PAGE_STYLE}${FAULT_STYLE}`,
    main: `<h1>${escapeHtml(verdict)}</h1>
<p class="muted">${escapeHtml(factsOf(table))}</p>
${faultSection(table, '').html}
${repeat.html}`,
  });
}
