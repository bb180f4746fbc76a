import { PortreeveError, diffHostState } from '../../model/index.ts';
import { type PlannedHost, hostDeltaJson, hostStateJson } from '../../wire/index.ts';
import { type CloudChanges, applyChanges } from '../feed/cloud-loader.ts';
import { Cloud } from '../feed/cloud.ts';
import { viewOfHost } from '../feed/host-view.ts';

/**
 * What changes that were not made would do to a host: the state that its agent works by, and the step that the agent
 * would be sent. The cloud stays as it is. Throws HOST_UNKNOWN.
 */
export function plannedHost(cloud: Cloud, changes: CloudChanges, host: string, revision: number): PlannedHost {
  const changed = new Cloud(cloud);
  applyChanges(changed, changes);
  if (!cloud.hasHost(host) && !changed.hasHost(host)) throw new PortreeveError('HOST_UNKNOWN', { host });
  const before = viewOfHost(cloud, host, revision);
  const after = viewOfHost(changed, host, revision);
  return { host, revision, state: hostStateJson(before), delta: hostDeltaJson(diffHostState(before, after)) };
}
