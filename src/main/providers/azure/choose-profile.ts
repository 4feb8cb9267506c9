import { FailureError, failureOf, type FoundProfile } from '../../../contract/index.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { FrontReading } from '../../ports/azure.ts'
import type { ListedProfile, ListedSubscription } from './listed-profiles.ts'

/** Where a host name leads: to a name of Traffic Manager (`profile`), or not, and why. */
export type HostLead = Pick<FrontReading, 'links' | 'end' | 'text'>

/** What was looked through. */
export interface LookedThrough {
  readonly subscriptions: readonly ListedSubscription[]
  readonly profiles: readonly ListedProfile[]
  /** What could not be looked through, one phrase each; empty where everything was. */
  readonly unread: readonly string[]
}

/** Zones of Traffic Manager, by cloud (Microsoft Learn, endpoints of Azure China and Azure Government). */
const zones = ['.trafficmanager.net', '.trafficmanager.cn', '.usgovtrafficmanager.net'] as const
const mostNamed = 5

/** Whether a name is one of Traffic Manager's, whoever has it. */
export function isOfTrafficManager(name: string): boolean {
  return zones.some((zone) => name.endsWith(zone))
}

/** Whether a text can be a host name: a profile can have dots in its name as well. */
export function isHostText(text: string): boolean {
  return text.includes('.')
}

/**
 * The one profile that goes by a name, or that a host name leads to. By its own name it is the only one where everything was
 * looked through; the name of Traffic Manager that a host leads to is nobody else's. Pure.
 * @param lead where the host leads; null for what is no host name
 * @throws FailureError `conflict` for several, `notFound` for none
 */
export function chooseProfile(text: string, looked: LookedThrough, lead: HostLead | null): FoundProfile {
  const called = looked.profiles.filter(({ name }) => name.profile.toLowerCase() === text)
  const led = lead?.end === 'profile' ? looked.profiles.filter(({ fqdn }) => fqdn === lead.text) : []
  const found = [...new Map([...called, ...led].map((one) => [one.id.toLowerCase(), one])).values()]
  const [only, ...others] = found
  if (!only) throw none(text, looked, lead)
  if (others.length > 0) throw several(text, found, looked)
  if (led.length === 0 && looked.unread.length > 0)
    throw new FailureError(
      failureOf('conflict', `${nameOf(only, looked)} is called ${text}, and not everything was looked through.`, {
        remedy: `Others may be called so. ${lookedText(looked)} ${giveId}`
      })
    )
  const front = led.length > 0 && lead !== null && lead.links.length > 0 ? text : null
  const { profile, group } = only.name
  const how =
    led.length === 0
      ? `the only one of that name in ${countOf(looked)}`
      : front === null
        ? `${only.fqdn} is its own name`
        : `${[text, ...(lead?.links ?? []).map(({ target }) => target)].join(' leads to ')}, which is its own name`
  return { id: only.id, profile, group, subscription: subscriptionOf(only, looked), how, front }
}

const giveId =
  'Give its resource id: the portal shows it under its properties, and az in “az network traffic-manager profile list”.'

function none(text: string, looked: LookedThrough, lead: HostLead | null): FailureError {
  const said =
    lead === null
      ? `No Traffic Manager profile is called ${text}.`
      : `No Traffic Manager profile is called ${text}, and none is found by it as a host name: ${whyNot(lead)}.`
  return new FailureError(failureOf('notFound', said, { remedy: `${lookedText(looked)} ${giveId}` }))
}

function whyNot({ end, text, links }: HostLead): string {
  const named = visibleText(text, 253)
  if (end === 'profile') return `it leads to ${named}, which is of no profile there`
  if (end === 'addresses') return 'it answers with addresses of its own, so that no alias shows what is behind it'
  if (end === 'elsewhere') return `it leads to ${named}, past Traffic Manager`
  const last = links.at(-1)?.target
  const at = last === undefined ? '' : `it leads to ${visibleText(last, 253)}, and there `
  return end === 'dark' ? `${at}there is nothing (${named})` : `${at}name servers cannot be asked from here (${named})`
}

function several(text: string, found: readonly ListedProfile[], looked: LookedThrough): FailureError {
  const named = found.slice(0, mostNamed).map((one) => nameOf(one, looked))
  const more = found.length > mostNamed ? ` and ${found.length - mostNamed} more` : ''
  return new FailureError(
    failureOf('conflict', `${text} is more than one Traffic Manager profile: ${named.join('; ')}${more}.`, {
      remedy: `${lookedText(looked)} ${giveId}`
    })
  )
}

function nameOf(one: ListedProfile, looked: LookedThrough): string {
  return `${one.name.profile} of group ${one.name.group}, subscription ${subscriptionOf(one, looked)}`
}

function subscriptionOf({ name }: ListedProfile, { subscriptions }: LookedThrough): string {
  const id = name.subscription.toLowerCase()
  const called = subscriptions.find((one) => one.id === id)?.name ?? ''
  return called === '' ? id : `${called} (${id})`
}

function countOf({ subscriptions, profiles }: LookedThrough): string {
  const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`
  return `${many(subscriptions.length, 'subscription')} with ${many(profiles.length, 'profile')}`
}

function lookedText(looked: LookedThrough): string {
  const named = looked.subscriptions.slice(0, mostNamed).map(({ id, name }) => name || id)
  const more = looked.subscriptions.length > mostNamed ? ` and ${looked.subscriptions.length - mostNamed} more` : ''
  const of = named.length === 0 ? '' : `: ${named.join(', ')}${more}`
  const without =
    looked.unread.length === 0 ? '' : ` Not looked through: ${looked.unread.slice(0, mostNamed).join('; ')}.`
  return `Looked through were ${countOf(looked)}${of}.${without}`
}
