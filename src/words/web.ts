import { joinChapters } from './join-chapters.ts';
import { explainPageWords } from './web/explain.ts';
import { auditWords } from './web/audit.ts';
import { failureWords } from './web/failures.ts';
import { frameWords } from './web/frame.ts';
import { groupTabsWords } from './web/group-tabs.ts';
import { hostsWords } from './web/hosts.ts';
import { launchWords } from './web/launch.ts';
import { networksWords } from './web/networks.ts';
import { overviewWords } from './web/overview.ts';
import { planWords } from './web/plans.ts';
import { portsWords } from './web/ports.ts';
import { ruleWords } from './web/rules.ts';
import { securityGroupsWords } from './web/security-groups.ts';
import { settingsWords } from './web/settings.ts';
import { signInWords } from './web/sign-in.ts';

/** What the dashboard says: one file for what its pages share, and one for each page or two. */
export const webFiles = [
  explainPageWords,
  auditWords,
  failureWords,
  frameWords,
  groupTabsWords,
  hostsWords,
  launchWords,
  networksWords,
  overviewWords,
  planWords,
  portsWords,
  ruleWords,
  securityGroupsWords,
  settingsWords,
  signInWords,
] as const;

export const webWords = joinChapters(webFiles);
