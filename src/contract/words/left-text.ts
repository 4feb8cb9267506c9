import type { UsersLeft } from '../index.ts'
import { utcSpelled } from './format-time.ts'

/** Says where users are not any more, without a full stop: `No route goes to cart since 12:45:34 UTC`. */
export function leftText({ workload, sinceAt }: UsersLeft): string {
  return `No route goes to ${workload}${sinceAt === null ? '' : ` since ${utcSpelled(sinceAt)}`}`
}
