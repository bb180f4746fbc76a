import type { AuditEntryJson } from '../../../wire/index.ts';
import type { PageKey } from '../../words/page-words.ts';
import { member } from '../../api/http.ts';
import { listed } from '../../language/dates.ts';
import { type ChangeSpeech, changeLine } from '../../plans/change-words.ts';

/** Tables that the log can be narrowed to, and what one thing in each is called. */
export const kinds = {
  security_groups: 'web.kindOfGroups',
  security_group_rules: 'web.kindOfRules',
  ports: 'web.kindOfPorts',
  networks: 'web.kindOfNetworks',
  subnets: 'web.kindOfSubnets',
  address_groups: 'web.kindOfAddressGroups',
  rbac_policies: 'web.kindOfPolicies',
  quotas: 'web.kindOfQuotas',
  assertions: 'web.kindOfAssertions',
} as const satisfies Readonly<Record<string, PageKey>>;

const actions: Readonly<Partial<Record<string, PageKey>>> = {
  created: 'web.auditCreated',
  updated: 'web.auditUpdated',
  deleted: 'web.auditDeleted',
};

const methods = new Set(['POST', 'PUT', 'DELETE']);
/** Of these a request says more than that they were changed. */
const told = /^\/v2\.0\/(security-group-rules|security-groups|ports)\b/;

/** What an entry of the log did, in words: as much as the request says, else which kinds of things it changed. */
export function entryText(entry: AuditEntryJson, speech: ChangeSpeech): string {
  const { say, language } = speech;
  if (entry.method === 'UNDO') return say('web.auditUndo');
  if (methods.has(entry.method) && told.test(entry.path)) {
    const { sign, text } = changeLine(
      { method: entry.method as 'POST' | 'PUT' | 'DELETE', path: entry.path, body: entry.body },
      speech,
    );
    if (!text.startsWith(entry.method)) return `${{ '+': '+', '-': '−', '~': '' }[sign]} ${text}`.trim();
  }
  const name = nameIn(entry.body);
  const main = entry.objects.filter(({ table }) => table in kinds);
  const said = [...new Set(main.map(({ table, action }) => `${action} ${table}`))].map((one) => {
    const [action = '', table = ''] = one.split(' ');
    const kind = say(kinds[table as keyof typeof kinds]);
    return say(actions[action] ?? 'web.auditUpdated', { what: name === undefined ? kind : `${kind} ${name}` });
  });
  return said.length === 0 ? `${entry.method} ${entry.path}` : listed(language, said);
}

/** As the request calls the one thing that it is of. */
function nameIn(body: unknown): string | undefined {
  const [only, ...more] = Object.values(Object(body)) as unknown[];
  const name = member(only, 'name');
  return more.length === 0 && typeof name === 'string' && name !== '' ? name : undefined;
}

/** How long it took until a host had it, in milliseconds; undefined: it has not said so. */
export function delayOf(entry: AuditEntryJson, { enforced_at }: AuditEntryJson['hosts'][number]): number | undefined {
  return enforced_at === null ? undefined : Math.max(0, Date.parse(enforced_at) - Date.parse(entry.at));
}
