export { checklistView } from './checklist-view.ts'
export { toFillIn } from './fill-commands.ts'
export { loadRunbooks } from './load-runbooks.ts'
export { checklistReducer, emptyProgress } from './progress.ts'
