// To be imported first, for its effect. Node opens its inspector on SIGUSR1 (node src/inspector_agent.cc,
// StartIoThreadWakeup), at a port that every user of the computer reaches. A listener takes the signal's place. What is left
// is the moment before this line; in a packaged app the fuse EnableNodeCliInspectArguments closes that too.
if (process.platform !== 'win32') process.on('SIGUSR1', () => undefined)
