/** A port of one pod, over plain HTTP. */
export interface PodPort {
  readonly namespace: string
  readonly pod: string
  /** Of the container. */
  readonly port: number
}

/** What a pod answered, whatever its status. */
export interface ForwardedAnswer {
  readonly status: number
  readonly body: string
}

/** Requests to ports of pods through the API server, as `kubectl port-forward` makes them; nothing listens on this computer. */
export interface PortForwards {
  /**
   * Exactly one GET; connections are kept for the next one.
   * @param target path with query, as it goes into the request line
   * @throws FailureError: `forbidden` with the smallest Role where `pods/portforward` may not be used, `notFound` for a pod that is
   * gone, `unreachable` where nothing listens at the port, `timeout`, `server`, `cancelled`
   */
  get(to: PodPort, target: string, abort?: AbortSignal): Promise<ForwardedAnswer>
}
