/** An error to show to the viewer. `code` is from a closed set; free text of a server is dropped. */
export class ServiceProblem extends Error {
  /** @param {{status?: number, code: string, requestId?: string, isRetryable?: boolean}} what */
  constructor({ status = 0, code, requestId = '', isRetryable = true }) {
    super(code);
    this.name = 'ServiceProblem';
    this.status = status;
    this.code = code;
    this.requestId = requestId;
    this.isRetryable = isRetryable;
  }
}
