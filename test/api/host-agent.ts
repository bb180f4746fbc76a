import type { Client } from '../../src/client/index.ts';
import type { AgentHello, FeedEvent, HostDump } from '../../src/wire/index.ts';

const hello: AgentHello = {
  agent_type: 'Linux bridge agent',
  binary: 'portreeve',
  version: '0.1.0',
  backend: 'memory',
  configurations: {
    tunneling_ip: '10.88.0.14',
    tunnel_types: ['vxlan'],
    interface_mappings: {},
    bridge_mappings: {},
    devices: 0,
    extensions: [],
    l2_population: false,
  },
};

/** Answers as a host's agent does, with dumps that the test decides on. Give the way to stop it. */
export async function standInAgent(
  client: Client,
  host: string,
  dump: () => HostDump | Promise<HostDump>,
  tunnelIp = '10.88.0.14',
): Promise<() => Promise<void>> {
  const path = `/agent/v1/hosts/${host}`;
  await client.request('PUT', path, {
    ...hello,
    configurations: { ...hello.configurations, tunneling_ip: tunnelIp },
  });
  const stop = new AbortController();
  let answered: Promise<unknown> = Promise.resolve();
  let watching: () => void = () => {};
  const isWatching = new Promise<void>((resolve) => {
    watching = resolve;
  });
  const stream = client.lines(`/agent/v1/watch?host=${host}&since=0`, {
    signal: stop.signal,
    onLine: (line) => {
      watching();
      const event = line as FeedEvent;
      if (event.event !== 'dump') return;
      const { id } = event;
      answered = Promise.resolve(dump()).then((taken) => client.request('PUT', `${path}/dumps/${id}`, taken));
    },
  });
  const ended = stream.catch(() => undefined);
  await isWatching;
  return async () => {
    stop.abort();
    await Promise.all([ended, answered]);
  };
}
