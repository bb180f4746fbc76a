import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/portreeve.js', import.meta.url));

/**
 * A cloud of the smallest kind: a server with its own identity, the agents of two hosts (on the kernel that only
 * pretends), and an external network.
 */
export async function startCloud(home) {
  const url = `http://127.0.0.1:${await freePort()}`;
  const secret = (name) => {
    const text = randomBytes(24).toString('base64url');
    writeFileSync(join(home, name), `${text}\n`, { mode: 0o600 });
    return text;
  };
  const [token, password] = [secret('token'), secret('password')];
  const data = join(home, 'data');
  mkdirSync(data);
  const init = ['server', 'init', '--quiet', '--data', data, '--url', url, '--password-file', join(home, 'password')];
  execFileSync(process.execPath, [program, ...init], { stdio: ['ignore', 'ignore', 'inherit'] });

  const started = [];
  const start = (name, args) => {
    const log = openSync(join(home, `${name}.log`), 'w');
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', log, log] });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    started.unshift({ child, gone });
    return child;
  };
  process.once('exit', () => started.forEach(({ child }) => child.kill('SIGTERM')));
  const stop = async () => {
    for (const { child, gone } of started) {
      child.kill('SIGTERM');
      await gone;
    }
  };

  const call = async (method, path, body) => {
    const headers = { 'x-auth-token': token, 'content-type': 'application/json' };
    const response = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };

  try {
    const tokenFile = join(home, 'token');
    const listen = ['--listen', url.slice('http://'.length), '--initial-token-file', tokenFile, '--log-level', 'warn'];
    const server = start('server', ['server', 'run', '--data', data, ...listen]);
    await until(server, () => call('GET', '/v2.0/networks'));
    for (const host of ['host-a', 'host-b']) {
      const kernel = ['--backend', 'memory', '--run-dir', join(home, host), '--physical', 'physnet1:eth1'];
      const flags = ['--host', host, '--server', url, '--token-file', tokenFile, '--tunnel-ip', '192.0.2.1'];
      const agent = start(host, ['agent', 'run', ...flags, ...kernel]);
      await until(agent, async () => {
        const { agents } = await call('GET', `/v2.0/agents?host=${host}`);
        if (agents.length === 0) throw new Error(`no word of ${host}`);
      });
    }
    const external = { name: 'public', 'router:external': true };
    const { network } = await call('POST', '/v2.0/networks', { network: external });
    const { extensions } = await call('GET', '/v2.0/extensions');
    return {
      identityUrl: `${url}/identity/v3`,
      password,
      externalNetwork: network.id,
      extensions: extensions.map((extension) => extension.alias),
      prepareAccounts: (workers) => prepareAccounts(call, workers),
      use: () => useOf(server.pid),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Projects with a user each, as an operator would make them beforehand: for each worker an administrator and members. */
async function prepareAccounts(call, workers) {
  const { roles } = await call('GET', '/identity/v3/roles');
  const make = async (name, roleName) => {
    const secret = randomBytes(18).toString('base64url');
    const { project } = await call('POST', '/identity/v3/projects', { project: { name } });
    const { user } = await call('POST', '/identity/v3/users', { user: { name, password: secret } });
    const role = roles.find((one) => one.name === roleName).id;
    await call('PUT', `/identity/v3/projects/${project.id}/users/${user.id}/roles/${role}`);
    const account = { username: name, project_name: name, project_id: project.id, password: secret };
    return { ...account, ...(roleName === 'admin' && { types: ['admin'] }) };
  };
  const accounts = [];
  for (let worker = 1; worker <= workers; worker++) {
    accounts.push(await make(`tempest-${worker}-admin`, 'admin'));
    for (const letter of ['a', 'b', 'c']) accounts.push(await make(`tempest-${worker}-${letter}`, 'member'));
  }
  return accounts;
}

/** What a process has used so far: of all cores together, and at most of memory. */
function useOf(pid) {
  const [, fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = fields.split(' ').slice(11, 13).map(Number);
  const ticks = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return { cpuSeconds: (user + system) / ticks, peakMegabytes: Math.round(Number(peak?.[1]) / 1024) };
}

/** Asks again until there is an answer, as long as the process lives, for at most a minute. */
async function until(child, ask) {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (child.exitCode !== null || Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
