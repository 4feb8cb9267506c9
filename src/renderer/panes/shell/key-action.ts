import type { KeyPlace } from './key-place.ts'

/** What a key means, apart from what carries it out. */
export type KeyAction =
  | {
      readonly kind:
        | 'palette'
        | 'keys'
        | 'connections'
        | 'practice'
        | 'hint'
        | 'find'
        | 'back'
        | 'approval'
        | 'keepOutput'
        | 'everywhere'
        | 'judge'
        | 'quick'
        | 'debts'
        | 'otherMetrics'
        | 'statusUpdate'
        | 'alert'
    }
  | { readonly kind: 'focus'; readonly pane: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 }
  | { readonly kind: 'moveTask'; readonly by: 1 | -1 }
  | { readonly kind: 'proveAgain' | 'vouch' | 'stopWaiting' | 'goOn' | 'takeBack' }
  | { readonly kind: 'say'; readonly what: 'securityIncident' | 'customerReports' | 'decline' }
  | { readonly kind: 'tick' | 'elsewhere' | 'note' | 'copyTask' | 'openTask' }

export interface KeyPress {
  readonly key: string
  readonly ctrl: boolean
  readonly alt: boolean
}

/** The meaning of a key in a place; null leaves it to the browser. Nothing here can approve an action. */
export function keyAction(press: KeyPress, place: KeyPlace): KeyAction | null {
  const { key } = press
  if (press.ctrl) return key.toLowerCase() === 'k' ? { kind: 'palette' } : null
  if (press.alt) return null
  if (key === 'F2') return { kind: 'connections' }
  if (key === 'Escape') return { kind: 'back' }
  if (place === 'text') return null
  const anywhere = plain[key]
  if (anywhere !== undefined) return anywhere
  if (place === 'control') return null
  const task = taskKeys[key]
  if (task !== undefined) return task
  return place === 'checklist' ? (arrows[key] ?? null) : null
}

const plain: Readonly<Record<string, KeyAction>> = {
  '?': { kind: 'keys' },
  '/': { kind: 'find' },
  p: { kind: 'practice' },
  h: { kind: 'hint' },
  '0': { kind: 'everywhere' },
  '1': { kind: 'focus', pane: 1 },
  '2': { kind: 'focus', pane: 2 },
  '3': { kind: 'focus', pane: 3 },
  '4': { kind: 'focus', pane: 4 },
  '5': { kind: 'focus', pane: 5 },
  '6': { kind: 'focus', pane: 6 },
  '7': { kind: 'focus', pane: 7 },
  '8': { kind: 'focus', pane: 8 },
  l: { kind: 'focus', pane: 7 },
  b: { kind: 'focus', pane: 8 },
  '9': { kind: 'focus', pane: 9 },
  g: { kind: 'focus', pane: 9 },
  e: { kind: 'keepOutput' },
  s: { kind: 'judge' },
  q: { kind: 'quick' },
  d: { kind: 'debts' },
  m: { kind: 'otherMetrics' },
  y: { kind: 'statusUpdate' },
  t: { kind: 'alert' },
  j: { kind: 'moveTask', by: 1 },
  k: { kind: 'moveTask', by: -1 },
  i: { kind: 'say', what: 'securityIncident' },
  u: { kind: 'say', what: 'customerReports' },
  o: { kind: 'say', what: 'decline' },
  w: { kind: 'proveAgain' },
  v: { kind: 'vouch' },
  f: { kind: 'stopWaiting' },
  r: { kind: 'goOn' },
  z: { kind: 'takeBack' },
  n: { kind: 'note' },
  x: { kind: 'elsewhere' },
  c: { kind: 'copyTask' },
  a: { kind: 'approval' }
}

const taskKeys: Readonly<Record<string, KeyAction>> = {
  ' ': { kind: 'tick' },
  Enter: { kind: 'openTask' }
}

const arrows: Readonly<Record<string, KeyAction>> = {
  ArrowDown: { kind: 'moveTask', by: 1 },
  ArrowUp: { kind: 'moveTask', by: -1 }
}
