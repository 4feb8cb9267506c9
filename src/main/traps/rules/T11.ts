import type { StateRule } from '../rule-facts.ts'
import { putBackNotice } from './put-back.ts'

/** Who puts a manual change back, and when. */
export const isPutBack: StateRule = ({ ownership }) =>
  ownership.owners.filter(({ role }) => role === 'gitops' || role === 'controller').map(putBackNotice)
