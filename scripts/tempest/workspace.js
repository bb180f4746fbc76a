import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readOutcome } from './outcome.js';

const tempest = '/usr/bin/tempest';
const packages = '/usr/lib/python3/dist-packages';
const needed = { tempest, 'neutron-tempest-plugin': `${packages}/neutron_tempest_plugin` };
const selected = String.raw`^(tempest\.api\.network|neutron_tempest_plugin\.api)\.`;

export function missingPrograms() {
  return Object.keys(needed).filter((name) => !existsSync(needed[name]));
}

/** A folder in which tempest finds its configuration and keeps its records. */
export function openWorkspace({ home, cloud, prepared, isPatched }) {
  const configuration = join(home, 'tempest.conf');
  writeFileSync(configuration, configurationText(home, cloud, prepared !== undefined), { mode: 0o600 });
  // JSON is YAML.
  if (prepared) writeFileSync(accountsFile(home), JSON.stringify(prepared), { mode: 0o600 });
  const stestr = ['[DEFAULT]', `test_path=${packages}/tempest/test_discover`, `top_dir=${packages}`];
  // The tests of a class stay together, as tempest's own workspaces have it.
  writeFileSync(join(home, '.stestr.conf'), `${stestr.join('\n')}\ngroup_regex=([^\\.]*\\.)*\n`);
  mkdirSync(join(home, 'locks'));
  const options = {
    cwd: home,
    // Nothing of this machine's own clouds, proxies and other Pythons may come in.
    env: {
      PATH: '/usr/bin:/bin',
      HOME: home,
      LC_ALL: 'C.UTF-8',
      PYTHON: '/usr/bin/python3',
      PYTHONDONTWRITEBYTECODE: '1',
      TEMPEST_CONFIG_DIR: home,
      ...(isPatched && { PYTHONPATH: fileURLToPath(new URL('python', import.meta.url)) }),
    },
    maxBuffer: 2 ** 26,
  };
  const common = ['run', '--config-file', configuration];
  return {
    /** Names of all tests of the two packages for this API. */
    async list() {
      await promisify(execFile)('/usr/bin/stestr', ['init'], options);
      const { stdout } = await promisify(execFile)(tempest, [...common, '--list-tests', '--regex', selected], options);
      return stdout.split('\n').filter((line) => new RegExp(selected).test(line));
    },
    /** What became of each test or class of tests; what fails is printed at once. */
    async run(tests, concurrency) {
      const list = join(home, 'tests.txt');
      writeFileSync(list, `${tests.join('\n')}\n`);
      const began = Date.now();
      const child = spawn(tempest, [...common, '--load-list', list, '--concurrency', String(concurrency)], {
        ...options,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const gone = new Promise((resolve) => child.once('exit', resolve));
      process.once('exit', () => child.kill('SIGTERM'));
      const outcomes = [];
      const lines = [];
      for await (const line of createInterface({ input: child.stdout })) {
        lines.push(line);
        const outcome = readOutcome(line);
        if (outcome === undefined) continue;
        outcomes.push(outcome);
        if (outcome.state === 'failed') process.stdout.write(`failed: ${outcome.name}\n`);
      }
      await gone;
      writeFileSync(join(home, 'tempest.txt'), `${lines.join('\n')}\n`);
      return { outcomes, seconds: (Date.now() - began) / 1000 };
    },
  };
}

const accountsFile = (home) => join(home, 'accounts.yaml');

function configurationText(home, cloud, arePrepared) {
  const sections = {
    DEFAULT: { log_dir: home, log_file: 'tempest.log' },
    oslo_concurrency: { lock_path: join(home, 'locks') },
    auth: {
      use_dynamic_credentials: !arePrepared,
      ...(arePrepared && { test_accounts_file: accountsFile(home) }),
      // With prepared accounts as well: some classes insist on a project that nobody had before.
      admin_username: 'admin',
      admin_password: cloud.password,
      admin_project_name: 'admin',
      admin_domain_name: 'Default',
      create_isolated_networks: false,
    },
    identity: { auth_version: 'v3', uri_v3: cloud.identityUrl, region: 'RegionOne', v3_endpoint_type: 'public' },
    'identity-feature-enabled': { api_v2: false, trust: false, application_credentials: false },
    service_available: { neutron: true, nova: false, glance: false, cinder: false, swift: false },
    network: { public_network_id: cloud.externalNetwork },
    'network-feature-enabled': {
      api_extensions: cloud.extensions.join(','),
      ipv6_subnet_attributes: true,
      port_security: true,
      floating_ips: false,
    },
    neutron_plugin_options: {
      available_type_drivers: 'flat,vxlan',
      q_agent: 'linuxbridge',
      firewall_driver: 'iptables',
      create_shared_resources: true,
    },
  };
  return Object.entries(sections)
    .map(([name, members]) => {
      const lines = Object.entries(members).map(([key, value]) => `${key} = ${value}\n`);
      return `[${name}]\n${lines.join('')}`;
    })
    .join('\n');
}
