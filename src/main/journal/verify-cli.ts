import { verifyCommand } from './verify-command.ts'

// npm run journal -- verify FILE
const { code, stdout, stderr } = await verifyCommand(process.argv.slice(2))
process.stdout.write(stdout)
process.stderr.write(stderr)
process.exitCode = code
