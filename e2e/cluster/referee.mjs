import { readFile } from 'node:fs/promises'

/** How long users are watched for the last judgement, and how many of their requests may fail then. */
const lastLook = { ms: 5_000, errorRatio: 0.01 }

/**
 * What users of one host saw and what the people on call changed in its namespace, counted without the console: by the
 * proxies' stand-in and by the API server's audit log.
 *
 * @param {{ mesh: { seen(namespace: string, host: string): { requests: number, errors: number } }, audit: string }} cluster
 * @param {string} namespace
 * @param {string} host
 */
export async function refereeReport({ mesh, audit }, namespace, host) {
  const before = mesh.seen(namespace, host)
  await new Promise((resolve) => setTimeout(resolve, lastLook.ms))
  const seen = mesh.seen(namespace, host)
  const after = { requests: seen.requests - before.requests, errors: seen.errors - before.errors }
  return {
    scenario: namespace,
    seed: 0,
    effects: await effectsIn(audit, namespace),
    userErrors: { before, during: { requests: 0, errors: 0 }, after },
    usersRecovered: after.requests > 0 && after.errors / after.requests < lastLook.errorRatio
  }
}

/** @type {Readonly<Record<string, string>>} */
const methods = { create: 'POST', update: 'PUT', patch: 'PATCH' }

/**
 * Questions change nothing, nor does the mark by which consoles keep out of each other's way.
 *
 * @param {string} resource
 */
function isOfWorkloads(resource) {
  return !resource.startsWith('selfsubject') && resource !== 'leases'
}

/**
 * Writes of the people on call that were applied in a namespace: 2xx, no dry run. By the API server's audit log.
 *
 * @param {string} audit its file
 * @param {string} namespace
 */
export async function effectsIn(audit, namespace) {
  const lines = (await readFile(audit, 'utf8')).split('\n').filter((line) => line !== '')
  return lines
    .map((line) => JSON.parse(line))
    .filter(({ objectRef }) => objectRef?.namespace === namespace && isOfWorkloads(objectRef.resource))
    .filter(({ requestURI, responseStatus }) => responseStatus?.code < 300 && !requestURI.includes('dryRun='))
    .map(({ verb, requestURI, responseStatus }) => ({
      method: methods[verb] ?? 'DELETE',
      path: requestURI.split('?')[0],
      status: responseStatus.code
    }))
}
