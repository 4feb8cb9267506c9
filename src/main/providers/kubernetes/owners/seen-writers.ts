import { at, isJsonObject } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import { templateFields } from './template-fields.ts'

/** A write that gave fields of the pod template values again that somebody else had changed. */
export interface Restoration {
  readonly manager: string
  /** When it was written, ISO, the server's clock, in whole seconds. */
  readonly at: string
  /** After the change that it took back, milliseconds; 0 within one second. */
  readonly afterMs: number
}

/** What was seen of who writes the pod template of one workload, while it was watched. Bounded, whatever the server sends. */
export interface SeenWriters {
  readonly uid: string
  readonly generation: number
  /** When each manager wrote the template, and how much of it is its own, by what the object says itself. */
  readonly entries: ReadonlyMap<string, Entry>
  /** The present value of each field of the template; null where they are too many to follow. */
  readonly fields: ReadonlyMap<string, string> | null
  /** What a field that was changed had before, the newest last, by whom and when it was given its present one. */
  readonly changed: ReadonlyMap<string, Changed>
  /** The newest of them, the oldest first. */
  readonly writes: readonly Write[]
  readonly restorations: readonly Restoration[]
}

interface Entry {
  readonly time: string
  /** Characters of the fields. */
  readonly size: number
}

interface Changed {
  readonly before: readonly string[]
  readonly by: string
  readonly at: string
}

const most = { changed: 400, before: 3, kept: 32, entries: 64 }
/** Where a field was not there. */
const none = ''

/** Nothing seen yet. */
export const noWriters: SeenWriters = {
  uid: '',
  generation: 0,
  entries: new Map(),
  fields: null,
  changed: new Map(),
  writes: [],
  restorations: []
}

/**
 * Takes one more reading of a workload, in the order in which the server sent them. Pure. A write is told by the one entry of
 * `managedFields` whose time is another one, or that has more fields within the same second (kubernetes/apimachinery
 * pkg/util/managedfields/internal/managedfieldsupdater.go Update: whoever has fields taken away keeps its time); who wrote
 * cannot be told where several did since, nor of a write that only took fields away.
 */
export function seeWriters(seen: SeenWriters, workload: KubeObject): SeenWriters {
  const { uid, generation = 0 } = workload.metadata
  if (uid === seen.uid && generation === seen.generation) return seen
  const entries = templateEntries(workload)
  const fields = templateFields(at(workload, 'spec', 'template'))
  // Another object of the name, or a server that went back in time.
  if (uid !== seen.uid || generation < seen.generation) return { ...noWriters, uid, generation, entries, fields }
  const next = { ...seen, generation, entries, fields }
  if (fields === null || seen.fields === null) return { ...next, changed: new Map() }
  const writer = writerOf(seen.entries, entries)
  const { changed, restoredFrom } = compare(seen.fields, fields, seen.changed, writer)
  if (changed === seen.changed || writer.manager === '') return { ...next, changed }
  const { manager, at: time } = writer
  const writes = [...seen.writes, writer].slice(-most.kept)
  if (restoredFrom === null) return { ...next, changed, writes }
  const afterMs = Math.max(0, Date.parse(time) - Date.parse(restoredFrom))
  const restorations = [...seen.restorations, { manager, at: time, afterMs }].slice(-most.kept)
  return { ...next, changed, writes, restorations }
}

type Write = Pick<Restoration, 'manager' | 'at'>

const nobody: Write = { manager: '', at: '' }

function writerOf(before: ReadonlyMap<string, Entry>, now: ReadonlyMap<string, Entry>): Write {
  const wrote = [...now].filter(([manager, { time, size }]) => {
    const known = before.get(manager)
    return known === undefined || known.time !== time || known.size < size
  })
  const [[manager, { time }] = [nobody.manager, { time: '' }]] = wrote
  return wrote.length === 1 && Number.isFinite(Date.parse(time)) ? { manager, at: time } : nobody
}

/** Of those that own fields of the template. */
function templateEntries({ metadata }: KubeObject): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>()
  for (const { manager = '', time = '', subresource = '', fieldsV1 } of metadata.managedFields ?? []) {
    const own = at(fieldsV1, 'f:spec', 'f:template')
    if (subresource !== '' || manager === '' || !isJsonObject(own)) continue
    // One manager may have applied and updated.
    const known = entries.get(manager) ?? { time, size: 0 }
    const newest = Date.parse(time) > Date.parse(known.time) ? time : known.time
    entries.set(manager, { time: newest, size: known.size + JSON.stringify(own).length })
    if (entries.size >= most.entries) break
  }
  return entries
}

function compare(
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
  known: ReadonlyMap<string, Changed>,
  { manager, at: time }: Write
): { readonly changed: ReadonlyMap<string, Changed>; readonly restoredFrom: string | null } {
  const changed = new Map(known)
  let isSame = true
  let restoredFrom: string | null = null
  for (const path of new Set([...before.keys(), ...now.keys()])) {
    const [was, is] = [before.get(path) ?? none, now.get(path) ?? none]
    if (was === is) continue
    isSame = false
    const entry = changed.get(path)
    // What nobody can be named for is taken back from nobody.
    if (entry && entry.by !== '' && entry.by !== manager && entry.before.includes(is)) restoredFrom ??= entry.at
    changed.delete(path)
    changed.set(path, { before: [...(entry?.before ?? []), was].slice(-most.before), by: manager, at: time })
    if (changed.size > most.changed) changed.delete([...changed.keys()][0] ?? '')
  }
  return { changed: isSame ? known : changed, restoredFrom }
}
