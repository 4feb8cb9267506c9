export { createPlanning, type HeldBy, type Planning, type Wanted } from './planning.ts'
