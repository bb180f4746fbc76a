import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Analysis, type Choice, indexSets, matrix, noSets, openAnalysis } from '../../src/explain/index.ts';
import { type IpSet, type Match, type PortRange, type Ruleset, parseSave } from '../../src/netfilter/index.ts';
import { type Edge, bottom, not } from '../../src/explain/symbolic/bdd.ts';
import { boxOf } from '../../src/explain/symbolic/constraint.ts';
import { exampleOf } from '../../src/explain/symbolic/example-packet.ts';
import { runPath } from '../../src/explain/symbolic/path-run.ts';
import { scopeOf } from '../../src/explain/symbolic/scope.ts';
import { chainOf, readListing, simpleRule } from './simple-rules.ts';

const golden = import.meta.dirname;
const expected = join(golden, 'iptables-semantics');
const dumps = join(golden, 'dumps/Iptables_Semantics');

/** Addresses behind each interface that the tool was told of: it took a packet from them to come in there, and no other. */
const behind: { readonly [folder: string]: { readonly [device: string]: Choice<string> } } = {
  'openvpn.eu': { lo: ['127.0.0.0/8'], eth0: ['192.168.0.0/24'], eth1: ['192.168.2.0/24'] },
  config_home_user: {
    lo: ['127.0.0.0/8'],
    ...Object.fromEntries(
      [10, 11, 12, 13, 14, 19, 20, 21, 22, 23, 24].map((n) => [`eth0.${n}`, [`192.168.${n}.0/24`]]),
    ),
    eth1: { not: ['10.0.0.0/8', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] },
  },
  configs_srvs_ufw: { lo: ['127.0.0.0/8'] },
  'gopherproxy.meulie.net': { lo: ['127.0.0.0/8'] },
  'rlworkman.net': { lo: ['127.0.0.0/8'], eth0: ['192.168.13.0/24'] },
  sargon: { lo: ['127.0.0.0/8'] },
};

