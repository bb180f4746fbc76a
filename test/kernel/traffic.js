// Traffic for kernel tests: `traffic.js serve PORT`, `traffic.js hold ADDRESS PORT` (one connection, a byte to and fro every 20 ms),
// `traffic.js knock ADDRESS PORT` (a new connection every 100 ms). Each tells its counts on a line whenever they change.
import { connect, createServer } from 'node:net';

const [what, ...rest] = process.argv.slice(2);
const port = Number(rest.at(-1));
const counts = { answered: 0, failed: 0 };
const tell = () => process.stdout.write(`${JSON.stringify(counts)}\n`);

if (what === 'serve') {
  createServer((socket) => {
    socket.on('error', () => {});
    socket.pipe(socket);
  }).listen(port, tell);
} else if (what === 'hold') {
  const socket = connect({ host: rest[0], port });
  socket.setNoDelay(true);
  socket.on('data', () => {
    counts.answered += 1;
    tell();
    setTimeout(() => socket.write('.'), 20);
  });
  socket.on('connect', () => socket.write('.'));
  for (const event of ['error', 'close']) {
    socket.on(event, () => {
      counts.failed += 1;
      tell();
    });
  }
} else {
  setInterval(() => {
    const socket = connect({ host: rest[0], port });
    const end = (key) => {
      if (socket.destroyed) return;
      counts[key] += 1;
      tell();
      socket.destroy();
    };
    socket.on('connect', () => end('answered'));
    socket.on('error', () => end('failed'));
    socket.setTimeout(1_000, () => end('failed'));
  }, 100);
}
