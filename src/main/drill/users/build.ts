/** How a container of an image behaves once its pod is on a node. */
export type BuildHealth =
  | { readonly kind: 'serves' }
  /** Starts, then ends; the kubelet restarts it with back-off. */
  | {
      readonly kind: 'crashes'
      readonly afterSeconds: number
      readonly exitCode: number
      readonly reason: string
      /** How long its first containers serve before they end; without it none gets ready. */
      readonly servesFirstSeconds?: number
    }
  /** Runs, but the readiness probe never succeeds. */
  | { readonly kind: 'neverReady' }
  | { readonly kind: 'noImage' }

/** What an image does to the users whose requests its pods answer. */
export interface Build {
  readonly health: BuildHealth
  /** From container start to the first successful readiness probe, seconds. */
  readonly startSeconds: number
  /** Share of answered requests with a server error, 0 to 1. */
  readonly errorRatio: number
  /** The status code of those errors. */
  readonly errorCode: 500 | 502 | 503
  /** Median latency in milliseconds; latencies are log-normal. */
  readonly medianMs: number
  /** Standard deviation of the logarithm of the latency. */
  readonly spread: number
  /** Lines that its containers write when a request fails or when they crash. */
  readonly complaint: string
  /** Memory of a container when it starts, bytes, and by how much it grows in a minute; an ordinary amount when left out. */
  readonly memory?: { readonly bytes: number; readonly growsBy: number }
  /** Share of the answers without an error that end in an order; an ordinary share when left out. */
  readonly orders?: number
}

const plain: Build = {
  health: { kind: 'serves' },
  startSeconds: 3,
  errorRatio: 0.001,
  errorCode: 500,
  medianMs: 20,
  spread: 0.6,
  complaint: 'request failed'
}

/** Behaviour by image, and what to assume of images that an operator brings along. */
export interface BuildCatalog {
  /** `workload` is the Deployment whose pod runs it. */
  of(image: string, workload?: string): Build
}

/** The key of what an image does in one Deployment only. */
export function inWorkload(image: string, workload: string): string {
  return `${image}@${workload}`
}

/** The number of a tag's mark, or what is meant without one. */
function numberIn(text: string, otherwise: number): number {
  const value = Number(text)
  return text === '' || !Number.isFinite(value) ? otherwise : value
}

/** Images that the scenario did not plan are ordinary ones, except where the tag says otherwise. */
export function createBuildCatalog(builds: ReadonlyMap<string, Build>): BuildCatalog {
  return {
    of(image, workload) {
      const own = workload === undefined ? undefined : builds.get(inWorkload(image, workload))
      const known = own ?? builds.get(image)
      if (known !== undefined) return known
      const tag = image.slice(image.lastIndexOf(':') + 1)
      if (/crash/.test(tag))
        return { ...plain, health: { kind: 'crashes', afterSeconds: 1, exitCode: 1, reason: 'Error' } }
      if (/missing|does-not-exist/.test(tag)) return { ...plain, health: { kind: 'noImage' } }
      const [, percent] = /-bad([\d.]*)/.exec(tag) ?? []
      const [, median] = /-slow([\d.]*)/.exec(tag) ?? []
      return {
        ...plain,
        ...(percent === undefined ? {} : { errorRatio: numberIn(percent, 30) / 100 }),
        ...(median === undefined ? {} : { medianMs: numberIn(median, 900) })
      }
    }
  }
}
