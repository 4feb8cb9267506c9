import type { Choice, LeverOption, LeverView, Plan } from '../../../contract/index.ts'

/** Between what several options say under one name. */
const separator = ','

/** The options that are taken when nobody says otherwise: those of the plan, else those that the lever recommends. */
export function pickedAtFirst(
  { options }: Pick<LeverView, 'options'>,
  plan: Pick<Plan, 'choice'> | null
): ReadonlySet<string> {
  const taken = options.filter((option) =>
    plan === null ? option.state === 'recommended' : canPick(option) && isIn(plan.choice, option.choice)
  )
  return new Set(taken.map(({ id }) => id))
}

export function canPick({ state }: Pick<LeverOption, 'state'>): boolean {
  return state === 'recommended' || state === 'possible'
}

/** One choice of several options: what they say under the same name is joined with commas. */
export function joinedChoice(options: readonly LeverOption[], picked: ReadonlySet<string>): Choice {
  const joined: Record<string, string> = {}
  for (const { id, choice } of options) {
    for (const [name, value] of Object.entries(choice)) {
      const before = joined[name] ?? ''
      if (!picked.has(id)) joined[name] = before
      else joined[name] = before === '' ? String(value) : `${before}${separator}${value}`
    }
  }
  return joined
}

/** What the lever adds to one after a colon, such as its revision, is its own. */
function isIn(whole: Choice, one: Choice): boolean {
  return Object.entries(one).every(([name, value]) =>
    String(whole[name] ?? '')
      .split(separator)
      .some((text) => text.split(':')[0] === String(value))
  )
}
