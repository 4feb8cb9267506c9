import type { LastKnown, ServiceView } from '../../contract/index.ts'
import type { ServiceFacts } from '../traps/index.ts'

/** What was seen last of one service, for when it is opened again and cannot be read. */
export interface SeenService {
  readonly view?: ServiceView
  readonly known?: LastKnown
  /** What commands were judged by. */
  readonly facts?: ServiceFacts
}

/** What was seen last of each service since the program began, by the key of its incident in its cluster. */
export function createSeenServices() {
  const services = new Map<string, SeenService>()
  return {
    /** Empty for a service that was not open before. */
    of: (key: string): SeenService => services.get(key) ?? {},
    /** Takes what is newer; the rest stays. */
    see(key: string, newer: SeenService): void {
      services.set(key, { ...services.get(key), ...newer })
    }
  }
}
