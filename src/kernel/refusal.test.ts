import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultyLine, isForbidden, lineOf, oneLine, readRefusal } from './refusal.ts';

describe('what a program says when it refuses its input', () => {
  // Each text was printed by the program named in it, on Linux 6.18.
  test.each([
    [
      'iptables-nft, refused by the kernel',
      'iptables-nft-restore v1.8.9 (nf_tables): \nline 4: CHAIN_DEL failed (Device or resource busy): chain foo\n',
      { lineNumber: 4, reason: 'CHAIN_DEL failed (Device or resource busy): chain foo' },
    ],
    [
      'iptables-nft, refused while reading',
      "iptables-nft-restore v1.8.9 (nf_tables): Couldn't load match `nomod':No such file or directory\n\nError occurred at line: 3\nTry `iptables-nft-restore -h' or 'iptables-nft-restore --help' for more information.\n",
      { lineNumber: 3, reason: "Couldn't load match `nomod':No such file or directory" },
    ],
    [
      'iptables-nft, refused before sending',
      'iptables-nft-restore: line 3 failed: Index of insertion too big.\n',
      { lineNumber: 3, reason: 'Index of insertion too big.' },
    ],
    [
      'iptables-nft, too long',
      'sendmsg() failed: Message too long\niptables-nft-restore: line 2002 failed: Message too long.\n',
      { lineNumber: 2002, reason: 'Message too long.' },
    ],
    [
      'iptables-legacy, refused while reading',
      "iptables-restore v1.8.9 (legacy): unknown option \"--frob\"\nError occurred at line: 3\nTry `iptables-restore -h' or 'iptables-restore --help' for more information.\n",
      { lineNumber: 3, reason: 'unknown option "--frob"' },
    ],
    [
      'iptables-legacy, without a reason',
      'iptables-restore: line 7 failed\n',
      { lineNumber: 7, reason: 'no reason given' },
    ],
    ['both, unfinished', 'iptables-restore: COMMIT expected at line 3\n', { lineNumber: 3, reason: 'COMMIT expected' }],
    [
      'ipset',
      'ipset v7.17: Error in line 3: The set with the given name does not exist\n',
      { lineNumber: 3, reason: 'The set with the given name does not exist' },
    ],
    [
      'ipset, without a line',
      "ipset v7.17: No command specified: unknown argument frob\nTry `ipset help' for more information.\n",
      { lineNumber: null, reason: 'No command specified: unknown argument frob' },
    ],
    [
      'ebtables-nft',
      'ebtables-restore: line 3 failed: Chain already exists.\n',
      { lineNumber: 3, reason: 'Chain already exists.' },
    ],
    ['nothing at all', '', { lineNumber: null, reason: 'no reason given' }],
  ])('%s', (_, stderr, refusal) => expect(readRefusal(stderr)).toEqual(refusal));

  test('is read from any text without failing', () => {
    const words = fc.constantFrom(
      'line 3',
      'Error occurred at line: 5',
      ' failed',
      ':',
      '\n',
      'iptables v1 (x): ',
      'a',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((list) => list.join('')),
        ),
        (text) => {
          const { lineNumber, reason } = readRefusal(text);
          expect(lineNumber === null || lineNumber >= 0).toEqual(true);
          expect(reason).not.toEqual('');
          expect(oneLine(text)).not.toContain('\n');
        },
      ),
    );
  });
});

describe('the line that was refused', () => {
  test('is found across chunks as it is found in the whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n') })),
        fc.integer({ min: 1, max: 9 }),
        (chunks, n) => {
          expect(lineOf(chunks, n)).toEqual(chunks.join('').split('\n')[n - 1] ?? '');
        },
      ),
    );
  });

  test('is the jump and not the COMMIT at which iptables-nft notices that its chain is not there', () => {
    const script = ['*raw\n-A x -j none\nCOMMIT\n*filter\n', '-A a -j b\n-A a -g none\n-A a -j ACCEPT\nCOMMIT\n'];
    const refusal = { lineNumber: 8, reason: "Chain 'none' does not exist" };
    expect(faultyLine(script, refusal)).toEqual({ lineNumber: 6, line: '-A a -g none' });
    expect(faultyLine(script, { ...refusal, reason: 'Too many links' })).toEqual({ lineNumber: 8, line: 'COMMIT' });
    expect(faultyLine(script, { ...refusal, reason: "Chain 'other' does not exist" })).toEqual({
      lineNumber: 8,
      line: 'COMMIT',
    });
    expect(faultyLine(script, { ...refusal, lineNumber: null })).toEqual({ lineNumber: null, line: '' });
  });
});

describe('a missing right', () => {
  test.each([
    'iptables-nft-save v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)',
    "ip6tables v1.8.9 (legacy): can't initialize ip6tables table `filter': Permission denied (you must be root)",
    'ipset v7.17: Kernel error received: Operation not permitted',
    'conntrack v1.4.7 (conntrack-tools): Operation failed: sorry, you must be root or get CAP_NET_ADMIN capability to do this',
    'RTNETLINK answers: Operation not permitted',
  ])('is heard from: %s', (stderr) => expect(isForbidden(stderr)).toEqual(true));

  test('is not heard from another refusal', () => {
    expect(isForbidden('iptables-restore: line 7 failed')).toEqual(false);
  });
});
