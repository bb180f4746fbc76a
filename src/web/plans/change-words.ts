import type { PlannedChange } from '../../wire/index.ts';
import { member } from '../api/http.ts';
import type { Rule } from '../api/security-groups.ts';
import { listed } from '../language/dates.ts';
import type { Language } from '../../words/index.ts';
import type { Say } from '../language/language.tsx';
import type { RemoteNames } from '../rules/rule-sentences.tsx';
import { remoteOf } from '../rules/sentences.ts';
import { serviceText } from '../rules/services.ts';

/** One change in a line, as a diff has it: what is there newly, what is gone, what is another now. */
export interface ChangeLine {
  readonly sign: '+' | '-' | '~';
  readonly text: string;
}

/** What texts are made with. */
export interface ChangeSpeech {
  readonly say: Say;
  readonly language: Language;
  readonly names: RemoteNames;
}

/** What a rule is where it does not say. */
const leftOut = {
  ethertype: 'IPv4',
  protocol: null,
  port_range_min: null,
  port_range_max: null,
  remote_ip_prefix: null,
  remote_group_id: null,
  remote_address_group_id: null,
} as const;

const signs = { POST: '+', PUT: '~', DELETE: '-' } as const;

/** Requests of the Networking API in words, as far as they are what this dashboard makes; others as they are. */
export function changeLine(change: PlannedChange, speech: ChangeSpeech): ChangeLine {
  const sign = signs[change.method];
  const [, , collection, id = ''] = change.path.split('/');
  const text = textOf(change, collection ?? '', id, speech);
  return { sign, text: text ?? `${change.method} ${change.path}` };
}

function textOf(change: PlannedChange, collection: string, id: string, speech: ChangeSpeech): string | undefined {
  const { say, names } = speech;
  switch (collection) {
    case 'security-group-rules': {
      const rule = change.method === 'DELETE' ? change.before : member(change.body, 'security_group_rule');
      return isRule(rule)
        ? ruleText({ ...leftOut, ...rule }, speech)
        : say('web.changeRuleGone', { id: id.slice(0, 8) });
    }
    case 'security-groups': {
      const name = member(change.before, 'name') ?? member(member(change.body, 'security_group'), 'name');
      return say('web.changeGroup', { group: typeof name === 'string' && name !== '' ? name : names.group(id) });
    }
    case 'ports':
      return change.method === 'PUT' ? portText(change, id, speech) : undefined;
    default:
      return undefined;
  }
}

function ruleText(rule: Rule, { say, names }: ChangeSpeech): string {
  const remote = remoteOf(rule);
  const who = {
    any: () => say('web.changeAnyone'),
    group: () => (remote.kind === 'group' ? names.group(remote.id) : ''),
    addressGroup: () => (remote.kind === 'addressGroup' ? names.addressGroup(remote.id) : ''),
    prefix: () => (remote.kind === 'prefix' ? remote.prefix : ''),
  }[remote.kind]();
  return say(rule.direction === 'ingress' ? 'web.changeRuleIn' : 'web.changeRuleOut', {
    group: names.group(rule.security_group_id),
    service: `${serviceText(say, rule)}${rule.ethertype === 'IPv6' ? ' (IPv6)' : ''}`,
    remote: who,
  });
}

/** "web01: + db, − monitoring". */
function portText({ body, before }: PlannedChange, id: string, { say, language, names }: ChangeSpeech): string {
  const port = member(body, 'port');
  const name = member(before, 'name');
  const groups = member(port, 'security_groups');
  const had = idsIn(member(before, 'security_groups'));
  const has = idsIn(groups);
  const what = [
    ...has.filter((one) => !had.includes(one)).map((one) => `+ ${names.group(one)}`),
    ...had.filter((one) => Array.isArray(groups) && !has.includes(one)).map((one) => `− ${names.group(one)}`),
  ];
  const isSecure = member(port, 'port_security_enabled');
  if (typeof isSecure === 'boolean') what.push(say(isSecure ? 'web.changeSecurityOn' : 'web.changeSecurityOff'));
  return say('web.changePort', {
    port: typeof name === 'string' && name !== '' ? name : id.slice(0, 8),
    what: what.length === 0 ? Object.keys(Object(port)).join(', ') : listed(language, what),
  });
}

function idsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function isRule(value: unknown): value is Rule {
  return member(value, 'direction') !== undefined && member(value, 'security_group_id') !== undefined;
}
