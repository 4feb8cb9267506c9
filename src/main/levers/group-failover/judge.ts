import { mapObserved, type LeverOption, type Observed, type Share } from '../../../contract/index.ts'
import type { RegionView } from '../../ports/azure.ts'
import type { Judgement, World } from '../../ports/lever.ts'
import { moveIn, noPair, whichGroupWords } from '../../providers/azure/group-part.ts'
import { stateWords, type SeenGroup } from '../../providers/azure/group-standing.ts'
import { seenRegion } from '../../providers/azure/seen-region.ts'
import { choiceOf } from './choice.ts'

type Stand = Pick<Judgement, 'state' | 'reason' | 'choice' | 'urgent'>

/** No figure is promised for a failover. */
export const usuallyMs = 60_000

/** How failing a group over by itself stands for what is seen. */
export function judgeGroup(world: World): Judgement {
  const seen = seenRegion(world)
  const stand = seen ? standOf(seen) : notHere
  const isForced = stand.choice?.['how'] === 'forced'
  return {
    ...stand,
    takesEffectMs: stand.choice ? usuallyMs : null,
    reversible: isForced ? 'no' : 'yes',
    leaves: isForced ? ['What had not been copied is lost; the old primary comes back as secondary'] : [],
    present: presentServers(world),
    optionsTitle: 'How'
  }
}

const notHere: Stand = { state: 'notHere', reason: 'Nothing says that there is a failover group.', choice: null }

function standOf(view: RegionView): Stand {
  const { sql } = view
  if (sql.kind === 'group') return ofGroup(view, sql)
  if (sql.kind === 'none' || sql.kind === 'loading') return notHere
  if (sql.kind === 'several') {
    const reason = `${whichGroupWords(sql)} Say so beside it, where the regions are.`
    return { state: 'impossible', reason, choice: null }
  }
  const { code, message, remedy = '' } = sql.failure
  const isRefused = code === 'unauthorized' || code === 'forbidden'
  return { state: isRefused ? 'refused' : 'unknown', reason: `${message} ${remedy}`.trim(), choice: null }
}

function ofGroup(view: RegionView, seen: SeenGroup): Stand {
  const { group } = seen
  const move = moveIn(seen, view, 'planned')
  if (!move) return { state: 'refused', reason: noPair(group), choice: null }
  const { from, to, health } = move
  const { is, text } = health(from)
  if (is === 'unknown')
    return {
      state: 'needsChoice',
      reason: `Whether ${from.server}, primary of ${group.name}, is down cannot be told from here. ${text}.`,
      choice: null
    }
  const how = is === 'silent' ? 'forced' : 'planned'
  const down = `${from.server} is primary of ${group.name} and does not answer: nothing is written.`
  const state = stateWords(group.state)
  if (state.stops.includes(how)) {
    const reason = how === 'forced' ? `${down} ${state.text}` : state.text
    return { state: 'refused', reason, choice: null, ...(how === 'forced' ? { urgent: down } : {}) }
  }
  const choice = choiceOf({ how, to })
  if (how === 'forced') return { state: 'urgent', reason: down, choice }
  const reason = `${from.server} is primary of ${group.name} and answers: this is a planned failover, which loses nothing.`
  return { state: 'offered', reason, choice }
}

/** What can be chosen. */
export function groupOptions(world: World): readonly LeverOption[] {
  const view = seenRegion(world)
  if (view?.sql.kind !== 'group') return []
  const { sql } = view
  const recommended = ofGroup(view, sql).choice
  return (['planned', 'forced'] as const).flatMap((how) => {
    const move = moveIn(sql, view, how)
    if (!move) return []
    const { from, to, health } = move
    const isFit = (health(from).is === 'answers') === (how === 'planned')
    return {
      id: `${how} ${to.server}`,
      choice: choiceOf(move),
      title: how === 'planned' ? `${to.server} is primary` : `${to.server} is primary, by force`,
      text: how === 'planned' ? 'copied whole first, no loss' : 'what has not been copied is lost',
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
  return mapObserved(region, ({ sql }) =>
    sql.kind === 'group'
      ? sql.group.sides.map(({ server, role }) => {
          const probe = sql.probes.get(server)
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
