export { createPlanning, type HeldBy, type Wanted } from './planning.ts'
