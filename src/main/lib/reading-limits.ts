const MiB = 1_048_576

/**
 * How much of what a server sends is taken in. Above a limit nothing of the answer is used, and the failure says which
 * limit it was: a part would look like the whole. They leave room above the sizes that Kubernetes is tested with: 3,000
 * pods, 2,000 Deployments and so 22,000 ReplicaSets of a namespace (kubernetes/community
 * sig-scalability/configs-and-limits/thresholds.md), and objects of 1.5 MiB (etcd's --max-request-bytes).
 */
export const readingLimits = {
  /** Of one page of a list, or of one object. A page that is larger is asked for with fewer items. */
  pageBytes: 8 * MiB,
  /** Of any other answer, such as one of Prometheus. */
  answerBytes: 16 * MiB,
  /** Of an answer that refuses. */
  refusalBytes: MiB,
  /** Objects, arrays and their members in one JSON text; a page with more is asked for with fewer items. */
  pageValues: 250_000,
  answerValues: 500_000,
  /** Objects and arrays in one another. */
  depth: 64,
  /** Characters of one text: what is longer takes seconds to be compared, searched and drawn. */
  textLength: MiB,
  listPages: 1_000,
  listItems: 30_000,
  listBytes: 64 * MiB,
  /** Objects of a list, or of a watch since its last list, that are left out because of their fields. */
  spoiledObjects: 1_000,
  /** Of one event of a watch. */
  eventBytes: 4 * MiB,
  /** What one watch may send: so much at once, and again so much a second of real time. */
  eventsAtOnce: 5_000,
  eventsPerSecond: 1_000,
  watchBytesAtOnce: 32 * MiB,
  watchBytesPerSecond: 8 * MiB,
  /** Chunks of HTTP, or records of TLS, whatever is in them: networks cut at about 1,400 bytes. */
  watchPiecesAtOnce: 25_000,
  watchPiecesPerSecond: 8_000,
  /** Of the annotations of one object: kubernetes/apimachinery pkg/api/validation/objectmeta.go TotalAnnotationSizeLimitB. */
  annotationBytes: 262_144
} as const

/** Bytes for a sentence. */
export function inMiB(bytes: number): string {
  return `${bytes / MiB} MiB`
}
