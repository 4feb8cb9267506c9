import type { ClientRequest } from 'node:http'

/** A server says once that it goes on (100, 102), and may send hints (103); nobody says it more often than this. */
const mostInterim = 20

/**
 * Calls once when more interim answers (1xx, RFC 9110 15.2) come to a request than any server has a reason for. Node reads
 * past them without end and without a limit, so that they would keep the process busy for as long as they come.
 */
export function onEndlessInterim(request: ClientRequest, refuse: () => void): void {
  let count = 0
  request.on('information', () => {
    count += 1
    if (count === mostInterim + 1) refuse()
  })
}
