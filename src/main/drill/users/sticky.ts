import type { Met } from './routing.ts'
import type { Cohort } from './traffic.ts'

/** How often one user calls, milliseconds: by then a cookie that every answer brings has reached everybody. */
const callEveryMs = 20_000

/** A share of users with a cookie below which there is nobody left. */
const nobody = 1e-4

/** How long a user stays before somebody without cookies comes instead, milliseconds. */
const stayMs = 600_000

/**
 * Groups of users after some time with the cookies that answers brought them. Those who got one move to a group that sends
 * it; `Max-Age` below 1 takes it from them.
 *
 * @param met what each group met during that time
 * @param groups whose shares they were, before anybody had a cookie
 */
export function withCookies(met: readonly Met[], groups: readonly Cohort[], elapsedMs: number): readonly Cohort[] {
  const moved = new Map<string, Cohort>()
  const add = (headers: Cohort['headers'], share: number): void => {
    if (share <= 0) return
    const key = JSON.stringify(Object.entries(headers).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    moved.set(key, { headers, share: (moved.get(key)?.share ?? 0) + share })
  }
  const called = 1 - Math.exp(-elapsedMs / callEveryMs)
  const left = 1 - Math.exp(-elapsedMs / stayMs)
  for (const { cohort, cookies } of met) {
    let rest = cohort.share
    const isSticky = cohort.headers['Cookie'] !== undefined
    if (isSticky) {
      const gone = rest * left
      rest -= gone
      // Whoever comes instead is one of those who were there before.
      for (const group of groups) add(group.headers, gone * group.share)
    }
    for (const { text, weight } of cookies) {
      const [cookie = ''] = text.split(';')
      const expires = /Max-Age=(-\d+|0)\b/.test(text)
      if (!expires && cohort.headers['Cookie'] === cookie) continue
      const share = cohort.share * (isSticky ? 1 - left : 1) * called * weight
      const { Cookie: _old, ...others } = cohort.headers
      add(expires ? others : { ...others, Cookie: cookie }, share)
      rest -= share
    }
    const { Cookie: _cookie, ...plain } = cohort.headers
    add(isSticky && rest < nobody ? plain : cohort.headers, rest)
  }
  return [...moved.values()]
}
