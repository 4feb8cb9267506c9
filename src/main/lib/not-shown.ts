import { createHmac, randomBytes } from 'node:crypto'
import { isNotShown } from './is-not-shown.ts'

/** Of this process: nobody who reads it can try values. */
const key = randomBytes(32)

/** What stands in the place of a value that is not known to be harmless: its length, and a digest that tells equal ones. */
export function notShown(value: string): string {
  if (isNotShown(value)) return value
  const digest = createHmac('sha256', key).update(value).digest('hex').slice(0, 8)
  return `not shown, ${value.length} ${value.length === 1 ? 'character' : 'characters'}, digest ${digest}`
}
