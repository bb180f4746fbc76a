import { describe, expect, test } from 'vitest';
import { openAnalysis, reach } from '../../explain/index.ts';
import { PortreeveError } from '../../model/index.ts';
import { parseSave } from '../../netfilter/index.ts';
import { exitCodeOf } from '../exit-code.ts';
import { answered } from '../../ask/index.ts';

const rules = Array.from({ length: 200 }, (_, i) => `-A FORWARD -s 10.0.${i}.1/32 -d 10.${i}.0.1/32 -j ACCEPT`);
const { ruleset } = parseSave(`*filter\n:FORWARD DROP [0:0]\n${rules.join('\n')}\nCOMMIT\n`, 'ipv4');
const host = { rules: ruleset, sets: new Map() };
const few = { nodes: 8_000_000, steps: 100, states: 10, atoms: 200_000, questions: 10 };

describe('a question that would cost too much', () => {
  const ask = (): unknown => {
    const analysis = openAnalysis([host], few);
    return answered('kind' in analysis ? analysis : reach(analysis, {}));
  };

  test('is an error that says what to narrow, and leaves the verdict open', () => {
    expect(ask).toThrow(PortreeveError);
    try {
      ask();
    } catch (error) {
      if (!(error instanceof PortreeveError)) throw error;
      expect(exitCodeOf(error)).toBe(12);
      expect(error.words('en')).toEqual({
        message:
          'The answer would need more than 100 steps of work: the rules are too many for this question as a whole',
        hint: 'narrow it: --family, a service such as tcp/22, --from and --to',
      });
      expect(error.words('zh-CN').message).toBe('回答需要超过 100 步运算：对整个问题来说规则太多');
    }
  });
});
