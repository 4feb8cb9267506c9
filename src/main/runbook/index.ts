export { checklistView } from './checklist-view.ts'
export { loadRunbooks } from './load-runbooks.ts'
export { checklistReducer, emptyProgress } from './progress.ts'
