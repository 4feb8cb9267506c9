@rem Some commands in package.json begin with the exec of POSIX shells, so that signals reach them and npm waits
@rem for their end. Windows has no such command and runs this file instead.
@%*
