import type { TrapNotice } from '../../../contract/index.ts'
import type { AskedServer, RegionView } from '../../ports/azure.ts'
import { answerWords, isAnswerMeasured } from '../../providers/azure/name-verdict.ts'
import { remembered } from '../../providers/azure/user-times.ts'
import type { CommandRule } from '../rule-facts.ts'

const source = 'rfc-editor/rfc2181 section 5.2 (RRSets and TTL); docs/evidence/azure/T8-one-resolver.json'

/** Names of Traffic Manager in its three clouds. */
const managed = /\.(trafficmanager\.(net|cn)|usgovtrafficmanager\.net)$/

/** One answer of one name server, taken for what users are led to; judged by what all of them say now. */
export const asksOneNameServer: CommandRule = (intended, { region }) => {
  if (intended.tool !== 'dns') return null
  const { name, server, command } = intended
  if (!region) return managed.test(name) ? unseen(name, command) : null
  const { profile, names } = region
  const front = names.fronts.find((one) => one.name === name)
  if (name !== profile.fqdn && !front) return null
  const asked = [...names.authoritative, ...names.recursive]
  const isOfZone = intended.isTraced || names.authoritative.some((one) => one.server === server)
  const resolvers = front ? front.recursive : names.recursive
  return {
    id: `T8 ${name}`,
    severity: 'warning',
    lead: isOfZone
      ? `Those who answer for the zone say where ${name} leads from now on, and nothing of who still remembers.`
      : `One resolver, asked once from one computer, proves nothing of ${name}: it tells what that one remembers.`,
    text: [...nowWords(region, resolvers), timeWords(region)].join(' '),
    source,
    command,
    instead:
      asked.length === 0
        ? 'Ask those who answer for the zone, and several resolvers, until what was there before is forgotten.'
        : `The panels of ${profile.fqdn} ask all of them every few seconds, and the proof holds until the old answer is forgotten.`
  }
}

/** Nothing here says which profile it is of. */
function unseen(name: string, command: string): TrapNotice {
  return {
    id: `T8 ${name}`,
    severity: 'warning',
    lead: `One resolver, asked once from one computer, proves nothing of ${name}: it tells what that one remembers.`,
    text: 'It may show the old answer for a whole TTL after a switch, or the new one while others still have the old.',
    source,
    command,
    instead: 'Ask those who answer for the zone, and several resolvers, until what was there before is forgotten.'
  }
}

/** What is answered now, and whether all of them say the same. */
function nowWords({ profile, names }: RegionView, resolvers: readonly AskedServer[]): readonly string[] {
  const words = (asked: readonly AskedServer[]): readonly string[] => [
    ...new Set(asked.filter(isAnswerMeasured).map(({ answer }) => answerWords(answer, profile.endpoints)))
  ]
  const [zone, told] = [words(names.authoritative), words(resolvers)]
  const unasked = [...names.authoritative, ...resolvers].filter((one) => !isAnswerMeasured(one)).length
  return [
    `Those who answer for the zone say ${zone.join(' and ') || 'nothing that can be measured here'}; ${resolvers.length === 1 ? 'one resolver says' : `${resolvers.length} resolvers say`} ${told.join(' and ') || 'nothing that can be measured here'}${told.length > 1 ? ', not all the same' : ''}.`,
    ...(unasked > 0 ? [`${unasked} cannot be asked from here, which is no sign that a name is dark.`] : [])
  ]
}

function timeWords({ profile, names }: RegionView): string {
  const { usualSeconds, usualName, mostSeconds } = remembered(profile, names)
  const most = mostSeconds > usualSeconds ? `, and by whoever keeps a whole answer for ${mostSeconds} s` : ''
  return `An answer of ${usualName} is remembered for ${usualSeconds} s${most}.`
}
