export type ReportErrorCode =
  | 'ERR_RECORD_MISSING'
  | 'ERR_RECORD_UNREADABLE'
  | 'ERR_REPORT_UNWRITABLE'
  | 'ERR_COMPARE_MISMATCH';

/** Why there is no report. The message is for the person at the prompt. */
export class ReportError extends Error {
  readonly code: ReportErrorCode;

  constructor(code: ReportErrorCode, message: string) {
    super(message);
    this.name = 'ReportError';
    this.code = code;
  }
}
