import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** What one check costs: N = 2^cost, `blockSize` r. Memory is 128 * N * r bytes, 16 MiB here. */
export interface PasswordCost {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallel: number;
}

export const passwordCost: PasswordCost = { cost: 14, blockSize: 8, parallel: 1 };

/** Longer ones are refused before anything is computed. */
export const maxPasswordLength = 4096;

/** Checks at a time. The rest of libuv's four threads stays free for files and names. */
const atOnce = 2;
/** Checks that wait; more of them are refused, since who asked will have given up before his turn. */
const maxWaiting = 100;

export interface Passwords {
  /** `scrypt$ln=15,r=8,p=1$salt$hash`: what it cost is kept with it, so that the cost can be raised later. */
  hash(password: string): Promise<string>;
  /** False also for a user without a password; that takes as long as a wrong one. */
  check(password: string, hash: string | null | undefined): Promise<boolean>;
}

/** Thrown when more checks wait than can be done in time. */
export class TooManyChecks extends Error {
  override readonly name = 'TooManyChecks';
}

/** Hashes passwords with scrypt on the thread pool, so that nobody else waits for it. */
export function createPasswords(price: PasswordCost = passwordCost): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];

  async function derive(password: string, salt: Buffer, { cost, blockSize, parallel }: PasswordCost): Promise<Buffer> {
    if (running < atOnce) running++;
    else {
      if (waiting.length >= maxWaiting) throw new TooManyChecks('too many passwords are waiting to be checked');
      // The place is handed over by who leaves, so that nobody slips in between.
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    const options = { N: 2 ** cost, r: blockSize, p: parallel, maxmem: 256 * 2 ** cost * blockSize };
    try {
      return await new Promise((resolve, reject) => {
        scrypt(password, salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
      });
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  }

  return {
    async hash(password) {
      const salt = randomBytes(16);
      const key = await derive(password, salt, price);
      const { cost, blockSize, parallel } = price;
      return `scrypt$ln=${cost},r=${blockSize},p=${parallel}$${salt.toString('base64url')}$${key.toString('base64url')}`;
    },

    async check(password, hash) {
      if (password.length > maxPasswordLength) return false;
      const kept = readHash(hash);
      const key = await derive(password, kept?.salt ?? Buffer.alloc(16), kept?.price ?? price);
      return kept !== undefined && timingSafeEqual(key, kept.key);
    },
  };
}

function readHash(hash: string | null | undefined) {
  const parts = /^scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d)\$([\w-]+)\$([\w-]+)$/.exec(hash ?? '');
  if (parts === null) return undefined;
  const [, cost = '', blockSize = '', parallel = '', salt = '', text = ''] = parts;
  const key = Buffer.from(text, 'base64url');
  if (key.length !== 32) return undefined;
  const price = { cost: Number(cost), blockSize: Number(blockSize), parallel: Number(parallel) };
  return { price, salt: Buffer.from(salt, 'base64url'), key };
}
