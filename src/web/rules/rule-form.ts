import { cidrVersion, parseCidr } from '../../model/index.ts';
import type { Params } from '../../words/index.ts';
import type { PageKey } from '../words/page-words.ts';
import type { NewRule, Rule } from '../api/security-groups.ts';
import { remoteOf } from './sentences.ts';
import { isIcmp } from './services.ts';

/** What the form asks for beside the template. */
type Shape = 'fixed' | 'ports' | 'icmp' | 'protocol';

/** What is chosen first, since it is what people have in mind. */
export const templates = {
  ssh: { label: 'SSH', protocol: 'tcp', ports: '22', shape: 'fixed' },
  ping: { label: 'web.templateAllIcmp', protocol: 'icmp', ports: '', shape: 'fixed' },
  http: { label: 'HTTP', protocol: 'tcp', ports: '80', shape: 'fixed' },
  https: { label: 'HTTPS', protocol: 'tcp', ports: '443', shape: 'fixed' },
  dns: { label: 'DNS', protocol: 'udp', ports: '53', shape: 'fixed' },
  rdp: { label: 'RDP', protocol: 'tcp', ports: '3389', shape: 'fixed' },
  mysql: { label: 'MySQL', protocol: 'tcp', ports: '3306', shape: 'fixed' },
  postgresql: { label: 'PostgreSQL', protocol: 'tcp', ports: '5432', shape: 'fixed' },
  redis: { label: 'Redis', protocol: 'tcp', ports: '6379', shape: 'fixed' },
  smtp: { label: 'SMTP', protocol: 'tcp', ports: '25', shape: 'fixed' },
  tcp: { label: 'web.templateTcp', protocol: 'tcp', ports: '', shape: 'ports' },
  udp: { label: 'web.templateUdp', protocol: 'udp', ports: '', shape: 'ports' },
  icmp: { label: 'web.templateIcmp', protocol: 'icmp', ports: '', shape: 'icmp' },
  allTcp: { label: 'web.templateAllTcp', protocol: 'tcp', ports: '', shape: 'fixed' },
  allUdp: { label: 'web.templateAllUdp', protocol: 'udp', ports: '', shape: 'fixed' },
  other: { label: 'web.templateOther', protocol: '', ports: '', shape: 'protocol' },
  any: { label: 'web.templateAnything', protocol: '', ports: '', shape: 'fixed' },
} as const satisfies Readonly<
  Record<
    string,
    { readonly label: PageKey | string; readonly protocol: string; readonly ports: string; readonly shape: Shape }
  >
>;
export type Template = keyof typeof templates;

export type RemoteKind = 'any' | 'prefix' | 'group' | 'addressGroup' | 'mine';

/** What was typed and chosen. */
export interface RuleDraft {
  readonly template: Template;
  readonly direction: 'ingress' | 'egress';
  readonly ethertype: 'IPv4' | 'IPv6';
  readonly ports: string;
  readonly icmpType: string;
  readonly icmpCode: string;
  readonly protocol: string;
  readonly remoteKind: RemoteKind;
  readonly prefix: string;
  readonly group: string;
  readonly addressGroup: string;
  readonly description: string;
}

export type RuleField = 'ports' | 'icmpType' | 'icmpCode' | 'protocol' | 'prefix' | 'group' | 'addressGroup';
export type FieldErrors = Readonly<Partial<Record<RuleField, readonly [PageKey, Params?]>>>;

export const emptyDraft: RuleDraft = {
  template: 'ssh',
  direction: 'ingress',
  ethertype: 'IPv4',
  ports: '',
  icmpType: '',
  icmpCode: '',
  protocol: '',
  remoteKind: 'group',
  prefix: '',
  group: '',
  addressGroup: '',
  description: '',
};

/** The rule that a draft stands for, or what is still wrong with it, by field. */
export function readDraft(
  draft: RuleDraft,
  groupId: string,
  myAddress: string | null,
): { readonly rule: NewRule } | { readonly errors: FieldErrors } {
  const errors: Record<string, readonly [PageKey, Params?]> = {};
  const service = readService(draft, errors);
  const remote = readRemote(draft, myAddress, errors);
  if (Object.keys(errors).length > 0) return { errors };
  return {
    rule: {
      security_group_id: groupId,
      direction: draft.direction,
      ethertype: familyOf(draft, myAddress) ?? draft.ethertype,
      ...service,
      ...remote,
      description: draft.description.trim(),
    },
  };
}

/** The family that the remote is of, whatever was chosen; undefined where either can be. */
export function familyOf({ remoteKind, prefix }: RuleDraft, myAddress: string | null): 'IPv4' | 'IPv6' | undefined {
  const text = remoteKind === 'prefix' ? prefix.trim() : remoteKind === 'mine' ? (myAddress ?? '') : '';
  const cidr = parseCidr(text);
  return cidr === undefined ? undefined : cidrVersion(cidr) === 4 ? 'IPv4' : 'IPv6';
}

