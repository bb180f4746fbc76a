import { PortreeveError } from '../../model/index.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['compile'],
  summary: 'compiler.compileSummary',
  arguments: { state: { help: 'compiler.argState' } },
  flags: {
    out: { help: 'compiler.flagOut', value: 'DIR' },
    why: { help: 'compiler.flagWhy' },
    profile: { help: 'compiler.flagProfile', choices: ['zed', 'caracal', 'mitaka', 'liberty'] },
  },
  examples: [
    'portreeve compile host.json --out rules',
    'portreeve compile host.json --why',
    'curl … | portreeve compile - --out rules --profile caracal',
  ],
  async run({ args, flags, world, output, say }) {
    if (flags.out === undefined && !flags.why) {
      throw new PortreeveError('FLAG_REQUIRED', { command: 'portreeve compile', flag: '--out' });
    }
    const { compileSteps } = await import('../../compiler/index.ts');
    const { parseSave } = await import('../../netfilter/index.ts');
    const { parseHostStateFile, profileByName } = await import('../../wire/index.ts');
    const { readState } = await import('../compile/read-state.ts');

    const file = parseHostStateFile(await readState(args.state, world.stdin));
    const { layout } = file.options;
    if (layout !== 'neutron') throw new PortreeveError('LAYOUT_UNKNOWN', { layout, nearest: 'neutron' });
    const profile = (flags.profile && profileByName(flags.profile)) ?? file.options.profile;
    const existing = {
      ipv4: parseSave(file.existing.ipv4.join('\n'), 'ipv4').ruleset,
      ipv6: parseSave(file.existing.ipv6.join('\n'), 'ipv6').ruleset,
    };
    const { createStepWriter } = await import('../compile/write-steps.ts');
    const writer = flags.out === undefined ? undefined : createStepWriter(flags.out);
    const warned = new Set<string>();
    let number = 0;
    for (const step of compileSteps(file.states, { ...file.options, profile }, existing)) {
      number += 1;
      const isLast = number === file.states.length;
      for (const { code, group, rule } of step.compiled.warnings) {
        const sentence = say(`compiler.${code}`, { rule, group: step.state.groups.get(group)?.name || group });
        if (!warned.has(sentence) && !output.quiet) world.stderr.write(`${sentence}\n`);
        warned.add(sentence);
      }
      writer?.write(step, [...(file.stepped ? [`step-${number}`] : []), ...(isLast ? ['.'] : [])]);
      if (isLast && flags.why) {
        const { reasonColumns, reasonsOf } = await import('../compile/reasons.ts');
        await output.list(reasonColumns(say, step.state), reasonsOf(step));
      }
    }
    if (writer && !flags.why) {
      output.note(say('compiler.written', { folder: flags.out ?? '', files: writer.count() }));
    }
    return undefined;
  },
});
