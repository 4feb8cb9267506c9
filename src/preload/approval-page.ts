import { tellMore } from './approval-more.ts'
import type { SaidByApproval, ShownApproval } from './approval-channels.ts'

const kinds = {
  production: '▲ PRODUCTION',
  staging: '■ STAGING',
  drill: '◇ DRILL'
} as const

/** Characters of a title that is set large. */
const longestTitle = 80
/** Characters of a word that fit in a line of the narrowest window. */
const longestWhole = 40

/** What is said of keys that came before the question can have been read. */
const lost = {
  typed: 'Keys of the first second are not taken: they may have been meant for the page.',
  hold: 'What is pressed in the first second is not taken: press it again, and hold it.'
} as const

const holdKeys: ReadonlySet<string> = new Set([' ', 'Enter'])

/** Makes the static page answer to what is done to it. Returns the function that draws a state. */
export function drawApproval(
  page: Document,
  say: (said: SaidByApproval) => void
): (shown: ShownApproval | null) => void {
  const part = (id: string): HTMLElement => {
    const found = page.getElementById(id)
    if (found === null) throw new Error(`the page has no #${id}`)
    return found
  }
  const field = part('text') as HTMLInputElement
  const approve = part('approve') as HTMLButtonElement
  const form = part('form')
  const seeMore = tellMore(page)
  let current: ShownApproval | null = null
  /** What main, or the field, complains of. */
  let told: string | null = null
  const isHold = (): boolean => current?.question.asked.kind === 'hold'

  function lines(id: string, texts: readonly string[], tag: 'li' | 'code'): void {
    const list = part(id)
    list.replaceChildren(
      ...texts.map((text) => {
        const line = page.createElement(tag)
        if (tag === 'code') line.append(...wholeWords(text))
        else line.textContent = text
        return line
      })
    )
    list.closest<HTMLElement>('[data-row]')?.toggleAttribute('hidden', texts.length === 0)
  }

  /** Words stay whole: an option that is cut behind its dashes is read as another one. */
  function wholeWords(text: string): readonly (string | HTMLElement)[] {
    return text.split(/(\s+)/).map((word) => {
      if (word.trim() === '' || word.length > longestWhole) return word
      const whole = page.createElement('span')
      whole.textContent = word
      return whole
    })
  }

  function press(): void {
    if (!isHold() || approve.disabled) return
    approve.dataset['held'] = 'true'
    say({ kind: 'press' })
  }

  function release(): void {
    delete approve.dataset['held']
    if (isHold()) say({ kind: 'release' })
  }

  function arm(): void {
    const asked = current?.question.asked
    approve.disabled = current?.isOver !== false || (asked?.kind === 'typed' && field.value !== asked.text)
    const isArmed = asked?.kind === 'typed' && !approve.disabled
    const hint = part('hint')
    field.toggleAttribute('data-early', current?.isEarly === true)
    complain()
    if (current?.isEarly === true && !current.isOver) {
      hint.textContent = 'Read it first: keys of the first second are not taken.'
      return
    }
    hint.textContent = isArmed ? `Armed. After approving you have ${asked.cancelMs / 1_000} s to cancel.` : ''
    if (asked?.kind === 'hold')
      hint.textContent = `Hold for ${asked.holdMs / 1_000} s; letting go before sends nothing.`
    if (current?.isOver === true) hint.textContent = ''
    if (asked?.kind !== 'typed' || isArmed || current?.isOver !== false) return
    const text = page.createElement('code')
    text.textContent = asked.text
    hint.replaceChildren('Type ', text, ' to approve')
  }

  /** What main says comes first; that keys were lost is said until what stands there can become the text. */
  function complain(): void {
    if (current === null) return
    const { question, isLost, isOver } = current
    const { asked } = question
    const isOnTheWay = asked.kind === 'typed' && field.value !== '' && asked.text.startsWith(field.value)
    const again = field.value === '' ? 'Type it from the start.' : 'Clear the field and type it from the start.'
    const said = asked.kind === 'typed' ? `${lost.typed} ${again}` : lost.hold
    const own = isLost && !isOver && !isOnTheWay ? said : ''
    part('complaint').textContent = told ?? own
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (!isHold() && current?.isOver === false) say({ kind: 'submit', text: field.value })
  })
  field.addEventListener('input', () => {
    told = null
    arm()
  })
  // A button that is off takes no enter, and nothing would be said.
  field.addEventListener('keydown', (event) => {
    const asked = current?.question.asked
    if (event.key !== 'Enter' || event.repeat || asked?.kind !== 'typed') return
    if (!approve.disabled || field.value === '' || current?.isOver !== false || current.isEarly) return
    told = `That is not ${asked.text}`
    complain()
  })
  for (const name of ['paste', 'drop'] as const) {
    field.addEventListener(name, (event) => {
      event.preventDefault()
      told = 'Paste is off here'
      complain()
    })
  }
  approve.addEventListener('pointerdown', press)
  for (const name of ['pointerup', 'pointerleave', 'pointercancel', 'blur'] as const)
    approve.addEventListener(name, release)
  approve.addEventListener('keydown', (event) => {
    if (!isHold() || !holdKeys.has(event.key)) return
    event.preventDefault()
    if (!event.repeat) press()
  })
  approve.addEventListener('keyup', (event) => {
    if (holdKeys.has(event.key)) release()
  })
  part('cancel').addEventListener('click', () => say({ kind: 'cancel' }))
  page.addEventListener('keydown', (event) => {
    if (event.key === 'Tab') keepTabbing(page, event)
    else if (event.key === 'Escape') say({ kind: 'cancel' })
    // The key that had this asked for may still be down.
    else if (event.key === 'Enter' && event.repeat) event.preventDefault()
  })

  return (shown) => {
    page.body.hidden = shown === null
    if (shown === null) return
    const { question, theme, isNew, complaint, isOver } = shown
    current = shown
    const { asked, environment } = question
    const root = page.documentElement
    root.dataset['theme'] = theme === 'system' ? systemTheme() : theme
    part('band').dataset['kind'] = environment.kind
    part('kind').textContent = kinds[environment.kind]
    part('where').textContent = environment.name
    part('title').textContent = question.title
    part('title').toggleAttribute('data-long', question.title.length > longestTitle)
    part('why').textContent = question.why
    part('harm').textContent = question.harm
    part('harm').parentElement?.toggleAttribute('hidden', question.harm === '')
    part('undo').textContent = question.undo
    part('undo').toggleAttribute('data-none', /^not possible|cannot be taken back/i.test(question.undo))
    part('server').textContent = question.server
    part('context').textContent = question.context
    part('digest').textContent = question.digest
    lines('targets', question.targets, 'li')
    lines('commands', question.commands, 'code')
    // What only stands in for a step that fails says so itself.
    part('count').textContent = question.commandCount === 1 ? 'Command' : `${question.commandCount} commands`
    lines('warnings', question.warnings, 'li')
    lines('for-good', question.forGood, 'code')
    part('final-title').textContent = finalTitle(question.forGood.length)
    told = complaint
    field.hidden = asked.kind !== 'typed'
    field.readOnly = isOver
    field.setAttribute('aria-label', asked.kind === 'typed' ? `Type ${asked.text} to approve` : '')
    part('meter').hidden = asked.kind !== 'hold'
    root.style.setProperty('--hold', asked.kind === 'hold' ? `${asked.holdMs}ms` : '0ms')
    approve.textContent = asked.kind === 'hold' ? `Hold: ${question.title}` : question.title
    if (isNew) field.value = ''
    // What is complained of was not taken: the button has to be pressed anew.
    if (isNew || complaint !== null) delete approve.dataset['held']
    arm()
    seeMore()
    if (isOver) part('cancel').focus()
    else if (isNew) (asked.kind === 'typed' ? field : approve).focus()
  }
}

function finalTitle(count: number): string {
  return count === 1 ? '! This cannot be taken back' : `! These ${count} cannot be taken back`
}

/** There is nothing behind the view that tab could go to. */
function keepTabbing(page: Document, event: KeyboardEvent): void {
  const stops = [...page.querySelectorAll<HTMLElement>('input, ul, pre, button')].filter(
    (stop) => stop.closest('[hidden]') === null && !(stop instanceof HTMLButtonElement && stop.disabled)
  )
  const [first] = stops
  const last = stops.at(-1)
  const edge = event.shiftKey ? first : last
  if (page.activeElement !== edge) return
  event.preventDefault()
  ;(event.shiftKey ? last : first)?.focus()
}

function systemTheme(): 'dark' | 'light' {
  return globalThis.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'
}
