import { useEffect } from 'react'
import type { Feeds } from '../../../contract/index.ts'
import { feedStore } from '../../stores/feeds.ts'
import { forgetService } from '../../stores/view.ts'

/** What this window remembers of a service ends with it, whoever closed it: another one begins as if it were the first. */
export function useViewReset(): void {
  useEffect(
    () =>
      feedStore.subscribe(({ values }, before) => {
        if (openKey(values) !== openKey(before.values)) forgetService()
      }),
    []
  )
}

/** Names what is open: a service of an environment, or the record without a cluster. */
function openKey({ shell, service }: Partial<Feeds>): string {
  const ref = service?.ref ?? shell?.record?.service
  return JSON.stringify([shell?.environment?.id, ref?.namespace, ref?.name])
}
