import type { PanelCell, PanelPart } from '../../../contract/index.ts'
import type { AskedServer, FrontReading, RegionView } from '../../ports/azure.ts'
import { answerWords, isAnswerMeasured, namesEndpoint } from './name-verdict.ts'
import { isProvedOnline } from './serving.ts'
import { frontWords } from './user-times.ts'

/** Who is answered what for the profile's name, and for how long that is remembered. */
export function nameParts(view: RegionView, observedAt: string): readonly PanelPart[] {
  const { authoritative, recursive } = view.names
  return [
    {
      kind: 'grid',
      corner: 'Asked',
      columns: ['Answer', 'Kept for'],
      rows: [
        ...authoritative.map((asked) => ({
          label: `${asked.server}, of the zone`,
          cells: [answerCell(asked, view), ttlCell(asked)]
        })),
        ...recursive.map((asked) => ({
          label: asked.server,
          cells: [answerCell(asked, view), leftCell(asked, observedAt)]
        }))
      ]
    },
    { kind: 'sentence', tone: 'plain', text: 'Open connections stay where they are until they close.' }
  ]
}

/** Where a name that users type leads, alias by alias, and what resolvers make of it. */
export function frontParts(front: FrontReading, view: RegionView, observedAt: string): readonly PanelPart[] {
  const { links, recursive, end, ttlSeconds } = front
  const tone = end === 'profile' ? 'plain' : end === 'dark' ? 'bad' : 'warn'
  return [
    {
      kind: 'grid',
      corner: 'Asked',
      columns: ['Answer', 'Kept for'],
      rows: [
        ...links.map(({ name, target, ttlSeconds: seconds }) => ({
          label: `${name}, its zone`,
          cells: [plain(target), plain(`${seconds} s`)]
        })),
        ...(end === 'addresses'
          ? [{ label: `${front.name}, its zone`, cells: [plain(front.text), plain(`${ttlSeconds ?? 0} s`)] }]
          : []),
        ...recursive.map((asked) => ({
          label: asked.server,
          cells: [answerCell(asked, view), leftCell(asked, observedAt)]
        }))
      ]
    },
    { kind: 'sentence', tone: tone === 'warn' && end === 'notMeasurable' ? 'plain' : tone, text: frontWords(front) }
  ]
}

/** Good is who says what the name servers of the zone say, and they where the endpoint is well. */
function answerCell(asked: AskedServer, { profile, names }: RegionView): PanelCell {
  const { answer } = asked
  const text = answerWords(answer, profile.endpoints)
  if (answer.kind === 'dark') return { text, tone: 'bad' }
  if (!isAnswerMeasured(asked)) return { text: `not measurable here: ${text}`, tone: 'unknown' }
  const endpoint = profile.endpoints.find((one) => namesEndpoint(answer, one))
  const said = names.authoritative.filter(isAnswerMeasured).map((one) => answerWords(one.answer, profile.endpoints))
  if (said.length > 0 && !said.includes(text)) return { text, tone: 'warn' }
  return { text, tone: endpoint && isProvedOnline(endpoint) ? 'good' : 'plain' }
}

/** What those who answer for the zone say goes for everybody who asks now. */
function ttlCell({ answer }: AskedServer): PanelCell {
  const seconds = secondsOf(answer)
  return seconds === null ? { text: 'not known', tone: 'unknown' } : plain(`${seconds} s`)
}

function leftCell({ answer }: AskedServer, observedAt: string): PanelCell {
  const seconds = secondsOf(answer)
  if (seconds === null) return { text: 'not known', tone: 'unknown' }
  const fromMs = Date.parse(observedAt)
  if (Number.isNaN(fromMs)) return plain(`${seconds} s`)
  return { text: 'asks anew', tone: 'plain', until: new Date(fromMs + seconds * 1_000).toISOString() }
}

/** That there is nothing is remembered as well. */
function secondsOf(answer: AskedServer['answer']): number | null {
  if (answer.kind === 'dark') return answer.forSeconds
  return answer.kind === 'notMeasurable' ? null : answer.ttlSeconds
}

function plain(text: string): PanelCell {
  return { text, tone: 'plain' }
}
