import type { ErrorReport } from '../servers/errors.ts';
import type { SenderResult } from './sender/sender-protocol.ts';

/** Why what the senders saw cannot be trusted, or undefined when it can. */
export function voidReason({ closedLoopAudits, wrongAnswer }: SenderResult): ErrorReport | undefined {
  for (const { streamName, sentCount, answeredCount, errorCount, unfinishedCount, desyncCount } of closedLoopAudits) {
    if (desyncCount > 0) {
      return {
        code: 'ERR_LOAD_DESYNC',
        message: `${desyncCount} responses of ${streamName} came while another request was under way on the same connection`,
      };
    }
    if (sentCount !== answeredCount + errorCount + unfinishedCount) {
      return {
        code: 'ERR_LOAD_CONSERVATION',
        message: `${streamName} sent ${sentCount} requests, but saw ${answeredCount} answers, ${errorCount} errors and ${unfinishedCount} under way at the end`,
      };
    }
  }
  if (wrongAnswer === null) return undefined;
  return { code: 'ERR_ANSWER_WRONG', message: `A heavy request was answered with ${wrongAnswer}` };
}
