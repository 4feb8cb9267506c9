import { get as getPlain } from 'node:http'
import { get as getSecure } from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'
import { say, Trouble } from '../../scripts/setup/say.mjs'

/** How long a program may take to answer, milliseconds. */
const readyWithinMs = 60_000

/**
 * Waits for one program after the other. Gives up at once when any program of the control plane has ended, because none
 * of them ends by itself, and when the start is called off.
 *
 * @param {{ dead(): readonly string[] }} programs
 * @param {AbortSignal} [abort]
 */
export function createReadiness(programs, abort) {
  /**
   * @param {string} what
   * @param {() => Promise<boolean>} question
   * @throws {Trouble} when it is not ready within a minute
   */
  return async function until(what, question) {
    const giveUpAt = Date.now() + readyWithinMs
    for (;;) {
      abort?.throwIfAborted()
      const [dead] = programs.dead()
      if (dead !== undefined) throw new Trouble(`the control plane did not start: ${dead}`)
      if (await question()) break
      if (Date.now() > giveUpAt) throw new Trouble(`${what} did not answer within ${readyWithinMs / 1_000} s`)
      await delay(100)
    }
    say(`${what} is ready`)
  }
}

/**
 * Whether a GET is answered with less than 400.
 *
 * @param {string} url
 * @param {{ ca?: string, token?: string }} [trust]
 * @returns {Promise<boolean>}
 */
export function answers(url, { ca, token } = {}) {
  const get = url.startsWith('https:') ? getSecure : getPlain
  return new Promise((resolve) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const asked = get(url, { ca, headers, timeout: 2_000 }, (response) => {
      response.resume()
      resolve((response.statusCode ?? 500) < 400)
    })
    asked.on('error', () => resolve(false))
    asked.on('timeout', () => asked.destroy())
  })
}
