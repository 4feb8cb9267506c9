import {
  asksForChange,
  isReported,
  mapObserved,
  serviceKey,
  type RowJudgement,
  type ServiceRef,
  type ServiceRow,
  type ServicesView,
  type SignalId,
  type Verdict
} from '../../contract/index.ts'
import { utcMinute } from '../../contract/words/format-time.ts'
import { worstFirst } from '../status/index.ts'

/** What the list does not measure of every service, as its row says it. */
const words: Partial<Readonly<Record<SignalId, string>>> = {
  securityIncident: 'security incident',
  customerReports: 'customers report trouble',
  business: 'business under its floor',
  memoryLeft: 'memory grows'
}
/** Between a limit that users feel and pods that restart. */
const toldRank = 350

/** What is known of services by looking at them, and the list does not measure of all of them. */
export interface ToldRows {
  /** A service of an environment was judged. Returns whether its row says something else from now on. */
  judged(environmentId: string, ref: ServiceRef, verdict: Verdict): boolean
  /** The list of that environment, with what its services are known to be in trouble for, the worst first. */
  withTold(environmentId: string, services: ServicesView): ServicesView
}

/** Keeps for each service what it asked for when it was judged last, since the program began. */
export function createToldRows(): ToldRows {
  const told = new Map<string, string>()
  const keyOf = (environmentId: string, ref: ServiceRef): string => `${environmentId} ${serviceKey(ref)}`
  return {
    judged(environmentId, ref, verdict) {
      const text = toldText(verdict)
      const key = keyOf(environmentId, ref)
      // While nothing can be told, what was known stays.
      if (text === '') return verdict.isComplete && told.delete(key)
      const isNew = told.get(key) !== text
      told.set(key, text)
      return isNew
    },
    withTold(environmentId, services) {
      if (told.size === 0) return services
      const rows = mapObserved(services.rows, (all) =>
        all.map((row) => withText(row, told.get(keyOf(environmentId, row.ref)))).toSorted(worstFirst)
      )
      return { ...services, rows }
    }
  }
}

function withText(row: ServiceRow, text: string | undefined): ServiceRow {
  if (text === undefined) return row
  const isWorse = row.rank >= toldRank
  const own = row.trouble === 'calm' || row.troubleText === '' ? '' : row.troubleText
  const troubleText = (isWorse ? [own, text] : [text, own]).filter((part) => part !== '').join('; ')
  return isWorse ? { ...row, troubleText } : { ...row, trouble: 'told', troubleText, rank: toldRank + (row.rank % 50) }
}

function toldText({ judgements, judgedAt }: Pick<Verdict, 'judgements' | 'judgedAt'>): string {
  const signals = new Set(judgements.filter(isTold).map(({ signal }) => signal))
  return [...signals]
    .map((signal) => {
      const isSaidBefore = judgements.every((one) => one.signal !== signal || one.result !== 'fires')
      if (isSaidBefore) return `${words[signal] ?? ''}, said before the newest change`
      return isReported(signal) ? (words[signal] ?? '') : `${words[signal] ?? ''}, read at ${utcMinute(judgedAt)} UTC`
    })
    .join('; ')
}

/** What people said before a change is asked about still. */
function isTold({ signal, result, level }: RowJudgement): boolean {
  if (words[signal] === undefined || !asksForChange(level)) return false
  return result === 'fires' || (result === 'waits' && isReported(signal))
}
