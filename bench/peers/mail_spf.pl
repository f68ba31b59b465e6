# Mail::SPF on answers in memory. The protocol is that of bench/worker.py.
use strict;
use warnings;
use JSON::PP;
use Mail::SPF;
use Net::DNS;

package Memory;

sub new { my ($class, $zone) = @_; return bless { zone => $zone, packets => {} }, $class }
sub errorstring { return 'NOERROR' }

sub send {
    my ($self, $name, $type) = @_;
    return $self->{packets}{"$type $name"} //= $self->packet($name, $type) if $self->{zone}{lc $name};
    return $self->packet($name, $type);
}

sub packet {
    my ($self, $name, $type) = @_;
    my $packet = Net::DNS::Packet->new($name, $type);
    my $values = $self->{zone}{lc $name}{$type} // [];
    $packet->header->rcode(@$values ? 'NOERROR' : 'NXDOMAIN');
    $packet->push(answer => Net::DNS::RR->new(name => $name, type => $type, txtdata => $_)) for @$values;
    return $packet;
}

package main;

$| = 1;
open my $file, '<', $ARGV[0] or die "no shape: $!\n";
my $shape = decode_json(do { local $/; <$file> });
my $server = Mail::SPF::Server->new(dns_resolver => Memory->new($shape->{zone}), hostname => 'mx.example.net');

sub check {
    my ($ip) = @_;
    my $request = Mail::SPF::Request->new(
        versions => [1], scope => 'mfrom', identity => $shape->{sender}, ip_address => $ip,
        helo_identity => $shape->{helo});
    return $server->process($request)->code;
}

my @ips = @{ $shape->{ips} };
print encode_json([map { check($_) } @ips[0 .. 199]]), "\n";
my $next = 0;
while (my $line = <STDIN>) {
    my ($user, $system) = times;
    for (1 .. $line) {
        check($ips[$next]);
        $next = ($next + 1) % @ips;
    }
    my ($user2, $system2) = times;
    print encode_json({ cpu => $user2 + $system2 - $user - $system }), "\n";
}
