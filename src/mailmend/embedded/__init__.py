"""Small servers on loopback that mailmend brings along: for the demo, and for tests against real sockets."""