const bounds = readdirSync(join(expected, 'IPPartEval'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.upper'))
  .sort();

describe('rulesets that a verified tool simplified', () => {
  test.each(bounds)('lie between its bounds: %s', (file) => {
    const folder = dirname(file);
    const isInput = file.includes('.INP.');
    const chain = isInput ? 'INPUT' : 'FORWARD';
    const bound = (name: string) => readListing(readFileSync(join(expected, 'IPPartEval', name), 'utf8'), chain);
    const places = behind[folder] ?? {};
    const analysis = openAnalysis(
      [
        filterOnly(folder, basename(file)),
        chainOf(chain, bound(file)),
        chainOf(chain, bound(file.replace(/upper$/, 'lower'))),
        // So that these addresses are told apart.
        chainOf(
          chain,
          Object.values(places)
            .flatMap(addressesOf)
            .map((source) => simpleRule({ ...any, source })),
        ),
      ].map((rules) => ({ rules, sets: noSets })),
    );
    if (!('ask' in analysis)) throw new Error('too large');
    expect(compare(analysis, isInput ? 'localIn' : 'routed', places)).toEqual({ above: null, below: null });
  });

  test('there are some', () => expect(bounds.length).toBe(12));
});

const any = { target: 'DROP', protocol: 'all', source: '0.0.0.0/0', destination: '0.0.0.0/0' };

function addressesOf(choice: Choice<string>): readonly string[] {
  return 'not' in choice ? choice.not : choice;
}

/** The dump that a bound belongs to, without the tables that the tool left aside. */
function filterOnly(folder: string, bound: string): Ruleset {
  const own = join(dumps, 'IPPartEval', folder);
  const stem = bound.replace(/\.Ln\..*$/, '');
  const files = readdirSync(own).filter((name) => !name.includes('.Ln.'));
  const file = files.find((name) => name === stem) ?? files[0] ?? '';
  const { ruleset } = parseSave(readFileSync(join(own, file), 'utf8'), 'ipv4');
  const filter = ruleset.tables.get('filter');
  if (!filter) throw new Error(`no filter table: ${file}`);
  return { family: 'ipv4', tables: new Map([['filter', filter]]) };
}

/** Packets that may pass but are not in the upper bound, and packets of the lower one that may not pass: one of each, or null. */
function compare(
  analysis: Analysis,
  path: 'localIn' | 'routed',
  places: { readonly [device: string]: Choice<string> },
) {
  return analysis.ask(() => {
    const { model } = analysis;
    const { bdd } = model;
    const { protocol, tcpFlags, destinationPort, icmp, sourcePort, macSource } = model.vocabulary.fields;
    // The tool takes a new connection to begin with a SYN.
    const scope = scopeOf(model, path, { ctState: ['NEW'], tcpFlags: [['SYN']] }, 'any');
    let real = scope.real;
    for (const [device, addresses] of Object.entries(places)) {
      const { edge } = boxOf(model, { source: addresses });
      const isHere = model.devices('in', device);
      real = bdd.and(real, bdd.choose(isHere, edge, not(edge)));
    }
    // Only what its simple rules can ask for: protocol, ports and addresses.
    const simple = (set: Edge) => {
      const below = bdd.some(bdd.some(set, macSource.base, bottom), icmp.base, sourcePort.base);
      return bdd.some(bdd.some(below, tcpFlags.base, destinationPort.base), 0, protocol.base);
    };
    const [own, upper, lower] = [0, 1, 2].map((host) => runPath(analysis.walker(host), path, scope.within));
    if (!own || !upper || !lower) throw new Error('three hosts');
    const mayPass = bdd.and(own.mayAccept, real);
    const mayNot = bdd.minus(real, own.accept);
    const above = bdd.and(mayPass, bdd.minus(simple(mayPass), simple(bdd.and(upper.accept, real))));
    const below = bdd.and(mayNot, simple(bdd.and(lower.accept, real)));
    return { above: exampleOf(model, above, scope), below: exampleOf(model, below, scope) };
  });
}

describe('service matrices of a ruleset of 4,840 rules', () => {
  const report = gunzipSync(readFileSync(join(expected, 'i8_service-matrices.txt.gz'))).toString('utf8');
  const { rules, sets } = readReport(report);

  test.each([
    [22, 9, 47],
    [80, 12, 79],
  ])('are those of the tool: TCP from port 10000 to %i', (port, classes, edges) => {
    const analysis = openAnalysis([{ rules: chainOf('FORWARD', rules), sets: indexSets(sets) }]);
    if (!('ask' in analysis)) throw new Error('too large');
    const made = matrix(analysis, {
      path: 'routed',
      sense: 'possibly',
      tracked: 'any',
      constraint: {
        protocol: [6],
        sourcePort: [10_000],
        destinationPort: [port],
        tcpFlags: [['SYN']],
        ctState: ['NEW'],
      },
    });
    if (made.kind !== 'matrix') throw new Error('too large');
    const theirs = readMatrix(report, port);
    expect([theirs.names.size, theirs.edges.length]).toEqual([classes, edges]);
    const ours = made.classes.map(({ addresses }) => ranges(addresses));
    expect([...ours].sort()).toEqual([...theirs.names.values()].sort());
    const named = made.edges.map(([from, to]) => `${ours[from]} -> ${ours[to]}`);
    const wanted = theirs.edges.map(([from, to]) => `${theirs.names.get(from)} -> ${theirs.names.get(to)}`);
    expect(named.sort()).toEqual(wanted.sort());
  });
});

/**
 * The simplified rules, with interfaces as the tool took them for its matrices: a packet from an interface has one of
 * its addresses, and whether it came in or goes out there is open.
 */
function readReport(report: string): {
  readonly rules: readonly ReturnType<typeof simpleRule>[];
  readonly sets: readonly IpSet[];
} {
  const assigned = /IpAssmt \[(.*)\]/.exec(report)?.[1] ?? '';
  const halves = ['0.0.0.0/1', '128.0.0.0/1'];
  const sets = [...assigned.matchAll(/\(([^,]+),(Pos|Neg) \[([^\]]*)\]\)/g)].map(
    ([, device, sign, list = '']): IpSet => {
      const found = list === '' ? [] : list.split(',');
      const members = found.flatMap((text) => (text === '0.0.0.0-255.255.255.255' ? halves : [text]));
      const all = sign === 'Neg' ? [...halves, ...members.map((member) => `${member} nomatch`)] : members;
      return { name: `behind ${device}`, type: 'hash:net', family: 'inet', options: [], members: all };
    },
  );
  const lines = report.split('\n');
  const start = lines.indexOf('== to simple firewall ==');
  const end = lines.indexOf('== calculating service matrices ==');
  const rules = lines.slice(start + 1, end).map((line) => {
    const [target = '', protocol = '', , source = '', destination = '', ...rest] = line.trim().split(/\s+/);
    const option = (name: string) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined);
    const more: Match[] = [];
    const [device, out] = [option('in:'), option('out:')];
    if (device)
      more.push({ kind: 'set', name: `behind ${device}`, flags: ['src'], negated: false, rest: '' }, open(device));
    if (out) more.push(open(out));
    const ports = { sport: range(option('sports:')), dport: range(option('dports:')) };
    return simpleRule({ target, protocol, source, destination, ...ports }, ...more);
  });
  // What no rule accepts is dropped.
  return { rules: [...rules, simpleRule(any)], sets };
}

/** A match that holds or not, another time each time it is asked. */
function open(text: string): Match {
  return { kind: 'other', module: 'statistic', text };
}

function range(text: string | undefined): PortRange | undefined {
  const [first, last = first] = (text?.replace(/[()]/g, '') ?? '').split(':').map(Number);
  return text === undefined || first === undefined || last === undefined ? undefined : { first, last };
}

function readMatrix(report: string, port: number) {
  const from = report.indexOf(`TCP port 10000->${port}`);
  const next = report.indexOf('TCP port', from + 1);
  const part = report.slice(from, next < 0 ? undefined : next);
  const names = new Map(
    [...part.matchAll(/^(\w) \|-> (.*)$/gm)].map(([, name = '', list = '']) => [
      name,
      ranges(list.split(' u ').map((one) => one.replace(/[{} ]/g, '').replace('..', '-'))),
    ]),
  );
  const edges = [...part.matchAll(/^\((\w),(\w)\)$/gm)].map(([, a = '', b = '']) => [a, b] as const);
  return { names, edges };
}

/** Prefixes, addresses and ranges as numbers. */
function ranges(texts: readonly string[]): string {
  const number = (address: string) => address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return texts
    .map((text) => {
      const [address = '', length] = text.split('/');
      if (length !== undefined) return [number(address), number(address) + 2 ** (32 - Number(length)) - 1];
      const [first = '', last = first] = text.split('-');
      return [number(first), number(last)];
    })
    .sort(([a = 0], [b = 0]) => a - b)
    .join(' ');
}
