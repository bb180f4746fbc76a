import { form, no, type Shape, type Shapes } from './shape.ts';

/** What is asked of the marks and labels of packets and connections, of helpers and processes, and of the payload. */
export const markShapes: Shapes = [
  ...['mark', 'MARK'].map(
    (word) => [word, form(/mark match +(! ?)?(0x\S+)/iy, (not, mark) => `-m mark ${no(not)}--mark ${mark}`)] as const,
  ),
  ...['connmark', 'CONNMARK'].map(
    (word) =>
      [word, form(/connmark match +(! ?)?(0x\S+)/iy, (not, mark) => `-m connmark ${no(not)}--mark ${mark}`)] as const,
  ),
  [
    'connlabel',
    form(
      /connlabel (! )?(\S+)( set)?(?=\s|$)/y,
      (not, label, set) => `-m connlabel ${no(not)}--label "${label}"${set === '' ? '' : ' --set'}`,
    ),
  ],
  ['helper', form(/helper match +(! ?)?"([^"\s]*)"/y, (not, name) => `-m helper ${no(not)}--helper ${name}`)],
  ['cpu', form(/cpu (! )?([0-9]+)(?=\s|$)/y, (not, cpu) => `-m cpu ${no(not)}--cpu ${cpu}`)],
  ['cgroup', form(/cgroup (! )?([0-9]+)(?=\s|$)/y, (not, group) => `-m cgroup ${no(not)}--cgroup ${group}`)],
  [
    'cluster',
    form(
      /cluster (!?)node_mask=(\S+) total_nodes=([0-9]+) hash_seed=(\S+)/y,
      (not, mask, total, seed) =>
        `-m cluster ${no(not)}--cluster-local-nodemask ${mask} --cluster-total-nodes ${total} --cluster-hash-seed ${seed}`,
    ),
  ],
  [
    'OS',
    form(
      /OS fingerprint match (! ?)?(\S+)/y,
      (not, genre) => `-m osf ${no(not)}--genre ${genre}`,
      () => true,
    ),
  ],
  ['owner', owner()],
  ['OWNER', owner()],
  [
    'STRING',
    form(
      /STRING match +(! ?)?"(.*?)" ALGO name (bm|kmp)(?: FROM ([0-9]+))?(?: TO ([0-9]+))?( ICASE)?(?=\s|$)/y,
      (not, text, algorithm, from, to, icase) => {
        const option = /^\|[0-9a-f]+\|$/i.test(text) ? '--hex-string' : '--string';
        return (
          `-m string ${no(not)}${option} "${text}" --algo ${algorithm}` +
          `${from === '' ? '' : ` --from ${from}`}${to === '' ? '' : ` --to ${to}`}${icase === '' ? '' : ' --icase'}`
        );
      },
    ),
  ],
  ['u32', form(/u32 (! ?)?"([^"]*)"/y, (not, test) => `-m u32 ${no(not)}--u32 "${test}"`)],
  [
    'match',
    form(/match bpf ([0-9]+(?: [0-9]+){3}(?:,[0-9]+(?: [0-9]+){3})*)(?=\s|$)/y, (code) => {
      return `-m bpf --bytecode "${code.split(',').length},${code}"`;
    }),
  ],
];

/** `owner UID match 0 ! owner GID match 5 owner socket exists`: one module. */
function owner(): Shape {
  const one = String.raw`(?:! )?owner (?:[UG]ID match \S+|socket exists)`;
  return form(new RegExp(`(${one}(?: ${one})*)`, 'iy'), (all) => {
    const options = all
      .replace(/owner UID match (\S+)/gi, (_, id: string) => `--uid-owner ${id === 'root' ? '0' : id}`)
      .replace(/owner GID match (\S+)/gi, (_, id: string) => `--gid-owner ${id === 'root' ? '0' : id}`)
      .replace(/owner socket exists/gi, '--socket-exists');
    return `-m owner ${options}`;
  });
}
