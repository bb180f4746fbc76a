# Sends raw packets that come as lines on the standard input, and answers "sent" for each line:
#   frame HEX...      whole Ethernet frames, out of eth0
#   packet HEX...     IP packets of this host itself, so that they pass its OUTPUT chains
# Perl, because Node opens no raw sockets and every Debian has it (perl-base).
use strict;
use warnings;
use Socket qw(AF_INET AF_INET6 SOCK_RAW inet_ntop pack_sockaddr_in pack_sockaddr_in6);

use constant { AF_PACKET => 17, SIOCGIFINDEX => 0x8933, IPPROTO_RAW => 255 };

my ($frames, $link, %raw);
$| = 1;
while (my $line = <STDIN>) {
    my ($kind, @packets) = split ' ', $line;
    for my $bytes (map { pack 'H*', $_ } @packets) {
        $kind eq 'frame' ? send_frame($bytes) : send_packet($bytes);
    }
    print "sent\n";
}

sub send_frame {
    my ($bytes) = @_;
    if (!$frames) {
        # Protocol 0: nothing is received.
        socket($frames, AF_PACKET, SOCK_RAW, 0) or die "packet socket: $!";
        my $request = pack 'a16 x24', 'eth0';
        ioctl($frames, SIOCGIFINDEX, $request) or die "eth0: $!";
        $link = unpack 'x16 i', $request;
    }
    send($frames, $bytes, 0, pack('S n i S C C a8', AF_PACKET, 0, $link, 0, 0, 6, '')) or die "frame: $!";
}

sub send_packet {
    my ($bytes) = @_;
    my $is_v6 = (ord($bytes) >> 4) == 6;
    my $family = $is_v6 ? AF_INET6 : AF_INET;
    if (!$raw{$family}) {
        socket($raw{$family}, $family, SOCK_RAW, IPPROTO_RAW) or die "raw socket: $!";
    }
    my $address = $is_v6 ? substr($bytes, 24, 16) : substr($bytes, 16, 4);
    my $to = $is_v6 ? pack_sockaddr_in6(0, $address) : pack_sockaddr_in(0, $address);
    # What the rules drop is told to the sender as an error: that is what the test is about.
    send($raw{$family}, $bytes, 0, $to);
}
