export { createPlanning, type Planning, type Wanted } from './planning.ts'
