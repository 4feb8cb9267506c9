import type { RiskyField } from '../../../contract/index.ts'
import css from './connections.module.css'

const words = { refused: 'cannot be used', approval: 'needs approval', warning: 'be careful' } as const

/** Whether something in it keeps a context from being opened at all. */
export function isRefused(fields: readonly RiskyField[]): boolean {
  return fields.some(({ treatment }) => treatment === 'refused')
}

/** What the kubeconfig brings along that should be seen before it is used; each reason once, with its fields. */
export function RiskyFields({ fields }: { readonly fields: readonly RiskyField[] }) {
  if (fields.length === 0) return null
  const groups = new Map<string, readonly RiskyField[]>()
  for (const field of fields) {
    const key = `${field.treatment} ${field.why}`
    groups.set(key, [...(groups.get(key) ?? []), field])
  }
  return (
    <ul className={css['risky']} aria-label="Fields to look at">
      {[...groups].map(([key, [first, ...rest]]) =>
        first === undefined ? null : (
          <li key={key} data-treatment={first.treatment}>
            <b>{words[first.treatment]}</b>{' '}
            <span>
              {[first, ...rest].map(({ field, value }) => (
                <span key={field}>
                  <code>{field}</code> {value !== '' && <code>{value}</code>}{' '}
                </span>
              ))}
              {first.why}
            </span>
          </li>
        )
      )}
    </ul>
  )
}
