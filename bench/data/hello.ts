import type { MeasuredServer } from './server-process.ts';

/** Joins a host, as its agent does when it starts. `n`: which of all hosts it is, for its address. */
export async function hello(server: Pick<MeasuredServer, 'ask'>, host: string, n: number): Promise<void> {
  const configurations = {
    tunneling_ip: `10.88.0.${n}`,
    tunnel_types: ['vxlan'],
    interface_mappings: {},
    bridge_mappings: {},
    devices: 0,
    extensions: [],
    l2_population: false,
  };
  const said = {
    agent_type: 'Linux bridge agent',
    binary: 'portreeve-agent',
    version: '0',
    backend: 'memory',
    configurations,
  };
  await server.ask('PUT', `/agent/v1/hosts/${host}`, said);
}
