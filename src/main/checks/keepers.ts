import { FailureError, failureOf } from '../../contract/index.ts'
import type { Keepers } from '../ports/gate.ts'
import { keepObjects, keptObjects } from './kept-objects.ts'
import { keepDataAccount, keptAccount } from './region/keep-account.ts'
import { keepGroup, keptGroup } from './region/keep-group.ts'
import { keepPostgres, keptPostgres } from './region/keep-postgres.ts'
import { keepProfile, keptProfile } from './region/keep-profile.ts'

/** What is kept before it is changed: objects of a cluster, or a profile of Traffic Manager, an account of Cosmos DB, a failover group, or servers of PostgreSQL. */
export const keepers: Keepers = {
  async keep(what, place, abort) {
    const objects = keptObjects.safeParse(what)
    if (objects.success) return keepObjects(objects.data, place, abort)
    const profile = keptProfile.safeParse(what)
    if (profile.success) return keepProfile(profile.data, place, abort)
    const account = keptAccount.safeParse(what)
    if (account.success) return keepDataAccount(account.data, place, abort)
    const group = keptGroup.safeParse(what)
    if (group.success) return keepGroup(group.data, place, abort)
    const postgres = keptPostgres.safeParse(what)
    if (postgres.success) return keepPostgres(postgres.data, place, abort)
    throw new FailureError(failureOf('internal', 'Nothing says what is to be kept.'))
  }
}
