import type { RiskyField } from '../../../contract/index.ts'
import css from './connections.module.css'

const words = { refused: 'cannot be used', approval: 'needs approval', warning: 'be careful' } as const

/** Whether something in it keeps a context from being opened at all. */
export function isRefused(fields: readonly RiskyField[]): boolean {
  return fields.some(({ treatment }) => treatment === 'refused')
}

/** What the kubeconfig brings along that should be seen before it is used. */
export function RiskyFields({ fields }: { readonly fields: readonly RiskyField[] }) {
  if (fields.length === 0) return null
  return (
    <ul className={css['risky']} aria-label="Fields to look at">
      {fields.map((field) => (
        <li key={`${field.field} ${field.why}`} data-treatment={field.treatment}>
          <b>{words[field.treatment]}</b>
          <span>
            <code>{field.field}</code> {field.value !== '' && <code>{field.value}</code>} {field.why}
          </span>
        </li>
      ))}
    </ul>
  )
}
