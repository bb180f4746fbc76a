import { PortreeveError } from '../model/index.ts';
import { type Devices, type LinkChange } from './devices.ts';
import { filesThrough, ownFiles, sysctlPath } from './host-files.ts';
import { type LinkCommand, changeFailed, isLinkName, linkCommand } from './link-command.ts';
import { readForwarding, readLinks } from './link-json.ts';
import { monitorLinks } from './link-monitor.ts';
import { createQueue } from './queue.ts';
import { isForbidden, oneLine } from './refusal.ts';
import { type ProgramOptions, createRunner, createStarter } from './run-program.ts';

/** Network devices of the namespace that this process is in, or of where the command prefix leads, through iproute2. */
export function openDevices(options: ProgramOptions = {}): Devices {
  const run = createRunner(options);
  const start = createStarter(options);
  const files = options.prefix === undefined ? ownFiles : filesThrough(run);
  const writer = createQueue();

  return {
    async list() {
      return readLinks(await read('ip', ['-json', '-details', 'link', 'show']));
    },

    async forwarding(device) {
      if (!isLinkName(device)) return [];
      return readForwarding(await read('bridge', ['-json', 'fdb', 'show', 'dev', device]));
    },

    apply(changes) {
      return writer(async () => {
        const commands = changes.map((change, index) => ({ change, index, ...linkCommand(change, index) }));
        // Only neighbours of one program share a process: the order is the caller's.
        for (let at = 0; at < commands.length; ) {
          let end = at + 1;
          while (end < commands.length && commands[end]?.program === commands[at]?.program) end += 1;
          await batch(commands.slice(at, end));
          at = end;
        }
      });
    },

    watch(changed, failed) {
      return monitorLinks({ start, changed, failed });
    },
  };

  async function batch(commands: readonly (LinkCommand & { change: LinkChange; index: number })[]): Promise<void> {
    const [first] = commands;
    if (first === undefined) return;
    const { code, stderr } = await run(first.program, ['-batch', '-'], { input: commands.map((c) => `${c.line}\n`) });
    const failedAt = code === 0 ? commands.length : failedLine(stderr, commands);
    for (const command of commands.slice(0, failedAt)) {
      if (command.silence !== undefined) await silence(command.silence);
    }
    if (code === 0) return;
    if (isForbidden(stderr)) throw new PortreeveError('NO_PERMISSION', { action: 'change network devices' });
    const failed = commands[failedAt] ?? first;
    const reason = oneLine(stderr.replace(/^Command failed .*$/m, ''));
    throw changeFailed(failed.change, reason, failed.index);
  }

  /** The host must not take part in the networks of its instances: no address of its own, no answer to neighbours. */
  async function silence(device: string): Promise<void> {
    const path = sysctlPath(`net/ipv6/conf/${device}/disable_ipv6`);
    // Absent: a kernel without IPv6, or a device that is gone again.
    if (path === undefined || (await files.read(path)) === undefined) return;
    await files.write(path, '1');
  }

  async function read(program: string, args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await run(program, args);
    if (code === 0) return stdout;
    if (/Cannot find device/.test(stderr)) return '';
    if (isForbidden(stderr)) throw new PortreeveError('NO_PERMISSION', { action: 'see network devices' });
    const command = [program, ...args].join(' ');
    throw new PortreeveError('PROGRAM_FAILED', { program, reason: oneLine(stderr), command });
  }
}

/**
 * Which line of a batch failed, from 0. A name that is no device ends iproute2 before it says the line; then it is the first
 * line with that name.
 */
function failedLine(stderr: string, commands: readonly LinkCommand[]): number {
  const line = /^Command failed .*:(\d+)$/m.exec(stderr)?.[1];
  if (line !== undefined) return Number(line) - 1;
  const name = /argument "(.+)" is wrong/.exec(stderr)?.[1];
  const at = commands.findIndex((command) => name !== undefined && command.line.split(' ').includes(name));
  return Math.max(at, 0);
}
