// Runs inside an instance's network namespace: sends the packets that come as JSON lines on its standard input, one
// packet each, and answers "sent" when it is on its way. Never retries: a lost packet has to be seen as lost.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const senders = {
  udp({ source, sourcePort, destination, destinationPort }, done) {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    socket.bind({ address: source, port: sourcePort }, () =>
      socket.send('x', destinationPort, destination, () => socket.close(done)),
    );
  },
  tcp({ source, sourcePort, destination, destinationPort }, done) {
    const socket = connect({
      localAddress: source,
      localPort: sourcePort,
      host: destination,
      port: destinationPort,
      autoSelectFamily: false,
    });
    // The SYN goes with the system call; closing before an answer keeps the kernel from sending it again.
    socket.on('error', () => {});
    setImmediate(() => socket.destroy());
    socket.on('close', done);
  },
  icmp({ source, destination }, done) {
    // It waits a second for an answer that never comes; nobody has to wait for it.
    const ping = spawn('busybox', ['ping', '-c', '1', '-W', '1', '-I', source, destination], { stdio: 'ignore' });
    ping.on('spawn', done);
  },
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const packet = JSON.parse(line);
  senders[packet.kind](packet, () => process.stdout.write('sent\n'));
});
