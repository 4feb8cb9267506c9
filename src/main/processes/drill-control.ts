import { get } from 'node:http'
import { gatherBytes } from '../lib/gathered-bytes.ts'

const mostBytes = 1_048_576

/**
 * Reads one page of the drill's control port. Only a host does this; the console never learns the address.
 * @throws Error when the port does not answer with JSON, or with more than 1 MiB.
 */
export function readControl(control: string, page: 'report' | 'truth'): Promise<unknown> {
  return new Promise((resolve, reject) => {
    get(`${control}/${page}`, { timeout: 10_000 }, (response) => {
      const gathered = gatherBytes(mostBytes)
      response.on('data', (chunk: Buffer) => {
        if (gathered.add(chunk) !== null) response.destroy(new Error("the drill's control port answers without an end"))
      })
      response.on('error', reject)
      response.on('end', () => {
        try {
          resolve(JSON.parse(gathered.take().toString('utf8')))
        } catch (error) {
          const what = `the drill's control port did not answer with JSON (HTTP ${response.statusCode})`
          reject(new Error(what, { cause: error }))
        }
      })
    }).on('error', reject)
  })
}
