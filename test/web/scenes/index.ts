import { auditScenes } from './audit.ts';
import { changesScenes } from './changes.ts';
import { frameScenes } from './frame.ts';
import { groupScenes } from './group.ts';
import { hostScenes } from './host.ts';
import { hostsScenes } from './hosts.ts';
import { networksScenes } from './networks.ts';
import { overviewScenes } from './overview.ts';
import type { PageScene } from './page-scene.ts';
import { pasteScenes } from './paste.ts';
import { portsScenes } from './ports.ts';
import { reachabilityScenes } from './reachability.ts';
import { securityGroupsScenes } from './security-groups.ts';
import { settingsScenes } from './settings.ts';
import { signInScenes } from './sign-in.ts';
import { traceScenes } from './trace.ts';

/** Everything that is looked at. One more page is one more file, and one more line here. */
export const pageScenes: readonly PageScene[] = [
  ...auditScenes,
  ...changesScenes,
  ...frameScenes,
  ...groupScenes,
  ...hostScenes,
  ...hostsScenes,
  ...networksScenes,
  ...overviewScenes,
  ...pasteScenes,
  ...portsScenes,
  ...reachabilityScenes,
  ...securityGroupsScenes,
  ...settingsScenes,
  ...signInScenes,
  ...traceScenes,
];
