interface Request {
  readonly method: string
  readonly url: string
}

/** How many changes were sent by PATCH, dry runs left out. */
export function patchesSent({ requests }: { readonly requests: readonly Request[] }): number {
  return requests.filter(({ method, url }) => method === 'PATCH' && !url.includes('dryRun=All')).length
}
