import { mapObserved, type LeverOption, type Observed, type Share } from '../../../contract/index.ts'
import type { RegionView } from '../../ports/azure.ts'
import type { Judgement, World } from '../../ports/lever.ts'
import { noPrimary, switchIn, whichPairWords } from '../../providers/azure/postgres-part.ts'
import { stopsOf, type SeenPair } from '../../providers/azure/postgres-standing.ts'
import { seenRegion } from '../../providers/azure/seen-region.ts'
import { choiceOf } from './choice.ts'

type Stand = Pick<Judgement, 'state' | 'reason' | 'choice' | 'urgent'>

/** No figure is promised for a switch. */
export const usuallyMs = 120_000

/** How switching a replica by itself stands for what is seen. */
export function judgeSwitch(world: World): Judgement {
  const seen = seenRegion(world)
  const stand = seen ? standOf(seen) : notHere
  const isForced = stand.choice?.['how'] === 'forced'
  return {
    ...stand,
    takesEffectMs: stand.choice ? usuallyMs : null,
    reversible: isForced ? 'no' : 'yes',
    leaves: isForced ? ['What had not been copied is lost; the old primary comes back as a replica'] : [],
    present: presentServers(world),
    optionsTitle: 'How'
  }
}

const notHere: Stand = {
  state: 'notHere',
  reason: 'Nothing says that there is a replica of PostgreSQL.',
  choice: null
}

function standOf(view: RegionView): Stand {
  const { postgres } = view
  if (postgres.kind === 'pair') return ofPair(view, postgres)
  if (postgres.kind === 'none' || postgres.kind === 'loading') return notHere
  if (postgres.kind === 'several') {
    const reason = `${whichPairWords(postgres)} Say so beside it, where the regions are.`
    return { state: 'impossible', reason, choice: null }
  }
  const { code, message, remedy = '' } = postgres.failure
  const isRefused = code === 'unauthorized' || code === 'forbidden'
  return { state: isRefused ? 'refused' : 'unknown', reason: `${message} ${remedy}`.trim(), choice: null }
}

function ofPair(view: RegionView, seen: SeenPair): Stand {
  const { pair } = seen
  const move = switchIn(seen, view, 'planned')
  if (!move) return { state: 'refused', reason: noPrimary(pair), choice: null }
  const { from, to, health } = move
  const { is, text } = health(from)
  if (is === 'unknown')
    return {
      state: 'needsChoice',
      reason: `Whether ${from.server}, the primary, is down cannot be told from here. ${text}.`,
      choice: null
    }
  const how = is === 'silent' ? 'forced' : 'planned'
  const down = `${from.server} is primary and does not answer: nothing is written.`
  const stopped = stopsOf(pair, from, to, how)
  if (stopped !== null) {
    const reason = how === 'forced' ? `${down} ${stopped}` : stopped
    return { state: 'refused', reason, choice: null, ...(how === 'forced' ? { urgent: down } : {}) }
  }
  const choice = choiceOf({ how, to })
  if (how === 'forced') return { state: 'urgent', reason: down, choice }
  const reason = `${from.server} is primary and answers: this is a planned switch, which loses nothing.`
  return { state: 'offered', reason, choice }
}

/** What can be chosen. To promote the replica as a server of its own is none of it: the two would be apart for good. */
export function switchOptions(world: World): readonly LeverOption[] {
  const view = seenRegion(world)
  if (view?.postgres.kind !== 'pair') return []
  const { postgres } = view
  const recommended = ofPair(view, postgres).choice
  return (['planned', 'forced'] as const).flatMap((how) => {
    const move = switchIn(postgres, view, how)
    if (!move) return []
    const { from, to, health } = move
    const isFit = (health(from).is === 'answers') === (how === 'planned')
    return {
      id: `${how} ${to.server}`,
      choice: choiceOf(move),
      title: how === 'planned' ? `${to.server} is primary` : `${to.server} is primary, by force`,
      text: how === 'planned' ? 'has everything first, no loss' : 'what has not been copied is lost',
      tags: how === 'planned' ? [] : ['cannot be taken back'],
      createdAt: '',
      note: '',
      differs: [],
      evidence: [],
      standing: 'none',
      state:
        recommended?.['how'] === how
          ? 'recommended'
          : isFit || health(from).is === 'unknown'
            ? 'possible'
            : 'impossible'
    } satisfies LeverOption
  })
}

/** The servers as parts of what is there now. */
function presentServers({ region, now }: World): Observed<readonly Share[]> {
  if (!region) return { state: 'absent', reason: 'No part of Azure is known', observedAt: now.toISOString() }
  return mapObserved(region, ({ postgres }) =>
    postgres.kind === 'pair'
      ? postgres.pair.sides.map(({ server, role }) => {
          const probe = postgres.probes.get(server)
          return {
            label: server,
            value: role === 'Primary' ? 1 : 0,
            detail: `${role?.toLowerCase() ?? 'unknown'}, ${probe?.text ?? 'not asked yet'}`,
            tone: probe?.isWell === true ? 'good' : probe?.isWell === false ? 'bad' : 'unknown'
          }
        })
      : []
  )
}
