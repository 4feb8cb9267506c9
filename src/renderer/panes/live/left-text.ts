import type { UsersLeft } from '../../../contract/index.ts'
import { utc } from '../../../contract/words/format-time.ts'

/** Says where users are not any more, without a full stop: `No route goes to cart since 12:45:34 UTC`. */
export function leftText({ workload, sinceAt }: UsersLeft): string {
  return `No route goes to ${workload}${sinceAt === null ? '' : ` since ${utc(sinceAt).replace('Z', ' UTC')}`}`
}
