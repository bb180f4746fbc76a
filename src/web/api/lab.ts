import { queryOptions } from '@tanstack/react-query';
import { type Api, listIn, member, query } from './http.ts';
import type { Port } from './ports.ts';

/** The lab that the server is part of. */
export interface Lab {
  readonly simulated: string | null;
  readonly hosts: readonly string[];
  readonly images: readonly { readonly name: string; readonly port: number | null }[];
  readonly instances: readonly { readonly name: string; readonly port_id: string }[];
}

export interface LaunchedInstance {
  readonly name: string;
  readonly host: string;
  readonly fixed_ips: readonly string[];
  readonly dumps: { readonly before: string; readonly after: string };
}

export interface LaunchWish {
  readonly name: string;
  readonly image: string;
  readonly security_groups: readonly string[];
  readonly network?: string;
  readonly host?: string;
}

const path = '/portreeve/v1/lab';

/** Null on a server that is of no lab: instances are then not started here. For administrators. */
export function labOfServer(api: Api) {
  return queryOptions({
    queryKey: ['lab'],
    queryFn: async ({ signal }) => member(await api.call('GET', path, undefined, signal), 'lab') as Lab | null,
    meta: { follows: ['ports'] },
  });
}

/** Answers once the instance runs, which may take half a minute on a busy machine. */
export async function launchInstance(api: Api, wish: LaunchWish): Promise<LaunchedInstance> {
  return member(await api.call('POST', `${path}/instances`, wish), 'instance') as LaunchedInstance;
}

export async function deleteInstance(api: Api, name: string): Promise<void> {
  await api.call('DELETE', `${path}/instances/${encodeURIComponent(name)}`);
}

/** The port of an instance by its name, as soon as it is there. */
export function portOfInstance(api: Api, name: string) {
  return queryOptions({
    queryKey: ['ports', 'named', name],
    queryFn: async ({ signal }) => {
      const [port] = listIn<Port>(await api.call('GET', `/v2.0/ports${query({ name })}`, undefined, signal), 'ports');
      return port ?? null;
    },
    staleTime: 0,
    meta: { follows: ['ports', 'hosts'] },
  });
}

/** What became of a packet that the lab sent. */
export interface LabProbe {
  readonly verdict: 'allowed' | 'dropped';
  readonly how: 'sent' | 'evaluated';
  readonly moved: readonly {
    readonly host: string;
    readonly rules: readonly { readonly table: string; readonly chain: string; readonly index: number }[];
  }[];
}

/** Sends one from one instance to another, by their names. */
export async function sendPacket(
  api: Api,
  ask: { readonly from: string; readonly to: string; readonly service: string },
): Promise<LabProbe> {
  return member(await api.call('POST', `${path}/probe`, ask), 'probe') as LabProbe;
}
