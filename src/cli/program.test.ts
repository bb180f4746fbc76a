import { describe, expect, test } from 'vitest';
import { PortreeveError } from '../model/index.ts';
import { verb } from './verb.ts';
import { runIn, tableOf } from './world.suite.ts';

interface Pet {
  readonly id: string;
  readonly name: string;
  readonly legs: number;
}
const pets: readonly Pet[] = [
  { id: '43e07d4f-0fdd-4fe0-988f-000000000001', name: 'cat', legs: 4 },
  { id: '9d2c0000-0fdd-4fe0-988f-000000000002', name: '云主机\t2', legs: 12 },
];

// The words of the fake verbs are borrowed: the catalogue knows no pets.
const list = verb({
  words: ['pet', 'list'],
  summary: 'cli.versionSummary',
  async run({ output }) {
    await output.list<Pet>(
      [
        { key: 'name', title: 'cli.flagJson', text: (p) => p.name },
        { key: 'legs', title: 'cli.flagYaml', text: (p) => p.legs, right: true },
        { key: 'id', title: 'cli.flagHelp', text: (p) => p.id, short: (p) => `${p.id.slice(0, 8)}…`, wide: true },
      ],
      pets,
    );
    return undefined;
  },
});

const add = verb({
  words: ['pet', 'add'],
  summary: 'cli.versionSummary',
  arguments: { name: { help: 'cli.flagJson' }, friends: { help: 'cli.flagJson', many: true } },
  flags: {
    legs: { help: 'cli.flagJson', value: 'N', short: 'l' },
    toyBox: { help: 'cli.flagJson', value: 'TOY', many: true },
    size: { help: 'cli.flagJson', choices: ['big', 'small'] },
    noFur: { help: 'cli.flagJson' },
    owner: { help: 'cli.flagJson', value: 'WHO', required: true },
  },
  examples: ['portreeve pet add cat --owner me'],
  async run({ args, flags, output }) {
    await output.text('', { args, flags: pick(flags) });
    return undefined;
  },
});
const pick = (flags: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(['legs', 'toyBox', 'size', 'noFur', 'owner'].map((k) => [k, flags[k]]));

const status = verb({
  words: ['pet'],
  summary: 'cli.versionSummary',
  async run() {
    return 11;
  },
});

const failing = (error: unknown) =>
  verb({
    words: ['fail'],
    summary: 'cli.versionSummary',
    async run() {
      throw error;
    },
  });

const table = tableOf(status, list, add);
const run = (line: string, options = {}) => runIn(table, line === '' ? [] : line.split(' '), options);

describe('a command line', () => {
  test('gives a verb its arguments and flags', async () => {
    const { out, code } = await run(
      'pet --json add cat dog mouse -l 4 --toy-box a --toy-box=b --size big --no-fur --owner me',
    );
    expect(JSON.parse(out)).toEqual({
      args: { name: 'cat', friends: ['dog', 'mouse'] },
      flags: { legs: '4', toyBox: ['a', 'b'], size: 'big', noFur: true, owner: 'me' },
    });
    expect(code).toBe(0);
  });

  test('takes letters together, the last of several values, and all that follows two dashes as it is', async () => {
    const { out } = await run('pet add cat -qojson -l4 -l -5 --owner=a=b --owner -me -- --dog -h --');
    expect(JSON.parse(out)).toEqual({
      args: { name: 'cat', friends: ['--dog', '-h', '--'] },
      flags: { legs: '-5', toyBox: [], noFur: false, owner: '-me' },
    });
  });

  test.each(['pet add --help', 'pet add -h --onwer me', 'pet add --onwer me --help', 'pet add --owner'])(
    '`%s` is answered with help only if it asks for it',
    async (line) => {
      const { out, code } = await run(line);
      const asks = /--help|-h\b/.test(line);
      expect([out.startsWith('Usage: portreeve pet add'), code]).toEqual([asks, asks ? 0 : 2]);
    },
  );

  test('leaves out what was not given', async () => {
    const { out } = await run('pet add cat --owner me -o json');
    expect(JSON.parse(out)).toEqual({
      args: { name: 'cat', friends: [] },
      flags: { toyBox: [], noFur: false, owner: 'me' },
    });
  });

  test('ends with the code that the verb gives', async () => {
    expect(await run('pet')).toEqual({ code: 11, out: '', err: '' });
  });

  test.each([
    ['pte list', 'UNKNOWN_COMMAND', 'did you mean `portreeve pet`?'],
    ['pet lsit', 'UNKNOWN_COMMAND', 'did you mean `portreeve pet list`?'],
    ['pet qqqqqq', 'UNKNOWN_COMMAND', 'did you mean `portreeve pet --help`?'],
    ['pet list more', 'TOO_MANY_ARGUMENTS', 'see `portreeve pet list --help`'],
    ['pet add', 'ARGUMENT_MISSING', 'see `portreeve pet add --help`'],
    ['pet add cat', 'FLAG_REQUIRED', 'see `portreeve pet add --help`'],
    ['pet add cat --onwer me', 'UNKNOWN_FLAG', 'did you mean `--owner`?'],
    ["pet add cat --o'w=1", 'UNKNOWN_FLAG', 'did you mean `portreeve pet add --help`?'],
    ['pet add cat --owner', 'FLAG_NEEDS_VALUE', 'write it as --owner VALUE or --owner=VALUE'],
    ['pet add cat --owner me --size huge', 'BAD_FLAG_VALUE', 'it is one of: big, small'],
    ['pet list --output paper', 'BAD_FLAG_VALUE', 'it is one of: table, wide, tsv, json, yaml'],
    ['pet list -c lges', 'UNKNOWN_COLUMN', 'try: legs'],
    ['pet list --json=yes', 'UNKNOWN_FLAG', 'did you mean `--json`?'],
    ['pet list -x', 'UNKNOWN_FLAG', 'did you mean `portreeve pet list --help`?'],
    ['pet list --__proto__=1', 'UNKNOWN_FLAG', 'did you mean `portreeve pet list --help`?'],
    ['pet list --lang', 'FLAG_NEEDS_VALUE', 'write it as --lang VALUE or --lang=VALUE'],
  ])('`%s` is wrong usage', async (line, code, hint) => {
    const ran = await run(line);
    expect(ran.err).toContain(`Error ${code}: `);
    expect(ran.err.split('\n')[1]).toBe(`Hint: ${hint}`);
    expect(ran.err.split('\n')).toHaveLength(3);
    expect([ran.out, ran.code]).toEqual(['', 2]);
  });

  test('speaks Chinese when told to', async () => {
    const chinese = '错误 UNKNOWN_COMMAND：没有命令 `portreeve pte`\n提示：您是否想输入 `portreeve pet`？\n';
    expect((await run('pte --lang zh')).err).toBe(chinese);
    expect((await run('--lang=zh pte')).err).toBe(chinese);
    expect((await run('pte', { env: { PORTREEVE_LANG: 'zh' } })).err).toBe(chinese);
    expect((await run('pte', { env: { LANG: 'zh_CN.UTF-8' } })).err).toBe(chinese);
    expect((await run('pte --lang en', { env: { LC_ALL: 'zh_CN.UTF-8' } })).err).not.toBe(chinese);
    expect((await run('pte', { env: { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' } })).err).not.toBe(chinese);
  });
});

describe('results', () => {
  test('are a table on a terminal, wide characters counted as two', async () => {
    expect((await run('pet list', { terminal: true })).out).toBe(
      [
        'JSON, AS THE API GIVES IT  YAML, AS THE API GIVES IT',
        'cat                                                4',
        '云主机\\t2                                         12',
        '',
      ].join('\n'),
    );
    expect((await run('pet list -c name -c id', { terminal: true })).out).toContain(
      'cat                        43e07d4f…\n',
    );
    expect((await run('pet list -o wide', { terminal: true })).out).toContain(
      '4  43e07d4f-0fdd-4fe0-988f-000000000001\n',
    );
  });

  test('are lines of tab-separated words in a pipe', async () => {
    expect((await run('pet list')).out).toBe('cat\t4\n云主机\\t2\t12\n');
    expect((await run('pet list -c id,legs')).out).toBe(
      '43e07d4f-0fdd-4fe0-988f-000000000001\t4\n9d2c0000-0fdd-4fe0-988f-000000000002\t12\n',
    );
  });

  test('are data with --json and --yaml', async () => {
    expect(JSON.parse((await run('pet list --json', { terminal: true })).out)).toEqual(pets);
    expect(JSON.parse((await run('pet list --json -c legs')).out)).toEqual([{ legs: 4 }, { legs: 12 }]);
    expect((await run('pet list --yaml -c legs')).out).toBe('- legs: 4\n- legs: 12\n');
  });

  test('are ids with --quiet', async () => {
    expect((await run('pet list -q')).out).toBe(`${pets.map((p) => p.id).join('\n')}\n`);
  });
});

describe('help', () => {
  test('lists what can be done', async () => {
    const { out, err, code } = await run('');
    expect([err, code]).toEqual(['', 0]);
    expect(out).toMatch(/^Usage: portreeve NOUN VERB/);
    expect(out).toMatch(/ {2}pet list {4}Version of Portreeve/);
    expect((await run('--help')).out).toBe(out);
    expect((await run('help')).out).toBe(out);
  });

  test('of a noun that is not a verb by itself is wrong usage, unless asked for', async () => {
    const nouns = tableOf(list, add);
    const asked = await runIn(nouns, ['pet', '--help']);
    expect(asked.out).toMatch(/^Usage: portreeve pet VERB/);
    expect(asked.code).toBe(0);
    expect(await runIn(nouns, ['pet'])).toEqual({ code: 2, out: '', err: asked.out });
    expect(await runIn(nouns, ['help', 'pet'])).toEqual(asked);
  });

  test('of a verb tells its arguments, flags and examples', async () => {
    expect((await run('pet add --help --lang zh', { terminal: true })).out).toMatchInlineSnapshot(`
      "用法： portreeve pet add NAME FRIENDS... [选项]

      Portreeve 与 Node 的版本

      参数：
        NAME                                     按 API 原样输出 JSON
        FRIENDS                                  按 API 原样输出 JSON

      选项：
        -l, --legs <N>                           按 API 原样输出 JSON
        --toy-box <TOY>                          按 API 原样输出 JSON
        --size <big|small>                       按 API 原样输出 JSON
        --no-fur                                 按 API 原样输出 JSON
        --owner <WHO>                            按 API 原样输出 JSON

      通用选项：
        --json                                   按 API 原样输出 JSON
        --yaml                                   按 API 原样输出 YAML
        -o, --output <table|wide|tsv|json|yaml>  输出形式；默认在终端上为表格，在管道中为制表符分隔的行
        -c, --column <COLUMN>                    只显示此列，可多次给出
        -q, --quiet                              只输出 ID，不输出说明
        --no-color                               不使用颜色
        --lang <en|zh>                           显示语言
        -h, --help                               显示本帮助

      示例：
        portreeve pet add cat --owner me
      "
    `);
  });
});

describe('a failure', () => {
  test.each([
    [new PortreeveError('FILE_UNREADABLE', { path: 'x', reason: 'y' }), 1],
    [new PortreeveError('SERVER_UNREACHABLE', { endpoint: 'x', reason: 'y' }), 6],
    [new PortreeveError('TOKEN_REFUSED', { endpoint: 'x' }, { details: { status: 401 } }), 4],
    [new PortreeveError('API_ERROR', {}, { details: { status: 400 } }), 1],
    [new PortreeveError('API_ERROR', {}, { details: { status: 403 } }), 4],
    [new PortreeveError('API_ERROR', {}, { details: { status: 404 } }), 3],
    [new PortreeveError('API_ERROR', {}, { details: { status: 409 } }), 5],
    [new PortreeveError('API_ERROR', {}, { details: { status: 412 } }), 5],
    [new PortreeveError('API_ERROR', {}, { details: { status: 503 } }), 6],
    [new TypeError('x is undefined'), 1],
    ['thrown text', 1],
  ])('%s has its exit code', async (error, code) => {
    const ran = await runIn(tableOf(failing(error)), ['fail']);
    expect([ran.out, ran.code]).toEqual(['', code]);
    expect(ran.err.split('\n')).toHaveLength(3);
  });

  test('shows no stack, unless PORTREEVE_DEBUG asks for it', async () => {
    const error = new TypeError('x is undefined');
    const plain = await runIn(tableOf(failing(error)), ['fail']);
    expect(plain.err).toBe(
      'Error INTERNAL: Something went wrong inside Portreeve: x is undefined\n' +
        'Hint: please report it with the command that you ran\n',
    );
    const debug = await runIn(tableOf(failing(error)), ['fail'], { env: { PORTREEVE_DEBUG: '1' } });
    expect(debug.err).toContain('caused by TypeError: x is undefined\n    at ');
  });

  test('cannot send control characters to the terminal', async () => {
    const error = new PortreeveError('API_ERROR', { message: 'no \u001b[2Jgroup\nx', type: 't' });
    const ran = await runIn(tableOf(failing(error)), ['fail']);
    expect(ran.err).toBe('Error API_ERROR: no \\u001b[2Jgroup\\nx\nHint: the server says t\n');
  });
});
