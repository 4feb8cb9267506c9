export { createPlanning, type Wanted } from './planning.ts'
