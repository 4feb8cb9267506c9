/**
 * What begins a sentence about the newest revision; one that its controller has not numbered yet has no number.
 * @param workload that it is of, where that is not the service's own
 */
export function newRevision(revision: number | null, workload?: string): string {
  const of = workload === undefined ? '' : ` of ${workload}`
  return revision === null ? `A revision${of} that its controller has not numbered yet` : `Revision ${revision}${of}`
}