type Service = Pick<NewRule, 'protocol' | 'port_range_min' | 'port_range_max'>;
type Remote = Pick<NewRule, 'remote_ip_prefix' | 'remote_group_id' | 'remote_address_group_id'>;
type Errors = Record<string, readonly [PageKey, Params?]>;

const noPorts = { port_range_min: null, port_range_max: null } as const;
const noRemote: Remote = { remote_ip_prefix: null, remote_group_id: null, remote_address_group_id: null };

function readService(draft: RuleDraft, errors: Errors): Service {
  const template = templates[draft.template];
  switch (template.shape) {
    case 'fixed': {
      const port = template.ports === '' ? null : Number(template.ports);
      return { protocol: template.protocol || null, port_range_min: port, port_range_max: port };
    }
    case 'ports':
      return { protocol: template.protocol, ...readPorts(draft.ports, errors) };
    case 'icmp': {
      const type = readByte(draft.icmpType, 'icmpType', errors);
      return { protocol: 'icmp', port_range_min: type, port_range_max: readByte(draft.icmpCode, 'icmpCode', errors) };
    }
    case 'protocol': {
      const protocol = draft.protocol.trim().toLowerCase();
      if (protocol === '') errors['protocol'] = ['web.protocolMissing'];
      // Which protocols have ports is the server's to say.
      const ports = draft.ports.trim() === '' ? noPorts : readPorts(draft.ports, errors);
      return { protocol, ...ports };
    }
  }
}

function readPorts(typed: string, errors: Errors): Pick<NewRule, 'port_range_min' | 'port_range_max'> {
  const text = typed.trim();
  if (text === '') errors['ports'] = ['web.portMissing'];
  const [, first = '', last = first] = /^(\d{1,5})(?:\s*[-–:]\s*(\d{1,5}))?$/.exec(text) ?? [];
  if (first === '') {
    if (text !== '') errors['ports'] = ['web.portBad', { text }];
    return noPorts;
  }
  // Whether they are ports, and in order, is the server's to say: it says it beside the field.
  return { port_range_min: Number(first), port_range_max: Number(last) };
}

function readByte(typed: string, field: RuleField, errors: Errors): number | null {
  const text = typed.trim();
  if (text === '') return null;
  if (/^\d{1,3}$/.test(text) && Number(text) <= 255) return Number(text);
  errors[field] = ['web.icmpBad'];
  return null;
}

function readRemote(draft: RuleDraft, myAddress: string | null, errors: Errors): Remote {
  switch (draft.remoteKind) {
    case 'any':
      return noRemote;
    case 'prefix': {
      const text = draft.prefix.trim();
      if (text === '') errors['prefix'] = ['web.cidrMissing'];
      else if (parseCidr(text) === undefined) errors['prefix'] = ['web.cidrBad', { text }];
      return { ...noRemote, remote_ip_prefix: text };
    }
    case 'group':
      if (draft.group === '') errors['group'] = ['web.groupMissing'];
      return { ...noRemote, remote_group_id: draft.group };
    case 'addressGroup':
      if (draft.addressGroup === '') errors['addressGroup'] = ['web.groupMissing'];
      return { ...noRemote, remote_address_group_id: draft.addressGroup };
    case 'mine':
      if (myAddress === null) errors['prefix'] = ['web.remoteMineUnknown'];
      return { ...noRemote, remote_ip_prefix: myAddress };
  }
}

/** The draft that makes the same rule again: what "duplicate" begins with. */
export function draftOf(rule: Rule): RuleDraft {
  const remote = remoteOf(rule);
  const { protocol, port_range_min: min, port_range_max: max } = rule;
  const ports = min === null ? '' : max === null || max === min ? `${min}` : `${min}-${max}`;
  return {
    ...emptyDraft,
    ...serviceDraft(protocol, ports, min, max),
    direction: rule.direction,
    ethertype: rule.ethertype,
    remoteKind: remote.kind,
    prefix: remote.kind === 'prefix' ? remote.prefix : '',
    group: remote.kind === 'group' ? remote.id : '',
    addressGroup: remote.kind === 'addressGroup' ? remote.id : '',
    description: rule.description,
  };
}

function serviceDraft(
  protocol: string | null,
  ports: string,
  min: number | null,
  max: number | null,
): Partial<RuleDraft> {
  if (protocol === null) return { template: 'any' };
  if (isIcmp(protocol)) {
    if (min === null) return { template: 'ping' };
    return { template: 'icmp', icmpType: `${min}`, icmpCode: max === null ? '' : `${max}` };
  }
  const named = Object.entries(templates).find(
    ([, one]) => one.shape === 'fixed' && one.protocol === protocol && one.ports === ports,
  );
  if (named !== undefined) return { template: named[0] as Template };
  if (protocol === 'tcp' || protocol === 'udp') return { template: protocol, ports };
  return { template: 'other', protocol, ports };
}
