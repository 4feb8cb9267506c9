import type { Failure } from '../../../contract/index.ts'
import { startDrillAgain } from '../../../contract/practice.ts'
import { Button } from '../../ui/button.tsx'
import { practise } from './practise.ts'

/** The button for what a failure asks for, where that is to start the drill once more. */
export function StartAgain({ failure }: { readonly failure: Failure }) {
  if (failure.remedy !== startDrillAgain) return null
  return (
    <Button look="small" onClick={practise}>
      Start the drill again
    </Button>
  )
}
