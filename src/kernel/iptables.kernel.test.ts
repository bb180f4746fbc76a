import { describeInNamespace, openNamespace } from '../../test/kernel/namespace.ts';
import { type KernelHost, kernelBehaviour } from './kernel.suite.ts';
import { type RealBackend, openKernel } from './open-kernel.ts';

async function openHost(backend: RealBackend): Promise<KernelHost> {
  const namespace = await openNamespace();
  return {
    kernel: await openKernel({ backend, prefix: namespace.prefix }),
    addConnection({ source, destination, zone }) {
      namespace.shell(
        `conntrack -I -p udp -s ${source} -d ${destination} --sport 1000 --dport 53 -t 300 -w ${zone} 2>/dev/null`,
      );
    },
    close: () => namespace.close(),
  };
}

describeInNamespace('iptables-nft', () => kernelBehaviour(() => openHost('iptables-nft')));
describeInNamespace('iptables-legacy', () => kernelBehaviour(() => openHost('iptables-legacy')));
