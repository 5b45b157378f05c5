import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net, { type SocketConnectOpts } from 'node:net';

type Callable = (...args: unknown[]) => unknown;
type Functions = Record<string, unknown>;

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|::1|\[::1\]|::ffff:127(?:\.\d+){3})$/i;

/** This machine itself; nothing that leaves it has such a name. */
const isHere = (host: unknown): boolean =>
  host === undefined || host === null || host === '' || (typeof host === 'string' && LOOPBACK.test(host));

/** Of net's connect(options), connect(port, host) and connect(path); undefined for a socket that is a file. */
function hostOfConnect(args: readonly unknown[]): unknown {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as readonly unknown[]) : args;
  if (typeof first === 'object' && first !== null) {
    const options = first as SocketConnectOpts;
    return 'path' in options && options.path !== undefined ? undefined : (options as { readonly host?: string }).host;
  }
  return typeof second === 'string' ? second : undefined;
}

/** Of dgram's send(message, ..., port, address) and connect(port, address). */
const hostOfDatagram = (args: readonly unknown[]): unknown => args.slice(1).find((arg) => typeof arg === 'string');

const hostOfLookup = ([name]: readonly unknown[]): unknown => name;

/** Everything by which JavaScript leaves a machine: http, https, http2, tls, fetch and WebSocket all end in a net.Socket. */
function doors(): readonly { readonly on: Functions; readonly name: string; readonly hostOf: typeof hostOfConnect }[] {
  const resolvers = [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype].flatMap((place) => {
    const on = place as unknown as Functions;
    const names = Object.getOwnPropertyNames(on).filter((name) => /^(?:lookup|resolve|reverse)/.test(name));
    return names.map((name) => ({ on, name, hostOf: hostOfLookup }));
  });
  const socket = net.Socket.prototype as unknown as Functions;
  const datagram = dgram.Socket.prototype as unknown as Functions;
  return [
    { on: socket, name: 'connect', hostOf: hostOfConnect },
    { on: datagram, name: 'send', hostOf: hostOfDatagram },
    { on: datagram, name: 'connect', hostOf: hostOfDatagram },
    ...resolvers,
  ];
}

/**
 * From now on this process reaches nobody but itself and its machine: whoever tries gets an error, and the try is written down.
 *
 * @param logFile one line for each try: what was called, and for which host
 * @returns what opens the network again
 */
export function shutNetwork(logFile: string): Disposable {
  const opened = new DisposableStack();
  // The last to be undone: who imported a function by its name gets what stands in the module then.
  opened.defer(syncBuiltinESMExports);
  for (const { on, name, hostOf } of doors()) {
    const original = on[name];
    if (typeof original !== 'function') continue;
    on[name] = function guarded(this: unknown, ...args: unknown[]): unknown {
      const host = hostOf(args);
      if (isHere(host)) return Reflect.apply(original as Callable, this, args);
      appendFileSync(logFile, `${name} ${JSON.stringify(host)}\n`);
      throw new Error(`Nothing may leave this machine now, and somebody called ${name} for ${JSON.stringify(host)}`);
    };
    opened.defer(() => {
      on[name] = original;
    });
  }
  syncBuiltinESMExports();
  return opened;
}
