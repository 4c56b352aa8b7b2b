"""Mail in and out: the door (listener), what it keeps (spool), and the way out (courier, outbox)."""
