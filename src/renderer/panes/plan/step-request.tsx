import { useEffect, useState } from 'react'
import type { StepView, WireRequest } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { wireText } from './wire-text.ts'

/** What a step sends, fetched when it is looked at: bodies may be big, and there may be many. */
export function StepRequest({ planId, step }: { readonly planId: string; readonly step: StepView }) {
  const [request, setRequest] = useState<WireRequest | null | undefined>()
  useEffect(() => {
    let isGone = false
    void ask('plan.step', { planId, stepId: step.id }).then((answer) => {
      if (!isGone) setRequest(answer ?? null)
    })
    return () => {
      isGone = true
    }
  }, [planId, step.id])
  return (
    <pre tabIndex={0} aria-label={`Request of ${step.title}`}>
      {request === undefined ? 'Reading' : request === null ? 'Known only at its turn' : wireText(request)}
    </pre>
  )
}
