import type { Simulation } from '../clock/simulation.ts'
import { keys } from '../controllers/kube-types.ts'
import type { ApiStore } from '../store/api-store.ts'
import type { Met } from '../users/routing.ts'
import { meet, together } from '../users/routing.ts'
import { withCookies } from '../users/sticky.ts'
import type { Cohort, Route, Traffic } from '../users/traffic.ts'

/** From a changed VirtualService to proxies that follow it, simulated milliseconds. */
const pushMs = 300

/** How often cookies are looked at that answers brought to users, simulated milliseconds. */
const cookiesMs = 5000

/** Lets users follow the VirtualServices, as their proxies do. */
export function followRoutes(store: ApiStore, simulation: Simulation, traffic: Traffic): void {
  const groups = new Map<Route, readonly Cohort[]>(traffic.routes.map((route) => [route, route.cohorts]))
  let isPlanned = false
  let isLooking = false

  const metBy = (route: Route, cohorts: readonly Cohort[]): readonly Met[] =>
    meet(store.list(keys.virtualServices), { namespace: route.namespace, name: route.name, cohorts })
  const follow = (route: Route): readonly Met[] => {
    const met = metBy(route, groups.get(route) ?? route.cohorts)
    traffic.split(route, together(met), simulation.nowMs())
    return met
  }
  const isBound = (cohorts: readonly Cohort[]): boolean =>
    cohorts.some(({ headers }) => headers['Cookie'] !== undefined)

  const look = (): void => {
    isLooking = false
    for (const route of traffic.routes) {
      const cohorts = groups.get(route) ?? route.cohorts
      const met = metBy(route, cohorts)
      if (!isBound(cohorts) && met.every(({ cookies }) => cookies.length === 0)) continue
      groups.set(route, withCookies(met, route.cohorts, cookiesMs))
      follow(route)
      lookLater()
    }
  }
  const lookLater = (): void => {
    if (isLooking) return
    isLooking = true
    simulation.after(cookiesMs, look)
  }

  const followAll = (): void => {
    isPlanned = false
    const met = traffic.routes.flatMap(follow)
    if (met.some(({ cookies }) => cookies.length > 0)) lookLater()
  }

  store.watch(keys.virtualServices, () => {
    if (isPlanned) return
    isPlanned = true
    simulation.after(pushMs, followAll)
  })
}
