import { pageDocument } from '../../reports/page/document.ts';
import { PAGE_STYLE } from '../../reports/page/style.ts';

const STYLE = `${PAGE_STYLE}
main { max-width: 32rem; }
.join { display: flex; gap: 10px; margin: 18px 0; }
.join input { width: 9em; padding: 8px 12px; border: 1px solid var(--muted); border-radius: 8px; background: var(--paper);
  color: var(--ink); font: inherit; font-size: 1.3rem; letter-spacing: 0.12em; }`;

const SCRIPT = `
const input = document.querySelector('input');
const join = () => location.assign('/?code=' + encodeURIComponent(input.value.trim()));
document.querySelector('button').addEventListener('click', join);
input.addEventListener('keydown', (event) => { if (event.key === 'Enter') join(); });
input.focus();`;

/**
 * What a browser gets that has not typed the code of the class yet.
 *
 * @param problem why it is shown again; empty the first time
 */
export const joinPage = (problem: string): string =>
  pageDocument({
    title: 'Join: holdup live',
    style: STYLE,
    main: `<h1>Type the code on the projector</h1>
<p class="muted">It lets this browser look on and press the buttons of the class.</p>
<div class="join"><label class="unseen" for="code">Join code</label>
<input id="code" inputmode="numeric" autocomplete="off" maxlength="6"><button class="pill" type="button">Join</button></div>
${problem === '' ? '' : `<p role="alert">${problem}</p>`}`,
    scripts: [{ kind: 'module', code: SCRIPT }],
  });
