import type { LinkView } from '../../../contract/index.ts'
import { formatAge } from '../../../contract/words/format-duration.ts'
import { useNowMs } from '../../stores/clock.ts'
import { nextTryText } from '../../ui/next-try.ts'
import css from './header.module.css'

const names = { apiServer: 'API server', prometheus: 'Prometheus' } as const

/** Freshness of each link: how long ago it last answered, or since when it does not and when it is tried again. */
export function Links({ links }: { readonly links: readonly LinkView[] }) {
  const now = useNowMs()
  // Prometheus is asked through the API server: lost with it, it has no age of its own.
  const isLostWithIt = links.some(({ id, state }) => id === 'apiServer' && state === 'failing')
  return (
    <div className={css['fresh']} aria-label="Freshness of the links" role="group">
      {links.map((link) => (
        <span
          key={link.id}
          className={link.state === 'failing' ? css['failing'] : undefined}
          data-testid={`link-${link.id}`}
        >
          {link.state === 'failing' && '✕ '}
          {names[link.id]}{' '}
          {link.state === 'failing' ? (
            link.id === 'prometheus' && isLostWithIt ? (
              'is asked through it'
            ) : (
              failing(link, now)
            )
          ) : (
            <span className={css['age']}>{answer(link, now)}</span>
          )}{' '}
        </span>
      ))}
    </div>
  )
}

function answer(link: LinkView, now: number): string {
  if (link.state === 'connecting') return 'connecting'
  return link.lastOkAt === undefined ? 'not asked yet' : formatAge(now - Date.parse(link.lastOkAt))
}

function failing(link: LinkView, now: number): string {
  const never = link.failure?.code === 'missing' ? 'not found' : 'never answered'
  const last = link.lastOkAt === undefined ? never : `silent for ${formatAge(now - Date.parse(link.lastOkAt))}`
  return link.nextTryAt === undefined ? last : `${last}, ${nextTryText(link.nextTryAt, now)}`
}
