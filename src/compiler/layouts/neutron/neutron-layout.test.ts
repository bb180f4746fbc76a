import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostStates, hostSteps } from '../../../model/host-state.arbitrary.ts';
import { type HostState, type PortId, PortreeveError, asId, emptyHostState } from '../../../model/index.ts';
import {
  type Family,
  type Ruleset,
  diff,
  parseSave,
  printCanonical,
  printCanonicalSets,
  printRule,
} from '../../../netfilter/index.ts';
import { type CompiledHost, type LayoutOptions, defaultLayoutOptions, emptyMemory } from '../../layout.ts';
import { createNeutronLayout } from './neutron-layout.ts';
import { compileSteps, stepFiles } from './steps.ts';

const families: readonly Family[] = ['ipv4', 'ipv6'];

const layoutOptions: fc.Arbitrary<LayoutOptions> = fc.record({
  profile: fc.constantFrom('zed', 'caracal', 'mitaka'),
  layout: fc.constant('neutron'),
  ipset: fc.boolean(),
  comments: fc.boolean(),
  prefix: fc.constantFrom('neutron-linuxbridge-agent', '/usr/bin/other agent'),
});

/** Everything that a compiled host says, as text. */
function written(host: CompiledHost): string {
  const sets = [...host.sets.values()].map(({ set }) => set);
  return [...families.map((family) => printCanonical(host.rulesets[family])), printCanonicalSets(sets)].join('\n');
}

function reasons(host: CompiledHost) {
  return families.flatMap((family) =>
    [...host.rulesets[family].tables.values()].flatMap((table) =>
      [...table.chains.keys()].map((chain) => [family, table.name, chain, host.why(family, table.name, chain)]),
    ),
  );
}

