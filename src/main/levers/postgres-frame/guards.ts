import type { Guard } from '../../../contract/index.ts'
import type { PairSwitch } from '../../providers/azure/postgres-part.ts'
import { fitWords, replicationWords } from '../../providers/azure/postgres-standing.ts'

/** What is to be known before anything is typed: what may be lost, what is lost for good, and who comes back as what. */
export function switchGuards({ how, pair, from, to, direct, health }: PairSwitch): readonly Guard[] {
  const isForced = how === 'forced'
  const replication = replicationWords(pair)
  const fit = fitWords(pair, from, to)
  return [
    {
      id: 'postgres-loss',
      status: isForced ? 'warning' : 'passed',
      text: isForced
        ? `Replication is asynchronous: what ${from.server} had not copied is lost, and nothing that is read here says how much.`
        : `Nothing is lost: ${to.server} is primary when it has everything that ${from.server} had. Nothing is written meanwhile.`
    },
    {
      id: 'postgres-way-back',
      status: isForced ? 'warning' : 'passed',
      text: isForced
        ? `${from.server} becomes a replica when it is back, without what was lost; where it is beyond recovery it has to be deleted and made anew. A planned switch takes the role back then.`
        : 'The same switch the other way round takes it back.'
    },
    { id: 'postgres-endpoint', status: fit.status, text: fit.text },
    { id: 'postgres-replication', status: replication.status, text: replication.text },
    { id: 'postgres-from', status: 'passed', text: `${health(from).text}.` },
    { id: 'postgres-to', status: 'passed', text: `${health(to).text}.` },
    ...(from.isHighlyAvailable
      ? [
          {
            id: 'postgres-ha',
            status: 'warning' as const,
            text: `High availability of ${from.server} is switched off by this, and stays off after a switch back: it has to be switched on anew at whichever is primary.`
          }
        ]
      : []),
    ...(direct === null
      ? []
      : [
          {
            id: 'postgres-direct',
            status: 'warning' as const,
            text: `The service's settings name the server ${direct} itself, not ${pair.endpoint === null ? 'a virtual endpoint' : pair.endpoint.name}: who connects there goes on connecting there, and can only read then.`
          }
        ])
  ]
}

/** What else is not seen, and what is not carried over (Microsoft Learn, promote read replicas: configuration management). */
export function switchNotes({ how, pair, from, to }: PairSwitch): readonly string[] {
  const name = pair.endpoint?.name ?? 'the virtual endpoint'
  return [
    `Connections break, and ${name} leads to ${to.server} when clients have forgotten its old address. Until it is over, nothing else of the two servers can be changed.`,
    `PgBouncer, server parameters, firewalls and backups of ${to.server} are its own: nothing of ${from.server} is carried over, and they are not compared here.`,
    ...(pair.others.length === 0
      ? []
      : [
          how === 'forced'
            ? `Other replicas (${pair.others.join(', ')}) may stay apart until the region of ${from.server} is back.`
            : `Other replicas (${pair.others.join(', ')}) follow ${to.server} afterwards; that is not looked at.`
        ])
  ]
}
