// Makes a fresh clone ready to run, and finds that there is nothing to do when it is: npm packages as the lockfile
// has them, everything compiled, the system's programs there. Needs nothing but Node itself, since it runs first.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleIfStale } from './bundle.js';
import { pagesIfStale } from './pages.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Programs and files that lab, agent and kernel tests need, by the Debian package that has them. */
const programs = {
  busybox: ['busybox'],
  conntrack: ['conntrack'],
  'dnsmasq-base': ['dnsmasq'],
  ebtables: ['ebtables'],
  ipset: ['ipset'],
  iproute2: ['ip', 'bridge'],
  iptables: ['iptables-nft-restore', 'iptables-legacy-restore', 'ebtables-nft'],
  // Names of services: iptables -L prints them.
  netbase: ['/etc/services', '/etc/protocols'],
  // Opens raw sockets for the kernel tests; essential on Debian, and mostly there elsewhere.
  'perl-base': ['perl'],
  procps: ['sysctl', 'ps'],
  tcpdump: ['tcpdump'],
  'util-linux': ['unshare', 'nsenter'],
  // Hundreds of megabytes, a browser and a database server for tests, which say that they are skipped where these are
  // missing.
  ...(process.env.CI && {
    chromium: ['/usr/bin/chromium'],
    'python3-openstackclient': ['/usr/bin/openstack'],
    postgresql: ['/usr/lib/postgresql'],
  }),
};

checkNode();
if (!hasPackages()) installPackages();
compile();
await bundleIfStale();
await pagesIfStale();
const missing = missingPackages();
if (missing.length > 0) installPrograms(missing);

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stop(`Portreeve needs Node 20.19 or later; this is ${process.versions.node}.`);
}

/** Whether node_modules holds each package that the lockfile asks for. Other platforms' packages are optional. */
function hasPackages() {
  const wanted = readLock('package-lock.json');
  const there = readLock('node_modules/.package-lock.json');
  if (wanted === undefined) stop('package-lock.json is missing or damaged: this is not a whole clone.');
  if (there === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.optional) return true;
    return there[path]?.version === entry.version && there[path]?.integrity === entry.integrity;
  });
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function installPackages() {
  const folder = join(root, 'node_modules');
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) {
    // npm would empty the folder that the link points to, which is another checkout's.
    stop('node_modules is a link to packages that differ from package-lock.json: run `npm ci` where it points to.');
  }
  say('installing npm packages');
  // NODE_ENV=production must not leave out the compiler.
  run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], 'npm ci failed');
}

function compile() {
  if (!existsSync(join(root, 'dist/cli/main.js'))) say('compiling');
  // It finds out by itself, in a third of a second, that nothing changed.
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b'], 'compiling failed');
}

function missingPackages() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin'];
  const has = (name) =>
    name.startsWith('/') ? existsSync(name) : folders.some((folder) => folder !== '' && existsSync(join(folder, name)));
  return Object.keys(programs).filter((name) => !programs[name].every(has));
}

function installPrograms(names) {
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  const byHand = `${sudo}apt-get update && ${sudo}apt-get install -y ${names.join(' ')}`;
  if (sudo !== '' || !existsSync('/usr/bin/apt-get')) {
    say(`system programs are missing; this installs them on Debian and Ubuntu:\n  ${byHand}`);
    return;
  }
  say(`installing system programs: ${names.join(' ')}`);
  apt('update');
  const install = (...some) => apt('install', '-y', '--no-install-recommends', ...some);
  // One package that this release does not have must not keep the others away.
  if (!install(...names)) for (const name of names) install(name);
  const left = missingPackages();
  if (left.length > 0) say(`still missing: ${left.join(' ')}. By hand: ${byHand}`);
}

function apt(...args) {
  return (
    spawnSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], {
      // Standard output belongs to the command that comes after: what apt tells goes to standard error.
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    }).status === 0
  );
}

function run(command, args, failure) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) stop(error ? `${failure}: ${error.message}` : `${failure}, see above.`);
}

function say(text) {
  process.stderr.write(`set-up: ${text}\n`);
}

function stop(text) {
  process.stderr.write(`set-up: ${text}\n`);
  process.exit(1);
}
