import { type HostState, type NetworkId, PortreeveError, nearest, reasonOf } from '../model/index.ts';
import { readLists, readState, stateMembers } from './host-state.ts';
import {
  type Place,
  address,
  at,
  forbidUnknown,
  given,
  items,
  object,
  optionalFlag,
  optionalItems,
  optionalText,
  rootPlace,
  shown,
  text,
  wrong,
} from './place.ts';

/** What `portreeve compile` reads: one state, or several that follow each other on a running host. */
export interface HostStateFile {
  /** At least one. */
  readonly states: readonly HostState[];
  /** Whether the states came as `steps`. */
  readonly stepped: boolean;
  readonly options: HostStateOptions;
  /** Lines of `iptables-save` and `ip6tables-save` from before the first state. */
  readonly existing: { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] };
}

/** How a state is to be written; absent ones have the defaults of the file form. */
export interface HostStateOptions {
  readonly profile: 'zed' | 'caracal' | 'mitaka';
  readonly layout: string;
  readonly ipset: boolean;
  readonly comments: boolean;
  readonly prefix: string;
}

/**
 * Reads the text of a host-state file. Throws a typed error that names the bad member by its path. Members that are
 * not known are ignored inside API objects, and refused everywhere else: a misspelt option must not be a silent no.
 */
export function parseHostStateFile(json: string): HostStateFile {
  const place = rootPlace(parseJson(json));
  object(place);
  const steps = at(place, 'steps');
  const stepped = steps.value !== undefined;
  forbidUnknown(place, stepped ? ['host', ...fileMembers] : [...stateMembers, ...fileMembers]);
  const host = text(at(place, 'host'));
  const places = stepped ? items(steps) : [place];
  if (places.length === 0) throw wrong('STATE_NO_STEPS', steps);
  if (stepped) for (const step of places) forbidUnknown(step, stepMembers);
  const optionsPlace = at(place, 'options');
  const options = readOptions(optionsPlace);
  const dhcpServers = readLists<NetworkId>(at(optionsPlace, 'dhcp_servers'), address);
  const raSources = readLists<NetworkId>(at(optionsPlace, 'ra_sources'), address);
  const states = places.map((step) => {
    const state = readState(step, host);
    return {
      ...state,
      dhcpServers: new Map([...dhcpServers, ...state.dhcpServers]),
      raSources: new Map([...raSources, ...state.raSources]),
    };
  });
  return { states, stepped, options, existing: readExisting(at(place, 'existing')) };
}

const fileMembers = ['options', 'existing', 'steps'];
const stepMembers = stateMembers.filter((member) => member !== 'host');

function parseJson(json: string): unknown {
  try {
    // Some editors begin a file with a byte order mark, which JSON does not allow.
    return JSON.parse(json.startsWith('\uFEFF') ? json.slice(1) : json);
  } catch (error) {
    throw new PortreeveError('STATE_NOT_JSON', { reason: reasonOf(error) }, { cause: error });
  }
}

const optionNames = ['profile', 'layout', 'ipset', 'comments', 'prefix', 'dhcp_servers', 'ra_sources'];
const profiles = { zed: 'zed', caracal: 'caracal', mitaka: 'mitaka', liberty: 'mitaka' } as const;

function readOptions(place: Place): HostStateOptions {
  if (given(place)) forbidUnknown(place, optionNames, 'STATE_UNKNOWN_OPTION');
  const profile = at(place, 'profile');
  return {
    profile: given(profile) ? readProfile(profile) : 'zed',
    layout: optionalText(at(place, 'layout'), 'neutron'),
    ipset: optionalFlag(at(place, 'ipset'), true),
    comments: optionalFlag(at(place, 'comments'), true),
    prefix: readPrefix(at(place, 'prefix')),
  };
}

function readProfile(place: Place): HostStateOptions['profile'] {
  const profile = profileByName(text(place));
  if (profile) return profile;
  const known = Object.keys(profiles);
  const found = text(place);
  throw wrong('STATE_UNKNOWN_PROFILE', place, {
    text: shown(found),
    nearest: nearest(found, known),
    allowed: known.join(', '),
  });
}

/** The profile of a name; the oldest one has two. */
export function profileByName(name: string): HostStateOptions['profile'] | undefined {
  return Object.entries(profiles).find(([known]) => known === name)?.[1];
}

/** The prefix becomes part of every chain's name. */
function readPrefix(place: Place): string {
  const prefix = optionalText(place, 'neutron-linuxbridge-agent');
  if (/^[!-~ ]+$/.test(prefix) && /^[0-9A-Za-z_.-]+$/.test(chainPart(prefix))) return prefix;
  throw wrong('STATE_BAD_PREFIX', place, { text: shown(prefix) });
}

/** What is left of a program's name in a chain's name. */
function chainPart(program: string): string {
  return (program.split('/').at(-1) ?? '').replaceAll(' ', '_').slice(0, 16);
}

function readExisting(place: Place): HostStateFile['existing'] {
  if (given(place)) forbidUnknown(place, ['v4', 'v6']);
  return { ipv4: readLines(at(place, 'v4')), ipv6: readLines(at(place, 'v6')) };
}

function readLines(place: Place): readonly string[] {
  return optionalItems(place).map((item) => {
    const line = text(item);
    if (/[\r\n]/.test(line)) throw wrong('STATE_BAD_LINE', item);
    return line;
  });
}
