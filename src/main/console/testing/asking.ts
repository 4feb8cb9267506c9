import type { RequestInput, RequestName, RequestOutput } from '../../../contract/index.ts'
import type { Console } from '../../ports/console.ts'

type Ask = <N extends RequestName>(name: N, input: RequestInput<N>) => Promise<RequestOutput<N>>

/** Asks the console of the moment for something as a window does, and throws what it refuses. */
export function asking(backout: () => Pick<Console, 'request'>): Ask {
  return async (name, input) => {
    const result = await backout().request(name, input)
    if (result.ok) return result.value
    throw new Error(`${name}: ${result.failure.message}`)
  }
}
