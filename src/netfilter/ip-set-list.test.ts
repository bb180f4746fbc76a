import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseSetList } from './ip-set-list.ts';
import { parseSets } from './ip-set-text.ts';
import { parseSetXml } from './ip-set-xml.ts';

const read = (file: string) => readFileSync(new URL(`../../test/golden/listing/${file}`, import.meta.url), 'utf8');
const lines = (text: string) => text.split('\n');

describe('sets in the forms of ipset 7.17', () => {
  test.each(['article', 'kinds'])('%s: list, list -o xml and save say the same', (name) => {
    const { sets } = parseSets(read(`${name}.ipset.save`));
    for (const parsed of [
      parseSetList(lines(read(`${name}.ipset.list`))),
      parseSetXml(lines(read(`${name}.ipset.xml`))),
    ]) {
      expect(parsed.odd).toEqual([]);
      expect(parsed.sets.map(({ set }) => set)).toEqual(sets);
      for (const { set, hasMembers, entries } of parsed.sets) {
        expect([set.name, hasMembers, entries]).toEqual([
          set.name,
          true,
          set.type === 'list:set' ? 2 : set.members.length,
        ]);
      }
    }
  });

  test('list -t has no members, which is not the same as being empty', () => {
    const { sets, odd } = parseSetList(lines(read('kinds.ipset.list-t')));
    expect(odd).toEqual([]);
    expect(sets.map(({ set, hasMembers, entries }) => [set.name, hasMembers, entries])).toEqual([
      ['s-ip', false, 2],
      ['s-net', false, 2],
      ['s-ipport', false, 3],
      ['s-bip', false, 1],
      ['s-bport', false, 2],
      ['s-empty', false, 0],
      ['s-netiface', false, 2],
      ['s-nm', false, 1],
      ['s-list', false, 2],
    ]);
  });
});

describe('odd lines', () => {
  test('in a list are told by their place, and the sets around them are read', () => {
    const { sets, odd } = parseSetList([
      'oops',
      'Name: a',
      'Type: hash:ip',
      'what',
      'Members:',
      '10.0.0.1',
      '',
      '10.0.0.2',
    ]);
    expect(odd).toEqual([0, 3, 7]);
    expect(sets).toEqual([
      {
        set: { name: 'a', type: 'hash:ip', family: null, options: [], members: ['10.0.0.1'] },
        line: 1,
        hasMembers: true,
        entries: null,
      },
    ]);
  });

  test('in XML only the form that ipset writes is read', () => {
    const { sets, odd } = parseSetXml([
      '<?xml version="1.0"?>',
      '<ipset name="a">',
      '<type>hash:ip</type>',
      '<header><family>inet</family><counters/>',
      '<member><elem>10.0.0.1</elem></member>',
      '<members>',
      '<member><elem>10.0.0.2</elem><comment>"a <b> c"</comment></member>',
      '<member><elem>10.0.0.3</member>',
      '<!ENTITY a "b">',
      '</members>',
    ]);
    expect(odd).toEqual([0, 4, 7, 8]);
    expect(sets.map(({ set }) => set)).toEqual([
      { name: 'a', type: 'hash:ip', family: 'inet', options: ['counters'], members: ['10.0.0.2 comment "a <b> c"'] },
    ]);
  });
});
