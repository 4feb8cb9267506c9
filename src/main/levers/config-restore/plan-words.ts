import type { Change } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { holdsBackVariable } from '../../lib/held-back.ts'
import { notShown } from '../../lib/not-shown.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { ConfigChange } from '../../providers/kubernetes/config/config-data.ts'
import type { FoundConfig } from './found-config.ts'

/** Until mounted files follow: the kubelet's sync, and its cache (kubernetes.io/docs/concepts/configuration/configmap). */
export const mountedMs = 120_000
/** A longer value is not quoted in a heading. */
const mostShown = 40
/** More values than these are told by their number. */
const mostChanges = 20

/** Each value before and after, without what may be a credential. */
export function changesOf(name: string, changes: readonly ConfigChange[]): readonly Change[] {
  const shown = changes.slice(0, mostChanges).map(({ key, from, to }): Change => ({
    kind: 'value',
    title: `${name}, ${visibleText(key, 253)}`,
    before: shownValue(key, from),
    after: shownValue(key, to)
  }))
  const rest = changes.slice(mostChanges)
  if (rest.length === 0) return shown
  const all = (which: 'from' | 'to'): string => notShown(JSON.stringify(rest.map((change) => change[which])))
  return [...shown, { kind: 'value', title: `${name}, ${rest.length} more`, before: all('from'), after: all('to') }]
}

function shownValue(key: string, value: string | null): string {
  if (value === null) return 'not there'
  return holdsBackVariable(key, value) ? notShown(value) : visibleText(value, 300) || 'empty'
}

/** What a reader of the plan has to know besides. */
export function notesOf({ uses, isApplied, object, kept }: FoundConfig, restarts: boolean): readonly string[] {
  const mounted = uses.mounted.join(', ')
  return [
    ...(isApplied
      ? [
          `It comes from the annotation of the last kubectl apply; whoever wrote ${object.metadata.name} since may do so again.`
        ]
      : []),
    ...(kept.length === 0
      ? []
      : [
          `${listed(kept)} ${kept.length === 1 ? 'was' : 'were'} not applied, and who put that there cannot be told or is somebody else: left as it is.`
        ]),
    ...(restarts
      ? []
      : [
          `No pod is replaced: the kubelet writes the mounted files of ${mounted} anew within ${formatDuration(mountedMs)}. A program that reads them only as it starts has to be restarted.`
        ])
  ]
}

/** What the way back does, true before and after what is planned: `set TIMEOUT back to "2", as it was before this`. */
export function wayBackText(changes: readonly ConfigChange[]): string {
  const [first, ...more] = changes
  if (first === undefined || more.length > 0) return `set ${keysText(changes)} back as they were before this`
  const { key, from } = first
  const keys = keysText(changes)
  if (from === null) return `take ${keys} away again, as it was before this`
  if (holdsBackVariable(key, from) || from.length > mostShown) return `set ${keys} back as it was before this`
  return `set ${keys} back to "${visibleText(from, mostShown)}", as it was before this`
}

/** Up to three keys, for a title. */
export function keysText(changes: readonly ConfigChange[]): string {
  return listed(changes.map(({ key }) => key))
}

function listed(keys: readonly string[]): string {
  const named = keys.map((key) => visibleText(key, 64))
  return named.length > 3 ? `${named.slice(0, 2).join(', ')} and ${named.length - 2} more` : named.join(', ')
}
