import { createHash } from 'node:crypto'
import { visibleText } from '../../lib/visible-text.ts'
import type { Cluster } from './model.ts'
import { shownUrl } from './server-url.ts'

/**
 * By what a server's answers are taken for its own, and by which way they come, as one line that a person can read. Two
 * clusters with the same server and the same line are as safe to contact as one another: whoever agreed to one has agreed to
 * the other. An authority is named by the SHA-256 of its PEM, because any certificate may carry any name.
 */
export function verifiedBy({ caData, caFile, insecure, tlsServerName, proxyUrl }: Cluster): string {
  return [
    insecure ? 'its certificate is NOT checked' : authorityText(caData, caFile),
    // Quoted: a name is free text, and could read as the next part.
    ...(tlsServerName === undefined ? [] : [`expected to be ${JSON.stringify(visibleText(tlsServerName, 300))}`]),
    ...(proxyUrl === undefined ? [] : [`through the proxy ${JSON.stringify(shownUrl(proxyUrl))}`])
  ].join(', ')
}

function authorityText(caData: string | undefined, caFile: string | undefined): string {
  if (caData !== undefined) {
    const sha256 = createHash('sha256').update(Buffer.from(caData, 'base64')).digest('hex')
    return `checked by the authority with SHA-256 ${sha256}`
  }
  return caFile === undefined
    ? 'checked by the authorities of this computer'
    : 'checked by an authority that was not read'
}
