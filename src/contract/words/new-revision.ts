/** What begins a sentence about the newest revision; one that its controller has not numbered yet has no number. */
export function newRevision(revision: number | null): string {
  return revision === null ? 'A revision that its controller has not numbered yet' : `Revision ${revision}`
}
