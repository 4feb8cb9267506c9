export { checklistView, type ChecklistInput } from './checklist-view.ts'
export { fillCommands } from './fill-commands.ts'
export { loadRunbooks, readRunbook } from './load-runbooks.ts'
export { checklistReducer, emptyProgress } from './progress.ts'
