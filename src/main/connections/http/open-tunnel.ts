import type { Socket } from 'node:net'
import { openConnectTunnel } from './connect-tunnel.ts'
import { openSocksTunnel } from './socks-tunnel.ts'

/**
 * Opens a raw connection to `host:port` through a proxy of any kind that `proxyProblem` lets pass.
 * `authorities` are those that a proxy is believed by which is itself reached by HTTPS, each as PEM.
 * @throws TransportError naming the proxy; nothing has been sent to the server.
 */
export function openTunnel(
  proxy: URL,
  host: string,
  port: number,
  abort: AbortSignal,
  authorities: () => Promise<readonly string[]>
): Promise<Socket> {
  return isSocks(proxy)
    ? openSocksTunnel(proxy, host, port, abort)
    : openConnectTunnel(proxy, host, port, abort, authorities)
}

/** Go net/http transport.go: "socks5" is treated the same as "socks5h", the proxy resolves the name. */
function isSocks({ protocol }: URL): boolean {
  return protocol === 'socks5:' || protocol === 'socks5h:'
}
