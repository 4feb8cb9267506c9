import type { FoundProfile } from '../../../contract/index.ts'
import type { JsonObject } from '../../lib/json-access.ts'
import {
  chooseProfile,
  isHostText,
  isOfTrafficManager,
  type LookedThrough
} from '../../providers/azure/choose-profile.ts'
import {
  mostSubscriptions,
  profilesAddress,
  profilesIn,
  subscriptionsAddress,
  subscriptionsIn,
  type ListedSubscription
} from '../../providers/azure/listed-profiles.ts'
import { createNameServers, type NameServers } from '../dns/name-servers.ts'
import { createQuietAnswers } from '../quiet-answers.ts'
import { jsonOf, readFailure } from './arm-answer.ts'
import { openResourceManager, type ResourceManagerOptions } from './resource-manager.ts'

export interface FindProfileOptions extends Omit<ResourceManagerOptions, 'subscription'> {
  /** Our own drill has name servers of its own; null everywhere else. */
  readonly names: NameServers | null
  /** A profile's own name, or a host name. */
  readonly text: string
}

/**
 * Finds a Traffic Manager profile that somebody may read, by its name or by a host name that leads to it. Nothing is kept, and
 * the connection ends with it.
 * @throws FailureError `notFound` for none, `conflict` for several, or why Azure could not be read
 */
export async function findProfile(options: FindProfileOptions): Promise<FoundProfile> {
  const text = options.text.toLowerCase().replace(/\.$/, '')
  const quiet = createQuietAnswers([text])
  const ending = new AbortController()
  const abort = AbortSignal.any([options.abort, ending.signal])
  const endpoint = options.endpoints.resourceManager
  const { get } = await openResourceManager({
    ...options,
    subscription: '',
    onSecret(secret) {
      quiet.add(secret)
      options.onSecret(secret)
    },
    abort
  })
  const read = async (address: string, asked: string): Promise<JsonObject> => {
    try {
      return jsonOf(await get(`${endpoint}${address}`, abort), asked, quiet)
    } catch (error) {
      throw readFailure(error)
    }
  }
  try {
    const looked = await lookThrough(read)
    const own = new Set(looked.profiles.map(({ fqdn }) => fqdn))
    const lead = isHostText(text)
      ? await createNameServers({ given: options.names, fronts: [] }).follow(
          text,
          (name) => own.has(name) || isOfTrafficManager(name),
          abort
        )
      : null
    return chooseProfile(text, looked, lead)
  } finally {
    ending.abort()
  }
}

/** What can be read of one subscription counts where another one cannot be; where none can, that is why. */
async function lookThrough(read: (address: string, asked: string) => Promise<JsonObject>): Promise<LookedThrough> {
  const { items: subscriptions, isWhole } = subscriptionsIn(await read(subscriptionsAddress, 'list subscriptions'))
  const lists = await Promise.all(
    subscriptions.map(async (of) => {
      const asked = `list Traffic Manager profiles of ${calledOf(of)}`
      return read(profilesAddress(of.id), asked).then(
        (json) => ({ of, ...profilesIn(json, of.id), failure: null }),
        (error: unknown) => ({ of, items: [], isWhole: false, failure: readFailure(error) })
      )
    })
  )
  const failures = lists.flatMap(({ failure }) => failure ?? [])
  const [first] = failures
  if (first && failures.length === lists.length) throw first
  const partly = lists.flatMap(({ of, isWhole: all, failure }) =>
    all ? [] : [failure ? `${calledOf(of)} (${failure.failure.message})` : `all of ${calledOf(of)}`]
  )
  const others = isWhole ? [] : [`subscriptions after ${mostSubscriptions} of them, or that could not be read`]
  return { subscriptions, profiles: lists.flatMap(({ items }) => items), unread: [...partly, ...others] }
}

function calledOf({ id, name }: ListedSubscription): string {
  return name || id
}
