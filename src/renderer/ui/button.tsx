import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { classNames } from './class-names.ts'
import css from './ui.module.css'

type Look = 'act' | 'ghost' | 'small' | 'link'

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: Look
  readonly ref?: Ref<HTMLButtonElement>
  /** The key that presses it, as it is called on the sheet of keys. */
  readonly keys?: string | undefined
  readonly children: ReactNode
}

/** A button that says what happens to what. Never submits a form unless told to. */
export function Button({ look = 'act', className, type = 'button', keys, children, ...rest }: Props) {
  const base = look === 'act' ? css['button'] : look === 'ghost' ? classNames(css['button'], css['ghost']) : css[look]
  return (
    <button
      type={type}
      className={classNames(base, className)}
      aria-keyshortcuts={keys === 'esc' ? 'Escape' : keys}
      {...rest}
    >
      {children}
      {keys !== undefined && (
        <>
          {' '}
          <kbd aria-hidden="true">{keys}</kbd>
        </>
      )}
    </button>
  )
}
