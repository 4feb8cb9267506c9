import type { JsonObject } from '../../store/json-value.ts'
import { textOf } from '../../store/json-value.ts'
import type { StoredEndpoint } from '../traffic-manager/profile.ts'
import { badRequest } from './arm-error.ts'

const whole = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most

const words: Readonly<Record<string, readonly string[]>> = {
  endpointStatus: ['Enabled', 'Disabled'],
  alwaysServe: ['Enabled', 'Disabled']
}

/** Properties as they are stored: words as they are spelled, without what is only observed. Throws ArmError. */
export function takenProperties(given: JsonObject): JsonObject {
  const { endpointMonitorStatus: _, ...taken } = given
  for (const [name, allowed] of Object.entries(words)) {
    const value = taken[name]
    if (value === undefined || value === null) continue
    if (!allowed.includes(textOf(value)))
      throw badRequest(
        `The value ${JSON.stringify(value)} of property '${name}' is not valid; it is one of ${allowed.join(', ')}.`
      )
  }
  for (const name of ['priority', 'weight'] as const)
    if (taken[name] !== undefined && taken[name] !== null && !whole(taken[name], 1, 1000))
      throw badRequest(`The endpoint property '${name}' must be between 1 and 1000.`)
  return Object.fromEntries(Object.entries(taken).filter(([, value]) => value !== null))
}

/** What must hold between the endpoints of a profile. Throws ArmError. */
export function checkTogether(endpoints: readonly StoredEndpoint[]): void {
  const priorities = endpoints.map(({ properties }) => properties['priority']).filter((one) => one !== undefined)
  if (new Set(priorities).size !== priorities.length)
    throw badRequest('Endpoint priorities must be unique within the profile.')
  for (const { name, type, properties } of endpoints)
    if (type === 'externalEndpoints' && typeof properties['target'] !== 'string')
      throw badRequest(`The target of endpoint '${name}' is missing.`)
}
