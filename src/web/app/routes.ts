import { auditRoute } from '../pages/audit/route.ts';
import { changesRoute } from '../pages/changes/route.ts';
import { groupRoute } from '../pages/group/route.ts';
import { hostRoute } from '../pages/host/route.ts';
import { hostsRoute } from '../pages/hosts/route.ts';
import { networkRoute } from '../pages/network/route.ts';
import { networksRoute } from '../pages/networks/route.ts';
import { overviewRoute } from '../pages/overview/route.ts';
import { planRoute } from '../pages/plan/route.ts';
import { pasteRoute } from '../pages/paste/route.ts';
import { portsRoute } from '../pages/ports/route.ts';
import { reachRoute } from '../pages/reachability/route.ts';
import { securityGroupsRoute } from '../pages/security-groups/route.ts';
import { settingsRoute } from '../pages/settings/route.ts';
import { traceRoute } from '../pages/trace/route.ts';

/** All pages in the frame, in the order of the navigation. One more is one more line here, and a folder in `pages`. */
export const pageRoutes = [
  overviewRoute,
  securityGroupsRoute,
  groupRoute,
  portsRoute,
  networksRoute,
  networkRoute,
  traceRoute,
  reachRoute,
  pasteRoute,
  hostsRoute,
  hostRoute,
  changesRoute,
  planRoute,
  auditRoute,
  settingsRoute,
] as const;
