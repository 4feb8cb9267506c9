/** A Prometheus with an address of its own, opened: its HTTP API is read over our own path, with its own credentials. */
export interface MetricsEndpoint {
  /**
   * GET of one resource of the API below its address, tried once more where that may help.
   * @param api absolute path below the address: `/api/v1/query`
   * @returns the text of an answer with 200
   * @throws FailureError: `unauthorized`, `forbidden`, `notFound`, `invalid` for a refused query, `rateLimited`, `timeout`,
   * `unreachable`, `tls`, `server`, `cancelled`
   */
  read(api: string, query: Readonly<Record<string, string>>, abort?: AbortSignal): Promise<string>
  /** The computer woke up: no connection that looks open is alive. */
  dropSockets(): void
  close(): void
}