describe('compiling a host', () => {
  test('with the compilation before at hand gives the same as without', () => {
    fc.assert(
      fc.property(layoutOptions, hostSteps(), (options, [first, second]) => {
        const layout = createNeutronLayout(options);
        const before = layout.compile(first, emptyMemory);
        const quick = layout.compile(second, before.memory, before);
        const plain = createNeutronLayout(options).compile(second, before.memory);
        expect(written(quick)).toBe(written(plain));
        expect({ ...quick.memory, zones: [...quick.memory.zones] }).toEqual({
          ...plain.memory,
          zones: [...plain.memory.zones],
        });
        expect(new Set(quick.warnings)).toEqual(new Set(plain.warnings));
        expect(reasons(quick).sort()).toEqual(reasons(plain).sort());
      }),
    );
  });

  test('keeps the chains of ports that did not change, as the same objects', () => {
    let kept = 0;
    fc.assert(
      fc.property(layoutOptions, hostStates({ ports: 8, groups: 3, rules: 4 }), (options, first) => {
        const layout = createNeutronLayout(options);
        const before = layout.compile(first, emptyMemory);
        const [changed, ...others] = first.ports.values();
        if (!changed) return;
        const ports = new Map(first.ports).set(changed.id, { ...changed, name: `${changed.name}!` });
        // A list of members stays the same object only if it stands in the state.
        const after = layout.compile({ ...first, ports }, before.memory, before);
        for (const family of families) {
          const [old, now] = [before, after].map((host) => host.rulesets[family].tables.get('filter')?.chains);
          for (const port of options.ipset ? others : []) {
            for (const [name, chain] of old ?? []) {
              if (!name.endsWith(port.id.slice(0, 10))) continue;
              expect(now?.get(name)).toBe(chain);
              kept += 1;
            }
          }
        }
      }),
    );
    expect(kept).toBeGreaterThan(100);
  });

  test('does not depend on the order of the ports once it is known who came when', () => {
    fc.assert(
      fc.property(layoutOptions, hostStates(), fc.func(fc.nat()), (options, state, key) => {
        const layout = createNeutronLayout({
          ...options,
          profile: options.profile === 'mitaka' ? 'zed' : options.profile,
        });
        const { memory } = layout.compile(state, emptyMemory);
        const shuffled = [...state.ports].sort(([a], [b]) => key(a) - key(b));
        const again = layout.compile({ ...state, ports: new Map(shuffled) }, memory);
        expect(written(again)).toBe(written(layout.compile(state, memory)));
      }),
    );
  });

  test('finds its memory again in the rules that it wrote', () => {
    fc.assert(
      fc.property(layoutOptions, hostSteps(), (options, [first, second]) => {
        const layout = createNeutronLayout(options);
        const running = layout.compile(second, layout.compile(first, emptyMemory).memory);
        const read = (family: Family) => parseSave(printCanonical(running.rulesets[family]), family).ruleset;
        const recalled = layout.recall({ ipv4: read('ipv4'), ipv6: read('ipv6') });
        expect(written(layout.compile(second, recalled))).toBe(written(running));
      }),
    );
  });

  test('knows why every rule is there', () => {
    let rules = 0;
    fc.assert(
      fc.property(layoutOptions, hostStates(), (options, state) => {
        const host = createNeutronLayout(options).compile(state, emptyMemory);
        for (const family of families) {
          for (const table of host.rulesets[family].tables.values()) {
            for (const chain of table.chains.values()) {
              const why = host.why(family, table.name, chain.name);
              expect(why.length).toBe(chain.rules.length);
              for (const list of why) expect(list.length).toBeGreaterThan(0);
              rules += chain.rules.length;
            }
          }
        }
        for (const { of } of host.sets.values()) expect(of.group).not.toBe('');
      }),
    );
    expect(rules).toBeGreaterThan(1000);
  });

  test('owns every chain, rule and set that it writes, and no other', () => {
    fc.assert(
      fc.property(layoutOptions, hostStates(), (options, state) => {
        const layout = createNeutronLayout(options);
        const host = layout.compile(state, emptyMemory);
        for (const family of families) {
          for (const table of host.rulesets[family].tables.values()) {
            for (const chain of table.chains.values()) {
              const isShared = chain.policy !== null || /^neutron-(?:filter-top|postrouting-bottom)$/.test(chain.name);
              expect(layout.owns(table.name, chain.name)).toBe(!isShared);
              if (!isShared) continue;
              for (const rule of chain.rules) expect(layout.ownsRule(table.name, chain.name, rule)).toBe(true);
            }
          }
        }
        for (const name of host.sets.keys()) expect(layout.ownsSet(name)).toBe(true);
      }),
    );
    const layout = createNeutronLayout(defaultLayoutOptions);
    expect(layout.owns('filter', 'DOCKER')).toBe(false);
    expect(layout.ownsSet('NIPv4-of-somebody')).toBe(false);
    expect(layout.ownsRule('filter', 'FORWARD', { matches: [], target: { kind: 'jump', chain: 'DOCKER' } })).toBe(
      false,
    );
  });

  test('leaves the rules of others in a chain that it shares with them', () => {
    const layout = createNeutronLayout(defaultLayoutOptions);
    const desired = layout.compile(emptyHostState('h'), emptyMemory).rulesets.ipv4;
    const found = parseSave(
      '*filter\n:neutron-filter-top -\n:neutron-l3-agent-local -\n-A neutron-filter-top -j neutron-l3-agent-local\nCOMMIT\n',
      'ipv4',
    ).ruleset;
    const { after } = diff(found, desired, layout);
    const rules = after.tables.get('filter')?.chains.get('neutron-filter-top')?.rules ?? [];
    expect(rules.map((rule) => printRule('top', rule))).toEqual([
      '-A top -j neutron-linuxbri-local',
      '-A top -j neutron-l3-agent-local',
    ]);
    expect(diff(after, desired, layout).tables).toEqual([]);
  });

  test('names the group rule, port or guard that a rule comes from', () => {
    const [state] = fc.sample(hostStates({ ports: 1, groups: 1, rules: 1 }).filter(hasFilteredPortWithRule), {
      numRuns: 1,
      seed: 7,
    });
    const port = [...(state?.ports.values() ?? [])][0];
    const group = [...(state?.groups.values() ?? [])][0];
    const rule = group?.rules[0];
    if (!state || !port || !group || !rule) throw new Error('the sample has no rule');
    const host = createNeutronLayout(defaultLayoutOptions).compile(state, emptyMemory);
    const family = rule.ethertype === 'IPv4' ? 'ipv4' : 'ipv6';
    const letter = rule.direction === 'ingress' ? 'i' : 'o';
    const why = host.why(family, 'filter', `neutron-linuxbri-${letter}${port.id.slice(0, 10)}`);
    expect(why.at(-3)).toEqual([{ kind: 'securityGroupRule', rule: rule.id, group: group.id, port: port.id }]);
    expect(why.at(-2)).toEqual([{ kind: 'scaffold', role: 'invalid', port: port.id }]);
    expect(why.at(-1)).toEqual([{ kind: 'scaffold', role: 'fallback', port: port.id }]);
  });

  test('refuses two ports whose chains would have the same names', () => {
    const [state] = fc.sample(hostStates({ ports: 1, groups: 1, rules: 0 }).filter(hasFilteredPort), {
      numRuns: 1,
      seed: 7,
    });
    const port = [...(state?.ports.values() ?? [])][0];
    if (!state || !port) throw new Error('the sample has no port');
    const twin = { ...port, id: asId<PortId>(`${port.id.slice(0, 10)}99-4000-8000-0123456789ab`) };
    const both = { ...state, ports: new Map(state.ports).set(twin.id, twin) };
    const layout = createNeutronLayout(defaultLayoutOptions);
    const refused = () => layout.compile(both, emptyMemory);
    expect(refused).toThrow(PortreeveError);
    expect(refused).toThrow(/chains of port .* and of port .* would have the same names/);
    // Ports that have no chains may be alike.
    const trusted = { ...state, ports: new Map(state.ports).set(twin.id, { ...twin, deviceOwner: 'network:dhcp' }) };
    expect(() => layout.compile(trusted, emptyMemory)).not.toThrow();
  });
});

