import { joinChapters } from '../../words/index.ts';
import { explainPageWords } from './explain.ts';
import { auditWords } from './audit.ts';
import { failureWords } from './failures.ts';
import { frameWords } from './frame.ts';
import { groupTabsWords } from './group-tabs.ts';
import { hostsWords } from './hosts.ts';
import { launchWords } from './launch.ts';
import { networksWords } from './networks.ts';
import { overviewWords } from './overview.ts';
import { planWords } from './plans.ts';
import { portsWords } from './ports.ts';
import { ruleWords } from './rules.ts';
import { securityGroupsWords } from './security-groups.ts';
import { settingsWords } from './settings.ts';
import { signInWords } from './sign-in.ts';

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
