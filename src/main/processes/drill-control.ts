import { get } from 'node:http'

/**
 * Reads one page of the drill's control port. Only a host does this; the console never learns the address.
 * @throws Error when the port does not answer with JSON.
 */
export function readControl(control: string, page: 'report' | 'truth'): Promise<unknown> {
  return new Promise((resolve, reject) => {
    get(`${control}/${page}`, { timeout: 10_000 }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (body += chunk))
      response.on('error', reject)
      response.on('end', () => {
        try {
          resolve(JSON.parse(body))
        } catch (error) {
          const what = `the drill's control port did not answer with JSON (HTTP ${response.statusCode})`
          reject(new Error(what, { cause: error }))
        }
      })
    }).on('error', reject)
  })
}
