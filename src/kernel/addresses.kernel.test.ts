import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeInNamespace, openNamespace } from '../../test/kernel/namespace.ts';
import { parseCidr } from '../model/index.ts';
import { printedMember } from '../netfilter/index.ts';

describeInNamespace('ipset and we', () => {
  test('read the same address in each text that we take for one, and print it alike', async () => {
    const texts = [...new Set(fc.sample(addressLike(), { numRuns: 1500, seed: 20160302 }))].filter(
      (text) => parseCidr(text) !== undefined && !text.endsWith('/0'),
    );
    expect(texts.length).toBeGreaterThan(500);
    expect(await readByIpset(texts)).toEqual(texts.map((text) => [text, printedMember(text)]));
  });

  test('differ where ipset reads what nobody means: short and octal forms, names, ranges', async () => {
    const lax = ['10.1', '1', '010.0.0.1', '10.0.0.1-10.0.0.2', '0x7f.0.0.1'];
    expect(lax.map(parseCidr)).toEqual(lax.map(() => undefined));
    const read = await readByIpset(lax);
    expect(read.map(([text]) => text)).toEqual(lax);
  });

  test('both refuse what is none', async () => {
    const none = [
      '',
      '10.0.0.256',
      '10.0.0.1/33',
      '10.0.0.0/-1',
      '2001:db8::/129',
      ':::',
      '1:2:3:4:5:6:7:8:9',
      '12345::',
      'g::',
    ];
    expect(none.map(parseCidr)).toEqual(none.map(() => undefined));
    expect(await readByIpset(none)).toEqual(none.map((text) => [text, undefined]));
  });
});

/** What ipset shows of each text after it was added to a set of the family that it looks like; undefined if it is refused. */
async function readByIpset(texts: readonly string[]): Promise<readonly (readonly [string, string | undefined])[]> {
  const namespace = await openNamespace();
  try {
    // One ipset for all of them: it goes on after what it refuses, and each listing begins with the set itself.
    const commands = texts.map((text) => {
      const set = text.includes(':') ? 'six' : 'four';
      return `flush ${set}\nadd ${set} ${text}\nsave ${set}\n`;
    });
    const output = namespace.shell(
      `ipset create four hash:net; ipset create six hash:net family inet6; ipset - 2>/dev/null <<'END'\n${commands.join('')}quit\nEND`,
    );
    const shown = output.split(/^.*\bcreate (?:four|six) .*$/m).slice(1);
    expect(shown).toHaveLength(texts.length);
    return texts.map((text, n) => [text, /^add \S+ (\S+)$/m.exec(shown[n] ?? '')?.[1]]);
  } finally {
    await namespace.close();
  }
}

/** Texts that are addresses or prefixes, in many spellings, and some that nearly are. */
function addressLike(): fc.Arbitrary<string> {
  const octet = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 255, 256)).map(String);
  const four = fc.array(octet, { minLength: 4, maxLength: 4 }).map((octets) => octets.join('.'));
  const group = fc.oneof(
    fc.constantFrom('0', '1', 'ffff', 'FE80', '00a', '0db8', ''),
    fc.integer({ min: 0, max: 65535 }).map((n) => n.toString(16)),
  );
  const six = fc.array(group, { minLength: 2, maxLength: 8 }).map((groups) => groups.join(':'));
  const mapped = fc
    .tuple(fc.constantFrom('::ffff:', '::', '64:ff9b::', '::ffff:0:'), four)
    .map((parts) => parts.join(''));
  const withLength = (address: fc.Arbitrary<string>, max: number) =>
    fc
      .tuple(address, fc.option(fc.integer({ min: 0, max })))
      .map(([text, length]) => (length === null ? text : `${text}/${length}`));
  return fc.oneof(withLength(four, 33), withLength(fc.oneof(fc.ipV6(), six, mapped), 129));
}