const noRules: { readonly [f in Family]: Ruleset } = {
  ipv4: { family: 'ipv4', tables: new Map() },
  ipv6: { family: 'ipv6', tables: new Map() },
};

describe('steps of a running agent', () => {
  test('the first one is what the layout compiles', () => {
    fc.assert(
      fc.property(layoutOptions, hostStates(), (options, state) => {
        const [step] = compileSteps([state], options, noRules);
        const plain = createNeutronLayout(options).compile(state, emptyMemory);
        for (const family of families) {
          expect(step && printCanonical(step.rulesets[family])).toBe(printCanonical(plain.rulesets[family]));
        }
        expect(step?.commands).toEqual([]);
      }),
    );
  });

  test('a step without a change changes nothing and flushes nothing', () => {
    fc.assert(
      fc.property(layoutOptions, hostSteps(), (options, [first, second]) => {
        const steps = [...compileSteps([first, second, { ...second, revision: 9 }], options, noRules)].map(stepFiles);
        expect(steps[2]).toEqual({ ...steps[1], conntrack: '' });
      }),
    );
  });

  test('a host whose last port left has its base chains and no set that was in use', () => {
    fc.assert(
      fc.property(layoutOptions, hostStates(), (options, state) => {
        const empty: HostState = { ...emptyHostState(state.host), revision: 2 };
        const steps = [...compileSteps([state, empty], options, noRules)];
        const bare = createNeutronLayout(options).compile(empty, emptyMemory);
        const last = steps.at(-1);
        for (const family of families) {
          expect(last && printCanonical(last.rulesets[family])).toBe(printCanonical(bare.rulesets[family]));
        }
      }),
    );
  });
});

function hasFilteredPort(state: HostState): boolean {
  const [port] = state.ports.values();
  return port?.portSecurityEnabled === true && !port.deviceOwner.startsWith('network:');
}

function hasFilteredPortWithRule(state: HostState): boolean {
  const [port] = state.ports.values();
  const [group] = state.groups.values();
  const kind = group?.rules[0]?.remote.kind;
  return hasFilteredPort(state) && port?.securityGroups.length === 1 && (kind === 'any' || kind === 'group');
}
